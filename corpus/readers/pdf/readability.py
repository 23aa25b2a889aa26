"""Which pages of a PDF can be read as text, and what is said of the others.

A page cannot be read where it is a picture, or where the file does not say which characters its
fonts show: such a page gives signs of many scripts at once, letters that no language uses so, or
Chinese characters that no text has.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.characters import HAN
from corpus.errors import FileScanned, TextNotReadable
from corpus.readers.pdf.pages import Page

_PICTURED = 0.5  # of a page; with little text on it, it is a picture of a page
_FEW = 20  # characters
_MOSTLY_PICTURED, _LITTLE = 0.7, 150  # of a page, characters
_DIGITS = re.compile(r"\d+")
_MOST_SCANNED = 0.8
_MOST_UNKNOWN = 0.1
_MOST_VERTICAL = 0.3

_FEWEST_LETTERS = 60
_MOST_FOREIGN, _FEWEST_SCRIPTS = 0.06, 4
_USUAL_SCRIPTS = frozenset(("LATIN", "CJK", "GREEK", "HIRAGANA", "KATAKANA", "BOPOMOFO"))
_SYLLABLES = re.compile("[\uac00-\ud7a3]")
_FEWEST_MOVED, _LEAST_FREQUENT = 250, 0.38
_FREQUENT = frozenset("etaoinsr")
_WORD = re.compile(r"[A-Za-z]{3,}")
_HAN = re.compile(f"[{HAN}]")
_MOST_RARE = 0.1  # of the Chinese characters
_OCR = "install `wenju[ocr]` to have them recognised, or run OCR over the file"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Pages by their index: those that are pictures, and those whose characters are not known."""

    pictures: frozenset[int]
    garbled: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        """All of them."""
        return self.pictures | self.garbled


def find_unreadable(pages: Sequence[Page]) -> Unreadable:
    """The pages that cannot be read as text."""
    pictures = _pictures(pages)
    garbled = {
        page.index
        for page in pages
        if page.index not in pictures and not _is_recognised(page) and is_garbled(page)
    }
    return Unreadable(frozenset(pictures), frozenset(garbled))


def pages_to_recognise(pages: Sequence[Page]) -> frozenset[int]:
    """The pages that are better read as pictures: unreadable ones, and lines that run downwards."""
    unreadable = find_unreadable(pages).all
    return unreadable | frozenset(_vertical(pages, unreadable))


def _pictures(pages: Sequence[Page]) -> set[int]:
    """The pages that are pictures: of text, they have a stamp that others have, or a few signs."""
    words = {page.index: _DIGITS.sub("", "".join(run.text for run in page.runs)) for page in pages}
    often = Counter(words.values())
    return {
        page.index
        for page in pages
        if page.pictured >= _PICTURED
        and (often[words[page.index]] > 1 or (page.characters < _FEW and not _is_recognised(page)))
    }


def is_garbled(page: Page) -> bool:
    """Whether the characters of a page are not those that it shows."""
    if page.unknown > _MOST_UNKNOWN * max(page.characters, _FEW):
        return True
    text = " ".join(run.text for run in page.runs)
    return has_foreign_letters(text) or has_moved_letters(text) or has_rare_characters(text)


def has_foreign_letters(text: str) -> bool:
    """Whether letters of many scripts stand among each other, as in no text."""
    letters = Counter(mark for mark in text if mark.isalpha() and not mark.isascii())
    total = sum(letters.values()) + sum(mark.isascii() and mark.isalpha() for mark in text)
    scripts: Counter[str] = Counter()
    for mark, count in letters.items():
        script = unicodedata.name(mark, "UNKNOWN").split()[0].split("-")[0]
        if script not in _USUAL_SCRIPTS and not _SYLLABLES.match(mark):
            scripts[script] += count
    foreign = sum(scripts.values())
    return (
        total >= _FEWEST_LETTERS
        and foreign > _MOST_FOREIGN * total
        and len(scripts) >= _FEWEST_SCRIPTS
    )


def has_moved_letters(text: str) -> bool:
    """Whether Latin letters were moved along the alphabet.

    The eight that are most frequent in one European language are so in the others.
    """
    letters = [mark for word in _WORD.findall(text) for mark in word.lower()]
    frequent = sum(mark in _FREQUENT for mark in letters)
    return len(letters) >= _FEWEST_MOVED and frequent < _LEAST_FREQUENT * len(letters)


def has_rare_characters(text: str) -> bool:
    """Whether too many Chinese characters are in neither national standard."""
    han = _HAN.findall(text)
    rare = sum(count for mark, count in Counter(han).items() if not _is_common(mark))
    return len(han) >= _FEWEST_LETTERS and rare > _MOST_RARE * len(han)


def _is_common(mark: str) -> bool:
    for encoding in ("gb2312", "big5"):
        try:
            mark.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False


def check_readable(pages: Sequence[Page], unreadable: Unreadable) -> None:
    """Raise an error if a file is made of pages that cannot be read."""
    left = unreadable.all
    if not any(page.characters or page.index in left for page in pages):
        raise TextNotReadable(
            f"the PDF has {len(pages)} pages and no text on them; expected a PDF with text"
        )
    written = [page for page in pages if page.characters and page.index not in left]
    most = _MOST_SCANNED * (len(left) + len(written))
    if left and len(left) >= most:
        if len(unreadable.garbled) > len(unreadable.pictures):
            raise TextNotReadable(
                "the PDF does not say which characters its fonts show, so its text cannot be "
                "read; make it anew from its source, install `wenju[ocr]` (`pip install "
                "'wenju[ocr]'`) and add it again, or run OCR over it (`ocrmypdf --force-ocr`)"
            )
        raise FileScanned(len(unreadable.pictures), len(pages))
    if len(_vertical(pages, left)) > len(written) / 2:
        raise TextNotReadable(
            "the text of the PDF runs from top to bottom, which cannot be read yet; "
            "expected lines from left to right: add the text in another format, or install "
            "`wenju[ocr]` (`pip install 'wenju[ocr]'`) and add it again"
        )


def warnings_of(
    pages: Sequence[Page], unreadable: Unreadable, wanted: frozenset[int]
) -> Iterator[str]:
    """What a person should know of the pages that were left out or may be wrong.

    `wanted` are those that were to be recognised as pictures.
    """
    recognised = [page.index for page in pages if page.index in wanted and _is_recognised(page)]
    if recognised:
        yield (
            f"the text of pages was recognised in pictures of them (OCR: {listed(recognised)} of "
            "the file) and may have errors: compare it with the file before you quote it"
        )
    mostly = [
        page.index
        for page in pages
        if page.index not in unreadable.all
        and page.pictured >= _MOSTLY_PICTURED
        and not _is_recognised(page)
        and page.characters < _LITTLE
    ]
    if mostly:
        yield (
            f"pages are a picture with little text beside it ({listed(mostly)} of the file); what "
            "the picture says was not read"
        )
    if unreadable.pictures:
        yield (
            "pages that are pictures without text were left out "
            f"({listed(unreadable.pictures)} of the file); {_OCR} (`ocrmypdf --skip-text in.pdf "
            "out.pdf`) and add the result"
        )
    if unreadable.garbled:
        yield (
            "pages whose fonts do not say which characters they show were left out "
            f"({listed(unreadable.garbled)} of the file); {_OCR} (`ocrmypdf --force-ocr in.pdf "
            "out.pdf`) and add the result"
        )
    vertical = _vertical(pages, unreadable.all)
    if vertical:
        yield (
            f"pages have text that runs from top to bottom ({listed(vertical)} of the file); its "
            "order may be wrong: compare it with the file"
        )


def _is_recognised(page: Page) -> bool:
    return any(run.confidence is not None for run in page.runs)


def _vertical(pages: Sequence[Page], left: frozenset[int]) -> list[int]:
    return [
        page.index
        for page in pages
        if page.index not in left
        and page.characters
        and page.vertical > _MOST_VERTICAL * page.characters
    ]


def listed(pages: Sequence[int] | frozenset[int]) -> str:
    """Pages for a message, counted from 1."""
    numbers = sorted(page + 1 for page in pages)
    shown = ", ".join(map(str, numbers[:20]))
    return shown if len(numbers) <= 20 else f"{shown} and {len(numbers) - 20} more"
