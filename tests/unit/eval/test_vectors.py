from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.benchmarks.passages import FILTERS, made
from eval.benchmarks.vectors import DEPTH, Material, exact, measure, recombine
from index.engines.local.dense.index import DenseIndex, Sizes
from index.engines.local.passages.passage_table import PassageTable


def unit(drawn: NDArray[np.float64]) -> NDArray[np.float32]:
    found: NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return found.astype(np.float32)


@pytest.fixture(scope="module")
def material() -> Material:
    drawn = np.random.default_rng(1)
    passages = np.repeat(np.arange(40), 5)
    subjects = drawn.normal(size=(40, 24))
    sentences = unit(subjects[passages] + drawn.normal(size=(200, 24)))
    return Material(sentences, passages, unit(subjects[:20] + drawn.normal(size=(20, 24))))


def test_made_vectors_are_unit_vectors_and_the_same_every_time(material: Material) -> None:
    vectors = recombine(material, 3000)
    np.testing.assert_allclose(np.linalg.norm(vectors.astype(np.float64), axis=1), 1, atol=2e-3)
    np.testing.assert_array_equal(vectors, recombine(material, 3000))


def test_made_vectors_are_nearest_to_sentences_of_one_passage(material: Material) -> None:
    near = np.argsort(-(recombine(material, 500).astype(np.float32) @ material.sentences.T))
    passages = material.passages[near[:, :3]]
    same = (passages == passages[:, :1]).all(axis=1)
    assert same.mean() > 0.5


def test_the_reference_is_sorting_all_cosines(material: Material) -> None:
    vectors = recombine(material, 1500)
    rows = np.arange(0, 1500, 3)
    scores = material.questions @ vectors[rows].astype(np.float32).T
    expected = rows[np.argsort(-scores, axis=1)[:, :DEPTH]]
    np.testing.assert_array_equal(exact(vectors, material.questions, rows), expected)


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux counts so")
@pytest.mark.parametrize(("sizes", "least"), [(Sizes(), 1.0), (Sizes(flat=100), 0.95)])
def test_recall_is_held_against_the_reference(
    material: Material, tmp_path: Path, sizes: Sizes, least: float
) -> None:
    vectors = recombine(material, 6000)
    np.save(tmp_path / "vectors.npy", vectors)
    DenseIndex.build(vectors, sizes=sizes).save(tmp_path)
    done = measure(tmp_path, tmp_path / "vectors.npy", material.questions)
    assert least <= done.recall[0] <= 1
    assert least <= done.recall[1] <= 1
    assert [share for _, share in done.filtered] == pytest.approx([1, 1], abs=0.05)
    assert len(done.times) == 20


def test_every_filter_that_is_timed_admits_something(tmp_path: Path) -> None:
    table = PassageTable.write(tmp_path / "passages", made(["one", "two"], 9000))
    found = {name: table.admitted(filters) for name, filters in FILTERS.items()}
    assert found.pop("both scripts") is None
    for admitted in found.values():
        assert admitted is not None
        assert 0 < np.count_nonzero(admitted) < 9000
