"""How likely it is that the first passage answers: logistic regression over score features.

The weights are fitted per language pair on development questions, each asked twice: as it is,
and with its passage taken out of the library (eval/fitting.py). What is in doubt is read and
decided anew (index/reading.py).
"""

from collections.abc import Mapping

import numpy as np

from index.coverage import Coverage
from index.legs import LegScores, Scores

FEATURES = (
    "fused",  # the fused score of the first passage
    "gap",  # how far the second passage of that language is behind
    "share",  # log-odds of the first passage among all candidates, by their fused scores
    "dense",  # the dense signal of the first passage
    "dense_gap",  # its lead over the best other passage
    "interaction",  # the interaction of the first passage
    "interaction_gap",  # its lead over the best other passage
    "focus",  # the interaction of its best sentence
    "focus_gap",  # its lead over the best other passage
    "sentence",  # the sentence signal of the first passage
    "sentence_gap",  # its lead over the best other passage
    "lexical",  # the lexical signal of the first passage
    "lexical_gap",  # its lead over the best other passage
    "attained",  # its BM25 as a share of what is attainable
    "attained_gap",  # the lead of that share over the best other passage
    "agreement",  # 1 where both legs put the same passage first
    "coverage",  # share of the question's terms that the passage has
    "sentence_coverage",  # that its best sentence has
    "two_sentence_coverage",  # that its best two sentences have
)

READING_FEATURES = (
    "before",  # the log-odds before reading
    "read",  # the score of the passage that is first after reading
    "ahead",  # how far that score is ahead of the mean of the others that were read
    "changed",  # 1 where another passage came first
)

# A single candidate has no rivals; without a bound its log-odds would be infinite.
LARGEST_SHARE = 0.999


def answer_features(legs: LegScores, fused: Scores, coverage: Coverage) -> dict[str, float]:
    """The features of a pool's best candidate.

    Args:
        legs: scores of the pool's candidates, at least one.
        fused: their fused scores, in the same order.
        coverage: what the best candidate has of the question.
    """
    best = int(np.argmax(fused))
    share = min(LARGEST_SHARE, 1.0 / float(np.exp(fused - fused[best]).sum()))
    features = {
        "fused": float(fused[best]),
        "gap": _lead(fused, best),
        "share": float(np.log(share / (1.0 - share))),
        "coverage": coverage.passage,
        "sentence_coverage": coverage.sentence,
        "two_sentence_coverage": coverage.two_sentences,
    }
    features["attained"] = float(legs.shares[best])
    features["attained_gap"] = _lead(legs.shares, best)
    for leg, signal in legs.signals.items():
        features[leg] = float(signal[best])
        features[f"{leg}_gap"] = _lead(signal, best)
    firsts = {int(np.argmax(signal)) for signal in legs.signals.values()}
    features["agreement"] = float(firsts == {best})
    return features


def log_odds(features: Mapping[str, float], weights: Mapping[str, float], bias: float) -> float:
    """The log-odds that the first passage answers."""
    return bias + sum(weights[name] * value for name, value in features.items())


def confidence(features: Mapping[str, float], weights: Mapping[str, float], bias: float) -> float:
    """The probability that the first passage answers."""
    return float(1.0 / (1.0 + np.exp(-log_odds(features, weights, bias))))


def _lead(scores: Scores, best: int) -> float:
    """How far `best` is ahead of the best other candidate; 0 if there is no other."""
    others = np.delete(scores, best)
    return float(scores[best] - others.max()) if len(others) else 0.0
