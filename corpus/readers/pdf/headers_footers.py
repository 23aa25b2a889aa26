"""What repeats on the pages of a PDF, and the page numbers that are printed there.

A line is a running header or footer where other pages have the same words at the same place. A
number there is a page number where it counts on: a page near by has, at its top or its foot, the
number that as many pages more or less make. Where it stands at the end of a line of the text, it
alone is taken out. A number that no other page confirms is none, and
a page that shows none gets none.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.readers.pdf.lines import Piece, merge_level
from corpus.readers.pdf.pages import Page

_EDGE = 3  # a header or footer has at most this many lines
_SAME_PLACE = 4.0  # points
_NEAR = 2  # pages: where only right-hand pages have numbers, every other one has
_MOST_PAGES = 0.6
_MOST_LINES = 0.2
_NUMBER = r"\d{1,6}|[ivxlc]{1,7}|[IVXLC]{1,7}"
_ALONE = re.compile(rf"[-–—•|\s]*({_NUMBER})[-–—•|\s]*")
_MARKED = re.compile(
    r"第\s?(\d{1,6})\s?[頁页](?:[，,/\s]*共\s?\d{1,6}\s?[頁页])?"
    r"|(?i:page|p\.)\s?(\d{1,6})(?:\s?(?:of|/)\s?\d{1,6})?|(\d{1,6})\s?/\s?\d{1,6}"
)
_AT_EDGE = re.compile(rf"^({_NUMBER})\b(?=\W|$)|(?<=\W)\b({_NUMBER})$")
_GLUED = 1.6  # em: the distance of a line that belongs to the text
_FEW = 12  # letters of a header
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class _EdgeLine:
    """A line at the top or the bottom of a page; `apart` is its distance from the text, in em."""

    page: int
    top: bool
    line: Piece
    key: str
    apart: float


def strip_furniture(
    pages: Sequence[Page], pieces: Sequence[Sequence[Piece]]
) -> tuple[list[list[Piece]], dict[int, str]]:
    """The pieces of each page without what repeats, and the printed number of each page."""
    lines = [merge_level(page) for page in pieces]
    edges = [edge for page, found in enumerate(lines) for edge in _edges(page, found)]
    numbers = _confirmed_numbers(edges)
    repeated = _repeated(edges)
    glued = {n for n in numbers if n not in repeated and _is_glued(edges[n], numbers[n])}
    dropped = repeated | (set(numbers) - glued)
    dropped |= _at_places_of(edges, dropped, len(pages)) - glued
    stamps = _stamps(lines)
    gone = defaultdict(list)
    for n in dropped:
        gone[edges[n].page].append(edges[n].line)
    for page, stamp in stamps:
        gone[page].append(stamp)
    for n in glued:
        _cut_number(pieces[edges[n].page], edges[n].line, numbers[n])
    kept = [
        [
            piece
            for piece in page
            if piece.runs and not any(_within(piece, line) for line in gone[index])
        ]
        for index, page in enumerate(pieces)
    ]
    if not any(kept):  # two pages that say the same, and nothing else
        return list(map(list, pieces)), {}
    return kept, _labels(pages, {edges[n].page: label for n, label in numbers.items()})


def _edges(page: int, lines: Sequence[Piece]) -> Iterator[_EdgeLine]:
    for n, line in enumerate(lines):
        top = n < _EDGE and n < len(lines) - n
        if not top and n < len(lines) - _EDGE:
            continue
        beside = lines[n + 1 : n + 2] if top else lines[n - 1 : n] if n else []
        apart = abs(line.baseline - beside[0].baseline) / line.size if beside else 99.0
        yield _EdgeLine(page, top, line, _DIGITS.sub("", "".join(line.text.split())), apart)


def _within(piece: Piece, line: Piece) -> bool:
    return (
        piece.left >= line.left - 1
        and piece.right <= line.right + 1
        and (abs(piece.baseline - line.baseline) < 0.45 * max(piece.size, line.size))
    )


def _repeated(edges: Sequence[_EdgeLine]) -> set[int]:
    """The edge lines whose words, numbers aside, another page has at the same place."""
    places: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for n, edge in enumerate(edges):
        if len(edge.key) > 1 and not _ALONE.fullmatch(edge.line.text):
            places[edge.key, edge.top].append(n)
    return {
        n
        for same in places.values()
        for n in same
        if any(
            edges[n].page != edges[other].page
            and abs(edges[n].line.baseline - edges[other].line.baseline) < _SAME_PLACE
            for other in same
        )
    }


def _candidates(edge: _EdgeLine) -> Iterator[tuple[str, int]]:
    """What in an edge line may be the page's number: as printed, and counted."""
    text = edge.line.text
    alone, marked = _ALONE.fullmatch(text), _MARKED.search(text)
    groups = [match.groups() for match in (alone, marked) if match]
    groups += [match.groups() for match in _AT_EDGE.finditer(text)]
    for group in groups:
        for label in group:
            if label and _value(label) > 0:
                yield label, _value(label)


def _value(label: str) -> int:
    if label.isdecimal():
        return int(label)
    values = [_ROMAN[letter] for letter in label.lower()]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def _confirmed_numbers(edges: Sequence[_EdgeLine]) -> dict[int, str]:
    """The printed page number in each edge line that has one that counts on."""
    offsets: dict[tuple[bool, int], dict[int, tuple[int, str]]] = defaultdict(dict)
    for n, edge in enumerate(edges):
        for label, value in _candidates(edge):
            run = (label.isdecimal(), value - edge.page)
            offsets[run].setdefault(edge.page, (n, label))
    confirmed: dict[int, str] = {}
    claimed: dict[int, str] = {}
    for pages in sorted(offsets.values(), key=len, reverse=True):
        for page, (n, label) in pages.items():
            near = any(page + step in pages for step in range(-_NEAR, _NEAR + 1) if step)
            if near and claimed.setdefault(page, label) == label:
                confirmed[n] = label
    return confirmed


def _is_glued(edge: _EdgeLine, label: str) -> bool:
    """Whether a number stands at an end of a line of the text, not of a header or footer."""
    words = edge.line.text.removesuffix(label).removeprefix(label)
    return edge.apart < _GLUED and sum(map(str.isalpha, words)) > _FEW


def _cut_number(pieces: Sequence[Piece], line: Piece, label: str) -> None:
    """Take a number off the end of a line that it stands at."""
    for piece in pieces:
        if not _within(piece, line):
            continue
        for run in (piece.runs[0], piece.runs[-1]):
            bare = run.text.strip()
            if bare == label:
                piece.set_runs([other for other in piece.runs if other is not run])
                return
            if bare.endswith(f" {label}"):
                run.text = bare.removesuffix(label).rstrip()
                piece.set_runs(piece.runs)
                return


def _at_places_of(edges: Sequence[_EdgeLine], known: set[int], pages: int) -> set[int]:
    """Lines that stand apart where most pages have their header: that of a single page."""
    found: set[int] = set()
    for top in (True, False):
        heights = Counter(round(edges[n].line.baseline) for n in known if edges[n].top == top)
        usual = {height for height, count in heights.items() if count >= max(3, pages / 3)}
        found |= {
            n
            for n, edge in enumerate(edges)
            if edge.top == top and edge.apart > 1.8 and round(edge.line.baseline) in usual
        }
    return found


def _stamps(lines: Sequence[Sequence[Piece]]) -> list[tuple[int, Piece]]:
    """Lines that stand at one place on most pages, wherever that is: watermarks and stamps."""
    most = max(3, _MOST_PAGES * len(lines))
    usual = {place for place, pages in _pages_by_place(lines).items() if len(pages) >= most}
    stamps = [
        (page, line) for page, found in enumerate(lines) for line in found if _place(line) in usual
    ]
    # Pages that are alike throughout carry the same text, not the same stamp.
    return stamps if len(stamps) <= _MOST_LINES * sum(map(len, lines)) else []


def _pages_by_place(lines: Sequence[Sequence[Piece]]) -> Mapping[tuple[str, int, int], set[int]]:
    pages: dict[tuple[str, int, int], set[int]] = defaultdict(set)
    for page, found in enumerate(lines):
        for line in found:
            pages[_place(line)].add(page)
    return pages


def _place(line: Piece) -> tuple[str, int, int]:
    return line.text, round(line.left), round(line.baseline)


def _labels(pages: Sequence[Page], printed: Mapping[int, str]) -> dict[int, str]:
    """What each page is called: what is printed on it, else what the file says if that agrees."""
    told = {page.index: page.label for page in pages if page.label}
    if any(told.get(index, label) != label for index, label in printed.items()):
        return dict(printed)
    told = {
        index: label
        for index, label in told.items()
        if _ALONE.fullmatch(label) and label != "0"  # no printer numbers a page so
    }
    return {**told, **printed}
