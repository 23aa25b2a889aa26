from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from corpus.glossary import load_glossary
from eval.collections.loading import load_yardstick, yardstick_snapshot
from eval.fitting.command import fit_pair, neutral, observe_gold
from eval.fitting.observations import Observation, observe, ranked, without_answer
from eval.fitting.reading import Doubt, fit_reading
from eval.fitting.regressions import GOLD_SHARE, fit_logistic, fit_weights
from index.encoders.base import Pair
from index.engines.local.scratch import lone_passage
from index.ranking.calibration import PAIRS
from index.ranking.features import LEGS
from index.ranking.fusion import PoolRanking, rank_pool
from index.search import Searcher, SearchParts
from tests.fakes import FakeEncoder
from tests.unit.eval.test_yardstick import SUBJECTS, benchmark

ENCODER = FakeEncoder()
PARTS = SearchParts(ENCODER, load_glossary(), neutral(ENCODER))


@pytest.fixture(scope="module")
def observations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Observation]]:
    yardstick = load_yardstick(benchmark(tmp_path_factory.mktemp("fitting") / "small"))
    with yardstick_snapshot(yardstick.passages, ENCODER) as snapshot:
        yield [o for o in observe(yardstick, Searcher(snapshot, PARTS)) if o.pair == "zh-zh"]


class Knowing:
    """A reader that knows the answers."""

    answers = tuple(chinese[1] for _, chinese, _ in SUBJECTS.values())

    def read(self, pairs: Sequence[Pair]) -> list[float]:
        held = [any(answer in "".join(texts) for answer in self.answers) for _, texts in pairs]
        return [3.0 if right else -3.0 for right in held]


def test_a_leg_that_says_nothing_gets_no_weight(observations: list[Observation]) -> None:
    blind = [
        replace(
            o,
            legs=replace(
                o.legs,
                signals={
                    leg: o.relevant.astype(np.float32)
                    if leg == "lexical"
                    else np.zeros(len(o.legs.rows), np.float32)
                    for leg in LEGS
                },
            ),
        )
        for o in observations
    ]
    weights = dict(zip(LEGS, fit_weights(blind, np.ones(len(blind))), strict=True))
    assert weights["lexical"] > 1
    assert all(abs(weight) < 0.01 for leg, weight in weights.items() if leg != "lexical")


def test_logistic_regression_finds_what_labels_were_drawn_from() -> None:
    drawn = np.random.default_rng(5)
    features = drawn.normal(size=(4000, 2)) * [1.0, 10.0]
    odds = 0.5 + features @ [2.0, -0.1]
    labels = drawn.random(4000) < 1 / (1 + np.exp(-odds))
    bias, weights = fit_logistic(features, labels, np.ones(4000), ridge=0)
    assert bias == pytest.approx(0.5, abs=0.15)
    assert weights == pytest.approx([2.0, -0.1], rel=0.15)
    # A weight that may not be above zero is at zero, and the other one does without it.
    _, kept = fit_logistic(features, labels, np.ones(4000), ridge=0, signs=[-1, 0])
    assert kept[0] == 0
    assert kept[1] == pytest.approx(-0.06, abs=0.03)
    # What counts twice is as good as there twice.
    shares = np.where(np.arange(4000) < 2000, 2.0, 1.0)
    twice = fit_logistic(
        np.vstack([features[:2000], features]), np.append(labels[:2000], labels), np.ones(6000)
    )
    assert fit_logistic(features, labels, shares)[1] == pytest.approx(twice[1], rel=1e-3)


def test_a_fitted_pair_finds_the_answers_and_knows_when_they_are_gone(
    observations: list[Observation],
) -> None:
    pair = fit_pair(observations, [])
    assert pair.reading is None
    parts = replace(PARTS, calibration=neutral(ENCODER).model_copy(
        update={"pairs": dict.fromkeys(PAIRS, pair)}
    ))  # fmt: skip
    for o in observations:
        (there,) = ranked([o], parts)
        (gone,) = ranked([replace(o, legs=without_answer(o))], parts)
        assert o.relevant[int(np.argmax(there.fused))]
        assert there.confidence > gone.confidence


def test_a_reader_that_knows_more_is_believed(observations: list[Observation]) -> None:
    doubts, mistaken = [], []
    for o in observations:
        (ranking,) = ranked([o], PARTS)
        doubts.append(doubt_of(ranking, o.relevant))
        # The same question where a wrong passage is ahead: reading alone puts it right.
        wrong = replace(ranking, fused=ranking.fused - 2 * o.relevant.astype(np.float32))
        mistaken.append(doubt_of(wrong, o.relevant))
        nothing = np.zeros(len(o.relevant), np.bool_)
        doubts.append(replace(doubt_of(ranking, nothing), scores={0: -3.0, 1: -3.5, 2: -2.5}))
    reading = fit_reading([*doubts, *mistaken], [])
    assert reading is not None
    assert reading.weight > 0.3
    assert reading.confidence.weights["read"] + reading.confidence.weights["ahead"] > 0
    assert reading.reworded is None
    assert fit_reading([], []) is None
    # Where those in words of their own are judged otherwise, the others are judged as before.
    misled = [replace(d, scores={p: -s for p, s in d.scores.items()}) for d in doubts]
    apart = fit_reading([*doubts, *mistaken], misled)
    assert apart is not None
    assert apart.reworded is not None
    assert apart.confidence.weights["read"] > apart.reworded.weights["read"]


def doubt_of(ranking: PoolRanking, right: "np.typing.NDArray[np.bool_]") -> Doubt:
    return Doubt(ranking, right, {place: 3.0 if right[place] else -3.0 for place in range(3)})


def test_gold_questions_count_half_however_few_they_are(
    observations: list[Observation],
) -> None:
    assert GOLD_SHARE == 0.5
    few = fit_pair(observations, observations[:1])
    many = fit_pair(observations * 9, observations[:1])
    # One gold question is as good as one for each that is asked of the benchmarks.
    same = fit_weights(
        [*observations, observations[0]], np.append(np.ones(len(observations)), len(observations))
    )
    for pair in (few, many):
        assert list(pair.weights.values()) == pytest.approx(same, rel=1e-3, abs=1e-3)


def test_a_gold_question_in_the_crowd_counts_a_quarter_of_one_by_itself(
    observations: list[Observation],
) -> None:
    first, second = observations[:2]
    apart = fit_pair(observations, [first], [second])
    together = fit_pair(observations, [first] * 4 + [second])
    assert apart.weights == pytest.approx(together.weights, rel=1e-3)


def test_questions_in_words_of_their_own_are_told_from_others_and_judged_apart(
    observations: list[Observation],
) -> None:
    def lacking(o: Observation) -> Observation:
        """The same question, as if it had no word in common with any passage."""
        none = {"lexical": np.zeros(len(o.legs.rows), np.float32)}
        legs = replace(o.legs, terms=(), raw=o.legs.raw | none, signals=o.legs.signals | none)
        return replace(o, legs=legs)

    gold = [lacking(o) for o in observations]
    pair = fit_pair(observations, gold)
    assert pair.reworded is not None
    for o in [*observations, *gold]:
        ranking = rank_pool(o.pool, o.question, o.legs, pair)
        assert (ranking.reworded > 0.5) == (not o.legs.terms)
        gone = rank_pool(o.pool, o.question, without_answer(o), pair)
        assert ranking.confidence > gone.confidence
    assert fit_pair(observations, []).reworded is None


def test_gold_questions_change_nothing_for_those_in_the_words_of_the_text(
    observations: list[Observation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.fitting.command.fit_weights", lambda _, __: np.ones(len(LEGS)))
    misjudged = [replace(o, relevant=np.roll(o.relevant, 1)) for o in observations]
    right, wrong = fit_pair(observations, observations), fit_pair(observations, misjudged)
    assert right.confidence == wrong.confidence
    assert right.reworded != wrong.reworded


def test_gold_questions_alone_are_fitted_on_as_they_are(observations: list[Observation]) -> None:
    alone = fit_pair([], observations)
    assert alone.reworded is None
    assert alone.confidence.weights == pytest.approx(
        fit_pair(observations, []).confidence.weights, rel=1e-3, abs=1e-3
    )


def test_gold_questions_are_asked_of_the_texts_alone_and_in_the_crowd() -> None:
    crowd = [
        lone_passage("other", "zh-Hant", "農民在五月插秧。"),
        lone_passage("far", "en", "Salt."),
    ]
    alone, crowded = observe_gold(PARTS), observe_gold(PARTS, crowd)
    # A question without an answer in the texts may have one in the crowd, which nobody judged.
    assert not all(o.judged for o in alone)
    assert all(o.judged for o in crowded)
    assert {o.query.query_id for o in crowded} == {o.query.query_id for o in alone if o.judged}
    (size,) = {len(o.pool.passages) for o in alone}
    assert {len(o.pool.passages) for o in crowded} == {size + 1}


def test_what_is_in_doubt_is_read_when_a_pair_is_fitted(observations: list[Observation]) -> None:
    # Every question is there with the wrong answer, too: nothing can be sure of them.
    unsure = [*observations, *(replace(o, relevant=np.roll(o.relevant, 1)) for o in observations)]
    assert fit_pair(unsure, []).reading is None
    reading = fit_pair(unsure, [], reader=Knowing()).reading
    assert reading is not None
    assert reading.weight >= 0
