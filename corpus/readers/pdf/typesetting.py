"""How the text of a PDF is set: its size and leading, and where its columns begin and end."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.readers.pdf.lines import Piece
from corpus.readers.plain.hyphens import Words, words_of
from corpus.readers.plain.lines import Line

_INDENT = 0.8  # em
_MOST_LEADING = 2.4  # em: double spacing
_BLOCK_STEP = 1.9  # em: lines that are further apart are not of one block
_PROSE = 20  # characters in a line of running text, on average


@dataclass(frozen=True, slots=True)
class Setting:
    """How the text is set: its size, the distance of its lines in em, if paragraphs are indented.

    `words` are those of the text, by which hyphens at the ends of lines are judged.
    """

    size: float
    leading: float
    indents: bool
    words: Words


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
        if is_indented(following) and not is_indented(line) and ends_sentence(line)
    ]
    return Setting(
        size=size,
        leading=min(median(steps), _MOST_LEADING) if steps else 1.2,
        indents=len(indented) >= 2,
        words=words_of(line.text for column in columns for line in column),
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


def is_indented(line: Piece) -> bool:
    """Whether a line begins to the right of its column."""
    return line.left - line.column[0] > _INDENT * line.size


def ends_sentence(line: Piece) -> bool:
    """Whether a paragraph may end with a line."""
    return as_line(line, {}, False).ends_sentence


def as_line(line: Piece, labels: Mapping[int, str], new_page: bool) -> Line:
    """A line for `joining`, which needs its text and where pages begin."""
    return Line(line.text, 0, 0, 0, new_page, labels.get(line.page))
