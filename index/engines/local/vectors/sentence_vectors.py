"""The vectors of every sentence, passage by passage.

A question asks for one thing, and a passage of several sentences says several: the sentence
nearest to the question is often nearer than its passage as a whole (late interaction over
sentences; compare Khattab and Zaharia 2020 over tokens, which needs far more room). Only
candidates are looked up here, so the vectors stay on disk, in half precision.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.engines.local.vectors.vector_file import (
    Centre,
    Halves,
    Rows,
    VectorRows,
    VectorWriter,
    map_vectors,
)

Scores = NDArray[np.float32]

VECTORS, BOUNDS, CENTRE = "sentences.npy", "sentence-bounds.npy", "sentence-centre.npy"


class SentenceWriter:
    """Writes the sentences of one segment, some passages at a time."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        self._folder = folder
        self._vectors = VectorWriter(folder / VECTORS, dimensions)
        self._centre = Centre.nothing(dimensions)
        self._counts = [0]

    def add(self, vectors: Scores | Halves, counts: Sequence[int]) -> None:
        """Append the sentences of the next passages; `counts` has one entry a passage."""
        self._vectors.add(vectors)
        self._centre += Centre.of(vectors)
        self._counts += counts

    def close(self) -> None:
        """Close the file; what was not finished is of no use."""
        self._vectors.close()

    def finish(self) -> None:
        """Write what is known only at the end."""
        self._vectors.finish()
        self._centre.save(self._folder / CENTRE)
        np.save(self._folder / BOUNDS, np.cumsum(self._counts, dtype=np.int64))

    def vectors(self) -> Halves:
        """All vectors, mapped, once it is finished."""
        return map_vectors(self._folder / VECTORS)


@dataclass(frozen=True, slots=True)
class SentencePart:
    """The sentences of one segment: unit vectors in the order of the text.

    The sentences of row n are those from `bounds[n]` up to `bounds[n + 1]`; `centre` is of the
    living ones.
    """

    vectors: VectorRows
    bounds: Rows
    centre: Centre

    @classmethod
    def open(cls, folder: Path) -> "SentencePart":
        """Open what a `SentenceWriter` wrote, all rows alive."""
        bounds = np.asarray(np.load(folder / BOUNDS, mmap_mode="r"))
        return cls(VectorRows(folder / VECTORS), bounds, Centre.load(folder / CENTRE))

    def without(self, rows: Rows) -> "SentencePart":
        """The same part when these rows, which lived, are dead."""
        return replace(self, centre=self.centre - Centre.of(self.of_rows(rows)))

    def of_rows(self, rows: Rows) -> Halves:
        """The vectors of the sentences of some rows, one row after the other."""
        return self.vectors.spans(self.bounds[rows], self.bounds[rows + 1])

    def counts(self, rows: Rows) -> Rows:
        """How many sentences each of the rows has."""
        sizes: Rows = self.bounds[rows + 1] - self.bounds[rows]
        return sizes
