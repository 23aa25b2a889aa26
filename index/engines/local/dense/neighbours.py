"""Structures that propose the rows near a vector without reading all vectors.

Each has one number that buys recall with time, here called effort. What they propose is scored
exactly from the vector store; the scores they work with are their own business.
"""

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import faiss
import numpy as np

from index.engines.local.dense.vector_store import CHUNK, Scores, VectorStore, read_mapped, threads
from index.engines.local.vectors.vector_file import Halves, Rows, Vectors

FILE = "neighbours.faiss"

_SEED = 7


class Neighbours(Protocol):
    """Proposes rows."""

    @property
    def efforts(self) -> tuple[int, ...]:
        """Efforts to try, ascending."""

    def propose(
        self, vector: Vectors, limit: int, effort: int, selector: "faiss.IDSelector | None"
    ) -> Rows:
        """At least `limit` rows near a vector where there are so many, in no order."""

    def save(self, folder: Path) -> None:
        """Write the structure into a folder."""


class Graph:
    """HNSW (Malkov and Yashunin 2016) over the stored vectors themselves.

    The file holds the links only, about 140 bytes a row. Building is sequential: which links are
    made depends on the order of insertion, and an index has to equal its rebuild.
    """

    efforts: tuple[int, ...] = (128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096)

    def __init__(self, index: "faiss.IndexHNSWSQ", store: VectorStore) -> None:
        index.storage = store.index
        index.own_fields = False
        self._index = index
        self._store = store  # whose memory the graph reads

    @classmethod
    def build(cls, store: VectorStore) -> "Graph":
        """Link the rows of a store."""
        kind, metric = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        index = faiss.IndexHNSWSQ(store.dimensions, kind, 16, metric)  # type: ignore[arg-type]  # stubs of faiss lack it
        index.hnsw.efConstruction = 80
        index.is_trained = index.storage.is_trained = True  # half floats need no training
        with threads(1):
            for start in range(0, len(store), CHUNK):
                index.add(store.vectors(slice(start, start + CHUNK)))
        return cls(index, store)

    @classmethod
    def open(cls, folder: Path, store: VectorStore) -> "Graph":
        """Map what `save` wrote."""
        return cls(read_mapped(folder / FILE, faiss.IndexHNSWSQ), store)

    def save(self, folder: Path) -> None:
        """Write the links; the vectors are the store's."""
        flags = faiss.IO_FLAG_SKIP_STORAGE
        faiss.write_index(self._index, str(folder / FILE), flags)  # type: ignore[call-overload]  # stubs of faiss lack it

    def propose(
        self, vector: Vectors, limit: int, effort: int, selector: "faiss.IDSelector | None"
    ) -> Rows:
        """The nearest rows that a walk along the links meets."""
        parameters = faiss.SearchParametersHNSW(sel=selector, efSearch=max(effort, limit))  # type: ignore[attr-defined]  # stubs of faiss lack it
        with threads(1):
            _, found = self._index.search(vector.reshape(1, -1), limit, params=parameters)
        return _only_rows(found[0])


class Cells:
    """IVF: rows by the nearest of some thousand centroids, each kept as a byte a dimension.

    Twice as many rows are proposed as asked for, so that rounding to bytes loses none.
    """

    efforts: tuple[int, ...] = (8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768)

    def __init__(self, index: "faiss.IndexIVFScalarQuantizer") -> None:
        self._index = index

    @classmethod
    def build(cls, store: VectorStore) -> "Cells":
        """Find centroids in a sample of the store's rows, then put every row to its nearest."""
        number = 1 << max(2, round(math.log2(4 * math.sqrt(max(len(store), 1)))))
        centroids = faiss.IndexFlatIP(store.dimensions)
        kind, metric = faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        index = faiss.IndexIVFScalarQuantizer(centroids, store.dimensions, number, kind, metric)
        index.cp.niter, index.cp.seed, index.cp.spherical = 10, _SEED, True
        index.cp.min_points_per_centroid = 1
        _train_and_fill(index, store, 40 * number)
        return cls(index)

    @classmethod
    def open(cls, folder: Path, store: VectorStore) -> "Cells":
        """Map what `save` wrote."""
        return cls(read_mapped(folder / FILE, faiss.IndexIVFScalarQuantizer))

    def save(self, folder: Path) -> None:
        """Write centroids and rounded vectors."""
        faiss.write_index(self._index, str(folder / FILE))

    def propose(
        self, vector: Vectors, limit: int, effort: int, selector: "faiss.IDSelector | None"
    ) -> Rows:
        """The nearest rows in the cells whose centroids are nearest."""
        visited = min(effort, self._index.nlist)
        parameters = faiss.SearchParametersIVF(sel=selector, nprobe=visited)  # type: ignore[call-arg]  # stubs of faiss lack it
        with threads(1):
            _, found = self._index.search(vector.reshape(1, -1), 2 * limit, params=parameters)
        return _only_rows(found[0])


def _train_and_fill(index: "faiss.Index", store: VectorStore, sample: int) -> None:
    """Train on a sample of the store's rows, then add every row."""
    chosen = np.random.default_rng(_SEED).permutation(len(store))[:sample]
    with threads(1):  # on several, sums are rounded in another order
        index.train(store.vectors(np.sort(chosen)))
        for start in range(0, len(store), CHUNK):
            index.add(store.vectors(slice(start, start + CHUNK)))


def _only_rows(found: Rows) -> Rows:
    """FAISS fills up with -1 where it found too few."""
    return found[found >= 0].astype(np.int64)


PROBES = 100
"""Of each kind."""

_PROBE_SEED, _COSINE, _SLACK = 11, 0.65, 1e-6

Search = Callable[[Vectors, int], tuple[Rows, Scores]]


class RecallProbe:
    """Probes with their exact results, against which searches are held."""

    def __init__(self, store: VectorStore, sentences: Vectors | Halves | None, depth: int) -> None:
        self._depth = depth
        drawn = np.random.default_rng(_PROBE_SEED)
        rows = np.sort(drawn.choice(len(store), min(PROBES, len(store)), replace=False))
        self._probes = {"moved": _moved(store.vectors(rows), drawn)}
        if sentences is not None and len(sentences):
            chosen = np.sort(drawn.choice(len(sentences), min(PROBES, len(sentences)), False))
            self._probes["sentences"] = sentences[chosen].astype(np.float32)
        self._least = {
            kind: [float(store.search(probe, depth)[1][-1]) - _SLACK for probe in probes]
            for kind, probes in self._probes.items()
        }

    def recalls(self, search: Search) -> Mapping[str, float]:
        """For each kind of probe the mean share of the exact result that `search` finds.

        What scores as well as the last of the exact result counts, whichever of equals it is.
        """
        return {
            kind: float(np.mean([self._share(search, *pair) for pair in self._pairs(kind)]))
            for kind in self._probes
        }

    def _pairs(self, kind: str) -> "zip[tuple[Vectors, float]]":
        return zip(self._probes[kind], self._least[kind], strict=True)

    def _share(self, search: Search, probe: Vectors, least: float) -> float:
        _, scores = search(probe, self._depth)
        return min(float(np.sum(scores >= least)) / self._depth, 1.0)


def _moved(vectors: Vectors, drawn: np.random.Generator) -> Vectors:
    """The vectors turned by as much as `_COSINE` says, in any direction."""
    noise = drawn.normal(size=vectors.shape)
    noise -= np.sum(noise * vectors, axis=1, keepdims=True) * vectors
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    turned = _COSINE * vectors + np.sqrt(1 - _COSINE**2) * noise
    found: Vectors = (turned / np.linalg.norm(turned, axis=1, keepdims=True)).astype(np.float32)
    return found
