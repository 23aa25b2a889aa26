"""Every vector, once, in half precision, mapped from disk: the exact side of dense retrieval.

FAISS keeps them as a scalar-quantised index, whose codes are plain half floats: it scans them
twice as fast as full floats, because memory is what a scan waits for. Other structures propose
rows; what a row scores is always computed from here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import faiss
import numpy as np
from numpy.typing import NDArray

from index.engines.local.vectors.vector_file import Halves, Rows, Vectors
from index.errors import IndexDamaged
from index.scoring.vectors import cosines

Scores = NDArray[np.float32]

Kind = TypeVar("Kind", bound=faiss.Index)

FILE = "vectors.faiss"

CHUNK = 1 << 16
"""So many vectors are made full floats at a time: 100 MB at 384 dimensions."""

_FEW_ROWS = 4096
"""So many rows are scored one by one; of more FAISS scans the file and skips the rest."""


class VectorStore:
    """Unit vectors of rows 0..n-1; the inner product is the cosine."""

    def __init__(self, index: "faiss.IndexScalarQuantizer") -> None:
        self.index = index

    @classmethod
    def build(cls, vectors: Vectors | Halves) -> "VectorStore":
        """Store vectors of shape (n, dimensions), rounded to half precision."""
        kind = faiss.ScalarQuantizer.QT_fp16
        index = faiss.IndexScalarQuantizer(vectors.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
        index.is_trained = True  # half floats need no training
        for start in range(0, len(vectors), CHUNK):
            # Rounded by numpy: FAISS cuts off, so that what was stored would not be what is said.
            halves = vectors[start : start + CHUNK].astype(np.float16)
            index.add(halves.astype(np.float32))
        return cls(index)

    @classmethod
    def open(cls, folder: Path) -> "VectorStore":
        """Map what `save` wrote."""
        return cls(read_mapped(folder / FILE, faiss.IndexScalarQuantizer))

    def save(self, folder: Path) -> None:
        """Write the vectors into a folder."""
        faiss.write_index(self.index, str(folder / FILE))

    def __len__(self) -> int:
        return int(self.index.ntotal)

    @property
    def dimensions(self) -> int:
        """Length of one vector."""
        return int(self.index.d)

    def vectors(self, rows: "Rows | slice" = slice(None)) -> Vectors:
        """A copy of the vectors of some rows, in their order, shape (n, dimensions)."""
        if isinstance(rows, slice):
            start, stop, step = rows.indices(len(self))
            if step == 1:
                found: Vectors = self.index.reconstruct_n(start, max(stop - start, 0))
                return found
            rows = np.arange(start, stop, step)
        gathered: Vectors = self.index.reconstruct_batch(rows)
        return gathered

    def score(self, vector: Vectors, rows: Rows) -> Scores:
        """Cosines of `vector` with `rows`, in their order."""
        if len(rows) == 0:
            return np.empty(0, np.float32)
        with threads(1):
            return cosines(self.vectors(rows), vector)

    def best(self, vector: Vectors, rows: Rows, limit: int) -> tuple[Rows, Scores]:
        """The `limit` nearest of a few rows, best first, ties by row."""
        scores = self.score(vector, rows)
        order = np.lexsort((rows, -scores))[:limit]
        return rows[order], scores[order]

    def search(self, vector: Vectors, limit: int, rows: Rows | None = None) -> tuple[Rows, Scores]:
        """The `limit` nearest of all rows, or of `rows`: exact, best first, ties by row."""
        if rows is not None and len(rows) <= _FEW_ROWS:
            return self.best(vector, rows, limit)
        limit = min(limit, len(self) if rows is None else len(rows))
        if limit == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        selector = None if rows is None else selector_of(rows, len(self))
        with threads(1):
            _, found = self.index.search(
                vector.reshape(1, -1),
                limit,
                params=faiss.SearchParameters(sel=selector),  # type: ignore[call-arg]  # stubs of faiss lack it
            )
        return self.best(vector, found[0].astype(np.int64), limit)


def selector_of(rows: Rows, total: int) -> "faiss.IDSelector":
    """Lets FAISS pass these rows of `total`: a bit a row, whatever the number of rows."""
    is_admitted = np.zeros(total, np.bool_)
    is_admitted[rows] = True
    bits = np.packbits(is_admitted, bitorder="little")
    return faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]  # wrong stubs


def read_mapped(path: Path, kind: type[Kind]) -> Kind:
    """An index of FAISS whose large parts stay in the file; processes share them.

    Raises:
        IndexDamaged: the file is missing or no such index.
    """
    try:
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise IndexDamaged(path.parent, f"{path.name} cannot be read ({error})") from error
    if not isinstance(index, kind):
        raise IndexDamaged(path.parent, f"{path.name} is no {kind.__name__} of FAISS")
    return index


@contextmanager
def threads(number: int) -> Iterator[None]:
    """So many OpenMP threads in this thread, then as many as before.

    A request uses one: requests side by side, each on all cores, would wait for each other.
    """
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(number)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
