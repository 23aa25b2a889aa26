"""The vectors of every sentence, passage by passage.

A question asks for one thing, and a passage of several sentences says several: the sentence
nearest to the question is often nearer than its passage as a whole (late interaction over
sentences; compare Khattab and Zaharia 2020 over tokens, which needs far more room). Only
candidates are looked up here, so the vectors lie on disk in half precision, mapped into memory.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Passage

Scores = NDArray[np.float32]
Rows = NDArray[np.int64]

VECTORS, BOUNDS, MEAN = "sentences.npy", "sentence-bounds.npy", "sentence-mean.npy"


class SentenceVectors:
    """Unit vectors of the sentences of passages 0..n-1, in the order of the text."""

    def __init__(
        self, vectors: NDArray[np.float16], bounds: Rows, mean: NDArray[np.float32]
    ) -> None:
        self._vectors = vectors
        self._bounds = bounds
        self._mean = mean

    @classmethod
    def write(cls, folder: Path, vectors: Scores, counts: Sequence[int]) -> None:
        """Write vectors of shape (sentences, dimensions); `counts` has one entry a passage."""
        np.save(folder / VECTORS, vectors.astype(np.float16))
        np.save(folder / BOUNDS, np.concatenate([[0], np.cumsum(counts)]).astype(np.int64))
        mean = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1])
        np.save(folder / MEAN, mean.astype(np.float32))

    @classmethod
    def open(cls, folder: Path) -> "SentenceVectors":
        """Map what `write` wrote."""
        vectors = np.load(folder / VECTORS, mmap_mode="r")
        return cls(vectors, np.load(folder / BOUNDS), np.load(folder / MEAN))

    def cosines(self, vector: Scores, row: int) -> Scores:
        """The cosines of `vector` with the sentences of one passage."""
        start, end = self._bounds[row], self._bounds[row + 1]
        found: Scores = self._vectors[start:end].astype(np.float32) @ vector
        return found

    def best(self, vector: Scores, rows: Rows) -> Scores:
        """For each passage the cosine of its nearest sentence; -1 where it has none."""
        spans = [np.arange(self._bounds[row], self._bounds[row + 1]) for row in rows]
        sizes = np.array([len(span) for span in spans])
        best = np.full(len(rows), -1.0, np.float32)
        if not sizes.sum():
            return best
        cosines = self._vectors[np.concatenate(spans)].astype(np.float32) @ vector
        np.maximum.at(best, np.repeat(np.arange(len(rows)), sizes), cosines)
        return best

    def common(self, vector: Scores) -> float:
        """What `vector` has in common with every sentence: its cosine with their mean."""
        return float(vector @ self._mean)

    def all(self) -> NDArray[np.float16]:
        """Every vector, shape (sentences, dimensions)."""
        return self._vectors


def sentence_texts(passages: Sequence[Passage]) -> list[str]:
    """The sentences of all passages, in order."""
    return [
        passage.text[start - passage.start : end - passage.start]
        for passage in passages
        for start, end in passage.sentences
    ]
