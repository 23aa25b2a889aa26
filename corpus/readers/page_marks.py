"""Page numbers that a transcriber wrote into the text: [Pg 201], {176}, [p. 12].

They become the pages of the paragraphs and leave the text, if the file counts with them: a single
number in braces may be anything.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.readers.blocks import Block, Body, Heading, Note

_NUMBER = r"(\d{1,4}|[ivxlc]{1,8})"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\[\s?(?:Pg|Page|pp?\.)\.?\s?{_NUMBER}\s?\]",
        rf"\{{\s?(?:(?:Pg|Page|pp?)\.?\s?)?{_NUMBER}\s?\}}",
        r"\[\s?第?\s?(\d{1,4})\s?[頁页]\s?\]",
    )
)
_LEAST = 2
_MOST_OUT_OF_ORDER = 0.1


@dataclass(frozen=True, slots=True)
class _Mark:
    """A page number in a text: where it stands, and the number."""

    start: int
    end: int
    label: str


def read_page_marks(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without such numbers, each with its printed page; as they are if none counts."""
    for form in _FORMS:
        marks = [_find(form, block.text) for block in blocks]
        if _counts([mark for found in marks for mark in found]):
            return _take_out(blocks, marks)
    return list(blocks)


def _find(form: re.Pattern[str], text: str) -> list[_Mark]:
    return [_Mark(match.start(), match.end(), match[1]) for match in form.finditer(text)]


def _counts(marks: Sequence[_Mark]) -> bool:
    """Whether the numbers of a text go up, but for a few."""
    numbers = [int(mark.label) for mark in marks if mark.label.isdecimal()]
    if len(marks) < _LEAST or len(numbers) < _LEAST:
        return False
    backwards = sum(after < before for before, after in pairwise(numbers))
    return backwards <= _MOST_OUT_OF_ORDER * len(numbers)


def _take_out(blocks: Sequence[Block], marks: Sequence[Sequence[_Mark]]) -> list[Block]:
    kept: list[Block] = []
    page: str | None = None
    for block, found in zip(blocks, marks, strict=True):
        text, places = _without(block.text, found)
        pages = [page, *(mark.label for mark in found)]
        page = pages[-1]
        if not text:
            continue
        # A mark at the very beginning or end says nothing about what it does not stand in.
        while places and places[0] <= 0:
            places, pages = places[1:], pages[1:]
        while places and places[-1] >= len(text):
            places, pages = places[:-1], pages[:-1]
        kept.append(_on_pages(replace(block, text=text), places, pages))
    return kept


def _without(text: str, marks: Sequence[_Mark]) -> tuple[str, list[int]]:
    """The text without its marks, and where they stood in it."""
    rest, places, start = "", [], 0
    for mark in marks:
        piece = text[start : mark.start]
        rest += piece
        start = mark.end
        if rest.endswith((" ", "\n")) or not rest:  # one blank of two, and none at the beginning
            start += len(text[start:]) - len(text[start:].lstrip(" \n"))
        places.append(len(rest))
    rest += text[start:]
    lead = len(rest) - len(rest.lstrip())
    return rest.strip(), [place - lead for place in places]


def _on_pages(block: Block, places: Sequence[int], pages: Sequence[str | None]) -> Block:
    if isinstance(block, Heading):
        return block
    if isinstance(block, Note):
        return replace(block, page=pages[0] if len(pages) == 1 else None)
    return _body_on_pages(block, places, pages)


def _body_on_pages(block: Body, places: Sequence[int], pages: Sequence[str | None]) -> Body:
    breaks = tuple(zip(places, pages[1:], strict=True))
    return replace(block, page=pages[0], page_seam=None, page_breaks=breaks)
