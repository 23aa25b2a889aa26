"""Dense search over all parts of a pool.

A part gives exact cosines, each summed up by itself, so the order is the same whichever kind of
index the parts have, and however the passages are divided among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.engines.local.dense.index import DenseIndex
from index.engines.local.row_numbers import Live, Numbering
from index.engines.local.vectors.vector_file import Centre, Rows, Vectors

Scores = NDArray[np.float32]

# So many more than are wanted are asked for, lest equally near ones be cut apart; at most so many
# times as many.
_SPARE = 20
_MOST_TIMES = 16


@dataclass(frozen=True, slots=True)
class DensePart:
    """The vectors of one segment; `centre` is of the living ones."""

    index: DenseIndex
    centre: Centre

    def without(self, rows: Rows) -> "DensePart":
        """The same part when these rows, which lived, are dead."""
        return replace(self, centre=self.centre - Centre.of(self.index.vectors(rows)))

    def propose(
        self, vector: Vectors, limit: int, allowed: Live | None, is_filtered: bool
    ) -> tuple[Rows, Scores]:
        """The nearest `limit` rows of those allowed, and what is as near as the last of them.

        A few dead rows are passed over among what comes back; a filter is handed on, since what it
        lets through may be far away.
        """
        chosen = np.flatnonzero(allowed) if is_filtered and allowed is not None else None
        wanted = depth = limit + _SPARE
        while True:
            rows, scores = self.index.search(vector, depth, chosen)
            is_exhausted = len(rows) < depth
            last = scores[-1] if len(scores) else np.float32(0)
            if allowed is not None:
                keep = allowed[rows]
                rows, scores = rows[keep], scores[keep]
            is_cut_clean = len(rows) >= limit and scores[limit - 1] > last
            if is_exhausted or is_cut_clean or len(rows) >= _MOST_TIMES * wanted:
                return rows, scores
            depth *= 4


class DensePool:
    """The vectors of all parts; rows are those of the numbering."""

    def __init__(self, parts: Sequence[DensePart], numbering: Numbering, dimensions: int) -> None:
        self._parts = parts
        self._numbering = numbering
        centre = sum((part.centre for part in parts), start=Centre.nothing(dimensions))
        self.mean = centre.mean

    def search(self, vector: Vectors, limit: int, rows: Rows | None = None) -> tuple[Rows, Scores]:
        """The `limit` nearest living rows and their cosines, best first, among `rows` if given.

        Ties are broken by document and place.
        """
        found, cosines = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        for part, allowed, _ in self._numbering.findable(rows) if limit else ():
            near, scores = self._parts[part].propose(vector, limit, allowed, rows is not None)
            found.append(near + self._numbering.start(part))
            cosines.append(scores)
        return self._numbering.best(np.concatenate(found), np.concatenate(cosines), limit)

    def score(self, vector: Vectors, rows: Rows) -> Scores:
        """Cosines of `vector` with `rows`, in their order."""
        scores = np.zeros(len(rows), np.float32)
        for part, positions, local in self._numbering.split(rows):
            scores[positions] = self._parts[part].index.score(vector, local)
        return scores

    def vectors(self) -> Vectors:
        """The vectors of all rows, dead ones too; a copy, for those who look into an index."""
        return np.concatenate([part.index.vectors() for part in self._parts])
