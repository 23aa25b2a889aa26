"""How much of the exact result an approximate one holds, measured on the vectors themselves.

There are no questions when an index is built, so two kinds of vector stand for them. *Moved*
ones: vectors of the index with noise, as far from their origin as questions are from the passage
that answers them (a cosine of .65 in the mean, over the questions of two benchmarks). And
*sentences*, where there are any: real vectors of short texts, though each lies near its passage.
The worse of the two counts.
"""

from collections.abc import Callable, Mapping

import numpy as np

from index.engines.local.dense.vector_store import Scores, VectorStore
from index.engines.local.vectors.vector_file import Halves, Rows, Vectors

PROBES = 100
"""Of each kind."""

_SEED, _COSINE, _SLACK = 11, 0.65, 1e-6

Search = Callable[[Vectors, int], tuple[Rows, Scores]]


class RecallProbe:
    """Probes with their exact results, against which searches are held."""

    def __init__(self, store: VectorStore, sentences: Vectors | Halves | None, depth: int) -> None:
        self._depth = depth
        drawn = np.random.default_rng(_SEED)
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
