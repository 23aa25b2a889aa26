"""Ranking measures, by ir-measures, in its words: Qrels, Run, nDCG@10.

Qrels say what was judged relevant, a Run what a system returned; both name queries and passages
by id, and higher scores are better. A query without hits counts as zero.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import ir_measures
import numpy as np
from ir_measures import RR, R, nDCG
from scipy.stats import rankdata

Qrels = Mapping[str, Mapping[str, int]]  # query id -> passage id -> relevance, 0 for not relevant
Run = Mapping[str, Mapping[str, float]]  # query id -> passage id -> score

MEASURES = {
    "nDCG@10": nDCG @ 10,
    "R@1": R @ 1,
    "R@5": R @ 5,
    "R@10": R @ 10,
    "RR@10": RR @ 10,
}
DEPTH = 10

Number = TypeVar("Number", int, float)

# The one passage id that judgements of quoted evidence use; see `judge_rank`.
ANSWER = "answer"


def measure(qrels: Qrels, run: Run) -> dict[str, dict[str, float]]:
    """Every measure for every query of the qrels: measure -> query id -> value.

    measure({"q": {"p": 1}}, {"q": {"x": 2.0, "p": 1.0}})["RR@10"] -> {"q": 0.5}
    """
    # trec_eval ends the whole process at a NUL in an id; ascii() writes any id without one.
    judged = {ascii(query): _plain(passages) for query, passages in qrels.items()}
    returned = {ascii(query): _plain(passages) for query, passages in run.items()}
    measures = {str(measure): name for name, measure in MEASURES.items()}
    queries = {ascii(query): query for query in qrels}
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(qrels, 0.0) for name in MEASURES}
    for metric in ir_measures.iter_calc(list(MEASURES.values()), judged, returned):
        values[measures[str(metric.measure)]][queries[metric.query_id]] = float(metric.value)
    return values


def _plain(passages: Mapping[str, Number]) -> dict[str, Number]:
    return {ascii(passage): value for passage, value in passages.items()}


def mean(values: Mapping[str, float]) -> float:
    """The mean over queries; 0 where there are none."""
    return sum(values.values()) / len(values) if values else 0.0


def score_ranking(passage_ids: Sequence[str]) -> dict[str, float]:
    """Scores for a ranking that is given in order.

    Measures sort by score and break ties by id, so that rounded scores would reorder what
    people saw; the reciprocal rank keeps the order.
    """
    scores: dict[str, float] = {}
    for rank, passage_id in enumerate(passage_ids, start=1):
        scores.setdefault(passage_id, 1.0 / rank)
    return scores


def judge_rank(texts: Sequence[str], quotations: Sequence[str]) -> int | None:
    """The rank, from 1, of the first text that contains one of the quotations.

    What is judged is the answer, not the passage: once it has been given, a second passage with
    another of the quotations adds nothing, and its absence costs nothing. So the ideal ranking
    has the answer first, in whatever way the text was split.
    """
    for rank, text in enumerate(texts, start=1):
        if any(quotation in text for quotation in quotations):
            return rank
    return None


def measure_ranks(ranks: Mapping[str, int | None]) -> dict[str, dict[str, float]]:
    """Every measure for queries of which the rank of the answer is known."""
    qrels = {query_id: {ANSWER: 1} for query_id in ranks}
    run = {query_id: score_ranking(list(_ranking(rank))) for query_id, rank in ranks.items()}
    return measure(qrels, run)


def _ranking(rank: int | None) -> Iterator[str]:
    for place in range(1, (rank or DEPTH + 1)):
        yield f"other {place}"
    if rank is not None:
        yield ANSWER


COVERAGE = 0.95


def auroc(answerable: Sequence[float], unanswerable: Sequence[float]) -> float | None:
    """How often an answerable question has the higher confidence (ties count half).

    1 is perfect, 0.5 is chance; None where one of the two kinds is missing.
    """
    if not answerable or not unanswerable:
        return None
    ranks = rankdata([*answerable, *unanswerable])[: len(answerable)]
    above = float(ranks.sum()) - len(answerable) * (len(answerable) + 1) / 2
    return above / (len(answerable) * len(unanswerable))


def aurc(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """The area under the risk-coverage curve; 0 is best, None where nothing was asked.

    Answer the questions in order of confidence: after each, the risk is the share of the answers
    so far that are wrong. The area is the mean of those risks.
    """
    if not confidences:
        return None
    order = np.argsort(-np.asarray(confidences), kind="stable")
    sorted_confidences = np.asarray(confidences)[order]
    wrong = 1.0 - np.asarray(right, dtype=float)[order]
    # Within a group of equal confidences any order is as good: each counts as the group's mean.
    _, group = np.unique(-sorted_confidences, return_inverse=True)
    wrong = (np.bincount(group, wrong) / np.bincount(group))[group]
    return float(np.mean(np.cumsum(wrong) / np.arange(1, len(wrong) + 1)))


def false_answers_at_coverage(
    answerable: Sequence[float], unanswerable: Sequence[float], coverage: float = COVERAGE
) -> float | None:
    """The share of unanswerable questions that get an answer when `coverage` of the others do.

    0 is best; None where one of the two kinds is missing.
    """
    if not answerable or not unanswerable:
        return None
    # Less a hair: 0.95 × 40 is 38.000000000000004 on some ways of writing it.
    answered = max(1, math.ceil(coverage * len(answerable) - 1e-9))
    threshold = sorted(answerable, reverse=True)[answered - 1]
    return sum(confidence >= threshold for confidence in unanswerable) / len(unanswerable)
