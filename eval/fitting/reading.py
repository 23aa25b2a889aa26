"""Fits what reading adds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp

from eval.fitting.answers import _cases
from eval.fitting.observations import (
    Observation,
)
from eval.fitting.regressions import REWORDED_RIDGE, Array, _fit_odds, _in_words_of_text, _shares
from index.encoders.base import PairReader
from index.ranking.calibration import (
    PairCalibration,
    ReadingCalibration,
)
from index.ranking.features import READING_FEATURES
from index.ranking.fusion import PoolRanking, rank_pool
from index.ranking.verification import added_scores, is_in_doubt, read_best, reading_features


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question that is in doubt before reading.

    Attributes:
        ranking: the candidates.
        right: for each of them, whether it answers.
        scores: position → what reading it gave.
    """

    ranking: PoolRanking
    right: NDArray[np.bool_]
    scores: Mapping[int, float]


def find_doubts(
    observations: Sequence[Observation], pair: PairCalibration, reader: PairReader
) -> Iterator[Doubt]:
    """Read what is in doubt, with its passage and without."""
    for o in observations:
        for legs, right in _cases(o):
            ranking = rank_pool(o.pool, o.question, legs, pair)
            if is_in_doubt(ranking.confidence):
                yield Doubt(ranking, right, read_best(ranking, o.question, o.pool, reader))


def fit_reading(
    benchmarks: Sequence[Doubt], gold: Sequence[Doubt], crowded: Sequence[Doubt] = ()
) -> ReadingCalibration | None:
    """The weight of a reading score, and the confidence after it; None where nothing was read."""
    doubts = [*benchmarks, *gold, *crowded]
    if not doubts:
        return None
    shares = _shares(len(benchmarks), len(gold), len(crowded))
    weight = _fit_reading_weight(doubts, shares)
    features, labels = [], []
    for doubt in doubts:
        before = doubt.ranking.fused
        after = before + added_scores(len(before), doubt.scores, weight)
        found = reading_features(before, after, doubt.scores)
        found["before"] = doubt.ranking.odds.log(doubt.ranking.features)
        features.append([found[name] for name in READING_FEATURES])
        labels.append(bool(doubt.right[int(np.argmax(after))]))
    rows, right = np.array(features), np.array(labels)
    in_words_of_text = _in_words_of_text(np.arange(len(doubts)), len(benchmarks))
    own = benchmarks and (gold or crowded)
    return ReadingCalibration(
        weight=weight,
        confidence=_fit_odds(READING_FEATURES, rows, right, in_words_of_text.astype(float)),
        reworded=_fit_odds(READING_FEATURES, rows, right, shares, REWORDED_RIDGE) if own else None,
    )


def _fit_reading_weight(doubts: Sequence[Doubt], shares: Array) -> float:
    """Conditional logit with one weight, among the candidates that were read."""
    lists = []
    for doubt, share in zip(doubts, shares, strict=True):
        places = list(doubt.scores)
        right = doubt.right[places]
        if right.any() and not right.all():
            fused = doubt.ranking.fused[places].astype(float)
            lists.append((fused, np.array(list(doubt.scores.values())), right, share))

    def loss(weight: float) -> float:
        value = 0.0
        for fused, scores, right, share in lists:
            odds = fused + weight * scores
            value -= share * float(logsumexp(odds[right]) - logsumexp(odds))
        return value

    return float(minimize_scalar(loss, bounds=(0, 5), method="bounded").x) if lists else 0.0
