"""Is search at least as good as the best of what it is made of?

Plain fusion and the encoder alone are the yardsticks: in the question's own language, search must
find at least what reciprocal rank fusion of BM25 and encoder finds, and over all languages at
least what the encoder finds. Both are asked of a library of many works in both languages, whatever
the status of the answer would be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HYBRID, ENCODER, RRF = "hybrid", "encoder", "rrf"
DEPTHS = {"R@1": 1, "R@5": 5}
SAME, ACROSS, ALL = "same language", "across languages", "all"
# What search must be at least as good as, by slice.
FLOORS = {SAME: RRF, ALL: ENCODER}


@dataclass(frozen=True, slots=True)
class PartRanks:
    """The rank of the answer to one question in one language, by method; None if not found."""

    same_language: bool
    ranks: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class PartFigure:
    """One measure on one slice, by method; `floor` is the method that search must reach."""

    slice: str
    measure: str
    questions: int
    values: Mapping[str, float]
    floor: str | None

    @property
    def name(self) -> str:
        """What a baseline calls it."""
        return f"{self.measure}, {self.slice}"

    @property
    def shortfall(self) -> float:
        """How much search finds less than it must."""
        if self.floor is None:
            return 0.0
        return max(0.0, self.values[self.floor] - self.values[HYBRID])


def part_figures(parts: Sequence[PartRanks]) -> list[PartFigure]:
    """The recall of every method, in the same language, across languages, and over all."""
    slices = {
        SAME: [one for one in parts if one.same_language],
        ACROSS: [one for one in parts if not one.same_language],
        ALL: list(parts),
    }
    return [
        PartFigure(
            name,
            measure,
            len(members),
            {
                method: _recall([one.ranks[method] for one in members], depth)
                for method in (HYBRID, ENCODER, RRF)
            },
            FLOORS.get(name),
        )
        for name, members in slices.items()
        if members
        for measure, depth in DEPTHS.items()
    ]


def _recall(ranks: Sequence[int | None], depth: int) -> float:
    return sum(rank is not None and rank <= depth for rank in ranks) / len(ranks)
