"""What a draft quotes, and what it cites for it.

A quotation is what stands in quotation marks of either language, or in a block quotation. Of a
few words only it is a term, and looked up only where a source is cited for it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from corpus.characters import HAN

_PAIRS = {"「": "」", "『": "』", "“": "”", "«": "»", '"': '"', "\uff02": "\uff02", "‘": "’"}
_CLOSES = {closing: opening for opening, closing in _PAIRS.items()}
_DEEPEST = 8
_PARAGRAPH = re.compile(r"(?:[^\n]+\n?)+")
_FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)
_BLOCK_MARK = re.compile(r"^[ \t]{0,3}>[ \t]?", re.MULTILINE)
_ATTRIBUTION = re.compile(r"\n?\s*(?:——?|―|--|–)\s?[^\n]*$|\n\s*(?:\[\d+\]|\().*$", re.DOTALL)
_LAST_BRACKETS = re.compile(r"\s*(?:（[^（）]*）|\([^()]*\)|\[\^[^\]]+\])\s*$")
_NOTE = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_MARKS_BEHIND = re.compile(r"[\s，。,.；;！？!?」』”’)）]*(?:\[\^[^\]\s]+\])+")
_NOTE_TEXT = re.compile(r"^\[\^([^\]\s]+)\]:[ \t]*((?:.|\n(?=[ \t]+\S))*)", re.MULTILINE)
_EMPHASIS = re.compile(
    r"(?<!\\)(\*{1,3})(?=\S)(.+?)(?<=\S)\1|(?<![\\A-Za-z0-9])(_{1,3})(?=\S)(.+?)(?<=\S)\3(?![A-Za-z0-9])",
    re.DOTALL,
)
_LINK = re.compile(r"!?\[([^\]^][^\]]*)\]\([^)\s]*\)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])")
_UNIT = re.compile(f"[{HAN}]|[^\\W\\d_{HAN}]+|\\d+")
_IN_BRACKETS = re.compile(
    r"[\s，。,.；;]*(?:（[^（）]*(?:（[^（）]*）[^（）]*)*）|\([^()]*(?:\([^()]*\)[^()]*)*\)"
    r"|\[[^\[\]^][^\[\]]*\](?!\())"
)
_BEFORE = re.compile(
    r"[^。！？.!?\n]{0,80}[（(][^（()）\n]*\d[^（()）\n]*[)）][^。！？!?\n（()）]{0,40}$"
)
_LIST_HEADING = (
    "references|bibliography|works cited|literature|參考文獻|参考文献|參考書目|参考书目|參考資料|"
    "参考资料|引用書目|引用书目|徵引書目|征引书目"
)
_LIST = re.compile(
    rf"^(?:#+\s*)?(?:{_LIST_HEADING})\s*[:：]?\s*$(?:(?!^#).*\n?)*", re.IGNORECASE | re.MULTILINE
)
LEAST_UNITS = 5
MOST_LETTERS = 4000
_LOOKS_AHEAD, _LOOKS_BEHIND = 500, 160


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation of a draft.

    Attributes:
        text: what is quoted, without the draft's own markup.
        start: where it stands in the draft's text, as `end`.
        line: the line of the draft that it begins in, from 1.
        cited: what the draft says of its source: brackets, a note, or the next line.
        nearby: what follows up to the next quotation, where an address may stand.
    """

    text: str
    start: int
    end: int
    line: int
    cited: str
    nearby: str


def find_quotations(draft: str, markdown: bool = True) -> list[Quotation]:
    """The quotations of a draft in their order; terms of a few words that cite nothing are none."""
    notes = {found[1]: found[2] for found in _NOTE_TEXT.finditer(draft)} if markdown else {}
    left_out = [found.span() for found in _FENCE.finditer(draft)] if markdown else []
    left_out += [found.span() for found in _NOTE_TEXT.finditer(draft)] if markdown else []
    left_out += [found.span() for found in _LIST.finditer(draft)]
    spans = [
        span
        for paragraph in _PARAGRAPH.finditer(draft)
        for span in _in_paragraph(draft, *paragraph.span(), markdown)
        if not any(start <= span[0] < end for start, end in left_out)
    ]
    breaks = [found.start() for found in re.finditer("\n", draft)]
    nexts = [*(span[0] for span in spans[1:]), len(draft)][: len(spans)]
    found = (
        _quotation(draft, span, following, bisect_left(breaks, span[0]) + 1, notes, markdown)
        for span, following in zip(spans, nexts, strict=True)
    )
    return [each for each in found if _is_checked(each)]


def _in_paragraph(
    draft: str, start: int, end: int, markdown: bool
) -> Iterator[tuple[int, int, int]]:
    """Start and end of each quotation, and where what follows it begins."""
    text = draft[start:end]
    lines = [line for line in text.splitlines() if line.strip()]
    if markdown and all(_BLOCK_MARK.match(line) for line in lines):
        yield from _block(draft, start, end)
        return
    yield from _in_marks(draft, start, end)


def _block(draft: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """A block quotation: all of it but its attribution, or what it has in quotation marks."""
    text = draft[start:end]
    inner = list(_in_marks(draft, start, end))
    begins = start + (found.end() if (found := re.match(r"[\s>]*", text)) else 0)
    if inner and inner[0][0] - 1 == begins and sum(b - a for a, b, _ in inner) * 2 > len(text):
        yield from inner
        return
    body = text[begins - start :].rstrip()
    attribution = _ATTRIBUTION.search(_BLOCK_MARK.sub(lambda mark: " " * len(mark[0]), body))
    if attribution and attribution.start() > 0:
        body = body[: attribution.start()].rstrip("> \t\n")
    if brackets := _LAST_BRACKETS.search(body):
        body = body[: brackets.start()]
    if body:
        yield begins, begins + len(body), begins + len(body)


def _in_marks(draft: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The outermost pairs of marks, in one pass: a mark that nothing closes counts for nothing."""
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    for place in range(start, end):
        letter = draft[place]
        if letter in _CLOSES and _may_close(draft, place):
            last = _last_opened(draft, opened, _CLOSES[letter])
            if last is not None:
                pairs.append((opened[last], place))
                del opened[last:]
                continue
        if letter in _PAIRS and _may_open(draft, place):
            opened.append(place)
    pairs = [(a, b) for a, b in pairs if b - a <= MOST_LETTERS and draft[a + 1 : b].strip()]
    done = start
    for first, last in sorted(pairs, key=lambda pair: (pair[0], -pair[1])):
        if first >= done:
            yield first + 1, last, last + 1
            done = last + 1


def _last_opened(draft: str, opened: list[int], opening: str) -> int | None:
    """Which of the open marks a closing one closes: the last of its kind, near as nesting goes."""
    for depth in range(len(opened) - 1, max(-1, len(opened) - 1 - _DEEPEST), -1):
        if draft[opened[depth]] == opening:
            return depth
    return None


def _may_open(draft: str, place: int) -> bool:
    before = draft[place - 1 : place] if place else ""
    if draft[place] == "‘":
        return not before.isalnum()  # an apostrophe
    return not (draft[place] == '"' and before.isdigit())  # inches


def _may_close(draft: str, place: int) -> bool:
    return draft[place] != "’" or not draft[place + 1 : place + 2].isalnum()


def _quotation(
    draft: str,
    span: tuple[int, int, int],
    following: int,
    line: int,
    notes: dict[str, str],
    markdown: bool,
) -> Quotation:
    start, end, after = span
    text = _BLOCK_MARK.sub("", draft[start:end]) if markdown else draft[start:end]
    nearby = draft[after : min(following, after + _LOOKS_AHEAD)]
    nearby = nearby[: found.start()] if (found := re.search(r"\n\s*\n\s*\S", nearby)) else nearby
    cited = _cited(draft[after : after + _LOOKS_AHEAD], nearby) or _cited_before(draft, start)
    behind = _MARKS_BEHIND.match(nearby)
    marks = _NOTE.findall(draft[start:end] + (behind[0] if behind else "")) if markdown else []
    noted = " ".join(notes.get(mark, "") for mark in dict.fromkeys(marks))
    return Quotation(
        text=_plain(text) if markdown else text,
        start=start,
        end=end,
        line=line,
        cited=f"{cited} {noted}".strip(),
        nearby=f"{nearby} {noted}",
    )


def _cited(ahead: str, nearby: str) -> str:
    """Brackets right behind a quotation, else the line below one that ends its line."""
    if brackets := _IN_BRACKETS.match(ahead):
        return brackets[0].strip()
    line, newline, below = nearby.partition("\n")
    ends_line = not line.strip('，。,.；;”」』"’ \t')
    return _BLOCK_MARK.sub("", below.partition("\n")[0]).strip() if newline and ends_line else ""


def _cited_before(draft: str, start: int) -> str:
    """`Smith (2006, p. 3) says that “…”`: brackets with a number, before it in its sentence."""
    before = _BEFORE.search(draft[max(0, start - _LOOKS_BEHIND) : max(0, start - 1)])
    return before[0].strip() if before else ""


def _plain(text: str) -> str:
    """A text without Markdown's own signs."""
    text = _LINK.sub(r"\1", _NOTE.sub("", text))
    for _ in range(2):  # emphasis within emphasis
        text = _EMPHASIS.sub(lambda found: found[2] or found[4], text)
    return unescape(_ESCAPED.sub(r"\1", text.replace("`", ""))).strip()


def _is_checked(quotation: Quotation) -> bool:
    units = len(_UNIT.findall(quotation.text))
    return units >= LEAST_UNITS or (units > 1 and bool(quotation.cited))
