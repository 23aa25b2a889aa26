"""The pages of a PDF as pictures, and where on them the text of each block stands.

Where a block stands is seen by its words alone, not by how it was read: so the picture shows what
a reading left out, and what it took from where.
"""

import base64
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from ctypes import c_double
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

_SHINGLE = 10  # letters: what is found of a block at once
_DOTS = 96  # an inch
_MOST_PAGES = 200
_SKIPPED = re.compile(r"[\W_]+")

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, as shares of the page."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page: its size in points, its picture (PNG, base64), and the boxes of blocks by number."""

    width: float
    height: float
    png: str
    boxes: tuple[tuple[int, Box], ...]


@dataclass(frozen=True, slots=True)
class _Letters:
    """The letters and digits of a page in the order of the file, each with its box."""

    text: str
    boxes: Sequence[Box]


def draw_pages(content: bytes, texts: Sequence[str]) -> Iterator[PagePicture]:
    """The first pages of a PDF, with the boxes of these blocks' texts."""
    names = [_letters_of(text) for text in texts]
    pdf = pypdfium2.PdfDocument(content)
    try:
        for index in range(min(len(pdf), _MOST_PAGES)):
            page = pdf[index]
            letters = _read_letters(page)
            picture = io.BytesIO()
            page.render(scale=_DOTS / 72).to_pil().save(picture, "PNG", optimize=True)
            yield PagePicture(
                page.get_width(),
                page.get_height(),
                base64.b64encode(picture.getvalue()).decode(),
                tuple(_find(letters, names)),
            )
            page.close()
    finally:
        pdf.close()


def _letters_of(text: str) -> str:
    return _SKIPPED.sub("", unicodedata.normalize("NFKC", text)).lower()


def _read_letters(page: pypdfium2.PdfPage) -> _Letters:
    width, height = page.get_size()
    text_page = page.get_textpage()
    letters: list[str] = []
    boxes: list[Box] = []
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    for n in range(text_page.count_chars()):
        shown = _letters_of(chr(pdfium.FPDFText_GetUnicode(text_page.raw, n) or 32))
        if shown:
            pdfium.FPDFText_GetCharBox(text_page.raw, n, left, right, bottom, top)
            across = (left.value / width, right.value / width)
            down = (1 - top.value / height, 1 - bottom.value / height)
            box = (across[0], down[0], across[1], down[1])
            letters += shown
            boxes += [box] * len(shown)
    text_page.close()
    return _Letters("".join(letters), boxes)


def _find(letters: _Letters, names: Sequence[str]) -> Iterator[tuple[int, Box]]:
    """The lines of boxes that each block has on a page."""
    places: dict[str, int] = {}
    for n in range(len(letters.text) - _SHINGLE + 1):
        places.setdefault(letters.text[n : n + _SHINGLE], n)
    taken: set[int] = set()
    for number, name in enumerate(names):
        for start, end in _runs(name, letters.text, places):
            fresh = [n for n in range(start, end) if n not in taken]
            taken.update(fresh)
            yield from ((number, box) for box in _lines([letters.boxes[n] for n in fresh]))


def _runs(name: str, text: str, places: dict[str, int]) -> Iterator[tuple[int, int]]:
    """The stretches of a page's text that are in a block."""
    if 2 <= len(name) < _SHINGLE:
        place = text.find(name)
        if place >= 0 and text.count(name) == 1:
            yield place, place + len(name)
        return
    n = 0
    while n + _SHINGLE <= len(name):
        found = places.get(name[n : n + _SHINGLE])
        if found is None:
            n += 1
            continue
        start = found
        length = _SHINGLE
        while text[start + length : start + length + 1] == name[n + length : n + length + 1] != "":
            length += 1
        yield start, start + length
        n += length


def _lines(boxes: Sequence[Box]) -> Iterator[Box]:
    """Boxes of letters put together to boxes of lines."""
    line: Box | None = None
    for box in boxes:
        if line is not None and _same_line(line, box):
            starts = (min(line[0], box[0]), min(line[1], box[1]))
            line = (*starts, max(line[2], box[2]), max(line[3], box[3]))
            continue
        if line is not None:
            yield line
        line = box
    if line is not None:
        yield line


def _same_line(line: Box, box: Box) -> bool:
    middle = (box[1] + box[3]) / 2
    return line[1] <= middle <= line[3] and -0.02 < box[0] - line[2] < 0.05
