"""Paragraphs that a figure or a table interrupts go on behind it.

What floats on a page (rows of a table, captions, the words in a figure) follows the paragraph
that it stands in the middle of. A paragraph is broken off where its last line is full and ends
no sentence; it goes on with a small letter, or without an indent where paragraphs have one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.documents import Kind
from corpus.readers.pdf.lines import Piece
from corpus.readers.pdf.typesetting import Setting, ends_sentence, is_indented
from corpus.readers.plain.joining import HYPHENATED
from corpus.readers.plain.lines import is_wide

_CAPTION = re.compile(
    r"(?:Fig(?:ure)?s?\.?|FIG(?:URE)?\.?|Tables?|TABLE|Plate|PLATE|Map|Chart|Exhibit|Scheme)"
    r"\s?(?:\d{1,3}|[IVX]{1,5}|[A-Z])(?:[.\-–]\d{1,3})*[a-z]?(?:\s?[.:：|—–]|\s+[A-Z(]|$)"
    r"|[圖图表]\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:[-－.–]\d{1,3})*(?:\s|[.:：\u3000]|$"
    r"|(?![\d(（所中可显顯是為为的、和與与及至])[^\W\d])"
)
_OTHER_SIZE = 0.08
_LABEL = 30  # characters in a figure
_MOST = 80  # groups that one figure or table has
_NEARLY_FULL = 4.0  # em


@dataclass(slots=True)
class Group:
    """Lines that are one block; `rank` is that of a heading, None where it is none."""

    lines: list[Piece]
    kind: Kind = "body"
    rank: int | None = None


def begins_caption(line: Piece) -> bool:
    """Whether a line begins as the caption of a figure or table does."""
    return not line.cells and _CAPTION.match(line.text) is not None


def move_floats(groups: Sequence[Group], setting: Setting) -> list[Group]:
    """The groups with each paragraph whole, and behind it what interrupted it."""
    moved: list[Group] = []
    position = 0
    while position < len(groups):
        group = groups[position]
        position += 1
        moved.append(group)
        while _is_broken_off(group, setting):
            end = position
            while end < len(groups) and end - position < _MOST and _floats(groups[end], setting):
                end += 1
            if end in (position, len(groups)) or not _goes_on(group, groups[end], setting):
                break
            group.lines += groups[end].lines
            moved += groups[position:end]
            position = end + 1
    return moved


def _is_broken_off(group: Group, setting: Setting) -> bool:
    last = group.lines[-1]
    if group.kind not in ("body", "bibliography") or group.rank is not None or last.cells:
        return False
    full = last.column[1] - last.right < _NEARLY_FULL * last.size
    ends = ends_sentence(last)
    return full and not ends and abs(last.size - setting.size) <= _OTHER_SIZE * setting.size


def _floats(group: Group, setting: Setting) -> bool:
    """Whether a group may stand in the middle of a paragraph."""
    if group.rank is not None:
        return False
    if group.kind in ("table", "caption"):
        return True
    first = group.lines[0]
    other = abs(first.size - setting.size) > _OTHER_SIZE * setting.size
    label = len(group.lines) == 1 and len(first.text) < _LABEL and not ends_sentence(first)
    return other or label


def _goes_on(group: Group, following: Group, setting: Setting) -> bool:
    line, after = group.lines[-1], following.lines[0]
    if following.rank is not None or following.kind != group.kind or after.cells:
        return False
    if abs(line.size - after.size) > _OTHER_SIZE * setting.size:
        return False
    if after.text[0].islower() or (HYPHENATED.search(line.text) and after.text[0].isalpha()):
        return True
    if is_wide(line.text[-1]) and is_wide(after.text[0]):
        return not is_indented(after)
    return setting.indents and not is_indented(after) and len(following.lines) > 1
