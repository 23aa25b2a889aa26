import math
import statistics
from itertools import accumulate, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from eval.measures import (
    aurc,
    auroc,
    false_answers_at_coverage,
    judge_rank,
    mean,
    measure,
    measure_ranks,
    score_ranking,
)


def test_values_of_a_small_run_by_hand() -> None:
    qrels = {"q": {"a": 1, "b": 1}}
    run = {"q": {"x": 4.0, "a": 3.0, "y": 2.0, "b": 1.0}}
    values = {name: found["q"] for name, found in measure(qrels, run).items()}
    ideal = 1 + 1 / math.log2(3)
    assert values == {
        "nDCG@10": pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / ideal),
        "R@1": 0.0,
        "R@5": 1.0,
        "R@10": 1.0,
        "RR@10": 0.5,
    }


def test_queries_without_hits_count_as_zero() -> None:
    qrels = {"found": {"a": 1}, "empty": {"a": 1}, "missing": {"a": 1}}
    run: dict[str, dict[str, float]] = {"found": {"a": 1.0}, "empty": {}}
    values = measure(qrels, run)
    for name in values:
        assert values[name] == {"found": 1.0, "empty": 0.0, "missing": 0.0}
    assert mean(values["nDCG@10"]) == pytest.approx(1 / 3)


def test_a_query_that_nobody_judged_is_not_measured() -> None:
    assert set(measure({"q": {"a": 1}}, {"q": {"a": 1.0}, "other": {"a": 1.0}})["R@1"]) == {"q"}


def test_any_id_can_be_measured() -> None:
    odd = ["a\0b", "a b", "問", "\ud800", "'"]
    values = measure({name: {name: 1} for name in odd}, {name: {name: 1.0} for name in odd})
    assert values["R@1"] == dict.fromkeys(odd, 1.0)


def test_nothing_below_the_tenth_place_counts() -> None:
    ranking = [f"p{n}" for n in range(1, 12)]
    values = measure({"q": {"p11": 1}}, {"q": score_ranking(ranking)})
    assert {found["q"] for found in values.values()} == {0.0}


def test_equal_scores_do_not_reorder_a_ranking_that_was_shown() -> None:
    ranking = ["z", "y", "a"]  # by id alone it would be a, y, z
    values = measure({"q": {"z": 1}}, {"q": score_ranking(ranking)})
    assert values["R@1"]["q"] == 1.0


@pytest.mark.parametrize(
    ("rank", "ndcg", "at_1", "at_5", "at_10", "reciprocal"),
    [
        (1, 1.0, 1.0, 1.0, 1.0, 1.0),
        (2, 1 / math.log2(3), 0.0, 1.0, 1.0, 0.5),
        (6, 1 / math.log2(7), 0.0, 0.0, 1.0, 1 / 6),
        (10, 1 / math.log2(11), 0.0, 0.0, 1.0, 0.1),
        (None, 0.0, 0.0, 0.0, 0.0, 0.0),
    ],
)
def test_measures_of_a_known_rank(
    rank: int | None, ndcg: float, at_1: float, at_5: float, at_10: float, reciprocal: float
) -> None:
    values = [found["q"] for found in measure_ranks({"q": rank}).values()]
    assert values == pytest.approx([ndcg, at_1, at_5, at_10, reciprocal])


def test_the_first_passage_with_any_quotation_gives_the_rank() -> None:
    texts = ["甲說春天。", "乙說夏天，也說秋天。", "丙說秋天。"]
    assert judge_rank(texts, ["秋天", "冬天"]) == 2
    assert judge_rank(texts, ["冬天"]) is None
    assert judge_rank([], ["秋天"]) is None


confidences = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.7, 0.9, 1.0]), min_size=1)


@given(answerable=confidences, unanswerable=confidences)
def test_auroc_is_that_of_scikit_learn(answerable: list[float], unanswerable: list[float]) -> None:
    labels = [1] * len(answerable) + [0] * len(unanswerable)
    expected = roc_auc_score(labels, answerable + unanswerable)
    assert auroc(answerable, unanswerable) == pytest.approx(expected)


def test_auroc_by_hand() -> None:
    # Of four pairs three are in order and one is tied.
    assert auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(3.5 / 4)


def test_aurc_by_hand() -> None:
    # Risks after one, two, three, four answers: 0, 0, 1/3, 1/2.
    assert aurc([0.9, 0.8, 0.4, 0.2], [True, True, False, False]) == pytest.approx(5 / 24)


def test_aurc_does_not_depend_on_the_order_of_equal_confidences() -> None:
    # Each of the two counts as half an error: risks 1/2, 1/2.
    assert aurc([0.5, 0.5], [True, False]) == aurc([0.5, 0.5], [False, True]) == 0.5


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.4, 0.8]), st.booleans()), min_size=1, max_size=5))
def test_aurc_is_the_mean_over_all_orders_of_equals(answers: list[tuple[float, bool]]) -> None:
    areas = []
    for order in permutations(answers):
        ranked = sorted(order, key=lambda answer: -answer[0])  # keeps the order of equals
        wrong = accumulate(not right for _, right in ranked)
        areas.append(statistics.mean(errors / count for count, errors in enumerate(wrong, start=1)))
    found = aurc([confidence for confidence, _ in answers], [right for _, right in answers])
    assert found == pytest.approx(statistics.mean(areas))


def test_false_answers_at_95_percent_coverage_by_hand() -> None:
    # 19 of 20 must be answered, so the threshold is at 0.05 and 2 of 4 others pass it.
    answerable = [n / 20 for n in range(20)]
    assert false_answers_at_coverage(answerable, [0.9, 0.05, 0.04, 0.0]) == 0.5


def test_full_separation_and_none() -> None:
    assert false_answers_at_coverage([0.9] * 5, [0.1] * 5) == 0.0
    assert false_answers_at_coverage([0.5] * 5, [0.5] * 5) == 1.0


def test_one_kind_of_question_alone_has_no_figure() -> None:
    assert auroc([], [0.5]) is None
    assert auroc([0.5], []) is None
    assert false_answers_at_coverage([], [0.5]) is None
    assert aurc([], []) is None
