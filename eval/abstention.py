"""How well a system knows when it has no answer, from its confidences alone.

Confidences are compared, never read as probabilities, so these figures do not depend on the
thresholds between `answered`, `weak` and `no_answer`. AURC follows Geifman, Uziel and El-Yaniv
(2019); equal confidences count as if they were shuffled.
"""

import math
from collections.abc import Sequence

import numpy as np
from scipy.stats import rankdata

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
