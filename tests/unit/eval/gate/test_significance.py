import itertools

import numpy as np
import pytest
from scipy.stats import permutation_test

from eval.gate.significance import bootstrap_interval, probability_of_drop


def test_one_question_lost_and_none_won_may_be_chance() -> None:
    assert probability_of_drop([1, 1, 1], [1, 1, 0]) == 0.5


def test_five_questions_lost_and_none_won_are_not_chance() -> None:
    assert probability_of_drop([1] * 9, [0] * 5 + [1] * 4) == pytest.approx(1 / 32)


def test_nothing_changed_is_no_drop() -> None:
    assert probability_of_drop([0.3, 0.7], [0.3, 0.7]) == 1.0


def test_a_rise_is_no_drop() -> None:
    assert probability_of_drop([0] * 6, [1] * 6) == 1.0


def test_all_signs_are_counted() -> None:
    before, after = np.array([1.0, 0.5, 0.2, 0.9]), np.array([0.0, 0.7, 0.1, 0.3])
    differences = after - before
    sums = [float(np.dot(signs, differences)) for signs in itertools.product((-1, 1), repeat=4)]
    expected = np.mean([total <= differences.sum() + 1e-9 for total in sums])
    assert probability_of_drop(before.tolist(), after.tolist()) == expected


def test_drawn_signs_agree_with_scipy() -> None:
    generator = np.random.default_rng(5)
    before = generator.random(40)
    after = before + generator.normal(-0.03, 0.12, 40)
    expected = permutation_test(
        (after, before),
        lambda one, other: np.mean(one - other),
        permutation_type="samples",
        alternative="less",
        n_resamples=20_000,
        rng=6,
    ).pvalue
    assert probability_of_drop(before.tolist(), after.tolist()) == pytest.approx(expected, abs=0.02)


def test_the_same_values_give_the_same_verdict() -> None:
    generator = np.random.default_rng(7)
    before, after = generator.random(50).tolist(), generator.random(50).tolist()
    assert probability_of_drop(before, after) == probability_of_drop(before, after)
    assert bootstrap_interval(before) == bootstrap_interval(before)


def test_the_interval_is_near_that_of_theory() -> None:
    values = [1.0] * 80 + [0.0] * 20
    low, high = bootstrap_interval(values)
    half = 1.96 * np.sqrt(0.8 * 0.2 / 100)
    assert low == pytest.approx(0.8 - half, abs=0.02)
    assert high == pytest.approx(0.8 + half, abs=0.02)


def test_the_interval_of_many_questions_does_not_depend_on_batches() -> None:
    low, high = bootstrap_interval([1.0, 0.0] * 4000)
    assert 0.48 < low < 0.5 < high < 0.52


def test_no_questions_have_an_empty_interval() -> None:
    assert bootstrap_interval([]) == (0.0, 0.0)
