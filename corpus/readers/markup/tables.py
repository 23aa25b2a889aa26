"""Rows of tables: one paragraph each, unless a cell is a text of its own."""

from corpus.readers.blocks import CELL_SEPARATOR, Body
from corpus.readers.markup.footnotes import Reference, Unplaced


class Rows:
    """The rows that are open, one in the other, while a tree is walked that adds to `found`."""

    def __init__(self, found: list[Unplaced]) -> None:
        self._found = found
        self._open: list[tuple[int, list[int]]] = []  # where a row and its cells begin

    def open_row(self) -> None:
        """What is found from here on stands in a row."""
        self._open.append((len(self._found), []))

    def open_cell(self) -> None:
        """What is found from here on stands in the next cell of the row."""
        if self._open:
            self._open[-1][1].append(len(self._found))

    def close_row(self) -> None:
        """Join what the row's cells hold, if none holds more than one paragraph, or a heading."""
        if self._open:
            start, cells = self._open.pop()
            self._found[start:] = _join(self._found, start, cells)


def _join(found: list[Unplaced], start: int, cells: list[int]) -> list[Unplaced]:
    row = found[start:]
    ends = [*cells[1:], len(found)][: len(cells)]
    counts = [
        sum(isinstance(item, Body) for item in found[cell:end])
        for cell, end in zip(cells, ends, strict=True)
    ]
    bodies = [item for item in row if isinstance(item, Body)]
    marks = [item for item in row if isinstance(item, Reference)]
    if not bodies or max(counts, default=0) > 1 or len(bodies) + len(marks) < len(row):
        return row
    pages = {body.page for body in bodies if body.page_seam is None}
    page = pages.pop() if len(pages) == 1 else None
    return [Body(CELL_SEPARATOR.join(body.text for body in bodies), page), *marks]
