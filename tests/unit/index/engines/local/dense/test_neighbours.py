import numpy as np
import pytest
from numpy.typing import NDArray

from index.engines.local.dense.neighbours import PROBES, RecallProbe
from index.engines.local.dense.vector_store import VectorStore

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    drawn = np.random.default_rng(3).normal(size=(500, 24))
    unit = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    stored: Vectors = unit.astype(np.float16).astype(np.float32)
    return stored


def test_the_exact_result_has_all_of_itself(vectors: Vectors) -> None:
    store = VectorStore.build(vectors)
    probe = RecallProbe(store, vectors[:20], depth=30)
    assert probe.recalls(store.search) == {"moved": 1.0, "sentences": 1.0}


def test_what_is_left_out_is_missing_from_the_recall(vectors: Vectors) -> None:
    store = VectorStore.build(vectors)
    probe = RecallProbe(store, None, depth=20)

    def without_the_first_five(vector: Vectors, limit: int) -> tuple[Rows, Vectors]:
        rows, scores = store.search(vector, limit)
        return rows[5:], scores[5:]

    assert probe.recalls(without_the_first_five) == {"moved": pytest.approx(0.75)}


def test_rows_from_elsewhere_do_not_count(vectors: Vectors) -> None:
    store = VectorStore.build(vectors)
    probe = RecallProbe(store, None, depth=10)

    def the_far_end(vector: Vectors, limit: int) -> tuple[Rows, Vectors]:
        rows = np.argsort(vectors @ vector)[:limit]
        return rows, vectors[rows] @ vector

    assert probe.recalls(the_far_end) == {"moved": 0.0}


def test_probes_are_as_far_from_vectors_as_questions_are_from_passages(vectors: Vectors) -> None:
    asked: list[Vectors] = []
    store = VectorStore.build(vectors)

    def note(vector: Vectors, limit: int) -> tuple[Rows, Vectors]:
        asked.append(vector)
        return store.search(vector, limit)

    RecallProbe(store, None, depth=5).recalls(note)
    assert len(asked) == PROBES
    cosines = np.stack(asked) @ vectors.T
    # 100 of the 500 are origins, each at .65 of its probe.
    np.testing.assert_allclose(np.abs(cosines - 0.65).min(axis=1), 0, atol=1e-3)
    np.testing.assert_allclose(np.linalg.norm(np.stack(asked), axis=1), 1, atol=1e-5)
