"""The passages of a pool, over the tables of all its parts."""

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np

from corpus.passages import Passage
from index.engines.local.passages.passage_table import PassageTable
from index.engines.local.row_numbers import Numbering, Rows


class Passages(Sequence[Passage]):
    """Passages by row, dead ones included; each is read when it is asked for."""

    def __init__(self, tables: Sequence[PassageTable], numbering: Numbering) -> None:
        self._tables = tables
        self._numbering = numbering

    def __len__(self) -> int:
        return len(self._numbering)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        if isinstance(row, slice):
            return [self[each] for each in range(*row.indices(len(self)))]
        place = row + len(self) if row < 0 else row
        if not 0 <= place < len(self):
            raise IndexError(f"there is no row {row} among {len(self)} passages")
        part, local = self._numbering.place(place)
        return self._tables[part][local]

    def text(self, row: int) -> str:
        """The text of one passage."""
        part, local = self._numbering.place(row)
        return self._tables[part].text(local)

    def __iter__(self) -> Iterator[Passage]:
        return (passage for table in self._tables for passage in table)

    def admitted(
        self,
        documents: frozenset[str] | None = None,
        languages: frozenset[str] | None = None,
        section: str | None = None,
    ) -> Rows | None:
        """The rows that may be found, ascending; None when all may.

        Args:
            documents: ids.
            languages: codes, or `zh` for both scripts.
            section: words that a title on the section path contains.
        """
        found = [table.admitted(documents, languages, section) for table in self._tables]
        if all(rows is None for rows in found):
            return None
        spans = [
            (np.arange(len(table)) if rows is None else rows) + self._numbering.start(part)
            for part, (table, rows) in enumerate(zip(self._tables, found, strict=True))
        ]
        return np.concatenate(spans)
