"""One measured value, its budget, and how it stands to an earlier one."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

At = Mapping[str, str | int]

LESS_IS_BETTER = frozenset({"ms", "s", "MB"})
# Closer than this is the noise of a machine that does other things too.
ALIKE = 0.05


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value.

    Attributes:
        name: what was measured.
        value: in `unit`.
        unit: of those in `LESS_IS_BETTER` less is better, of every other more.
        at: under which circumstances: passages, clients, stage, system.
    """

    name: str
    value: float
    unit: str
    at: At = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """What makes two figures the same measurement."""
        return self.name, tuple(sorted((name, str(value)) for name, value in self.at.items()))


@dataclass(frozen=True, slots=True)
class Budget:
    """What two cores must give, and what we aim at."""

    must: float
    aim: float

    def judge(self, figure: Figure) -> Literal["aim", "must", "missed"]:
        """Which of the two the figure keeps."""
        sign = 1 if figure.unit in LESS_IS_BETTER else -1
        if sign * figure.value <= sign * self.aim:
            return "aim"
        return "must" if sign * figure.value <= sign * self.must else "missed"


_BUDGETS: Sequence[tuple[str, At, Budget]] = (
    ("ask p50", {"passages": 10_000, "clients": 1}, Budget(15, 6)),
    ("ask p95", {"passages": 10_000, "clients": 1}, Budget(40, 15)),
    ("ask p50", {"passages": 1_000_000, "clients": 1}, Budget(40, 12)),
    ("ask p95", {"passages": 1_000_000, "clients": 1}, Budget(120, 40)),
    ("answers", {"passages": 10_000, "clients": 16}, Budget(120, 400)),
    ("indexing", {"stage": "all"}, Budget(100, 300)),
    ("start to first answer", {"passages": 10_000}, Budget(5, 2)),
    ("memory", {"passages": 10_000}, Budget(900, 500)),
    ("memory", {"passages": 1_000_000}, Budget(4000, 2500)),
    ("add until searchable", {"passages": 100_000}, Budget(2, 0.5)),
)
BUDGETS = {Figure(name, 0, "", at).key: budget for name, at, budget in _BUDGETS}


def change(before: Figure, now: Figure) -> tuple[float, Literal["better", "worse", "alike"]]:
    """How many times the earlier value this one is, and whether that is good."""
    if before.value == 0:
        return 1.0, "alike"
    ratio = now.value / before.value
    if abs(ratio - 1) <= ALIKE:
        return ratio, "alike"
    return ratio, "better" if (ratio < 1) == (now.unit in LESS_IS_BETTER) else "worse"


def quantile(values: Sequence[float], percent: int) -> float:
    """The value that `percent` percent of the values do not exceed."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
