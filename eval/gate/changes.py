"""Which questions are answered better or worse than before, for people to read."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.documents import Language
from eval.gate.baselines import Baseline, JudgedBefore, Outcome
from eval.gold_questions.judging import is_right


@dataclass(frozen=True, slots=True)
class Change:
    """A question that is answered otherwise than before, for people to read."""

    question_id: str
    language: Language
    before: str
    after: str


def is_decided_right(question: JudgedBefore, outcome: Outcome) -> bool:
    """Whether a question was decided rightly: see `is_right`."""
    return is_right(question.answerable, question.is_silent, outcome.status)


def list_changes(before: Baseline, now: Baseline) -> Iterator[tuple[bool, Change]]:
    """Every question that got better (True) or worse (False) in a language."""
    for name, question in now.questions.items():
        for language, after in question.outcomes.items():
            earlier = before.questions[name].outcomes[language]
            gain = _merit(question, after) - _merit(question, earlier)
            if gain:
                said = (_say(question.answerable, earlier), _say(question.answerable, after))
                yield gain > 0, Change(name, language, *said)


def _merit(question: JudgedBefore, outcome: Outcome) -> float:
    """Higher is better: a right decision first, then the rank of the answer, then its quotation."""
    found = 1.0 / outcome.rank if question.answerable and outcome.rank else 0.0
    quoted = 0.02 * (outcome.sentence is True) + 0.01 * (outcome.locator is True)
    return 2.0 * is_decided_right(question, outcome) + found + quoted


def _say(answerable: bool, outcome: Outcome) -> str:
    if not answerable:
        return outcome.status
    place = f"answer at {outcome.rank}" if outcome.rank else "answer not found"
    said = [outcome.status, place]
    if outcome.rank == 1:
        said += ["another sentence"] if outcome.sentence is False else []
        said += ["another locator"] if outcome.locator is False else []
    return ", ".join(said)
