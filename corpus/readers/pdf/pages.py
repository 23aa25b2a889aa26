"""The pages of a PDF as what is printed on them: runs of text with their places and sizes.

A run is what one operator of the page drew, cut where a gap is wide. Text that does not stand
upright, as a page is looked at, is left out: it is a watermark or the label of a figure.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.readers.pdf.accents import compose_accents
from corpus.readers.pdf.glyphs import Box, Drawn, drawn_by_operators, told
from corpus.readers.pdf.rulings import NO_RULES, Rules, read_rules
from corpus.readers.plain.lines import is_wide

_FIRST_WIDE = "\u2e80"
_FEW = 200  # characters; a page with more is no picture of a page
# How Word and LibreOffice draw the bullets of lists: with places of the fonts Symbol and Wingdings.
_BULLETS = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf06e": "■",
    "\uf0d8": "➢",
    "\uf0fc": "✓",
    "\uf06c": "●",
}
_UNKNOWN = frozenset("\ufffd\ufffe\uffff\0")
_GAP = 1.5  # em; text goes on after a wider one as another run
_ROWS = 2  # of a table
_CELL_GAP = 0.6  # em; so does it where a space is as wide as several, as typists make cells


_Place = tuple[float, float]  # left, middle of the height


@dataclass(slots=True)
class Run:
    """Characters that were drawn together. Lengths are points, counted from the lower left.

    `raised` is 1 for digits whose glyphs stand above the baseline, as a font's own superscripts
    do, and -1 for subscripts. `order` counts the runs of the page as they were drawn.
    `confidence` is set where the text was recognised in a picture.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    raised: int = 0
    order: int = 0
    confidence: float | None = None


@dataclass(slots=True)
class Page:
    """What a page shows. `label` is what the file says that the page is called, else empty.

    `pictured` is the share of the page that pictures cover; it is looked at only where there is
    little text. `rules` are its ruled lines; on a turned page they are not looked at. `vertical`
    counts Chinese characters in lines that run downwards, `unknown` those of which the file does
    not say what they are.
    """

    index: int
    width: float
    height: float
    label: str
    runs: list[Run] = field(default_factory=list)
    characters: int = 0
    vertical: int = 0
    unknown: int = 0
    pictured: float = 0.0
    rules: Rules = NO_RULES


def read_pages(pdf: pypdfium2.PdfDocument) -> Iterator[Page]:
    """Each page in turn; nothing of a page before is kept open."""
    for index in range(len(pdf)):
        raw = pdf[index]
        try:
            yield _read_page(pdf, raw, index)
        finally:
            raw.close()


def _read_page(pdf: pypdfium2.PdfDocument, raw: pypdfium2.PdfPage, index: int) -> Page:
    left, bottom, right, top = raw.get_cropbox()
    textpage = raw.get_textpage()
    try:
        drawn = list(drawn_by_operators(textpage))
    finally:
        textpage.close()
    compose_accents(drawn)
    upright = _upright(drawn)
    page = Page(index, right - left, top - bottom, told(pdf.get_page_label, index))
    if upright % 2:
        page.width, page.height = page.height, page.width
    last = math.inf, math.inf
    for piece in drawn:
        if piece.angle == upright:
            last = _add(page, piece, (left, bottom, right, top), last)
    if upright == 0 and _may_have_tables(page.runs):
        page.rules = read_rules(raw, left, bottom)
    if page.characters < _FEW:
        page.pictured = _pictured(raw, (right - left) * (top - bottom))
    return page


def _may_have_tables(runs: Sequence[Run]) -> bool:
    """Whether runs stand beside each other, apart, on several heights."""
    heights: dict[int, list[Run]] = {}
    for run in runs:
        heights.setdefault(round(run.baseline), []).append(run)
    rows = 0
    for beside in heights.values():
        beside.sort(key=lambda run: run.left)
        rows += any(b.left - a.right > _CELL_GAP * b.size for a, b in pairwise(beside))
    return rows >= _ROWS


def _upright(drawn: list[Drawn]) -> int:
    """The turn that most characters have: pages are turned, too, and their text with them."""
    turns: Counter[int] = Counter()
    for piece in drawn:
        turns[piece.angle] += len(piece.characters)
    turns.pop(-1, None)
    return turns.most_common(1)[0][0] if turns else 0


def _as_read(angle: int, crop: Box, box: Box) -> tuple[float, float, float]:
    """Left and right of a box, and the middle of its height, with its text turned upright."""
    left, bottom, right, top = crop
    if angle == 0:
        return box[0] - left, box[2] - left, (box[1] + box[3]) / 2
    if angle == 1:
        return box[1] - bottom, box[3] - bottom, -(box[0] + box[2]) / 2
    if angle == 2:
        return right - box[2], right - box[0], -(box[1] + box[3]) / 2
    return top - box[3], top - box[1], (box[0] + box[2]) / 2


def _add(page: Page, piece: Drawn, crop: Box, last: _Place) -> _Place:
    """Put the runs of a piece on the page; a wide gap within a piece makes two of it.

    Spaces at the ends of a run have no width: what is measured is where its letters stand.
    `last` is where the character before stands; given back is where the last one of these does.
    """
    left, bottom, right, top = crop
    baseline = piece.baseline + (-bottom, right, top, -left)[piece.angle]
    places = [_as_read(piece.angle, crop, box) for box in piece.boxes]
    run: Run | None = None
    spaces, before = False, ""
    for n, (character, (start, end, height)) in enumerate(
        zip(piece.characters, places, strict=True)
    ):
        if piece.generated[n]:
            follows = piece.characters[n + 1 : n + 2]
            if run and follows and not (_is_wide(run.text[-1:]) or _is_wide(follows[0])):
                run.text += " "
                spaces = True
            else:  # a gap beside Chinese characters is weighed against the others of its line
                run = None
            continue
        page.characters += not character.isspace()
        page.unknown += character in _UNKNOWN or "\ue000" <= character <= "\uf8ff"
        page.vertical += _is_wide(character) and _is_below(start, height, last, piece.size)
        last = start, height
        if character.isspace():
            spaces = True
            if run:
                run.text += " "
            before = "" if run else " "
            continue
        near = run and -piece.size < start - run.right < _GAP * piece.size
        if run and spaces and start - run.right > _CELL_GAP * piece.size:
            near = False
        if run is None or not near or run.raised != piece.raised[n]:
            run = Run("", start, end, baseline, piece.size, piece.bold, piece.raised[n])
            run.text, run.order = before, len(page.runs)
            page.runs.append(run)
        run.text += _shown(character)
        before = ""
        run.right = max(run.right, end)
        spaces = False
    return last


def _shown(character: str) -> str:
    """A character as it is kept: any kind of space is one, what controls or is no sign is none."""
    if character.isspace():
        return " "
    character = _BULLETS.get(character, character)
    return character if character.isprintable() or character == "\u00ad" else ""


def _is_wide(character: str) -> bool:
    """Whether a character is Chinese, Japanese or Korean, its punctuation included."""
    return character >= _FIRST_WIDE and is_wide(character)


def _is_below(start: float, height: float, last: _Place, size: float) -> bool:
    """Whether a character stands right below the one before, as in lines that run downwards."""
    return abs(start - last[0]) < 0.3 * size and 0.7 * size < last[1] - height < 2 * size


def _pictured(raw: pypdfium2.PdfPage, area: float) -> float:
    """The share of the page that its pictures cover, each counted by its frame."""
    covered = 0.0
    for picture in raw.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return min(1.0, covered / area) if area > 0 else 0.0
