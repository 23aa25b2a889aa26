"""What the benchmark makes of its measurements."""

import pytest

from eval.benchmarks.figures import BUDGETS, Budget, Figure, change, quantile


@pytest.mark.parametrize(
    ("value", "unit", "budget", "verdict"),
    [
        (6.0, "ms", Budget(15, 6), "aim"),
        (6.1, "ms", Budget(15, 6), "must"),
        (15.0, "ms", Budget(15, 6), "must"),
        (15.1, "ms", Budget(15, 6), "missed"),
        (400.0, "answers/s", Budget(120, 400), "aim"),
        (120.0, "answers/s", Budget(120, 400), "must"),
        (119.9, "answers/s", Budget(120, 400), "missed"),
    ],
)
def test_a_budget_is_kept_up_to_its_limits(
    value: float, unit: str, budget: Budget, verdict: str
) -> None:
    assert budget.judge(Figure("ask", value, unit)) == verdict


def test_a_budget_is_of_one_size_and_number_of_clients() -> None:
    measured = Figure("ask p50", 7.0, "ms", {"clients": 1, "passages": 10_000})
    assert BUDGETS[measured.key] == Budget(15, 6)
    assert Figure("ask p50", 7.0, "ms", {"clients": 2, "passages": 10_000}).key not in BUDGETS


@pytest.mark.parametrize(
    ("before", "now", "unit", "ratio", "verdict"),
    [
        (10.0, 20.0, "ms", 2.0, "worse"),
        (10.0, 20.0, "answers/s", 2.0, "better"),
        (10.0, 5.0, "MB", 0.5, "better"),
        (10.0, 5.0, "passages/s", 0.5, "worse"),
        (10.0, 10.4, "ms", 1.04, "alike"),
        (0.0, 3.0, "refusals/s", 1.0, "alike"),
    ],
)
def test_a_change_is_better_or_worse_by_its_unit(
    before: float, now: float, unit: str, ratio: float, verdict: str
) -> None:
    assert change(Figure("x", before, unit), Figure("x", now, unit)) == (ratio, verdict)


def test_quantiles_are_those_of_the_values() -> None:
    values = [float(number) for number in range(101)]
    assert (quantile(values, 50), quantile(values, 95)) == (50.0, 95.0)
    assert quantile([3.0], 95) == 3.0
