from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.glossary import load_glossary
from index.encoders.base import Pair
from index.engines.base import Snapshot
from index.engines.local.segments.build import build_index
from index.engines.local.snapshot import open_snapshot
from index.query.preparation import PreparedQuestion
from index.ranking.calibration import PAIRS, Calibration, Odds, PairCalibration, ReadingCalibration
from index.ranking.features import FEATURES, LEGS, READING_FEATURES
from index.ranking.fusion import PoolRanking
from index.ranking.verification import DOUBT, read_in_doubt, reading_features, with_scores
from index.search import Filters, Query, Searcher, SearchParts
from tests.fakes import FakeEncoder
from tests.unit.index.test_search import APPLES, RAIL, TALKS

READING = ReadingCalibration(
    weight=2.0, confidence=Odds(bias=-0.5, weights=dict.fromkeys(READING_FEATURES, 0.25))
)
PAIR = PairCalibration(
    weights=dict.fromkeys(LEGS, 1.0),
    confidence=Odds(bias=0.0, weights=dict.fromkeys(FEATURES, 0.0)),
    reading=READING,
)
CALIBRATION = Calibration(
    encoder="fake", encoder_fingerprint="", made_by="", data="", pairs=dict.fromkeys(PAIRS, PAIR)
)


class CountingReader:
    """Gives the scores it was made with, in turn, and keeps what it was asked."""

    def __init__(self, *scores: float) -> None:
        self.scores = scores
        self.asked: list[Sequence[Pair]] = []

    def read(self, pairs: Sequence[Pair]) -> list[float]:
        self.asked.append(pairs)
        return list(self.scores[: len(pairs)])


@pytest.fixture
def searcher(tmp_path: Path) -> Searcher:
    encoder = FakeEncoder()
    build_index([APPLES, TALKS, RAIL], encoder, tmp_path)
    parts = SearchParts(encoder, load_glossary(), CALIBRATION)
    return Searcher(open_snapshot(tmp_path, encoder), parts)


@pytest.fixture
def question(searcher: Searcher) -> PreparedQuestion:
    return searcher.prepare(Query("日本關心什麼問題？"))


@pytest.fixture
def rankings(searcher: Searcher, question: PreparedQuestion) -> dict[str, PoolRanking]:
    """The rankings of both pools, each at a confidence of one half."""
    found = searcher.gather(question, Filters())
    return {name: searcher.rank(question, name, legs) for name, legs in found.items()}


def read(
    rankings: dict[str, PoolRanking],
    question: PreparedQuestion,
    snapshot: Snapshot,
    reader: CountingReader | None,
    calibration: Calibration = CALIBRATION,
) -> dict[str, PoolRanking]:
    return read_in_doubt(rankings, question, snapshot.pools, calibration, reader)


def test_the_marked_sentences_of_the_best_are_read(
    searcher: Searcher, question: PreparedQuestion, rankings: dict[str, PoolRanking]
) -> None:
    reader = CountingReader(1.0, -1.0, 0.5)
    found = read({"zh": rankings["zh"]}, question, searcher.snapshot, reader)["zh"]
    (pairs,) = reader.asked
    texts = [sentences for _, sentences in pairs]
    assert {asked for asked, _ in pairs} == {question.text}
    assert "日本關心綁架問題" in "".join(texts[0])
    assert len({tuple(text) for text in texts}) == len(texts) > 1
    assert found.read is not None
    assert list(found.read.scores.values()) == [1.0, -1.0, 0.5][: len(texts)]


def test_what_is_read_worse_than_the_next_one_gives_way(
    searcher: Searcher, question: PreparedQuestion, rankings: dict[str, PoolRanking]
) -> None:
    before = rankings["zh"]
    first, second, *others = np.argsort(-before.fused).tolist()
    found = read(rankings, question, searcher.snapshot, CountingReader(-9.0, 9.0, -9.0))["zh"]
    assert np.argsort(-found.fused)[:2].tolist() == [second, first]
    # Those that were not read count as the worst that was: their order stays.
    for place in others:
        assert found.fused[place] == pytest.approx(before.fused[place] - 9.0 * READING.weight)
    assert found.scores.max() == pytest.approx(found.confidence)


@pytest.mark.parametrize("confidence", [0.0, DOUBT[0], DOUBT[1], 0.999])
def test_what_is_sure_either_way_is_not_read(
    searcher: Searcher,
    question: PreparedQuestion,
    rankings: dict[str, PoolRanking],
    confidence: float,
) -> None:
    sure = {name: replace(ranking, confidence=confidence) for name, ranking in rankings.items()}
    reader = CountingReader(1.0, 1.0, 1.0)
    assert read(sure, question, searcher.snapshot, reader) == sure
    assert reader.asked == []


def test_nothing_is_read_beside_a_pool_that_is_sure(
    searcher: Searcher, question: PreparedQuestion, rankings: dict[str, PoolRanking]
) -> None:
    assert set(rankings) == {"zh", "en"}
    rankings["en"] = replace(rankings["en"], confidence=0.95)
    reader = CountingReader(1.0, 1.0, 1.0)
    assert read(rankings, question, searcher.snapshot, reader) == rankings
    assert reader.asked == []


def test_without_a_reader_or_its_numbers_nothing_changes(
    searcher: Searcher, question: PreparedQuestion, rankings: dict[str, PoolRanking]
) -> None:
    assert read(rankings, question, searcher.snapshot, None) == rankings
    pair = PAIR.model_copy(update={"reading": None})
    unread = CALIBRATION.model_copy(update={"pairs": dict.fromkeys(PAIRS, pair)})
    reader = CountingReader(1.0, 1.0, 1.0)
    assert read(rankings, question, searcher.snapshot, reader, unread) == rankings
    assert read({}, question, searcher.snapshot, reader) == {}


def test_a_question_that_says_little_stays_as_unsure(rankings: dict[str, PoolRanking]) -> None:
    whole, half = (
        with_scores(rankings["zh"], {0: 2.0, 1: 1.0}, content, READING).confidence
        for content in (1.0, 0.5)
    )
    assert half == pytest.approx(whole / 2)


def test_a_question_in_words_of_its_own_is_judged_by_the_numbers_of_such(
    rankings: dict[str, PoolRanking],
) -> None:
    doubtful = Odds(bias=-4.0, weights=dict.fromkeys(READING_FEATURES, 0.0))
    both = READING.model_copy(update={"reworded": doubtful})
    by_text, between, by_own = (
        with_scores(replace(rankings["zh"], reworded=share), {0: 2.0, 1: 1.0}, 1.0, both)
        for share in (0.0, 0.5, 1.0)
    )
    alone = with_scores(rankings["zh"], {0: 2.0, 1: 1.0}, 1.0, READING)
    assert by_text.confidence == pytest.approx(alone.confidence)
    assert by_own.confidence == pytest.approx(1 / (1 + np.exp(4.0)))
    assert by_own.confidence < between.confidence < by_text.confidence
    assert between.read is not None
    assert between.confidence == pytest.approx(between.read.odds.probability(between.read.features))


def test_features_tell_what_reading_changed() -> None:
    before = np.array([3.0, 2.0, 1.0], np.float32)
    after = before + np.array([-2.0, 1.0, -2.0], np.float32)
    assert reading_features(before, after, {0: -1.0, 1: 0.5, 2: -2.0}) == {
        "read": 0.5,
        "ahead": 2.0,
        "changed": 1.0,
    }
    assert reading_features(before[:1], after[:1], {0: -1.0}) == {
        "read": -1.0,
        "ahead": 0.0,
        "changed": 0.0,
    }


def test_a_search_reads_and_its_explanation_adds_up(searcher: Searcher) -> None:
    parts = SearchParts(
        FakeEncoder(), load_glossary(), CALIBRATION, reader=CountingReader(2.0, 1.0, 0.0)
    )
    result = Searcher(searcher.snapshot, parts).search(
        Query("日本關心什麼問題？"), top_k=3, explain=True
    )
    assert "read" in result.timings_ms
    for hit in result.hits:
        why = hit.explanation
        assert why is not None
        legs = sum(leg["contribution"] for leg in why["legs"].values())
        assert legs + why["reading"]["contribution"] == pytest.approx(why["fused"], abs=1e-4)
        reading = why["reading"]
        assert reading["asked"] == "日本關心什麼問題？"
        odds = reading["bias"] + sum(
            reading["weights"][name] * value for name, value in reading["features"].items()
        )
        sure = why["confidence"]
        assert sure["content"] / (1 + np.exp(-odds)) == pytest.approx(sure["probability"])
    assert result.confidence == pytest.approx(result.hits[0].score)
