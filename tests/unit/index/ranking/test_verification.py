import math
from collections.abc import Iterator, Mapping, Sequence

import pytest

from corpus.glossary import load_glossary
from index.encoders.base import Pair
from index.engines.local.scratch import lone_passage, passages_view
from index.query.preparation import Question
from index.ranking.calibration import PAIRS, Calibration, Odds, PairCalibration
from index.ranking.features import FEATURES, LEGS
from index.ranking.fusion import Candidate
from index.ranking.retrieval import LegScores
from index.ranking.verification import (
    LONGEST,
    sentences_to_read,
    tokens_of,
    verify,
    with_confidence,
)
from index.search import Filters, Query, Searcher, SearchParts
from index.text.analysis import BaseLanguage
from tests.fakes import FakeEncoder

ODDS = Odds(bias=-0.5, weights={"doubtful": 0.5, "likely": 0.25, "verified": 1.0})
PAIR = PairCalibration(
    weights=dict.fromkeys(LEGS, 1.0),
    offset=0.0,
    confidence=Odds(bias=0.2, weights=dict.fromkeys(FEATURES, 0.0)),
)
CALIBRATION = Calibration(
    encoder="fake", encoder_fingerprint="fake-1", made_by="", data="",
    pairs=dict.fromkeys(PAIRS, PAIR), verification=ODDS,
)  # fmt: skip
CANALS = [f"第{number}年村民又修了一段很長很長的水渠。" for number in range(60)]
PASSAGES = [
    lone_passage("talks", "zh-Hant", "".join([*CANALS[:30], "日本關心綁架問題。", *CANALS[30:]])),
    lone_passage("tea", "zh-Hant", "茶葉出口到各國。"),
    lone_passage("rail", "en", "Japan built a railway. It opened in 1872."),
]
QUESTION = "日本關心什麼問題？"


class CountingVerifier:
    """Gives the scores it was made with, in turn, and keeps what it was asked."""

    def __init__(self, *scores: float) -> None:
        self.scores = scores
        self.asked: list[Pair] = []

    def score(self, pairs: Sequence[Pair]) -> list[float]:
        self.asked += pairs
        return list(self.scores[: len(pairs)])


@pytest.fixture(scope="module")
def searcher() -> Iterator[Searcher]:
    encoder = FakeEncoder()
    with passages_view(PASSAGES, encoder) as view:
        yield Searcher(view, SearchParts(encoder, load_glossary(), CALIBRATION))


@pytest.fixture(scope="module")
def question(searcher: Searcher) -> Question:
    return searcher.prepare(Query(QUESTION))


@pytest.fixture(scope="module")
def legs(searcher: Searcher, question: Question) -> Mapping[BaseLanguage, LegScores]:
    return searcher.gather(question, Filters())


def place_of(document: str, legs: LegScores) -> int:
    return next(p for p in range(len(legs)) if legs.passage(p).document_id == document)


def test_the_first_passage_is_read(
    question: Question, legs: Mapping[BaseLanguage, LegScores]
) -> None:
    verifier = CountingVerifier(2.0)
    first = Candidate("zh", place_of("tea", legs["zh"]), 0.5)
    found = verify(question, legs["zh"], first, ODDS, verifier)
    assert verifier.asked == [(QUESTION, ["茶葉出口到各國。"])]
    assert found is not None
    assert found.features == {"doubtful": 0.0, "likely": 0.0, "verified": 2.0}
    assert found.confidence == pytest.approx(question.content / (1 + math.exp(0.5 - 2.0)))


def test_the_sentences_read_are_the_best_in_the_order_of_the_text(
    question: Question, legs: Mapping[BaseLanguage, LegScores]
) -> None:
    sentences = sentences_to_read(question, legs["zh"], place_of("talks", legs["zh"]))
    assert "日本關心綁架問題。" in sentences
    assert 1 < len(sentences) < 20
    assert sum(map(tokens_of, sentences)) <= LONGEST
    starts = [PASSAGES[0].text.index(sentence) for sentence in sentences]
    assert starts == sorted(starts)


def test_without_a_verifier_or_its_numbers_nothing_is_read(
    question: Question, legs: Mapping[BaseLanguage, LegScores]
) -> None:
    verifier = CountingVerifier(2.0)
    first = Candidate("zh", 0, 0.5)
    assert verify(question, legs["zh"], first, ODDS, None) is None
    assert verify(question, legs["zh"], first, None, verifier) is None
    assert verifier.asked == []
    assert with_confidence([first], None) == [first]


@pytest.mark.parametrize("before", [0.0, 1e-9, 0.5, 1.0])
def test_what_seemed_sure_can_be_refuted_and_the_other_way_round(
    question: Question, legs: Mapping[BaseLanguage, LegScores], before: float
) -> None:
    first = Candidate("zh", 0, before)
    refuted = verify(question, legs["zh"], first, ODDS, CountingVerifier(-9.0))
    confirmed = verify(question, legs["zh"], first, ODDS, CountingVerifier(9.0))
    assert refuted is not None
    assert confirmed is not None
    assert refuted.confidence < 0.01
    assert confirmed.confidence > 0.95


def test_the_order_stays_and_all_scores_move_in_proportion(
    question: Question, legs: Mapping[BaseLanguage, LegScores]
) -> None:
    order = [Candidate("zh", 0, 0.8), Candidate("en", 0, 0.4), Candidate("zh", 1, 0.0)]
    read = verify(question, legs["zh"], order[0], ODDS, CountingVerifier(-1.0))
    assert read is not None
    after = with_confidence(order, read)
    assert [(c.language, c.position) for c in after] == [("zh", 0), ("en", 0), ("zh", 1)]
    assert after[0].score == pytest.approx(read.confidence)
    assert after[1].score == pytest.approx(read.confidence / 2)
    assert after[2].score == 0.0


def test_a_search_reads_and_its_explanation_says_what_came_of_it(searcher: Searcher) -> None:
    parts = SearchParts(
        FakeEncoder(), load_glossary(), CALIBRATION, verifier=CountingVerifier(-1.5)
    )
    asked = Query(QUESTION)
    result = Searcher(searcher.view, parts).search(asked, explain=True)
    unread = searcher.search(asked, explain=True)
    assert [hit.passage for hit in result.hits] == [hit.passage for hit in unread.hits]
    assert "verify" in result.timings_ms
    for hit, before in zip(result.hits, unread.hits, strict=True):
        why = hit.explanation
        assert why is not None
        assert before.explanation is not None
        assert before.explanation["verification"] is None
        read = why["verification"]
        odds = read["bias"] + sum(read["weights"][n] * v for n, v in read["features"].items())
        content = why["confidence"]["content"]
        assert content / (1 + math.exp(-odds)) == pytest.approx(read["probability"])
        assert read["features"]["verified"] == read["score"] == -1.5
        assert why["score"] == hit.score
        assert hit.score == pytest.approx(before.score * read["probability"] / read["before"])
    assert result.confidence == pytest.approx(result.hits[0].score)
    assert (
        Searcher(searcher.view, parts)
        .search(Query("？"), filters=Filters(documents=frozenset(["no"])))
        .hits
        == ()
    )
