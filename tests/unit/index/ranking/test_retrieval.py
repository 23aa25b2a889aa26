"""What gathering asks of a view, and what it makes of it, with values written out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.languages import detect_language
from corpus.passages import Passage
from index.encoders.token_codes import Pieces, QuestionPieces
from index.engines.base import Fetched, FetchedTokens, Filters, Proposals, View
from index.query.preparation import Question
from index.query.term_table import TermTable
from index.query.terms import Alternative, QueryTerm, Refine
from index.ranking.retrieval import LegScores, gather
from index.scoring.term_counts import TermCounts, TermStatistics
from index.text.analysis import AnalysedText, BaseLanguage
from index.text.term_hashes import hash_terms

Vectors = NDArray[np.float32]


def term(name: str) -> QueryTerm:
    return QueryTerm(name, 0, len(name), 1.0, (Alternative((name,), 1.0, name, "same"),))


def question(*names: str) -> Question:
    text = " ".join(names)
    return Question(
        AnalysedText(text),
        detect_language(text),
        None,
        np.array([1, 0], np.float32),
        QuestionPieces(np.zeros((0, 2), np.int8), np.zeros(0, np.float16), np.zeros(0, np.float32)),
        {"en": TermTable.of([term(name) for name in names])},
        {"en": "en-en"},
        1.0,
    )


@dataclass
class Texts:
    number: int

    def __getitem__(self, position: int) -> Passage:
        raise AssertionError(position)

    def text(self, position: int) -> str:
        return f"text {position}"


@dataclass
class FakeView:
    """Passages whose key is their place; `vectors`, `sentences` and `terms` are one each."""

    vectors: Vectors
    sentences: Vectors
    terms: Sequence[str] = ()
    matching: Sequence[int] = ()
    mean: tuple[float, float] = (0.0, 0.0)
    sentence_mean: tuple[float, float] = (0.0, 0.0)
    passages_with: Mapping[str, int] = field(default_factory=dict)
    limits: list[int] = field(default_factory=list)
    with_tokens: list[int] = field(default_factory=list)

    def propose(
        self, _: BaseLanguage, vector: Vectors, terms: TermTable, limit: int, filters: Filters
    ) -> Proposals:
        self.limits.append(limit)
        near = np.argsort(-(self.vectors @ vector), kind="stable")[:limit].tolist()
        statistics = self.statistics("en", terms)
        means = np.array(self.mean, np.float32), np.array(self.sentence_mean, np.float32)
        return Proposals(near, self.matching[:limit], statistics, *means)

    def statistics(self, _: BaseLanguage, terms: TermTable) -> TermStatistics:
        found = [self.passages_with.get(name, 0) for name in terms.names]
        return TermStatistics(10, 100, np.array(found, np.int64))

    def fetch(self, _: BaseLanguage, keys: Iterable[int]) -> Fetched:
        kept = list(keys)
        hashes = hash_terms([self.terms[key] for key in kept] if self.terms else [])
        sizes = np.full(len(kept), 1 if self.terms else 0, np.int64)
        counts = TermCounts(
            hashes, np.full(len(hashes), 2, np.uint16), sizes, np.full(len(kept), 10, np.int64)
        )
        return Fetched(
            kept, [("d", key) for key in kept], Texts(len(kept)), counts, self.vectors[kept],
            self.sentences[kept], np.ones(len(kept), np.int64),
        )  # fmt: skip

    def fetch_tokens(self, _: BaseLanguage, keys: Iterable[int]) -> FetchedTokens:
        kept = list(keys)
        self.with_tokens = kept
        codes = Pieces(np.zeros((0, 2), np.int8), np.zeros(0, np.float16), np.zeros(0, np.uint8))
        return FetchedTokens(kept, codes, np.zeros(len(kept), np.int64))


def searched(
    view: FakeView, asked: Question, refine: Refine | None = None, **others: int
) -> LegScores:
    return gather(cast(View, view), "en", asked, Filters(), refine, **others)


def unit(*angles: float) -> Vectors:
    return np.array([[np.cos(angle), np.sin(angle)] for angle in angles], np.float32)


def test_signals_leave_out_what_all_passages_have_in_common() -> None:
    view = FakeView(
        np.array([[1, 0], [0.6, 0.8]], np.float32),
        np.array([[0.8, 0.6], [0.6, 0.8]], np.float32),
        mean=(0.25, 0.5),
        sentence_mean=(0.5, 0.1),
    )
    found = searched(view, question("six"))
    assert found.raw["dense"] == pytest.approx([1.0, 0.6])
    assert found.signals["dense"] == pytest.approx([0.75, 0.35])
    assert found.raw["sentence"] == pytest.approx([0.8, 0.6])
    assert found.signals["sentence"] == pytest.approx([0.3, 0.1])


def test_the_lexical_signal_is_bm25_in_tens() -> None:
    view = FakeView(unit(0.1, 0.2), unit(0.1, 0.2), ("six", "seven"), passages_with={"six": 3})
    found = searched(view, question("six"))
    # ln(1 + (10 - 3 + .5) / (3 + .5)) * 2 * 1.9 / (2 + .9), as each passage is of average length
    expected = log(1 + 7.5 / 3.5) * 2 * 1.9 / 2.9
    assert found.raw["lexical"] == pytest.approx([expected, 0.0], rel=1e-6)
    assert found.signals["lexical"] == pytest.approx([expected / 10, 0.0], rel=1e-6)
    assert found.shares == pytest.approx([2 / 2.9, 0.0], rel=1e-6)


def test_thirty_candidates_are_proposed_and_more_where_more_are_shown() -> None:
    view = FakeView(unit(*np.linspace(0, 1.5, 60)), unit(*np.linspace(0, 1.5, 60)))
    searched(view, question("six"))
    searched(view, question("six"), kept=40)
    assert view.limits == [30, 40]


def test_fifteen_of_each_retriever_are_kept_for_the_token_vectors() -> None:
    forward, backward = unit(*np.linspace(0, 1.5, 60)), unit(*np.linspace(1.5, 0, 60))
    view = FakeView(forward, backward, matching=tuple(range(45, 60)))
    found = searched(view, question("six"))
    # Of 30 near and 15 matching ones: the nearest 15, and the 15 with the nearest sentence; BM25
    # tells none from another, so all are as good as its fifteenth.
    assert len(found) == 45
    view = FakeView(forward, backward, ["six"] * 20 + ["seven"] * 40, tuple(range(20)))
    view.passages_with = {"six": 20}
    found = searched(view, question("six"))
    assert found.keys == list(range(30))
    view.terms = ["seven"] * 30 + ["six"] * 15 + ["seven"] * 15
    view.matching = tuple(range(30, 45))
    found = searched(view, question("six"))
    # Sentences are nearest in 30 to 44, which also match; vectors in 0 to 14.
    assert found.keys == [*range(15), *range(30, 45)]
    assert view.with_tokens == found.keys


def test_the_best_25_of_each_retriever_are_read_for_names() -> None:
    read: list[str] = []

    def refine(terms: Sequence[QueryTerm], texts: Sequence[str]) -> Sequence[QueryTerm]:
        read.extend(texts)
        return [term("names")]

    view = FakeView(unit(*np.linspace(0, 1.5, 60)), unit(*np.linspace(0, 1.5, 60)))
    view.matching = tuple(range(59, 29, -1))
    view.terms = ["names"] * 60
    view.passages_with = {"names": 4}
    found = searched(view, question("six"), refine)
    # Near come first, 0 to 29 in fetched order, then matching ones, 59 downwards.
    assert read == [f"text {place}" for place in [*range(25), *range(30, 55)]]
    assert [each.text for each in found.terms] == ["names"]
    assert found.raw["lexical"].min() > 0
