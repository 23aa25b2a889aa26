"""From the scores of several legs to one order over all languages.

Within a language pair the fused score is a weighted sum of the legs' signals. The weights are
those of a conditional logit (McFadden 1974), fitted on development data, so that differences of
fused scores are log-odds of one passage against another as the right one.

Across pairs, such sums cannot be compared. What can is a probability: the best passage of each pool
answers with the pool's confidence (index/ranking/features.py), and every other passage of it is as
much less likely as its fused score is lower:

    score = confidence of the pool × exp(fused - best fused of the pool)

So a pool that holds no answer does not fill the places of one that does, however many passages
it has; and the score of the first passage is the confidence of the answer. docs/experiments
shows this beside reciprocal rank fusion and beside each leg alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays import Scores
from index.query.preparation import Question
from index.ranking.calibration import Odds, PairCalibration
from index.ranking.evidence import offers_what_is_asked
from index.ranking.features import answer_features, measure_coverage
from index.ranking.retrieval import LegScores
from index.text.analysis import BaseLanguage


@dataclass(frozen=True, slots=True)
class PoolRanking:
    """One pool's candidates, scored.

    Attributes:
        language: the pool's.
        legs: what each leg says, at least one candidate.
        fused: weighted sums of the signals, one a candidate.
        features: what the confidence was computed from.
        odds: how.
        reworded: how likely it is that the question is in words of its own.
        confidence: the probability that the pool's best candidate answers.
    """

    language: BaseLanguage
    legs: LegScores
    fused: Scores
    features: Mapping[str, float]
    odds: Odds
    reworded: float
    confidence: float

    @property
    def scores(self) -> Scores:
        """The probability that each candidate answers."""
        return np.asarray(self.confidence * np.exp(self.fused - self.fused.max()), np.float32)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that was looked at: its language, and its position in the ranking's arrays.

    `score` is the probability that it answers.
    """

    language: BaseLanguage
    position: int
    score: float


def rank_pool(question: Question, legs: LegScores, pair: PairCalibration) -> PoolRanking:
    """Fuse the legs of one pool's candidates, of which there is at least one."""
    fused = fuse(legs, pair.weights)
    features = best_features(question, legs, fused)
    odds, reworded = pair.odds_for(features)
    sure = odds.probability(features) * question.content
    return PoolRanking(legs.language, legs, fused, features, odds, reworded, sure)


def best_features(question: Question, legs: LegScores, fused: Scores) -> dict[str, float]:
    """What the confidence in the best candidate is computed from."""
    best = int(np.argmax(fused))
    coverage = measure_coverage(legs.ranker.table, legs.ranker.worth, legs.sentences_of(best))
    offered = offers_what_is_asked(question, legs, best)
    return answer_features(legs, fused, coverage, offered)


def fuse(legs: LegScores, weights: Mapping[str, float]) -> Scores:
    """The weighted sum of the signals, one a candidate."""
    total = sum((weights[leg] * signal for leg, signal in legs.signals.items()), start=0.0)
    return np.asarray(total, dtype=np.float32)


def merge(rankings: Sequence[PoolRanking]) -> list[Candidate]:
    """All candidates in one order, best first; ties by language, document and place in it."""
    everything = [
        Candidate(ranking.language, position, score)
        for ranking in rankings
        for position, score in enumerate(ranking.scores.tolist())
    ]
    return sorted(everything, key=lambda c: (-c.score, c.language, c.position))


def reserve(order: Sequence[Candidate], top_k: int, places: int, floor: float) -> list[Candidate]:
    """Keep the last places among the first `top_k` for a language that would have none.

    A passage in the reader's other language that may well answer is worth more than a fifth one
    in the same language.

    Args:
        order: candidates, best first.
        top_k: how many are shown.
        places: how many of them may be kept; 0 changes nothing.
        floor: the least score of a passage that a place is kept for.
    """
    if places == 0 or top_k <= places or len(order) <= top_k:
        return list(order)
    head, tail = list(order[:top_k]), list(order[top_k:])
    shown = {candidate.language for candidate in head}
    absent = [c for c in tail if c.language not in shown and c.score >= floor][:places]
    if not absent:
        return list(order)
    kept = head[: top_k - len(absent)]
    return kept + absent + head[len(kept) :] + [c for c in tail if c not in absent]
