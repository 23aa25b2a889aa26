"""Rows that are numbered through the parts of a pool, whichever segment they lie in.

A part that is open has numbers of its own, which no other part of this process ever has: they are
the keys that a view gives out, and the same in every view that the part is in.

A segment is never changed, so a document that was replaced or removed stays in it as dead rows:
they keep their numbers and are never found. What is equally good is ordered by document and place
in it, not by row: the order does not depend on which segments the documents came to lie in.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Live = NDArray[np.bool_]


class Documents(Protocol):
    """Which rows of a part are whose; a table of passages knows."""

    @property
    def document_ids(self) -> Sequence[str]:
        """In the order of their rows."""
        ...

    def document_numbers(self, rows: Rows) -> Rows:
        """For each row the number of its document, a place in `document_ids`."""
        ...


class _OneDocument:
    document_ids = ("",)

    def document_numbers(self, rows: Rows) -> Rows:
        return np.zeros(len(rows), np.int64)


Admitted = Sequence[Live | None] | None
"""For each part which of its rows pass a filter, None for all; None where nothing is filtered."""


class Numbering:
    """The rows of all parts; some of them are dead."""

    def __init__(
        self,
        live: Sequence[Live],
        documents: Sequence[Documents],
        starts: Sequence[int] | None = None,
    ) -> None:
        """Number the parts' rows.

        Args:
            live: for each part, which of its rows may be found.
            documents: for each part, whose its rows are.
            starts: the number of each part's first row, ascending; by default they follow each
                other from 0 on.
        """
        self._live = live
        self._documents = documents
        self._sizes = [len(rows) for rows in live]
        self._starts = list(accumulate(self._sizes[:-1], initial=0) if starts is None else starts)
        self._counts = [int(np.count_nonzero(rows)) for rows in live]
        self.living = sum(self._counts)

    @classmethod
    def plain(cls, rows: int) -> "Numbering":
        """One part, all of it alive and of one document."""
        return cls([np.ones(rows, np.bool_)], [_OneDocument()])

    def __len__(self) -> int:
        return sum(self._sizes)

    def start(self, part: int) -> int:
        """The number of a part's first row."""
        return self._starts[part]

    def place(self, row: int) -> tuple[int, int]:
        """The part that a row is in, and its number there."""
        part = bisect_right(self._starts, row) - 1
        return part, row - self._starts[part]

    def split(self, rows: Rows) -> Iterator[tuple[int, Rows, Rows]]:
        """For each part that has some of the rows: its number, their positions, their rows there.

        The positions are those in `rows`.
        """
        parts = np.searchsorted(self._starts, rows, side="right") - 1
        for part in sorted(set(parts.tolist())):
            positions = np.flatnonzero(parts == part)
            yield part, positions, rows[positions] - self._starts[part]

    def living_rows(self, part: int) -> Rows:
        """The rows of a part that can be found, as they are numbered there."""
        return np.flatnonzero(self._live[part])

    def known(self, rows: Rows) -> Rows:
        """Those of some numbers that are of living rows."""
        if not self._starts:
            return rows[:0]
        parts = np.maximum(np.searchsorted(self._starts, rows, side="right") - 1, 0)
        local = rows - np.array(self._starts)[parts]
        there = (local >= 0) & (local < np.array(self._sizes)[parts])
        rows, parts, local = rows[there], parts[there], local[there]
        alive = [
            self._live[part][row] for part, row in zip(parts.tolist(), local.tolist(), strict=True)
        ]
        return rows[np.array(alive, np.bool_)]

    def findable(self, admitted: Admitted = None) -> Iterator[tuple[int, Live | None, int]]:
        """What may be found of each part: its number, which rows (None: all), how many.

        Parts without any are left out.
        """
        for part, live in enumerate(self._live):
            allowed, count = live, self._counts[part]
            passing = None if admitted is None else admitted[part]
            if passing is not None:
                allowed = live & passing
                count = int(np.count_nonzero(allowed))
            if count:
                yield part, None if count == len(live) else allowed, count

    def in_order(self, rows: Rows) -> Rows:
        """The rows by document id and place in the document."""
        keys = self._keys(rows)
        return rows[sorted(range(len(keys)), key=keys.__getitem__)]

    def best(
        self, rows: Rows, scores: NDArray[np.float32], limit: int
    ) -> tuple[Rows, NDArray[np.float32]]:
        """The `limit` rows with the highest scores, best first; ties by document and place."""
        if len(rows) > limit > 0:
            least = np.partition(scores, len(scores) - limit)[len(scores) - limit]
            keep = np.flatnonzero(scores >= least)
            rows, scores = rows[keep], scores[keep]
        if len(set(scores.tolist())) < len(scores):
            keys = self._keys(rows)
            by_key = sorted(range(len(keys)), key=keys.__getitem__)
            rows, scores = rows[by_key], scores[by_key]
        order = np.argsort(-scores, kind="stable")[:limit]
        return rows[order], scores[order]

    def _keys(self, rows: Rows) -> list[tuple[str, int]]:
        """What rows are ordered by: ids as they are written, then rows within the document."""
        keys = [("", 0)] * len(rows)
        for part, positions, local in self.split(rows):
            documents = self._documents[part]
            names, numbers = documents.document_ids, documents.document_numbers(local)
            for position, number, row in zip(
                positions.tolist(), numbers.tolist(), local.tolist(), strict=True
            ):
                keys[position] = (names[number], row)
        return keys
