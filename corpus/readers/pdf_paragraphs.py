"""The lines of a PDF become headings, paragraphs and notes, in reading order.

A paragraph ends where the next line is indented, stands further down than lines do, is set in
other type, or where its first word would have fitted on the line above. Over the end of a column
or page it goes on unless one of these says otherwise.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.readers.blocks import Block, Body, Heading, Note
from corpus.readers.joining import HYPHENATED, hyphenated_words, join_lines
from corpus.readers.lines import Line, is_wide
from corpus.readers.pdf_headings import Headings, rank_by_form
from corpus.readers.pdf_lines import Piece
from corpus.readers.pdf_notes import FootNote
from corpus.readers.text import BULLET

_INDENT = 0.8  # em
_LEADING = 1.2  # of the usual distance between two lines
_OTHER_SIZE = 0.08
_BLOCK_STEP = 1.9  # em: lines that are further apart are not of one block
_PROSE = 20  # characters in a line of running text, on average
_RAGGED = 0.25  # of the column: the most that a line of one paragraph is short of another


@dataclass(frozen=True, slots=True)
class Setting:
    """How the text is set: its size, the distance of its lines in em, if paragraphs are indented.

    `vocabulary` are the words that it writes with a hyphen within a line.
    """

    size: float
    leading: float
    indents: bool
    vocabulary: frozenset[str]


def see_setting(columns: Sequence[Sequence[Piece]]) -> Setting:
    """How these columns are set, judged from all of them."""
    sizes: Counter[float] = Counter()
    for line in (line for column in columns for line in column):
        sizes[round(2 * line.size) / 2] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    pairs = [
        (line, following)
        for column in columns
        for line, following in pairwise(column)
        if abs(line.size - size) < 0.5 and abs(following.size - size) < 0.5
    ]
    steps = [(line.baseline - following.baseline) / size for line, following in pairs]
    indented = [
        following
        for line, following in pairs
        if _is_indented(following) and not _is_indented(line) and _ends_sentence(line)
    ]
    return Setting(
        size=size,
        leading=median(steps) if steps else 1.2,
        indents=len(indented) >= 2,
        vocabulary=hyphenated_words(line.text for column in columns for line in column),
    )


def set_bounds(columns: Sequence[Sequence[Piece]]) -> None:
    """Tell each line where its column begins and ends."""
    widths: dict[bool, list[float]] = {True: [], False: []}
    bounds = [_bounds(column) for column in columns]
    for column, (left, right) in zip(columns, bounds, strict=True):
        widths[column[0].split] += [right - left] * len(column)
    for column, (left, right) in zip(columns, bounds, strict=True):
        usual = sorted(widths[column[0].split])[int(0.75 * (len(widths[column[0].split]) - 1))]
        for line in column:
            line.column = (left, max(right, left + usual) if len(column) < 5 else right)
        for block in _blocks_of(column):
            _narrow(block)


def _blocks_of(column: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Lines that follow each other directly in one size."""
    block: list[Piece] = []
    for line in column:
        if block and (
            abs(block[-1].size - line.size) > 0.5
            or block[-1].baseline - line.baseline > _BLOCK_STEP * line.size
        ):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _narrow(block: Sequence[Piece]) -> None:
    """Give the lines of a block that is set narrower, as beside a picture, its own bounds."""
    left, right = _bounds(block)
    begin, end = block[0].column
    full = sum(line.right > right - 1.5 * line.size for line in block)
    prose = sum(len(line.text) for line in block) > _PROSE * len(block)
    if (
        len(block) >= 4
        and full >= 0.6 * len(block)
        and prose
        and right - left < 0.85 * (end - begin)
    ):
        for line in block:
            line.column = (left, right)


def _bounds(column: Sequence[Piece]) -> tuple[float, float]:
    lefts = sorted(line.left for line in column)
    often = [
        left
        for left in lefts
        if sum(abs(left - other) < 1.5 for other in lefts) >= max(2, 0.1 * len(lefts))
    ]
    rights = sorted(line.right for line in column)
    return (often or lefts)[0], rights[int(0.9 * (len(rights) - 1) + 0.5)]


def _is_indented(line: Piece) -> bool:
    return line.left - line.column[0] > _INDENT * line.size


def _ends_sentence(line: Piece) -> bool:
    return _as_line(line, {}, False).ends_sentence


def ends_paragraph(line: Piece, following: Piece, setting: Setting) -> bool:
    """Whether a paragraph ends between two lines, neither of which is a heading."""
    if abs(line.size - following.size) > _OTHER_SIZE * setting.size:
        return True
    hyphenated = HYPHENATED.search(line.text) and following.text[0].islower()
    ends = _ends_sentence(line)
    indented = _is_indented(following)
    short = _is_short(line, following)
    step = (line.baseline - following.baseline) / line.size
    if line.page != following.page or line.column != following.column or step <= 0:
        if not ends:
            return (indented and short) or (
                short and not hyphenated and not following.text[0].islower()
            )
        return short or indented or not setting.indents
    if step > _LEADING * max(setting.leading, 1.0):
        return not (hyphenated and not short)
    if BULLET.match(following.text) and (ends or short or not following.text[0].isdigit()):
        return True
    if indented and not _is_indented(line) and not _hangs(line, following):
        return True
    return short and not hyphenated


def _hangs(line: Piece, following: Piece) -> bool:
    """Whether the first line of a paragraph stands out to the left: a list, a bibliography."""
    return BULLET.match(line.text) is not None and not _is_short(line, following)


def _is_short(line: Piece, following: Piece) -> bool:
    """Whether the first word of the following line would have fitted on this one."""
    text = following.text
    if is_wide(text[0]):
        return line.column[1] - line.right > 2.5 * line.size
    word = text.split(maxsplit=1)[0]
    width = (following.right - following.left) * len(word) / max(1, len(text)) + 0.6 * line.size
    if text[0].islower() and not _ends_sentence(line):  # it goes on, unless it is a list
        width = max(width, _RAGGED * (line.column[1] - line.column[0]))
    return line.column[1] - line.right > width


def make_blocks(
    lines: Sequence[Piece],
    headings: Headings,
    notes: Mapping[int, Sequence[FootNote]],
    labels: Mapping[int, str],
    setting: Setting,
) -> Iterator[Block]:
    """The blocks of these lines; the notes of a page follow what last began on it."""
    pending = dict(notes)
    position = 0
    while position < len(lines):
        count, rank = headings.get(position) or (0, 0)
        end = position + (count or _length(lines, position, headings, setting))
        group = lines[position:end]
        for page in sorted(page for page in pending if page < group[0].page):
            yield from _notes(pending.pop(page), labels, setting)
        body = _join(group, labels, setting)
        by_form = None if count or len(group) > 1 else _rank_of_lone_line(group[0])
        if count or by_form is not None:
            yield Heading(body.text, rank if count else by_form or 0)
        else:
            yield body
        position = end
    for page in sorted(pending):
        yield from _notes(pending[page], labels, setting)


def _length(lines: Sequence[Piece], position: int, headings: Headings, setting: Setting) -> int:
    end = position + 1
    while (
        end < len(lines)
        and end not in headings
        and not ends_paragraph(lines[end - 1], lines[end], setting)
    ):
        end += 1
    return end - position


def _rank_of_lone_line(line: Piece) -> int | None:
    return None if line.right > line.column[1] - line.size else rank_by_form(line.text)


def _join(lines: Sequence[Piece], labels: Mapping[int, str], setting: Setting) -> Body:
    pages = [line.page for line in lines]
    turned = [n > 0 and page != pages[n - 1] for n, page in enumerate(pages)]
    return join_lines(
        [_as_line(line, labels, new) for line, new in zip(lines, turned, strict=True)],
        setting.vocabulary,
    )


def _as_line(line: Piece, labels: Mapping[int, str], new_page: bool) -> Line:
    return Line(line.text, 0, 0, 0, new_page, labels.get(line.page))


def _notes(
    notes: Sequence[FootNote], labels: Mapping[int, str], setting: Setting
) -> Iterator[Note]:
    for note in notes:
        body = _join(note.lines, labels, setting)
        yield Note(body.text, note.mark, labels.get(note.lines[0].page))
