"""From the scores of several legs to one order over all languages.

The fused score is a weighted sum of the legs' signals and, for passages in another language than
the question's, an offset: the question's language is evidence, not a rule. The weights are those of
one conditional logit (McFadden 1974) over the candidates of all languages together, fitted on
development data, so that differences of fused scores are log-odds of one passage against another as
the right one, whichever languages the two are in. What the encoder says of a passage weighs alike
in every language pair; BM25 does not, since a translated word is found more easily than the word
itself, and has a weight for each. And of many passages one fits by chance, so the logarithm of
their number in a language counts against each of them.

The first passage answers with the confidence of its language (index/ranking/features.py), and every
other one is as much less likely as its fused score is lower:

    score = confidence of the first × exp(fused - fused of the first)

docs/experiments shows this beside reciprocal rank fusion and beside each leg alone.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.passages import Passage
from index.arrays import Scores
from index.query.preparation import Query, Question
from index.ranking.calibration import Odds, PairCalibration
from index.ranking.evidence import offers_what_is_asked
from index.ranking.features import answer_features, measure_coverage
from index.ranking.retrieval import LegScores
from index.text.analysis import BaseLanguage

SHOWN_BEFORE = 1.5
"""Log-odds for a passage of a document that was shown before, where the question is still about it,
and against a passage that has answered another question."""


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
        confidence: the probability that the pool's best candidate answers, if it comes first.
    """

    language: BaseLanguage
    legs: LegScores
    fused: Scores
    features: Mapping[str, float]
    odds: Odds
    reworded: float
    confidence: float


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
    fused = fuse(legs, pair.weights, pair.offset - crowd(legs)) + favour(question, legs)
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


def fuse(legs: LegScores, weights: Mapping[str, float], offset: float = 0.0) -> Scores:
    """The weighted sum of the signals, one a candidate."""
    total = sum((weights[leg] * signal for leg, signal in legs.signals.items()), start=offset)
    return np.asarray(total, dtype=np.float32)


def crowd(legs: LegScores) -> float:
    """How many passages the best of the language is one of, as log-odds.

    Of many passages one fits by chance: a language with ten times the passages of another has ten
    times the chance to put a wrong one first.
    """
    return math.log(max(1, legs.ranker.statistics.passages))


def favour(question: Question, legs: LegScores) -> Scores:
    """What is added to each candidate by what was asked and shown before."""
    query = question.query
    if not query.favoured and not query.answered:
        return np.zeros(len(legs), np.float32)
    passages = [legs.passage(position) for position in range(len(legs))]
    return np.array([_evidence_before(query, passage) for passage in passages], np.float32)


def _evidence_before(query: Query, passage: Passage) -> float:
    answered = any(
        one.document_id == passage.document_id
        and one.start < passage.end
        and passage.start < one.end
        for one in query.answered
    )
    return SHOWN_BEFORE * ((passage.document_id in query.favoured) - answered)


def first_of(rankings: Iterable[PoolRanking]) -> PoolRanking:
    """The ranking with the best candidate of all; ties by language."""
    return min(rankings, key=lambda ranking: (-ranking.fused.max(), ranking.language))


def merge(rankings: Sequence[PoolRanking]) -> list[Candidate]:
    """All candidates in one order, best first; ties by language, document and place in it."""
    if not rankings:
        return []
    first = first_of(rankings)
    best = float(first.fused.max())
    order = sorted(
        (-fused, ranking.language, position)
        for ranking in rankings
        for position, fused in enumerate(ranking.fused.tolist())
    )
    return [
        Candidate(language, position, first.confidence * math.exp(-fused - best))
        for fused, language, position in order
    ]


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
