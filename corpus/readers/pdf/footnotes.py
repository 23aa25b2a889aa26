"""The footnotes of a PDF page: at the foot of a column, each begun by its mark.

A mark is a raised number or sign, or a number that stands raised in the text of the same page.
Notes are set in smaller type; in the type of the text they are known by a raised mark that
stands in the text, too. Small type without a mark is no note (the caption of a figure), or it is
the rest of one that the page before broke off.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.readers.pdf.lines import Piece, join_runs
from corpus.readers.pdf.pages import Run
from corpus.readers.pdf.scripts import level_of

_SMALLER = 0.95  # of the size of the text
_OPEN, _CLOSE = r"[\[(（\u3014\uff3b]?", r"[\])）\u3015\uff3d]?"
_SIGN = r"\d{1,3}|[¹²³⁰⁴-⁹]{1,3}|[*†‡§¶]{1,3}|[\u2460-\u2473]"
_MARK = re.compile(rf"{_OPEN}({_SIGN}){_CLOSE}")
_MARK_FIRST = re.compile(
    rf"{_OPEN}({_SIGN}|[註注]\s?\d{{1,3}}){_CLOSE}"
    r"(?:[.、:：]?\s|[、:：.])?\s*(?=\S)"
)
_SURE = re.compile(r"[¹²³⁰⁴-⁹*†‡§¶\u2460-\u2473註注]")
_ENDED = re.compile(r"[.。！？!?][」』”’\"')）\]]*$")


@dataclass(slots=True)
class FootNote:
    """A footnote's lines; `mark` is empty for the rest of a note that began on another page."""

    mark: str
    lines: list[Piece]


def split_notes(column: Sequence[Piece], size: float, marks: set[str]) -> list[FootNote]:
    """The notes at the foot of a column, whose marks are taken off; above them is its text.

    `marks` are those that stand raised in the text of the page.
    """
    notes: list[FootNote] = []
    for line in column[_first_note(column, size, marks) :]:
        found = _take_mark(line, marks)
        if found:
            notes.append(FootNote(found, [line]))
        elif notes:
            notes[-1].lines.append(line)
        else:
            notes.append(FootNote("", [line]))
    return notes


def _first_note(column: Sequence[Piece], size: float, marks: set[str]) -> int:
    """Where the notes of a column begin, if it has any: before what is small to its end."""
    first = len(column)
    while first and column[first - 1].size < _SMALLER * size and not column[first - 1].cells:
        first -= 1
    for position, line in enumerate(column[:first]):
        if len(line.runs) > 1 and not line.cells and _raised_mark(line, line.runs[0]) in marks:
            return position
    return first


def is_broken_off(note: FootNote) -> bool:
    """Whether a note's last line does not end a sentence."""
    return not _ENDED.search(note.lines[-1].text)


def raised_marks(lines: Sequence[Piece]) -> set[str]:
    """The marks that stand raised in these lines, behind a word."""
    return {mark for line in lines for run in line.runs[1:] if (mark := _raised_mark(line, run))}


def drop_marks(lines: Sequence[Piece], known: set[str]) -> None:
    """Take the raised marks of known notes out of the text; the lines keep them as `marks`."""
    for line in lines:
        kept: list[Run] = []
        for run in line.runs:
            mark = _raised_mark(line, run)
            if mark not in known:
                kept.append(run)
                continue
            line.marks.append(mark)
            if kept:  # where the mark stood is no gap
                kept[-1].right = max(kept[-1].right, run.right)
        if len(kept) < len(line.runs):
            line.set_runs(kept)


def _raised_mark(line: Piece, run: Run) -> str:
    level = level_of(run.size, run.baseline - line.baseline, line.size, run.text)
    raised = run.raised > 0 or level == "raised"
    match = _MARK.fullmatch(run.text.strip()) if raised else None
    return match[1] if match else ""


def _take_mark(line: Piece, marks: set[str]) -> str:
    """The mark that a line of a note begins with, taken off the line; else empty."""
    first = line.runs[0]
    mark = _raised_mark(line, first)
    if mark and len(line.runs) > 1:
        line.set_runs(line.runs[1:])
        return mark
    match = _MARK_FIRST.match(line.text)
    if not match or not (match[1] in marks or _SURE.search(match[1])):
        return ""
    _cut(line, match.end())
    return match[1]


def _cut(line: Piece, length: int) -> None:
    """Take the first characters off a line."""
    rest = line.text[length:]
    while line.runs and len(join_runs(line.runs[1:])) >= len(rest):
        line.set_runs(line.runs[1:])
    if line.runs and line.text != rest:
        confidence = line.runs[0].confidence
        run = Run(rest, line.left, line.right, line.baseline, line.size, False)
        run.confidence = confidence
        line.set_runs([run])
