from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.dense import DenseIndex


@pytest.fixture
def vectors() -> NDArray[np.float32]:
    drawn = np.random.default_rng(7).normal(size=(200, 16)).astype(np.float32)
    unit: NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return unit


def brute_force(vectors: NDArray[np.float32], query: NDArray[np.float32]) -> list[int]:
    return [int(row) for row in np.argsort(-(vectors @ query), kind="stable")]


def test_search_equals_brute_force(vectors: NDArray[np.float32]) -> None:
    index = DenseIndex.build(vectors)
    for query in vectors[:20]:
        rows, scores = index.search(query, 10)
        assert rows.tolist() == brute_force(vectors, query)[:10]
        np.testing.assert_allclose(scores, (vectors @ query)[rows], rtol=1e-5)


def test_filter_loses_no_hits(vectors: NDArray[np.float32]) -> None:
    index = DenseIndex.build(vectors)
    allowed = np.arange(3, 200, 7, dtype=np.int64)
    rows, _ = index.search(vectors[0], 500, allowed)
    expected = [row for row in brute_force(vectors, vectors[0]) if row in set(allowed.tolist())]
    assert rows.tolist() == expected


def test_scores_follow_the_order_of_the_rows(vectors: NDArray[np.float32]) -> None:
    rows = np.array([5, 1, 199], dtype=np.int64)
    found = DenseIndex.build(vectors).score(vectors[2], rows)
    np.testing.assert_allclose(found, vectors[rows] @ vectors[2], rtol=1e-5)


def test_saved_index_gives_the_same_hits(vectors: NDArray[np.float32], tmp_path: Path) -> None:
    index = DenseIndex.build(vectors)
    index.save(tmp_path)
    again = DenseIndex.open(tmp_path)
    assert again.search(vectors[3], 5)[0].tolist() == index.search(vectors[3], 5)[0].tolist()
    np.testing.assert_array_equal(again.vectors(), vectors)
    assert (len(again), again.dimensions) == (200, 16)


def test_nothing_to_find_is_an_empty_result(vectors: NDArray[np.float32]) -> None:
    empty = DenseIndex.build(np.empty((0, 16), np.float32))
    assert [found.size for found in empty.search(vectors[0], 5)] == [0, 0]
    nothing = np.empty(0, np.int64)
    full = DenseIndex.build(vectors)
    assert full.search(vectors[0], 5, nothing)[0].size == 0
    assert full.score(vectors[0], nothing).size == 0
