"""Did answers get worse? A run against a baseline, question by question.

The gate closes on a drop that is more than chance, on any broken invariant, where search falls
short of its parts by more than before, and when there is nothing to compare with because the
questions are others. It does not close because a mean moved by a hair: one question lost and
another won is noise, five lost and none won is not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corpus.documents import Language
from eval.gate.baselines import Baseline, JudgedBefore, make_baseline
from eval.gate.changes import Change, is_decided_right, list_changes
from eval.gate.figures import mean_by_question
from eval.gate.promises import check_promises
from eval.gate.significance import probability_of_drop
from eval.gold_questions.parts import HYBRID, part_figures
from eval.gold_questions.questions import LANGUAGES
from eval.gold_questions.running import GoldRun
from eval.measures import mean, measure_ranks

# One in twenty: without correction for the number of tests, so it rings rather too often.
ALPHA = 0.05
# Shortfalls are written with four digits.
ROUNDED = 1e-4
SLICES: Mapping[str, tuple[Language, ...]] = {
    "all": LANGUAGES,
    **{language: (language,) for language in LANGUAGES},
}
GATED = ("nDCG@10", "R@1", "R@5")
DECISION = "decision"
SENTENCE, LOCATOR, OWN_LANGUAGE = "sentence", "locator", "own language"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure on one slice, before and after, and how likely such a drop is by chance."""

    slice: str
    measure: str
    questions: int
    before: float
    after: float
    p_drop: float

    @property
    def is_regression(self) -> bool:
        """Whether it fell, by more than chance."""
        return self.after < self.before and self.p_drop < ALPHA


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a run may pass, and why not; empty `reasons` mean that it may."""

    reasons: tuple[str, ...]
    comparisons: tuple[Comparison, ...] = ()
    won: tuple[Change, ...] = ()
    lost: tuple[Change, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the gate is open."""
        return not self.reasons


def compare(run: GoldRun, baseline: Baseline | None) -> Verdict:
    """Judge a run; without a baseline, by the invariants alone.

    The measures of finding are taken over the answerable questions, and so are `sentence` and
    `locator`: the share whose first passage quotes the sentence that answers, and whose citation
    names its place. `own language` is the share whose first passage is in the language of the
    question, of those that a text answers in that language. `decision` is the share of all
    questions that were decided rightly: answerable ones not refused, others not `answered`.
    """
    reasons = [f"broken invariant: {line}" for line in check_promises(run).violations]
    if baseline is None:
        return Verdict(tuple(reasons))
    now = make_baseline(run)
    if difference := _find_difference(baseline, now):
        return Verdict((*reasons, difference))
    comparisons = tuple(_compare(baseline, now))
    reasons += [
        f"{c.measure} on {c.slice} fell from {c.before:.3f} to {c.after:.3f} over {c.questions} "
        f"questions (p = {c.p_drop:.3f})"
        for c in comparisons
        if c.is_regression
    ]
    reasons += _shortfalls(run, baseline)
    changes = list(list_changes(baseline, now))
    return Verdict(
        reasons=tuple(reasons),
        comparisons=comparisons,
        won=tuple(change for gain, change in changes if gain),
        lost=tuple(change for gain, change in changes if not gain),
    )


def _shortfalls(run: GoldRun, baseline: Baseline) -> Iterator[str]:
    """Where search falls short of its parts by more than it did."""
    for figure in part_figures(run.parts):
        allowed = baseline.shortfalls.get(figure.name, 0.0)
        if figure.floor is not None and figure.shortfall > allowed + ROUNDED:
            yield (
                f"{figure.name}: search finds {figure.values[HYBRID]:.3f}, less than "
                f"{figure.floor} with {figure.values[figure.floor]:.3f} over {figure.questions} "
                f"questions (allowed: {allowed:.3f} less)"
            )


def _find_difference(before: Baseline, now: Baseline) -> str | None:
    """Why the two cannot be compared; None if they can."""
    advice = (
        "compare with a baseline of the same questions, or, if the change is meant, write a new "
        "one with `wenju eval --update-baseline` from the last version whose answers were good"
    )
    if before.split != now.split:
        return f"the baseline is of split {before.split!r}, this run of {now.split!r}; {advice}"
    parts = {
        "new": [name for name in now.questions if name not in before.questions],
        "gone": [name for name in before.questions if name not in now.questions],
        "edited": [
            name
            for name, question in now.questions.items()
            if name in before.questions and _is_edited(before.questions[name], question)
        ],
    }
    named = [f"{', '.join(names)} {what}" for what, names in parts.items() if names]
    return f"the baseline has other questions ({'; '.join(named)}); {advice}" if named else None


def _is_edited(before: JudgedBefore, now: JudgedBefore) -> bool:
    return (before.fingerprint, set(before.outcomes)) != (now.fingerprint, set(now.outcomes))


def _compare(before: Baseline, now: Baseline) -> Iterator[Comparison]:
    for name, languages in SLICES.items():
        old, new = _values(before, languages), _values(now, languages)
        for measure, values in new.items():
            ids = sorted(values)
            if not ids:
                continue
            yield Comparison(
                slice=name,
                measure=measure,
                questions=len(ids),
                before=mean(old[measure]),
                after=mean(values),
                p_drop=probability_of_drop(
                    [old[measure][question] for question in ids],
                    [values[question] for question in ids],
                ),
            )


def _values(baseline: Baseline, languages: tuple[Language, ...]) -> dict[str, dict[str, float]]:
    """Measure -> question -> value; a question in several languages counts once, by its mean."""
    outcomes = {
        f"{name}/{language}": (question, question.outcomes[language])
        for name, question in baseline.questions.items()
        for language in languages
        if language in question.outcomes
    }
    found = measure_ranks(
        {key: one.rank for key, (question, one) in outcomes.items() if question.answerable}
    )
    values = {name: mean_by_question(found[name]) for name in GATED}
    right = {key: float(is_decided_right(*pair)) for key, pair in outcomes.items()}
    answered = {key: one for key, (question, one) in outcomes.items() if question.answerable}
    return {
        **values,
        SENTENCE: _shares({key: one.sentence for key, one in answered.items()}),
        LOCATOR: _shares({key: one.locator for key, one in answered.items()}),
        OWN_LANGUAGE: _shares({key: one.own_language for key, one in answered.items()}),
        DECISION: mean_by_question(right),
    }


def _shares(judged: Mapping[str, bool | None]) -> dict[str, float]:
    """By question; those that it cannot be said of are left out."""
    return mean_by_question({key: float(one) for key, one in judged.items() if one is not None})
