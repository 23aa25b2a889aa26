"""Recall of a dense index against the truth."""

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.benchmarks.recall import recall_of
from index.engines.local.dense.index import DenseIndex


def unit_rows(count: int, seed: int = 1) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)
    unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


class EverySecond:
    """Finds only the nearest, the third nearest, the fifth."""

    def __init__(self, rows: NDArray[np.float32]) -> None:
        self._rows = rows

    def vectors(self) -> NDArray[np.float32]:
        return self._rows

    def search(
        self, vector: NDArray[np.float32], limit: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        cosines = self._rows @ vector
        rows = np.argsort(-cosines)[: 2 * limit : 2]
        return rows, cosines[rows]


def test_an_exact_index_finds_all() -> None:
    assert recall_of(DenseIndex.build(unit_rows(300)), unit_rows(5, seed=2), 10) == 1.0


@pytest.mark.parametrize("depth", [2, 10])
def test_an_index_that_skips_every_second_finds_half(depth: int) -> None:
    assert recall_of(EverySecond(unit_rows(300)), unit_rows(5, seed=2), depth) == 0.5


def test_one_of_equally_near_passages_is_as_good_as_the_other() -> None:
    twice = np.concatenate([unit_rows(50), unit_rows(50)])
    assert recall_of(DenseIndex.build(twice), unit_rows(3, seed=2), 1) == 1.0
