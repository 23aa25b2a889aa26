"""Pools of several parts with dead rows, against one that was written out here."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.engines.local.dense.index import DenseIndex, DensePart, DensePool
from index.engines.local.lexical.index import LexicalIndex, LexicalPart, LexicalWriter
from index.engines.local.row_numbers import Numbering
from index.engines.local.vectors.sentence_vectors import (
    SentencePart,
    SentenceWriter,
)
from index.engines.local.vectors.vector_file import Centre
from index.query.terms import question_terms
from index.text.analysis import AnalysedText
from tests.unit.index.engines.local.lexical.test_index import (
    brute_force,
    count_terms,
    random_questions,
    random_texts,
    ranking,
    search,
    weighed,
)

SIZES = (900, 700, 60)
STARTS = (0, 900, 1600)


class Numbered:
    """Every row is a document of its own, named so that ids and rows disagree in order."""

    def __init__(self, start: int, size: int) -> None:
        self.document_ids = [f"{9999 - start - row:04d}" for row in range(size)]

    def document_numbers(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        return rows


def numbering(dead: NDArray[np.int64]) -> Numbering:
    live = np.ones(sum(SIZES), np.bool_)
    live[dead] = False
    parts = [live[start : start + size] for start, size in zip(STARTS, SIZES, strict=True)]
    whose = [Numbered(start, size) for start, size in zip(STARTS, SIZES, strict=True)]
    return Numbering(parts, whose)


def dead_rows(share: float) -> NDArray[np.int64]:
    return np.flatnonzero(np.random.default_rng(3).random(sum(SIZES)) < share)


def within(part: int, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the rows that are in a part, by their numbers there."""
    local = rows - STARTS[part]
    return local[(local >= 0) & (local < SIZES[part])]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return random_texts(sum(SIZES), seed=11)


@pytest.fixture(scope="module")
def lexical_parts(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> list[LexicalPart]:
    parts = []
    for number, (start, size) in enumerate(zip(STARTS, SIZES, strict=True)):
        folder = tmp_path_factory.mktemp("parts") / str(number)
        writer = LexicalWriter(folder, "en")
        for text in texts[start : start + size]:
            writer.add(text)
        writer.finish()
        parts.append(LexicalPart.open(folder))
    return parts


@pytest.mark.parametrize("share", [0.0, 0.3], ids=["all alive", "a third dead"])
def test_bm25_over_parts_is_that_of_the_formula_over_living_passages(
    texts: list[str], lexical_parts: list[LexicalPart], share: float
) -> None:
    assert [part.candidates is None for part in lexical_parts] == [False, False, True]
    dead = dead_rows(share)
    living = np.setdiff1d(np.arange(sum(SIZES)), dead)
    parts = [part.without(within(n, dead)) for n, part in enumerate(lexical_parts)]
    index = LexicalIndex("en", parts, numbering(dead))
    bags = count_terms([texts[row] for row in living])
    for terms in random_questions(5, with_alternatives=False):
        expected = brute_force(bags, terms)
        rows, scores = search(index, terms, 100)
        places = np.searchsorted(living, rows)
        assert living[places].tolist() == rows.tolist()
        assert scores == pytest.approx([expected[place] for place in places], rel=1e-5)
        assert scores == pytest.approx([expected[r] for r in ranking(expected, 100)], rel=1e-5)


def test_what_is_rare_here_and_common_elsewhere_is_worth_what_it_is_in_all(tmp_path: Path) -> None:
    """Tantivy knows a part only; its candidates have to be those of the whole pool."""
    common = ["talks " * 3 + f"filler{n}" for n in range(900)]
    other = [f"crisis filler{n}" for n in range(850)] + ["talks"] * 50
    parts = []
    for number, some in enumerate((common, other)):
        writer = LexicalWriter(tmp_path / str(number), "en")
        for text in some:
            writer.add(text)
        writer.finish()
        parts.append(LexicalPart.open(tmp_path / str(number)))
    whole = LexicalIndex.build([*common, *other], "en", tmp_path / "whole")
    live = [np.ones(900, np.bool_)] * 2
    index = LexicalIndex("en", parts, Numbering(live, [Numbered(0, 900), Numbered(900, 900)]))
    terms = question_terms(AnalysedText("talks crisis"), "en")
    found, expected = search(index, terms, 100), search(whole, terms, 100)
    assert found[1].tolist() == pytest.approx(expected[1].tolist(), rel=1e-6)
    everything = np.arange(1800)
    assert index.score(weighed(index, terms), everything) == pytest.approx(
        whole.score(weighed(whole, terms), everything)
    )


@pytest.fixture(scope="module")
def vectors() -> NDArray[np.float32]:
    drawn = np.random.default_rng(2).standard_normal((sum(SIZES), 16))
    drawn[1000:1300] = drawn[5]  # the same text three hundred times
    unit = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float16)
    found: NDArray[np.float32] = unit.astype(np.float32)
    return found


@pytest.mark.parametrize("share", [0.0, 0.3, 0.999], ids=["all alive", "a third dead", "few left"])
@pytest.mark.parametrize("filtered", [False, True])
def test_dense_search_over_parts_is_exact_over_living_rows(
    vectors: NDArray[np.float32], share: float, filtered: bool
) -> None:
    dead = dead_rows(share)
    every = np.arange(sum(SIZES))
    passing = every % 3 == 0 if filtered else np.ones(len(every), np.bool_)
    found_in = np.setdiff1d(every[passing], dead)
    admitted = np.split(passing, STARTS[1:]) if filtered else None
    parts = [
        DensePart(DenseIndex.build(part), Centre.of(part)).without(within(n, dead))
        for n, part in enumerate(np.split(vectors, STARTS[1:]))
    ]
    pool = DensePool(parts, numbering(dead), 16)
    for asked in (vectors[5], vectors[70], vectors[1605]):
        scores = {int(row): np.float32(vectors[row] @ asked) for row in found_in}
        # Ids fall as rows rise, so of equal ones the last row is the first.
        expected = sorted(scores, key=lambda row: (-round(float(scores[row]), 5), -row))[:40]
        got, cosines = pool.search(asked, 40, admitted)
        assert got.tolist() == expected
        assert cosines == pytest.approx([scores[row] for row in expected], abs=1e-6)
    living = np.setdiff1d(np.arange(sum(SIZES)), dead)
    assert pool.mean == pytest.approx(vectors[living].mean(axis=0), abs=1e-6)


def test_sentences_over_parts(vectors: NDArray[np.float32], tmp_path: Path) -> None:
    counts = np.random.default_rng(4).integers(0, 4, sum(SIZES))
    bounds = np.concatenate([[0], np.cumsum(counts)])
    sentences = vectors[np.arange(bounds[-1]) % len(vectors)]
    dead = dead_rows(0.3)
    parts = []
    for number, (start, size) in enumerate(zip(STARTS, SIZES, strict=True)):
        folder = tmp_path / str(number)
        folder.mkdir()
        writer = SentenceWriter(folder, 16)
        for first in range(start, start + size, 20):
            last = min(first + 20, start + size)
            writer.add(sentences[bounds[first] : bounds[last]], counts[first:last].tolist())
        writer.finish()
        parts.append(SentencePart.open(folder).without(within(number, dead)))
    for number, part in enumerate(parts):
        rows = np.array([SIZES[number] - 1, 0, 5])
        assert part.counts(rows).tolist() == counts[rows + STARTS[number]].tolist()
        expected = [sentences[bounds[row] : bounds[row + 1]] for row in rows + STARTS[number]]
        assert part.of_rows(rows).tolist() == np.concatenate(expected).tolist()
    living = [n for row in np.setdiff1d(np.arange(sum(SIZES)), dead)
              for n in range(bounds[row], bounds[row + 1])]  # fmt: skip
    centre = sum((part.centre for part in parts), start=Centre.nothing(16))
    assert centre.mean == pytest.approx(sentences[living].mean(axis=0), abs=1e-6)
