"""Do a question and its twin in the other script get the same passages?

Two kinds of twin. The *written* one is how a reader on the mainland would ask: other script,
other names (朝鲜 for 北韓), now and then another word. The *converted* one is the Traditional
question in Simplified characters, word for word: search folds scripts, so nothing may change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import opencc

TOP = 5


class Ranked(Protocol):
    """Anything with a ranking of passages."""

    @property
    def addresses(self) -> Sequence[str]:
        """Passage addresses, best first."""
        ...


@dataclass(frozen=True, slots=True)
class Agreement:
    """How alike the answers to twins are: shares from 0 to 1."""

    pairs: int
    same_first: float
    overlap_at_5: float


def measure_agreement(pairs: Sequence[tuple[Ranked, Ranked]]) -> Agreement:
    """Compare the answers of each pair; two answers without passages agree."""
    if not pairs:
        return Agreement(0, 1.0, 1.0)
    first = [has_same_first(one, other) for one, other in pairs]
    overlap = [_overlap(one.addresses[:TOP], other.addresses[:TOP]) for one, other in pairs]
    return Agreement(len(pairs), sum(first) / len(pairs), sum(overlap) / len(pairs))


def has_same_first(one: Ranked, other: Ranked) -> bool:
    """Whether both have the same first passage, or both have none."""
    return list(one.addresses[:1]) == list(other.addresses[:1])


def _overlap(one: Sequence[str], other: Sequence[str]) -> float:
    longer = max(len(one), len(other))
    return len(set(one) & set(other)) / longer if longer else 1.0


def convert_to_simplified(text: str) -> str:
    """The text in Simplified characters; words are kept.

    convert_to_simplified("俄國與北韓的關係") -> "俄国与北韩的关系"
    """
    return str(_converter().convert(text))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
