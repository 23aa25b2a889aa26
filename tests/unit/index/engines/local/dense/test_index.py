import logging
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.engines.local.dense.index import (
    LEAST_RECALL,
    DenseFacts,
    DenseIndex,
    Kind,
    Sizes,
    read_facts,
)
from index.engines.local.dense.neighbours import Graph
from index.errors import IndexDamaged

Vectors = NDArray[np.float32]

SIZES: dict[Kind, Sizes] = {
    "flat": Sizes(),
    "hnsw": Sizes(flat=100, hnsw=10_000),
    "ivf-sq8": Sizes(flat=100, hnsw=200),
}
kinds = pytest.mark.parametrize("kind", list(SIZES))


def as_stored(drawn: NDArray[np.floating]) -> Vectors:
    """Unit vectors that half precision holds exactly."""
    unit = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    stored: Vectors = unit.astype(np.float16).astype(np.float32)
    return stored


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    """Three thousand vectors around sixty subjects, as texts are."""
    drawn = np.random.default_rng(7)
    subjects = drawn.normal(size=(60, 32))
    return as_stored(subjects[drawn.integers(0, 60, 3000)] + 0.7 * drawn.normal(size=(3000, 32)))


@pytest.fixture(scope="module")
def questions(vectors: Vectors) -> Vectors:
    drawn = np.random.default_rng(8)
    return as_stored(vectors[drawn.integers(0, 3000, 40)] + 0.15 * drawn.normal(size=(40, 32)))


def find_the_first(*_: object) -> NDArray[np.int64]:
    """What a structure proposes that knows nothing."""
    return np.arange(100, dtype=np.int64)


def build(kind: Kind, vectors: Vectors, sentences: Vectors | None = None) -> DenseIndex:
    return DenseIndex.build(vectors, sentences, SIZES[kind])


@pytest.fixture(scope="module")
def built(vectors: Vectors) -> dict[Kind, DenseIndex]:
    return {kind: build(kind, vectors) for kind in SIZES}


def brute_force(vectors: Vectors, query: Vectors, allowed: NDArray[np.int64]) -> list[int]:
    cosines = (vectors[allowed].astype(np.float64) @ query.astype(np.float64)).round(6)
    return [int(row) for row in allowed[np.argsort(-cosines, kind="stable")]]


def everything(vectors: Vectors) -> NDArray[np.int64]:
    return np.arange(len(vectors), dtype=np.int64)


@kinds
def test_the_number_of_vectors_chooses_the_type(built: dict[Kind, DenseIndex], kind: Kind) -> None:
    assert built[kind].facts.type == kind
    assert built[kind].facts.vectors == len(built[kind]) == 3000


def test_a_flat_search_equals_brute_force(
    built: dict[Kind, DenseIndex], vectors: Vectors, questions: Vectors
) -> None:
    for query in questions:
        rows, _ = built["flat"].search(query, 100)
        assert rows.tolist() == brute_force(vectors, query, everything(vectors))[:100]


@kinds
@pytest.mark.parametrize("allowed_share", [1.0, 0.5, 0.1])
def test_a_search_finds_what_brute_force_does(
    built: dict[Kind, DenseIndex],
    vectors: Vectors,
    questions: Vectors,
    kind: Kind,
    allowed_share: float,
) -> None:
    allowed = np.random.default_rng(9).choice(3000, int(3000 * allowed_share), replace=False)
    shares = []
    for query in questions:
        rows, _ = built[kind].search(query, 100, None if allowed_share == 1 else allowed)
        exact = brute_force(vectors, query, allowed)[:100]
        shares.append(len(set(rows.tolist()) & set(exact)) / 100)
    assert np.mean(shares) >= LEAST_RECALL


@kinds
def test_scores_are_cosines_of_stored_vectors_in_falling_order(
    built: dict[Kind, DenseIndex], vectors: Vectors, questions: Vectors, kind: Kind
) -> None:
    for query in questions[:10]:
        rows, scores = built[kind].search(query, 50)
        np.testing.assert_allclose(scores, vectors[rows] @ query, rtol=0, atol=1e-6)
        assert (np.diff(scores) <= 0).all()


@kinds
@pytest.mark.parametrize("passing", [0, 1, 7, 99, 101, 400, 2999, 3000])
@pytest.mark.parametrize("limit", [1, 100, 700, 5000])
def test_as_many_come_back_as_there_are_up_to_the_limit(
    built: dict[Kind, DenseIndex], questions: Vectors, kind: Kind, passing: int, limit: int
) -> None:
    allowed = np.random.default_rng(10).choice(3000, passing, replace=False)
    for query in questions[:5]:
        rows, scores = built[kind].search(query, limit, allowed)
        assert len(set(rows.tolist())) == len(rows) == len(scores) == min(limit, passing)
        assert set(rows.tolist()) <= set(allowed.tolist())


@kinds
def test_a_filter_far_from_the_question_loses_no_hits(
    built: dict[Kind, DenseIndex], vectors: Vectors, questions: Vectors, kind: Kind
) -> None:
    for query in questions[:5]:
        farthest = np.array(brute_force(vectors, query, everything(vectors))[-300:])
        rows, _ = built[kind].search(query, 300, farthest)
        assert sorted(rows.tolist()) == sorted(farthest.tolist())


@kinds
def test_without_a_filter_as_many_come_back_as_asked_for(
    built: dict[Kind, DenseIndex], questions: Vectors, kind: Kind
) -> None:
    for limit in (1, 2999, 3000, 9000):
        assert len(set(built[kind].search(questions[0], limit)[0].tolist())) == min(limit, 3000)


@kinds
def test_a_few_rows_are_searched_exactly(
    built: dict[Kind, DenseIndex], vectors: Vectors, questions: Vectors, kind: Kind
) -> None:
    allowed = np.arange(5, 3000, 31, dtype=np.int64)
    for query in questions[:10]:
        rows, _ = built[kind].search(query, 20, allowed)
        assert rows.tolist() == brute_force(vectors, query, allowed)[:20]


def test_scores_follow_the_order_of_the_rows(
    built: dict[Kind, DenseIndex], vectors: Vectors
) -> None:
    rows = np.array([5, 1, 2999], dtype=np.int64)
    found = built["flat"].score(vectors[2], rows)
    np.testing.assert_allclose(found, vectors[rows] @ vectors[2], atol=1e-6)


def test_equal_vectors_come_in_the_order_of_their_rows(vectors: Vectors) -> None:
    index = DenseIndex.build(np.repeat(vectors[:30], 3, axis=0))
    assert index.search(vectors[4], 3)[0].tolist() == [12, 13, 14]


@kinds
def test_a_saved_index_gives_the_same_hits(
    built: dict[Kind, DenseIndex],
    vectors: Vectors,
    questions: Vectors,
    tmp_path: Path,
    kind: Kind,
) -> None:
    built[kind].save(tmp_path)
    again = DenseIndex.open(tmp_path)
    wide = np.arange(0, 3000, 2, dtype=np.int64)
    for query in questions:
        for rows in (None, wide):
            expected, found = built[kind].search(query, 50, rows), again.search(query, 50, rows)
            assert found[0].tolist() == expected[0].tolist()
            np.testing.assert_array_equal(found[1], expected[1])
    np.testing.assert_array_equal(again.vectors(), vectors)
    np.testing.assert_array_equal(again.vectors(slice(10, 12)), vectors[10:12])
    np.testing.assert_array_equal(again.vectors(np.array([7, 2])), vectors[[7, 2]])
    assert again.facts == built[kind].facts == read_facts(tmp_path)
    assert again.dimensions == 32


@kinds
def test_building_twice_gives_the_same_files(vectors: Vectors, tmp_path: Path, kind: Kind) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        build(kind, vectors).save(folder)
    one, two = [
        {path.name: path.read_bytes() for path in (folder / "dense").iterdir()}
        for folder in folders
    ]
    assert one == two


def test_half_precision_input_gives_the_same_index(vectors: Vectors) -> None:
    index = DenseIndex.build(vectors.astype(np.float16))
    np.testing.assert_array_equal(index.vectors(), vectors)


@pytest.mark.parametrize("kind", ["hnsw", "ivf-sq8"])
def test_recall_is_stated_for_each_kind_of_probe(
    vectors: Vectors, questions: Vectors, kind: Kind
) -> None:
    facts = build(kind, vectors, questions).facts
    assert set(facts.recall) == {"moved", "sentences"}
    assert all(LEAST_RECALL <= share <= 1 for share in facts.recall.values())
    assert facts.effort > 0


def test_an_index_says_what_it_is() -> None:
    facts = DenseFacts(
        "hnsw",
        600_000,
        50_000,
        256,
        {"moved": 0.9812, "sentences": 1.0},
        {"ivf-sq8": {"moved": 0.9}},
    )
    assert str(facts) == (
        "hnsw over 600000 vectors, effort 256, recall@100 moved .981, sentences 1.000, "
        "ivf-sq8 refused at moved .900"
    )
    assert str(DenseFacts("flat", 12, 50_000)) == "flat over 12 vectors"


def test_what_finds_too_little_is_not_served(
    vectors: Vectors, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("index.engines.local.dense.neighbours.Cells.efforts", (1,))
    with caplog.at_level(logging.WARNING):
        index = DenseIndex.build(vectors, sizes=SIZES["ivf-sq8"])
    assert index.facts.type == "hnsw"
    assert index.facts.refused["ivf-sq8"]["moved"] < LEAST_RECALL
    assert "type ivf-sq8 finds" in caplog.text


def test_with_no_type_good_enough_every_vector_is_looked_at(
    vectors: Vectors, questions: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Graph, "propose", find_the_first)
    index = DenseIndex.build(vectors, sizes=SIZES["hnsw"])
    assert (index.facts.type, set(index.facts.refused)) == ("flat", {"hnsw"})
    rows, _ = index.search(questions[0], 100)
    assert rows.tolist() == brute_force(vectors, questions[0], everything(vectors))[:100]


@kinds
@pytest.mark.parametrize("name", ["vectors.faiss", "neighbours.faiss", "about.json"])
def test_a_damaged_file_is_named(
    built: dict[Kind, DenseIndex], tmp_path: Path, kind: Kind, name: str
) -> None:
    built[kind].save(tmp_path)
    path = tmp_path / "dense" / name
    if kind == "flat" and name == "neighbours.faiss":
        assert not path.exists()
        return
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(IndexDamaged, match=name):
        DenseIndex.open(tmp_path)


def test_nothing_to_find_is_an_empty_result(
    built: dict[Kind, DenseIndex], vectors: Vectors
) -> None:
    empty = DenseIndex.build(np.empty((0, 32), np.float32))
    assert [found.size for found in empty.search(vectors[0], 5)] == [0, 0]
    nothing = np.empty(0, np.int64)
    for index in built.values():
        assert index.search(vectors[0], 5, nothing)[0].size == 0
        assert index.score(vectors[0], nothing).size == 0
