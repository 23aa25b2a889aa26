"""Tables in plain text: lines whose parts stand apart, one below the other.

Two such lines are a chance, as in a list of names; from three on, with the same number of parts,
they are the rows of a table.
"""

import re
from collections.abc import Sequence

from corpus.readers.plain.lines import Line
from corpus.readers.tables import Cell, Row

_LEAST = 3
_RULE = re.compile(r"[-=_+|│┃┼├┤─━═┌┐└┘┬┴:\\s]{3,}")
_LONGEST = 60  # characters of a part


def find_tables(lines: Sequence[Line]) -> dict[int, int]:
    """Where tables begin, and behind which line they end."""
    found: dict[int, int] = {}
    start = 0
    while start < len(lines):
        end = _end(lines, start)
        rows = [line for line in lines[start:end] if not is_rule(line)]
        if len(rows) >= _LEAST and len({len(_cells(line)) for line in rows}) == 1:
            found[start] = end
        start = max(end, start + 1)
    return found


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """The rows of a table; rules between them are no rows."""
    return [
        Row([Cell(text) for text in _cells(line)], page=line.page)
        for line in lines
        if not is_rule(line)
    ]


def is_rule(line: Line) -> bool:
    """Whether a line only draws: ----, +---+---+, ═══."""
    return _RULE.fullmatch(line.text) is not None


def _cells(line: Line) -> tuple[str, ...]:
    """The parts of a line; bars at its ends are no parts."""
    cells = line.cells
    if cells and not cells[0]:
        cells = cells[1:]
    return cells[:-1] if cells and not cells[-1] else cells


def _end(lines: Sequence[Line], start: int) -> int:
    """Behind the last line from here on that could be a row of one table."""
    width = 0
    end = start
    while end < len(lines):
        line = lines[end]
        if end > start and line.gap > 1:
            break
        if not is_rule(line):
            cells = _cells(line)
            if len(cells) < 2 or (width and len(cells) != width):
                break
            if any(len(cell) > _LONGEST for cell in cells):
                break
            width = len(cells)
        end += 1
    return end
