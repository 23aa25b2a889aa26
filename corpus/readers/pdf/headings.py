"""The headings of a PDF: its outline where it has one, else type that stands out, else form.

An outline entry is a heading where its words stand on the page that it leads to; the heading is
what is printed there. Without an outline, lines that are larger than the text or bold are
headings if they are short and stand by themselves; larger type contains smaller type, and within
one type the numbers decide (1 contains 1.1). Lines in the type of the text are headings only if
they have the form of one and are a paragraph by themselves.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.readers.pdf.lines import Piece
from corpus.readers.plain.headings import match_heading
from corpus.readers.plain.lines import is_wide

_MOST_LINES = 4
_LONGEST, _LONGEST_WIDE = 200, 60
_LONGEST_NUMBER = 3  # digits of a number that stands above its heading
_TITLE = 1.1  # of the size of the first heading
_LARGER = 1.07  # of the size of the text
_NO_TITLE = re.compile(
    r"(?i:figure|fig\.|table)\s?[\dIVX]+\b.*|[圖图表]\s?[\d一二三四五六七八九十].*"
    r"|.*(?:(?:\.\s?){4,}|…{2,}|[·‧]{4,})\s*[\divxl]*"
)
_NO_END = ("。", "，", "；", "、", "：", ".", ",", ";", ":")
_BY_FORM = 1000  # ranks below every rank by type
_PLAIN_RANK = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a PDF's outline; `height` is where on the page it leads, if it says so."""

    title: str
    level: int
    page: int
    height: float | None


Headings = Mapping[int, tuple[int, int]]  # position of the first line: number of lines, rank


def headings_of_outline(lines: Sequence[Piece], entries: Sequence[Entry]) -> Headings:
    """The headings that the outline names, if most of its entries are found; else none."""
    found: dict[int, tuple[int, int]] = {}
    bare = [_bare(line.text) for line in lines]
    by_page: dict[int, list[int]] = {}
    for position, line in enumerate(lines):
        by_page.setdefault(line.page, []).append(position)
    for entry in entries:
        places = [
            (position, count)
            for page in (entry.page, entry.page + 1)
            for position in by_page.get(page, [])
            if position not in found and (count := _lines_of(bare, position, _bare(entry.title)))
        ]
        if places:
            position, count = min(places, key=lambda place: _distance(lines[place[0]], entry))
            found[position] = (count, entry.level)
    return _with_title(lines, found) if 2 * len(found) > len(entries) else {}


def _with_title(lines: Sequence[Piece], found: dict[int, tuple[int, int]]) -> Headings:
    """The headings, and before them the title of the document, which does not contain them."""
    first, rank = min(found), min(rank for _, rank in found.values())
    above = [line for line in lines[:first] if line.page == 0]
    largest = max((line.size for line in above), default=0)
    titles = _groups(above, _TITLE * lines[first].size)
    titles = [(start, count) for start, count in titles if lines[start].size == largest]
    return {start: (count, rank) for start, count in titles[:1]} | found


def _distance(line: Piece, entry: Entry) -> tuple[bool, float]:
    height = line.baseline if entry.height is None else abs(entry.height - line.baseline)
    return line.page != entry.page, height if entry.height is not None else -height


def _lines_of(bare: Sequence[str], position: int, wanted: str) -> int:
    """How many lines from this one on say the title; 0 if they do not."""
    said = ""
    for count, text in enumerate(bare[position : position + _MOST_LINES], 1):
        said += text
        if count == 1 and len(text) > _LONGEST_NUMBER and text.isdecimal():
            return 0  # a year that ends the sentence above the heading
        if wanted and said and _same(said, wanted):
            return count
    return 0


def _same(said: str, wanted: str) -> bool:
    """Whether two titles differ by no more than the number before one of them."""
    longer, shorter = (said, wanted) if len(said) >= len(wanted) else (wanted, said)
    number = longer[: len(longer) - len(shorter)]
    return longer.endswith(shorter) and (
        not number or (len(number) <= 8 and (number.isdigit() or _is_number(number)))
    )


def _is_number(text: str) -> bool:
    return (text[0] == "第" and text[-1] in "章節节編编篇部卷") or text in ("chapter", "appendix")


def _bare(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def headings_of_type(lines: Sequence[Piece], size: float) -> Headings:
    """The headings that stand out by their type: larger than the text, or bold."""
    groups = [
        (start, count)
        for start, count in _groups(lines, size)
        if _is_title([line.text for line in lines[start : start + count]])
    ]
    styles = Counter(_style(lines[start]) for start, _ in groups)
    order = sorted(styles, reverse=True)
    title = order[0] if len(order) > 1 and styles[order[0]] == 1 else None
    ranks = {style: 10 * n for n, style in enumerate(order)}
    if title and lines[groups[0][0]].page == 0 and _style(lines[groups[0][0]]) == title:
        ranks[title] = ranks[order[1]]  # a document's title does not contain its chapters
    return {
        start: (count, ranks[_style(lines[start])] + _rank_of_form(lines[start].text))
        for start, count in groups
    }


def _groups(lines: Sequence[Piece], size: float) -> list[tuple[int, int]]:
    """Neighbouring lines of one type that is not that of the text."""
    groups: list[tuple[int, int]] = []
    start = 0
    for position in range(1, len(lines) + 1):
        if position < len(lines) and _together(lines[position - 1], lines[position]):
            continue
        if lines and _stands_out(lines[start], size) and position - start <= _MOST_LINES:
            groups.append((start, position - start))
        start = position
    return groups


def _together(line: Piece, following: Piece) -> bool:
    return (
        _style(line) == _style(following)
        and line.page == following.page
        and 0 < line.baseline - following.baseline < 1.75 * line.size
    )


def _stands_out(line: Piece, size: float) -> bool:
    if line.cells:
        return False
    return line.size > _LARGER * size or (line.bold and line.size >= _LARGER**-1 * size)


def _style(line: Piece) -> tuple[int, bool]:
    return round(2 * line.size), line.bold


def _is_title(texts: Sequence[str]) -> bool:
    text = " ".join(texts)
    longest = _LONGEST_WIDE if is_wide(text) else _LONGEST
    words = any(character.isalpha() for character in text)
    fits = len(text) <= longest and not text.endswith(_NO_END)
    return words and fits and not _NO_TITLE.fullmatch(text)


def _rank_of_form(text: str) -> int:
    form = match_heading(text)
    return form[0] if form else _PLAIN_RANK


def rank_by_form(text: str) -> int | None:
    """The rank of a paragraph that has the form of a heading, below all that stand out."""
    form = match_heading(text)
    return _BY_FORM + form[0] if form else None
