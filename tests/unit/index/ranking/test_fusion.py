import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ranking.calibration import Odds, PairCalibration, RewordedCalibration
from index.ranking.features import FEATURES, LEGS, WORDING_FEATURES, Coverage, answer_features
from index.ranking.fusion import Candidate, PoolRanking, fuse, merge, reserve
from index.ranking.retrieval import LegScores
from index.text.analysis import BaseLanguage
from tests.unit.index.ranking.candidates import candidates_with

PAIR = PairCalibration(
    weights={"dense": 3.0, "lexical": 1.5, "interaction": 0.0, "focus": 0.0, "sentence": 0.0},
    offset=0.0,
    confidence=Odds(bias=0.25, weights=dict.fromkeys(FEATURES, 0.5)),
)


def legs(dense: list[float], lexical: list[float]) -> LegScores:
    signals = {
        "dense": np.array(dense, np.float32),
        "lexical": np.array(lexical, np.float32),
        "interaction": np.array(dense, np.float32),
        "focus": np.array(dense, np.float32),
        "sentence": np.array(dense, np.float32),
    }
    return candidates_with(signals)


def test_fused_score_is_the_weighted_sum_and_the_offset() -> None:
    found = legs([0.5, 0.1], [0.2, 0.4])
    assert fuse(found, PAIR.weights).tolist() == pytest.approx([1.5 + 0.3, 0.3 + 0.6])
    assert fuse(found, PAIR.weights, -2.0).tolist() == pytest.approx([-0.2, -1.1])


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20), st.randoms())
def test_fusion_does_not_depend_on_the_order_of_candidates(
    pairs: list[tuple[float, float]], random: object
) -> None:
    order = list(range(len(pairs)))
    random.shuffle(order)  # type: ignore[attr-defined]  # hypothesis' own Random
    given_order = fuse(legs([d for d, _ in pairs], [x for _, x in pairs]), PAIR.weights)
    mixed = [pairs[place] for place in order]
    shuffled = fuse(legs([d for d, _ in mixed], [x for _, x in mixed]), PAIR.weights)
    assert shuffled.tolist() == [given_order[place] for place in order]


def ranking_of(
    language: BaseLanguage, found: LegScores, confidence: float = 0.6, offset: float = 0.0
) -> PoolRanking:
    fused = fuse(found, PAIR.weights, offset)
    return PoolRanking(language, found, fused, {}, PAIR.confidence, 0.0, confidence)


def test_scores_are_the_confidence_of_the_first_times_likelihood_ratio() -> None:
    ahead = ranking_of("zh", legs([0.5, 0.1], [0.2, 0.4]))
    behind = ranking_of("en", legs([0.4], [0.2]), confidence=0.9)
    order = merge([behind, ahead])
    assert [(c.language, c.position) for c in order] == [("zh", 0), ("en", 0), ("zh", 1)]
    assert [c.score for c in order] == pytest.approx(
        [0.6, 0.6 * np.exp(1.5 - 1.8), 0.6 * np.exp(0.9 - 1.8)]
    )


def test_a_confidence_of_nothing_leaves_the_order() -> None:
    order = merge([ranking_of("zh", legs([0.1, 0.5], [0.2, 0.4]), confidence=0.0)])
    assert [(c.position, c.score) for c in order] == [(1, 0.0), (0, 0.0)]
    assert merge([]) == []


def test_offset_decides_between_languages() -> None:
    chinese = ranking_of("zh", legs([0.5, 0.1], [0.2, 0.4]))
    english = ranking_of("en", legs([0.6], [0.2]), offset=-0.5)
    assert [c.language for c in merge([chinese, english])] == ["zh", "en", "zh"]


def test_merged_order_is_by_score_and_ties_are_always_the_same() -> None:
    chinese = ranking_of("zh", legs([0.5, 0.1], [0.2, 0.4]))
    english = ranking_of("en", legs([0.5, 0.1], [0.2, 0.4]))
    orders = [merge([chinese, english]), merge([english, chinese])]
    assert orders[0] == orders[1]
    assert [(c.language, c.position) for c in orders[0]] == [
        ("en", 0),
        ("zh", 0),
        ("en", 1),
        ("zh", 1),
    ]


def candidates(languages: str, scores: list[float] | None = None) -> list[Candidate]:
    """`"eez"`: two English candidates, then a Chinese one, with falling scores."""
    names: dict[str, BaseLanguage] = {"e": "en", "z": "zh"}
    falling = scores or [1.0 / (place + 1) for place in range(len(languages))]
    return [
        Candidate(names[letter], place, falling[place]) for place, letter in enumerate(languages)
    ]


@pytest.mark.parametrize(
    ("languages", "top_k", "places", "expected"),
    [
        ("eeezz", 3, 1, [0, 1, 3, 2, 4]),
        ("eeezz", 3, 2, [0, 3, 4, 1, 2]),
        ("eeezz", 3, 0, [0, 1, 2, 3, 4]),
        ("ezeez", 3, 1, [0, 1, 2, 3, 4]),
        ("eeeee", 3, 1, [0, 1, 2, 3, 4]),
        ("eez", 3, 1, [0, 1, 2]),
        ("eez", 1, 1, [0, 1, 2]),
    ],
)
def test_places_are_kept_for_a_language_that_would_have_none(
    languages: str, top_k: int, places: int, expected: list[int]
) -> None:
    order = reserve(candidates(languages), top_k, places, floor=0.0)
    assert [candidate.position for candidate in order] == expected


def test_no_place_is_kept_for_what_will_not_answer() -> None:
    order = candidates("eez", [0.9, 0.5, 0.01])
    assert reserve(order, 2, 1, floor=0.02) == order


@given(st.text(alphabet="ez", max_size=12), st.integers(1, 12), st.integers(0, 4), st.floats(0, 1))
def test_reserving_loses_and_adds_nothing(
    languages: str, top_k: int, places: int, floor: float
) -> None:
    order = candidates(languages)
    found = reserve(order, top_k, places, floor)
    assert sorted(candidate.position for candidate in found) == list(range(len(order)))
    assert found[:1] == order[:1]


def test_features_are_those_of_the_best_candidate() -> None:
    found = legs([0.5, 0.9, 0.1], [0.3, 0.2, 0.0])
    features = answer_features(
        found,
        np.array([1.0, 2.5, -1.0], np.float32),
        Coverage(0.8, 0.5, 0.7, 0.1),
        offered=False,
    )
    assert set(features) == set(FEATURES)
    assert features["fused"] == 2.5
    assert features["gap"] == 1.5
    assert features["dense"] == pytest.approx(0.9)
    assert features["dense_gap"] == pytest.approx(0.4)
    assert features["lexical_gap"] == pytest.approx(-0.1)
    assert features["agreement"] == 0.0
    assert features["share"] == pytest.approx(-np.log(np.exp(-1.5) + np.exp(-3.5)), abs=1e-5)
    assert [features[name] for name in FEATURES[-6:]] == [0.8, 0.5, 0.7, 0.1, 1.0, 0.0]


def test_only_candidate_has_no_lead() -> None:
    features = answer_features(
        legs([0.5], [0.3]),
        np.array([1.0], np.float32),
        Coverage(1.0, 1.0, 1.0, 0.0),
        offered=None,
    )
    assert (features["gap"], features["agreement"]) == (0.0, 1.0)
    assert np.isfinite(features["share"])
    assert features["attained"] == pytest.approx(0.15)


def test_confidence_is_logistic_in_the_features() -> None:
    features = dict.fromkeys(FEATURES, 0.0) | {"gap": 2.0, "dense": 1.0}
    expected = 1 / (1 + np.exp(-1.75))
    assert PAIR.confidence.probability(features) == pytest.approx(expected)


@pytest.mark.parametrize("odds", [-1e6, -800.0, 0.0, 800.0, 1e6])
def test_any_odds_are_a_probability(odds: float) -> None:
    assert Odds(bias=odds, weights={}).probability({}) == pytest.approx(float(odds > 0), abs=0.5)
    assert 0 <= Odds(bias=odds, weights={}).probability({}) <= 1


def test_odds_lie_between_those_of_two_ways_to_ask() -> None:
    other = Odds(bias=-1.0, weights=dict.fromkeys(FEATURES, 1.0))
    wording = Odds(bias=0.0, weights=dict.fromkeys(WORDING_FEATURES, 0.0) | {"coverage": -4.0})
    pair = PAIR.model_copy(
        update={"reworded": RewordedCalibration(wording=wording, confidence=other)}
    )
    features = dict.fromkeys(FEATURES, 0.0) | {"coverage": 0.5, "gap": 2.0}
    odds, reworded = pair.odds_for(features)
    assert reworded == pytest.approx(1 / (1 + np.exp(2)))
    assert odds.log(features) == pytest.approx(
        (1 - reworded) * PAIR.confidence.log(features) + reworded * other.log(features)
    )
    # The fewer words a question has in common with the text, the more it counts as reworded.
    assert pair.odds_for(features | {"coverage": 0.1})[1] > reworded
    assert PAIR.odds_for(features) == (PAIR.confidence, 0.0)


def test_legs_of_the_calibration_are_those_that_are_gathered() -> None:
    assert set(PAIR.weights) == set(LEGS)
