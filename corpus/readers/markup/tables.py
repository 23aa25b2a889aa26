"""Tables met while a tree is walked: their rows become paragraphs, or a layout comes apart."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.readers.blocks import CELL_SEPARATOR, Body, only_page
from corpus.readers.markup.footnotes import Unplaced
from corpus.readers.tables import Cell, Row, read_rows

# A cell that holds more is a text of its own: the table only sets texts beside each other.
_MOST_PARAGRAPHS = 5
_LONGEST_TEXT = 600


@dataclass(slots=True)
class _Cell:
    """Where a cell's items begin and end among those found, and what the markup says of it."""

    start: int
    columns: int
    rows: int
    is_head: bool
    end: int | None = None


@dataclass(slots=True)
class _Row:
    start: int
    is_head: bool
    cells: list[_Cell] = field(default_factory=list)
    end: int | None = None


@dataclass(slots=True)
class _Table:
    start: int
    rows: list[_Row] = field(default_factory=list)


class Tables:
    """The tables that are open, one in the other, while a tree is walked that adds to `found`.

    `guess_head`: the first row may be the head though nothing in the markup says so.
    """

    def __init__(self, found: list[Unplaced], *, guess_head: bool) -> None:
        self._found = found
        self._guess_head = guess_head
        self._open: list[_Table] = []

    def open_table(self) -> None:
        """What is found from here on stands in a table."""
        self._open.append(_Table(len(self._found)))

    def open_row(self, *, is_head: bool = False) -> None:
        """What is found from here on stands in the next row."""
        self.close_row()
        if self._open:
            self._open[-1].rows.append(_Row(len(self._found), is_head))

    def open_cell(self, columns: int = 1, rows: int = 1, *, is_head: bool = False) -> None:
        """What is found from here on stands in the next cell of the row."""
        row = self._row()
        if row is not None:
            self._close_cell(row)
            row.cells.append(_Cell(len(self._found), columns, rows, is_head))

    def close_row(self) -> None:
        """The row that is open ends here."""
        row = self._row()
        if row is not None:
            self._close_cell(row)
            row.end = len(self._found)

    def close_table(self) -> None:
        """Put the rows' texts in place of what their cells hold."""
        self.close_row()
        if not self._open:
            return
        table = self._open.pop()
        if _is_layout(table, self._found):
            _join_rows(table, self._found)
        else:
            self._found[table.start :] = self._read(table)

    def _read(self, table: _Table) -> list[Unplaced]:
        found = self._found
        rows = [_as_row(row, found) for row in table.rows]
        in_cells = {
            place for row in table.rows for cell in row.cells for place in range(*_span(cell))
        }
        around = [found[n] for n in range(table.start, len(found)) if n not in in_cells]
        # Marks of notes, and notes, which are placed by their marks later.
        others = [found[n] for n in sorted(in_cells) if not isinstance(found[n], Body)]
        return [*around, *read_rows(rows, guess_head=self._guess_head), *others]

    def _row(self) -> _Row | None:
        """The row that is open in the innermost table."""
        rows = self._open[-1].rows if self._open else []
        return rows[-1] if rows and rows[-1].end is None else None

    def _close_cell(self, row: _Row) -> None:
        if row.cells and row.cells[-1].end is None:
            row.cells[-1].end = len(self._found)


def _span(cell: _Cell) -> tuple[int, int]:
    return cell.start, cell.start if cell.end is None else cell.end


def _bodies(cell: _Cell, found: list[Unplaced]) -> list[Body]:
    return [item for item in found[slice(*_span(cell))] if isinstance(item, Body)]


def _is_layout(table: _Table, found: list[Unplaced]) -> bool:
    """Whether the table sets texts beside each other that are no cells of rows."""
    cells = [cell for row in table.rows for cell in row.cells]
    if max((len(row.cells) for row in table.rows), default=0) < 2:
        return True
    if any(_holds_blocks(cell, found) for cell in cells):
        return True
    if any(row.is_head or all(cell.is_head for cell in row.cells) for row in table.rows):
        return False
    bodies = [_bodies(cell, found) for cell in cells]
    return any(
        len(inside) > _MOST_PARAGRAPHS
        or (len(inside) > 1 and sum(len(body.text) for body in inside) > _LONGEST_TEXT)
        for inside in bodies
    )


def _holds_blocks(cell: _Cell, found: list[Unplaced]) -> bool:
    """Whether a cell holds a heading, or a table."""
    return any(
        item.kind == "table" if isinstance(item, Body) else hasattr(item, "rank")
        for item in found[slice(*_span(cell))]
    )


def _as_row(row: _Row, found: list[Unplaced]) -> Row:
    cells = [
        Cell(
            " ".join(" ".join(body.text.split("\n")) for body in _bodies(cell, found)),
            cell.columns,
            cell.rows,
            cell.is_head,
        )
        for cell in row.cells
    ]
    return Row(cells, row.is_head, _page(row, found))


def _page(row: _Row, found: list[Unplaced]) -> str | None:
    bodies = [body for cell in row.cells for body in _bodies(cell, found)]
    pages = {only_page(body) for body in bodies}
    return pages.pop() if len(pages) == 1 else None


def _join_rows(table: _Table, found: list[Unplaced]) -> None:
    """Join the rows whose cells hold one paragraph each; the others stay texts."""
    for row in reversed(table.rows):
        inside = slice(row.start, row.end)
        bodies = list(_paragraphs(row, found))
        if len(row.cells) > 1 and len(bodies) > 1 and None not in bodies:
            text = CELL_SEPARATOR.join(body.text for body in bodies if body)
            others = [item for item in found[inside] if not isinstance(item, Body)]
            found[inside] = [Body(text, _page(row, found)), *others]


def _paragraphs(row: _Row, found: list[Unplaced]) -> Iterator[Body | None]:
    """The only paragraph of each cell that is not empty; None for a cell that holds more."""
    for cell in row.cells:
        inside = _bodies(cell, found)
        if len(inside) > 1 or _holds_blocks(cell, found):
            yield None
        elif inside:
            yield inside[0]
