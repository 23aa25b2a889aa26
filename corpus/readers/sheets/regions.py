"""The tables of a sheet: blank rows part them, and a line above one is its title."""

from collections.abc import Iterator, Sequence

from corpus.readers.blocks import Block, Body
from corpus.readers.tables import Row, read_rows


def read_sheet(rows: Sequence[Row]) -> list[Block]:
    """The paragraphs of a sheet: titles, rows that know their head, lines below."""
    blocks: list[Block] = []
    for region in map(_without_blank_columns, _regions(rows)):
        start = 0
        while start < len(region) and _is_line(region[start]):
            start += 1
        end = len(region)
        while end > start and _is_line(region[end - 1]):
            end -= 1
        if start == len(region):
            blocks += [Body(_line(row)) for row in region]  # a sheet of one column, or of lines
            continue
        blocks += [Body(_line(row), kind="caption") for row in region[:start]]
        blocks += read_rows(region[start:end], guess_head=True)
        blocks += [Body(_line(row), kind="caption") for row in region[end:]]
    return blocks


def _regions(rows: Sequence[Row]) -> Iterator[list[Row]]:
    region: list[Row] = []
    for row in rows:
        if any(cell.text for cell in row.cells):
            region.append(row)
        elif region:
            yield region
            region = []
    if region:
        yield region


def _without_blank_columns(region: Sequence[Row]) -> list[Row]:
    """The rows without columns that are blank in all of them; behind a merged cell none goes."""
    width = max(len(row.cells) for row in region)
    merged = any(cell.columns > 1 or cell.rows != 1 for row in region for cell in row.cells)
    blank: set[int] = set()
    for column in range(width):
        if any(column < len(row.cells) and row.cells[column].text for row in region):
            if merged:
                break
            continue
        blank.add(column)
    return [
        Row([cell for n, cell in enumerate(row.cells) if n not in blank], row.is_head, row.page)
        for row in region
    ]


def _is_line(row: Row) -> bool:
    """Whether a row is a line of text: one value, where the others have several."""
    return sum(bool(cell.text) for cell in row.cells) == 1 and bool(row.cells[0].text)


def _line(row: Row) -> str:
    return next(cell.text for cell in row.cells if cell.text)
