from itertools import accumulate, permutations
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from eval.abstention import aurc, auroc, false_answers_at_coverage

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
        areas.append(mean(errors / count for count, errors in enumerate(wrong, start=1)))
    found = aurc([confidence for confidence, _ in answers], [right for _, right in answers])
    assert found == pytest.approx(mean(areas))


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
