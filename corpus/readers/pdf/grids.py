"""Ruled tables of a PDF page: rows by their ruled lines, cells that span several rows included.

The cell of a run is what the nearest lines around it enclose; a table may be open at its sides.
A cell that spans rows stands in the first of them. Where a table is ruled into columns only, its
lines are its rows.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.readers.pdf.glyphs import Box
from corpus.readers.pdf.gutters import find_gutter, look_at_side
from corpus.readers.pdf.lines import Piece, find_pieces, merge_level
from corpus.readers.pdf.pages import Run
from corpus.readers.pdf.rows import as_row, find_rows, is_numeric, make_row, with_head
from corpus.readers.pdf.rulings import Rule, Rules
from corpus.readers.plain.lines import is_wide

_NEAR = 3.0  # points
_SHORTEST = 60.0  # points: a shorter line without others beside it underlines a word
_MOST_CELLS = 1500
_MOST_WORK = 3_000_000  # runs by lines
_PROSE_LINES = 8
_MANY = 3  # lines of each cell: they are rows
_TALL = 4  # lines of a cell that is no row, but a column
_SAME_LEVEL = 0.3  # em
_MOST_OPEN = 0.6


@dataclass(slots=True)
class _Cell:
    """What four ruled lines enclose, with what stands in it."""

    box: Box
    runs: list[Run] = field(default_factory=list)
    order: int = 0
    lines: list[Piece] = field(default_factory=list)


def find_tables(pieces: Sequence[Piece], rules: Rules) -> list[Piece]:
    """The pieces of a page, those in its ruled tables replaced by their rows."""
    runs = sum(len(piece.runs) for piece in pieces)
    lines = len(rules.level) + len(rules.upright)
    if len(rules.level) < 2 or not pieces or runs * lines > _MOST_WORK:
        return list(pieces)
    cells = _cells(pieces, rules)
    if len(cells) > _MOST_CELLS:
        return list(pieces)
    cells = [cell for cell in cells if not _is_prose(cell) or _beside(cell, cells)]
    rows: list[Piece] = []
    taken: set[int] = set()
    for table in _connected(cells):
        found = _rows_of(table, pieces[0].page)
        if found:
            rows += with_head(found)
            taken |= {id(run) for cell in table for run in cell.runs}
    rest = [piece for piece in pieces if not taken & set(map(id, piece.runs))]
    split = [piece for piece in pieces if taken & set(map(id, piece.runs))]
    left = [run for piece in split for run in piece.runs if id(run) not in taken]
    return rest + rows + find_pieces(left, pieces[0].page)


def _cells(pieces: Sequence[Piece], rules: Rules) -> list[_Cell]:
    found: dict[tuple[int, ...], _Cell] = {}
    for piece in pieces:
        for run in piece.runs:
            box = _enclosing(run, rules)
            if box:
                cell = found.setdefault(tuple(map(round, box)), _Cell(box, order=piece.order))
                cell.runs.append(run)
    for cell in found.values():
        cell.lines = merge_level(find_pieces(cell.runs, pieces[0].page))
    return [cell for cell in found.values() if cell.lines]


def _enclosing(run: Run, rules: Rules) -> Box | None:
    """Left, bottom, right and top of the cell of a run; a table may be open at its sides."""
    x, y = (run.left + run.right) / 2, run.baseline + 0.3 * run.size
    beside = [rule for rule in rules.upright if _covers(rule, y)]
    left = next((rule.place for rule in reversed(beside) if rule.place <= x), None)
    right = next((rule.place for rule in beside if rule.place > x), None)
    start = x if left is None else left + _NEAR
    end = x if right is None else right - _NEAR
    over = [rule for rule in rules.level if _covers(rule, start) and _covers(rule, end)]
    closed = left is not None and right is not None
    pairs = [
        (above, below)
        for above in over
        if above.place > y
        for below in over
        if below.place <= y and (closed or _same_ends(above, below))
    ]
    if not pairs:
        return None
    top, bottom = min(pairs, key=lambda pair: pair[0].place - pair[1].place)
    left = top.start if left is None else left
    right = top.end if right is None else right
    if run.left < left - _NEAR or run.right > right + _NEAR:
        return None
    return left, bottom.place, right, top.place


def _covers(rule: Rule, place: float) -> bool:
    return rule.start - 1 <= place <= rule.end + 1


def _same_ends(one: Rule, other: Rule) -> bool:
    same = abs(one.start - other.start) < 2 * _NEAR and abs(one.end - other.end) < 2 * _NEAR
    return same and one.end - one.start > _SHORTEST


def _connected(cells: Sequence[_Cell]) -> Iterator[list[_Cell]]:
    """Cells that touch each other, as one table each."""
    left = sorted(cells, key=lambda cell: (-cell.box[3], cell.box[0]))
    while left:
        table, edge = [], [left.pop(0)]
        while edge:
            cell = edge.pop()
            table.append(cell)
            touching = [other for other in left if _touch(cell.box, other.box)]
            gone = set(map(id, touching))
            left = [other for other in left if id(other) not in gone]
            edge += touching
        yield table


def _touch(one: Box, other: Box) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide > -_NEAR and high > -_NEAR and max(wide, high) > _NEAR


def _rows_of(table: Sequence[_Cell], page: int) -> list[Piece]:
    """The rows of a table; none if the cells are no table but framed text."""
    if not any(_beside(cell, table) for cell in table):
        runs = [run for cell in table for run in cell.runs]
        pieces = find_pieces(runs, page)
        rows = find_rows(merge_level(pieces)) if find_gutter(pieces) is None else []
        in_cells = sum(bool(row.cells) for row in rows) > _MOST_OPEN * len(rows)
        return [as_row(row) for row in rows] if in_cells else []
    if any(_is_prose(cell) for cell in table) and len(table) <= 6:
        return []
    tops = sorted({round(cell.box[3]) for cell in table}, reverse=True)
    rows = []
    for top in _apart(tops):
        row = [cell for cell in table if top - _NEAR <= cell.box[3] <= top + _NEAR]
        rows += _lines_of(sorted(row, key=lambda cell: cell.box[0]), page)
    return rows


def _beside(cell: _Cell, cells: Sequence[_Cell]) -> bool:
    """Whether another cell touches one of the sides of a cell."""
    return any(
        min(abs(cell.box[2] - other.box[0]), abs(cell.box[0] - other.box[2])) < _NEAR
        and min(cell.box[3], other.box[3]) - max(cell.box[1], other.box[1]) > _NEAR
        for other in cells
    )


def _is_prose(cell: _Cell) -> bool:
    """Whether a cell holds running text, in one column or several."""
    if len(cell.lines) < _PROSE_LINES:
        return False
    flows = look_at_side(cell.lines).flow >= 0.3 * len(cell.lines)
    return flows or find_gutter(find_pieces(cell.runs, 0)) is not None


def _apart(tops: Sequence[int]) -> list[int]:
    """Heights without those that lie close below another."""
    kept = list(tops[:1])
    kept += [top for above, top in pairwise(tops) if above - top > _NEAR]
    return kept


def _lines_of(row: Sequence[_Cell], page: int) -> list[Piece]:
    """The rows in cells that stand beside each other.

    A row begins where most cells have a line on one height, and none goes on there.
    """
    lines = sorted((line for cell in row for line in cell.lines), key=lambda line: -line.baseline)
    begins = [lines[0].baseline]
    counts = {len(cell.lines) for cell in row}
    uniform = len(counts) == 1 and min(counts) >= _MANY
    for line in lines:
        level = [(cell, found) for cell in row if (found := _line_at(cell, line)) is not None]
        surely = uniform or any(is_numeric(cell.lines[number].text) for cell, number in level)
        if (
            len(level) >= max(2, _MOST_OPEN * len(row))
            and begins[-1] - line.baseline > _SAME_LEVEL * line.size
            and not any(_continues(cell, number, surely) for cell, number in level)
        ):
            begins.append(line.baseline)
    most = max(len(cell.lines) for cell in row)
    if len(begins) == 1 and most >= _TALL and not any(look_at_side(c.lines).flow for c in row):
        begins = _heights(lines)
    made: list[list[list[Piece]]] = []
    for n, height in enumerate(begins):
        until = begins[n + 1] if n + 1 < len(begins) else -math.inf
        cells = [_between(cell, height, until, first=n == 0) for cell in row]
        if len(made) == 1 and sum(map(bool, made[0])) == 1 < sum(map(bool, cells)):
            # The head of one column is higher than those of the others.
            made[0] = [over + under for over, under in zip(made[0], cells, strict=True)]
        elif any(cells):
            made.append(cells)
    return [make_row(cells, page) for cells in made]


def _heights(lines: Sequence[Piece]) -> list[float]:
    """The heights at which lines stand, from top to bottom."""
    heights = [lines[0].baseline]
    for line in lines:
        if heights[-1] - line.baseline > _SAME_LEVEL * line.size:
            heights.append(line.baseline)
    return heights


def _line_at(cell: _Cell, line: Piece) -> int | None:
    """The position of a cell's line that stands level with a line."""
    return next((n for n, o in enumerate(cell.lines) if _is_level(line, o.baseline)), None)


def _continues(cell: _Cell, number: int, surely: bool) -> bool:
    """Whether a line of a cell goes on from the one above it.

    `surely`: it must show it by more than that the line above is full.
    """
    if number == 0:
        return False
    above, line = cell.lines[number - 1], cell.lines[number]
    if is_wide(line.text[:1]) and is_wide(above.text[-1:]):
        return above.right > cell.box[2] - 1.5 * line.size
    prose = above.text.count(" ") >= 2 and sum(map(str.isalpha, above.text)) > len(above.text) / 2
    full = prose and above.right > cell.box[2] - 3 * line.size
    return line.text[:1].islower() or (full and not surely)


def _between(cell: _Cell, height: float, until: float, *, first: bool) -> list[Piece]:
    reach = 0.5 * cell.lines[0].size
    return [
        line
        for line in cell.lines
        if (first or line.baseline < height + reach) and line.baseline > until + reach
    ]


def _is_level(line: Piece, height: float) -> bool:
    return abs(line.baseline - height) < _SAME_LEVEL * line.size
