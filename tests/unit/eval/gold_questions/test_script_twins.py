from dataclasses import dataclass

import pytest

from eval.gold_questions.script_twins import (
    convert_to_simplified,
    has_same_first,
    measure_agreement,
)


@dataclass(frozen=True)
class Ranking:
    addresses: tuple[str, ...]


def ranking(letters: str) -> Ranking:
    return Ranking(tuple(letters))


def test_agreement_by_hand() -> None:
    pairs = [(ranking("abcdefg"), ranking("abcxyzw")), (ranking("ab"), ranking("ba"))]
    found = measure_agreement(pairs)
    assert found.pairs == 2
    assert found.same_first == 0.5
    assert found.overlap_at_5 == pytest.approx((3 / 5 + 1) / 2)


def test_two_refusals_agree_and_one_alone_does_not() -> None:
    assert has_same_first(ranking(""), ranking(""))
    assert not has_same_first(ranking("a"), ranking(""))
    assert measure_agreement([(ranking("a"), ranking(""))]).overlap_at_5 == 0.0


def test_conversion_changes_characters_and_keeps_words() -> None:
    assert convert_to_simplified("俄國與北韓的關係") == "俄国与北韩的关系"
