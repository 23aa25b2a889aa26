"""What was compared with the source in a whole run, and every invariant that did not hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from eval.gold_questions.judging import Asked
from eval.gold_questions.running import GoldRun
from eval.gold_questions.script_twins import has_same_first


@dataclass(frozen=True, slots=True)
class Promises:
    """What was compared with the source, and what did not hold."""

    passages: int
    evidence: int
    quotes: int
    violations: tuple[str, ...]


def check_promises(run: GoldRun) -> Promises:
    """Add up what was checked; every violation is named with its question."""
    everything = (*run.asked, *run.converted)
    violations = [
        f"{one.question.question_id} ({one.language}): {line}"
        for one in everything
        for line in one.checked.violations
    ]
    if "," in run.index_version:
        violations.append(f"the index changed while it was measured: {run.index_version}")
    for one, other in twin_pairs(run, converted_twins(run)):
        if not has_same_first(one, other):
            violations.append(
                f"{one.question.question_id}: another first passage when written in Simplified "
                f"characters: {_first(one)} / {_first(other)}"
            )
    return Promises(
        passages=sum(one.checked.passages for one in everything),
        evidence=sum(one.checked.evidence for one in everything),
        quotes=sum(one.checked.quotes for one in everything),
        violations=tuple(violations),
    )


def converted_twins(run: GoldRun) -> dict[str, Asked]:
    """What came back for the converted questions, by question id."""
    return {one.question.question_id: one for one in run.converted}


def twin_pairs(run: GoldRun, twins: Mapping[str, Asked]) -> list[tuple[Asked, Asked]]:
    """Each Traditional question with its twin."""
    originals = run.in_language("zh-Hant")
    return [(original, twins[name]) for name, original in originals.items() if name in twins]


def _first(asked: Asked) -> str:
    return asked.addresses[0] if asked.addresses else "none"
