"""Dense retrieval: unit vectors in FAISS, one index per passage language.

Vectors are L2-normalised, so the inner product is the cosine and a higher score is better.
The index is exact (flat); a filter is handed to FAISS as an id selector, so that it never
loses hits.
"""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.vector_file import cosines

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]

FILE = "dense.faiss"


class DenseIndex:
    """Rows 0..n-1 of unit vectors, searched by inner product."""

    def __init__(self, index: "faiss.Index") -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: "Vectors | NDArray[np.float16]") -> "DenseIndex":
        """Index vectors of shape (n, dimensions)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def open(cls, folder: Path) -> "DenseIndex":
        """Load what `save` wrote."""
        return cls(faiss.read_index(str(folder / FILE)))

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        faiss.write_index(self._index, str(folder / FILE))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """Length of one vector."""
        return int(self._index.d)

    def vectors(self) -> Vectors:
        """All vectors, shape (n, dimensions); a rebuild takes those of unchanged passages."""
        found: Vectors = self._index.reconstruct_n(0, len(self))
        return found

    def search(
        self, vector: Vectors, limit: int, rows: Rows | None = None
    ) -> tuple[Rows, NDArray[np.float32]]:
        """The `limit` nearest rows, best first, among `rows` if given."""
        limit = min(limit, len(self) if rows is None else len(rows))
        if limit == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        selector = None if rows is None else faiss.IDSelectorBatch(rows)
        # faiss-cpu's own type stubs leave this argument out.
        parameters = None if selector is None else faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, found = self._index.search(vector.reshape(1, -1), limit, params=parameters)
        return found[0].astype(np.int64), scores[0].astype(np.float32)

    def score(self, vector: Vectors, rows: Rows) -> NDArray[np.float32]:
        """Cosines of `vector` with `rows`, in their order."""
        if len(rows) == 0:
            return np.empty(0, np.float32)
        return cosines(self._index.reconstruct_batch(rows), vector)
