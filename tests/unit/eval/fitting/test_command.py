from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from corpus.glossary import load_glossary
from eval.collections.loading import load_yardstick, yardstick_view
from eval.fitting.command import choices_of, fit_pair, neutral
from eval.fitting.observations import Observation, observe, ranked, without_answer
from eval.fitting.own_words import observe_shipped
from eval.fitting.regressions import GOLD_SHARE, Choice, fit_fusion, fit_logistic
from index.engines.local.scratch import lone_passage
from index.query.term_table import TermTable
from index.ranking.calibration import PAIRS, PairCalibration
from index.ranking.features import LEGS
from index.ranking.fusion import rank_pool
from index.scoring.bm25 import Ranker
from index.search import Searcher, SearchParts
from tests.fakes import FakeEncoder
from tests.unit.eval.test_yardstick import benchmark

ENCODER = FakeEncoder()
PARTS = SearchParts(ENCODER, load_glossary(), neutral(ENCODER))


@pytest.fixture(scope="module")
def observations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Observation]]:
    yardstick = load_yardstick(benchmark(tmp_path_factory.mktemp("fitting") / "small"))
    with yardstick_view(yardstick.passages, ENCODER) as snapshot:
        yield [o for o in observe(yardstick, Searcher(snapshot, PARTS)) if o.pair == "zh-zh"]


def test_a_leg_that_says_nothing_gets_no_weight(observations: list[Observation]) -> None:
    blind = [
        replace(
            o,
            legs=replace(
                o.legs,
                signals={
                    leg: o.relevant.astype(np.float32)
                    if leg == "lexical"
                    else np.zeros(len(o.legs), np.float32)
                    for leg in LEGS
                },
            ),
        )
        for o in observations
    ]
    weights, offset = fit_fusion([Choice([o], 1.0) for o in blind])["zh-zh"]
    assert weights["lexical"] > 1
    assert all(abs(weight) < 0.01 for leg, weight in weights.items() if leg != "lexical")
    assert offset == 0.0


def test_offset_tells_how_often_the_other_language_answers(
    observations: list[Observation],
) -> None:
    def one_candidate(pair: str, is_right: bool) -> Observation:
        legs = observations[0].legs.keep(np.arange(len(observations[0].legs)) == 0)
        return replace(observations[0], pair=pair, legs=legs, relevant=np.array([is_right]))

    # The same scores in both languages, and the own one is right three times of four.
    choices = [
        Choice([one_candidate("zh-zh", own), one_candidate("zh-en", not own)], 1.0)
        for own in [True, True, True, False] * 50
    ]
    fusion = fit_fusion(choices)
    signals = observations[0].legs.signals["lexical"][0]
    own = fusion["zh-zh"][0]["lexical"] * signals
    other = fusion["zh-en"][0]["lexical"] * signals + fusion["zh-en"][1]
    assert own - other == pytest.approx(np.log(3), abs=0.05)
    assert fusion["en-zh"][1] == pytest.approx(0.0, abs=1e-6)


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


def fitted(
    benchmark: list[Observation], gold: list[Observation], crowded: list[Observation] | None = None
) -> PairCalibration:
    """The numbers of one pair, on these observations."""
    fusion = fit_fusion(choices_of([benchmark] if benchmark else [], [gold] if gold else []))
    return fit_pair(fusion["zh-zh"], benchmark, gold, crowded or [])


def test_a_fitted_pair_finds_the_answers_and_knows_when_they_are_gone(
    observations: list[Observation],
) -> None:
    pair = fitted(observations, [])
    parts = replace(PARTS, calibration=neutral(ENCODER).model_copy(
        update={"pairs": dict.fromkeys(PAIRS, pair)}
    ))  # fmt: skip
    for o in observations:
        (there,) = ranked([o], parts)
        (gone,) = ranked([replace(o, legs=without_answer(o))], parts)
        assert o.relevant[int(np.argmax(there.fused))]
        assert there.confidence > gone.confidence


def test_gold_questions_count_half_however_few_they_are(
    observations: list[Observation],
) -> None:
    assert GOLD_SHARE == 0.5
    gold = [observations[:1], observations[:3]]
    choices = choices_of([observations, observations[:2]], gold)
    assert sum(choice.share for choice in choices) == pytest.approx(1.0)
    # A set counts as much as another one of as many passages, however many questions it has.
    shares = [choice.share for choice in choices[:4]]
    assert shares == pytest.approx([1 / 4, 1 / 12, 1 / 12, 1 / 12])
    assert sum(choice.share for choice in choices_of([], gold)) == pytest.approx(1.0)
    assert sum(choice.share for choice in choices_of([observations], [])) == pytest.approx(1.0)


def test_questions_in_words_of_their_own_are_told_from_others_and_judged_apart(
    observations: list[Observation],
) -> None:
    def lacking(o: Observation) -> Observation:
        """The same question, as if it had no word in common with any passage."""
        none = {"lexical": np.zeros(len(o.legs), np.float32)}
        nothing = TermTable.of([])
        ranker = Ranker.prepare(nothing, o.searcher.view.statistics(o.target, nothing))
        legs = replace(o.legs, ranker=ranker, raw=o.legs.raw | none, signals=o.legs.signals | none)
        return replace(o, legs=legs)

    gold = [lacking(o) for o in observations]
    pair = fitted(observations, gold)
    assert pair.reworded is not None
    for o in [*observations, *gold]:
        ranking = rank_pool(o.question, o.legs, pair)
        assert (ranking.reworded > 0.5) == (not o.legs.terms)
        gone = rank_pool(o.question, without_answer(o), pair)
        assert ranking.confidence > gone.confidence
    assert fitted(observations, []).reworded is None


def test_gold_questions_change_nothing_for_those_in_the_words_of_the_text(
    observations: list[Observation],
) -> None:
    fusion = dict.fromkeys(LEGS, 1.0), 0.0
    misjudged = [replace(o, relevant=np.roll(o.relevant, 1)) for o in observations]
    right = fit_pair(fusion, observations, observations)
    wrong = fit_pair(fusion, observations, misjudged)
    assert right.confidence == wrong.confidence
    assert right.reworded != wrong.reworded


def test_gold_questions_alone_are_fitted_on_as_they_are(observations: list[Observation]) -> None:
    alone = fitted([], observations)
    assert alone.reworded is None
    assert alone.confidence.weights == pytest.approx(
        fitted(observations, []).confidence.weights, rel=1e-3, abs=1e-3
    )


def test_gold_questions_are_asked_of_the_texts_alone_and_in_the_crowd() -> None:
    crowd = [
        lone_passage("other", "zh-Hant", "農民在五月插秧。"),
        lone_passage("far", "en", "Salt."),
    ]
    alone, crowded = observe_shipped(PARTS), observe_shipped(PARTS, crowd)
    # A question without an answer in the texts may have one in the crowd, which nobody judged.
    assert not all(o.judged for o in alone)
    assert all(o.judged for o in crowded)
    assert {o.query.query_id for o in crowded} == {o.query.query_id for o in alone if o.judged}
    (size,) = {o.searcher.view.passages[o.target] for o in alone}
    assert {o.searcher.view.passages[o.target] for o in crowded} == {size + 1}
