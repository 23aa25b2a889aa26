"""From a run to its figures: per slice how often the answer is found, and how well refusing works.

A slice is question language → passage language; unanswerable questions belong to the language of
the text that they were asked about, or to `any`. `all` takes every question in every language.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from eval.gate.promises import Promises, check_promises, converted_twins, twin_pairs
from eval.gate.significance import bootstrap_interval
from eval.gold_questions.judging import Asked
from eval.gold_questions.questions import LANGUAGES, UNANSWERED_KINDS
from eval.gold_questions.running import GoldRun
from eval.gold_questions.script_twins import Agreement, measure_agreement
from eval.measures import MEASURES, aurc, auroc, false_answers_at_coverage, measure_ranks
from service.answering import Status

STATUSES: tuple[Status, ...] = get_args(Status)
ANY = "any"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over questions, with the 95 % interval of a bootstrap over questions."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Finding:
    """How well the answerable questions of a slice were answered."""

    questions: int
    measures: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Refusing:
    """How well a slice tells questions with an answer from those without.

    `statuses` counts by "answerable" and the kinds of unanswerable questions, then by status.
    Lower is better for `aurc`, `false_answers_at_95`, `false_answers` (unanswerable, but
    `answered`) and `false_refusals` (answerable, but `no_answer`). `refused_at_hand` are those of
    them that had the answer among the related passages: search found it, confidence did not
    believe it. `answered_right` is the share of all called `answered` whose first passage answers.
    """

    auroc: float | None
    aurc: float | None
    false_answers_at_95: float | None
    false_answers: float | None
    false_refusals: float | None
    refused_at_hand: float | None
    answered_right: float | None
    statuses: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Quoting:
    """What is quoted for the answerable questions of a slice, and how it is cited.

    `sentence` and `locator` are shares of all of them; with `_of_first` of those whose first
    passage holds the answer. `marked` is the mean share of a first passage that is marked.
    """

    sentence: float | None
    locator: float | None
    sentence_of_first: float | None
    locator_of_first: float | None
    marked: float | None


@dataclass(frozen=True, slots=True)
class Slice:
    """The figures of one part of a run."""

    name: str
    finding: Finding
    quoting: Quoting
    refusing: Refusing


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a run; `p50_ms` and `p95_ms` are of one client asking one by one."""

    split: str
    index_version: str
    answerable: int
    unanswerable: int
    slices: tuple[Slice, ...]
    promises: Promises
    written_twins: Agreement
    converted_twins: Agreement
    p50_ms: float
    p95_ms: float


def summarise(run: GoldRun) -> Figures:
    """The figures of a run."""
    milliseconds = [one.milliseconds for one in run.asked]
    return Figures(
        split=run.split,
        index_version=run.index_version,
        answerable=sum(question.answerable for question in run.questions),
        unanswerable=sum(not question.answerable for question in run.questions),
        slices=tuple(_slices(run)),
        promises=check_promises(run),
        written_twins=measure_agreement(twin_pairs(run, run.in_language("zh-Hans"))),
        converted_twins=measure_agreement(twin_pairs(run, converted_twins(run))),
        p50_ms=float(np.percentile(milliseconds, 50)),
        p95_ms=float(np.percentile(milliseconds, 95)),
    )


def _slices(run: GoldRun) -> Iterator[Slice]:
    yield _slice("all", run.asked)
    texts = {name: tag.split("-")[0] for name, tag in run.document_languages.items()}
    parts: dict[tuple[str, str], list[Asked]] = {}
    for one in run.asked:
        about = one.question.document_ids
        parts.setdefault((one.language, texts[about[0]] if about else ANY), []).append(one)
    for language in LANGUAGES:
        for text in sorted({text for _, text in parts}):
            if part := parts.get((language, text)):
                yield _slice(f"{language}→{text}", part)


def _slice(name: str, asked: Sequence[Asked]) -> Slice:
    return Slice(name, _find(asked), _quote(asked), _refuse(asked))


def _find(asked: Sequence[Asked]) -> Finding:
    by_question = per_question(asked)
    estimates = {
        name: Estimate(float(np.mean(values)) if values else 0.0, *bootstrap_interval(values))
        for name, values in ((name, list(by_question[name].values())) for name in MEASURES)
    }
    return Finding(len(by_question["R@1"]), estimates)


def per_question(asked: Sequence[Asked]) -> dict[str, dict[str, float]]:
    """Every measure, by question id; over several languages the mean of each question.

    A question is one draw of the bootstrap and of the test, in how many languages ever it was
    asked: its translations are not independent of each other.
    """
    ranks = {
        f"{one.question.question_id}/{one.language}": one.answer_rank
        for one in asked
        if one.question.answerable
    }
    return {name: mean_by_question(values) for name, values in measure_ranks(ranks).items()}


def mean_by_question(values: Mapping[str, float]) -> dict[str, float]:
    """From values by `question/language` to means by question."""
    grouped: dict[str, list[float]] = {}
    for key, value in values.items():
        grouped.setdefault(key.split("/")[0], []).append(value)
    return {name: sum(group) / len(group) for name, group in grouped.items()}


def _quote(asked: Sequence[Asked]) -> Quoting:
    judged = [(one.answer_rank == 1, one.quoted) for one in asked if one.quoted is not None]
    first = [quoted for is_first, quoted in judged if is_first]
    marked = [quoted.marked for _, quoted in judged if quoted.marked]
    return Quoting(
        sentence=_mean([quoted.sentence for _, quoted in judged]),
        locator=_mean([quoted.locator for _, quoted in judged]),
        sentence_of_first=_mean([quoted.sentence for quoted in first]),
        locator_of_first=_mean([quoted.locator for quoted in first]),
        marked=_mean(marked),
    )


def _refuse(asked: Sequence[Asked]) -> Refusing:
    answerable = [one for one in asked if one.question.answerable]
    unanswerable = [one for one in asked if not one.question.answerable]
    sure = [one.confidence for one in answerable]
    unsure = [one.confidence for one in unanswerable]
    return Refusing(
        auroc=auroc(sure, unsure),
        aurc=aurc([one.confidence for one in asked], [one.answer_rank == 1 for one in asked]),
        false_answers_at_95=false_answers_at_coverage(sure, unsure),
        false_answers=_share(unanswerable, "answered"),
        false_refusals=_share(answerable, "no_answer"),
        refused_at_hand=_mean([one.related_rank is not None for one in answerable]),
        answered_right=_mean([one.answer_rank == 1 for one in asked if one.status == "answered"]),
        statuses={
            "answerable": _count(answerable),
            **{
                kind: _count([one for one in unanswerable if one.question.kind == kind])
                for kind in UNANSWERED_KINDS
            },
        },
    )


def _share(asked: Sequence[Asked], status: Status) -> float | None:
    return _mean([one.status == status for one in asked])


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _count(asked: Sequence[Asked]) -> dict[str, int]:
    return {status: sum(one.status == status for one in asked) for status in STATUSES}
