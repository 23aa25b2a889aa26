"""Page numbers and running headers: what a page shows around its text, and not as part of it.

A number that stands alone is a page number only if something else says so: a page break, the
way it is written (第 3 頁, - 3 -), a running header beside it, that it interrupts a sentence, or
that it counts on from one that is. Anything less stays in the text.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from corpus.readers.plain.headings import match_heading
from corpus.readers.plain.lines import Layout, Line

_NUMBER = re.compile(r"(\d{1,4}|[ivxl]{1,6})")
_MARKED_NUMBER = re.compile(
    r"[-–—]\s?(\d{1,4}|[ivxl]{1,6})\s?[-–—]|第\s?(\d{1,4})\s?[頁页]"
    r"|(?i:page|p\.)\s?(\d{1,4})(?:\s?(?:of|/)\s?\d{1,4})?"
)
_EDGE_NUMBER = re.compile(r"^\d{1,4}\s+(?=\D)|(?<=\D)\s+\d{1,4}$")
_PRINTERS = (
    re.compile(r"^VerDate\s.*\bJkt\s+\d+|\bJkt \d+ PO \d+ Frm \d+"),
    re.compile(
        r"^(?:https?|file)://\S+(?:\s+(?:第\s?)?\d{1,4}\s?(?:/|of|頁[，,]共)\s?\d{1,4}(?:\s?頁)?)$"
    ),
    re.compile(
        r"^\d{1,4}/\d{1,2}/\d{1,4},?\s+(?:[上下]午\s?)?\d{1,2}:\d{2}(?:\s?[AP]M)?(?:\s+\S.{0,120})?$"
    ),
)
_LONGEST_FOOT = 200
_EDGE = 2  # a header or footer has at most this many lines


def remove_furniture(lines: Sequence[Line], layout: Layout) -> list[Line]:
    """The lines without page numbers and running headers; each page break is noted."""
    lines = _without_printers_lines(lines)
    broken = any(line.break_before for line in lines)
    numbers = {n: label for n, line in enumerate(lines) if (label := _page_label(line.text))}
    edges = _edges_at_breaks(lines) if broken else _edges_at_numbers(lines, numbers)
    headers = _find_headers(lines, edges, layout)
    if broken:
        pages = {n: label for n, label in numbers.items() if n in edges}
        _label_pages(lines, pages, headers)
        pages |= dict.fromkeys(headers, "")
    else:
        pages = _confirm_numbers(lines, numbers, headers, layout)
        headers = {n for n in headers if _beside(n, set(pages), headers)}
        pages |= dict.fromkeys(headers - set(pages), "")
    return _drop(lines, pages, broken)


def is_printers_line(text: str) -> bool:
    """Whether a line is what a press or a browser prints at the foot of each page.

    VerDate Sep<11>2014 … Jkt 250001 PO 00000 Frm 00001; https://… 1/3; 2021/5/6 上午8:00.
    """
    return len(text) <= _LONGEST_FOOT and any(form.search(text) for form in _PRINTERS)


def _without_printers_lines(lines: Sequence[Line]) -> list[Line]:
    kept: list[Line] = []
    begins = False
    for line in lines:
        begins = begins or line.break_before
        if is_printers_line(line.text):
            continue
        line.break_before, begins = begins, False
        kept.append(line)
    return kept


def _page_label(text: str) -> str:
    marked = _MARKED_NUMBER.fullmatch(text)
    if marked:
        return next(group for group in marked.groups() if group)
    return text if _NUMBER.fullmatch(text) else ""


def _edges_at_breaks(lines: Sequence[Line]) -> set[int]:
    """The lines at the top and the bottom of each page."""
    tops = [0, *(n for n, line in enumerate(lines) if line.break_before), len(lines)]
    edges: set[int] = set()
    for top, bottom in pairwise(tops):
        edges |= set(range(top, min(top + _EDGE, bottom)))
        edges |= set(range(max(top, bottom - _EDGE), bottom))
    return edges


def _edges_at_numbers(lines: Sequence[Line], numbers: dict[int, str]) -> set[int]:
    """Where no page break is marked: the lines beside what may be page numbers."""
    beside = {n + step for n in numbers for step in range(-_EDGE, _EDGE + 1)}
    return {n for n in beside if 0 <= n < len(lines)}


def _find_headers(lines: Sequence[Line], edges: set[int], layout: Layout) -> set[int]:
    """Lines at the edge of a page that repeat a line from before: a heading or another header.

    The first of them stays: it is the heading or title that the others repeat. Lines of
    running text repeat, too, where a phrase does; they are full or end a sentence.
    """
    seen: Counter[str] = Counter()
    headers: set[int] = set()
    for n, line in enumerate(lines):
        key = _header_text(line.text)
        running = line.ends_sentence or (layout.wrapped and layout.is_full(line))
        if n in edges and seen[key] and not running and not _NUMBER.fullmatch(key):
            headers.add(n)
        seen[key] += 1
    return headers


def _header_text(text: str) -> str:
    """The words of a header without the page number beside them; "Chapter 2" keeps its own."""
    bare = _EDGE_NUMBER.sub("", text)
    if match_heading(text) and not match_heading(bare):
        bare = text
    return "".join(bare.split())


def _label_pages(lines: Sequence[Line], numbers: dict[int, str], headers: set[int]) -> None:
    """Between two page breaks all lines stand on the page whose number is printed there."""
    tops = [0, *(n for n, line in enumerate(lines) if line.break_before), len(lines)]
    for top, bottom in pairwise(tops):
        labels = {numbers[n] for n in range(top, bottom) if n in numbers}
        for n in headers & set(range(top, bottom)):
            beside = _EDGE_NUMBER.search(lines[n].text)
            if beside and _header_text(lines[n].text) != "".join(lines[n].text.split()):
                labels.add(beside[0].strip())
        if len(labels) == 1:
            for line in lines[top:bottom]:
                line.page = next(iter(labels))


def _confirm_numbers(
    lines: Sequence[Line], numbers: dict[int, str], headers: set[int], layout: Layout
) -> dict[int, str]:
    """Those numbers that are surely page numbers, where no page break is marked."""
    sure = {
        n
        for n in numbers
        if _MARKED_NUMBER.fullmatch(lines[n].text)
        or _beside(n, headers, set())
        or _interrupts(lines, n, layout)
    }
    order = sorted(numbers)
    for steps in (pairwise(order), pairwise(order[::-1])):
        for known, near in steps:
            if known in sure and _counts_on(numbers[known], numbers[near]):
                sure.add(near)
    return {n: numbers[n] for n in sure}


def _beside(n: int, others: set[int], between: set[int]) -> bool:
    """Whether one of the others stands next to a line, with only `between` in between."""
    return any(
        n + side in others or (n + side in between and n + 2 * side in others) for side in (-1, 1)
    )


def _interrupts(lines: Sequence[Line], n: int, layout: Layout) -> bool:
    """Whether the line above a number breaks off in a sentence that the line below takes up."""
    if not layout.wrapped or not 0 < n < len(lines) - 1:
        return False
    above, below = lines[n - 1], lines[n + 1]
    return layout.is_full(above) and not above.ends_sentence and not layout.is_indented(below)


def _counts_on(one: str, other: str) -> bool:
    return one.isdecimal() and other.isdecimal() and abs(int(one) - int(other)) == 1


def _drop(lines: Sequence[Line], dropped: dict[int, str], broken: bool) -> list[Line]:
    kept: list[Line] = []
    pending, page = False, ""
    for n, line in enumerate(lines):
        if n in dropped:
            pending, page = pending or not broken or line.break_before, page or dropped[n]
            continue
        if pending:
            line.break_before = True
            line.seam_page = page or None if not broken else None
        pending, page = False, ""
        kept.append(line)
    return kept
