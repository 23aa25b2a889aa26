"""Tables of any format: a row is a paragraph, its cells apart, and knows the head of its table.

A cell that spans rows stands in each of them; one that spans columns stands once. Where several
rows are the head, a column is named by all of them: 庫容 計畫值.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.errors import FileTooLarge
from corpus.readers.blocks import CELL_SEPARATOR, Body

MOST_COLUMNS = 1000  # what a file says of its spans is a claim
MOST_ROWS = 100_000
_NUMBER = re.compile(r"[-–−+±(（<≈~約约]?\s*[$€£¥￥]?\s*\d[\d.,\s]*\s*[%％)）]?")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and how far it spans; `is_head` where the markup says that it names others.

    A cell of no rows goes on from the row above.
    """

    text: str
    columns: int = 1
    rows: int = 1
    is_head: bool = False


@dataclass(slots=True)
class Row:
    """The cells of a row; `is_head` where the markup says that the row is the table's head."""

    cells: list[Cell] = field(default_factory=list)
    is_head: bool = False
    page: str | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """What a place in the grid shows; `begins` where its cell begins there."""

    text: str
    begins: bool
    is_first_column: bool


_Grid = list[list[_Place]]
_EMPTY = _Place("", True, True)


def check_rows(count: int) -> None:
    """Refuse a table that has more rows than a text has."""
    if count > MOST_ROWS:
        raise FileTooLarge("it has a table of more rows", f"{MOST_ROWS} rows in a table")


def read_rows(rows: Sequence[Row], *, guess_head: bool) -> list[Body]:
    """The rows as paragraphs.

    Args:
        rows: from top to bottom.
        guess_head: whether the first row may be the head though nothing in the markup says so.
    """
    check_rows(len(rows))
    grid = _lay_out(rows)
    heads = _count_heads(rows, grid, guess_head)
    head = CELL_SEPARATOR.join(_name_columns(grid[:heads])) if heads else None
    found = []
    for number, (row, places) in enumerate(zip(rows, grid, strict=True)):
        is_head = number < heads
        text = _join(places, repeat=not is_head)
        if text:
            alone = is_head or sum(bool(place.text) for place in places) == 1
            found.append(
                Body(text, row.page, kind="table", table_head=None if alone else head or None)
            )
    return found


def _lay_out(rows: Sequence[Row]) -> _Grid:
    """The cells at their places, those that span several included."""
    grid: _Grid = []
    hanging: dict[int, tuple[int, _Place]] = {}  # column → rows that are left, and what they show
    for row in rows:
        places: list[_Place] = []
        _hang(places, hanging)
        for cell in row.cells:
            width = max(1, min(cell.columns, MOST_COLUMNS - len(places)))
            text = _above(grid, len(places)) if cell.rows == 0 else cell.text
            for offset in range(width):
                if cell.rows > 1:
                    hanging[len(places)] = cell.rows - 1, _Place(text, False, offset == 0)
                places.append(_Place(text, cell.rows > 0, offset == 0))
            _hang(places, hanging)
        grid.append(places)
    return grid


def _above(grid: _Grid, column: int) -> str:
    return grid[-1][column].text if grid and column < len(grid[-1]) else ""


def _hang(places: list[_Place], hanging: dict[int, tuple[int, _Place]]) -> None:
    """Fill the places that cells of rows above reach down to."""
    while (held := hanging.get(len(places))) is not None:
        left, place = held
        if left == 1:
            del hanging[len(places)]
        else:
            hanging[len(places)] = left - 1, place
        places.append(place)


def _count_heads(rows: Sequence[Row], grid: _Grid, guess_head: bool) -> int:
    """How many rows, from the top, are the head."""
    count = 0
    for row in rows:
        shown = [cell for cell in row.cells if cell.text]
        named = row.is_head or (len(shown) > 1 and all(cell.is_head for cell in shown))
        if not named:
            break
        count += 1
    if count == 0 and guess_head and _looks_like_head(grid):
        count = 1
    while 0 < count < len(grid) and any(not place.begins for place in grid[count]):
        count += 1  # a cell of the head reaches down into this row
    return count if count < len(grid) else 0


def _looks_like_head(grid: _Grid) -> bool:
    """Whether each column of the first row has a name of its own, and none is a number."""
    if len(grid) < 2:
        return False
    names = [place.text for place in grid[0] if place.is_first_column]
    width = max(map(len, grid))
    if len(names) < 2 or len(grid[0]) < width or not all(names[1:]) or len(set(names)) < len(names):
        return False
    return not any(_NUMBER.fullmatch(name) for name in names) and any(
        place.text for row in grid[1:] for place in row
    )


def _name_columns(heads: _Grid) -> Iterator[str]:
    """What the head calls each column, from the outermost name in."""
    for column in range(max(map(len, heads), default=0)):
        names = [row[column].text if column < len(row) else "" for row in heads]
        yield " ".join(dict.fromkeys(filter(None, names)))


def _join(places: Sequence[_Place], *, repeat: bool) -> str:
    """The text of a row; places that stay empty keep their column."""
    cells = [
        place.text if place.begins or repeat else "" for place in places if place.is_first_column
    ]
    while cells and not cells[-1]:
        cells.pop()
    text = CELL_SEPARATOR.join(cells).lstrip()
    return text if repeat else text.lstrip(" |")
