"""The regressions that fitting solves."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_expit, logsumexp

from eval.fitting.observations import (
    Observation,
)
from index.ranking.calibration import Odds
from index.ranking.features import LEGS
from index.ranking.retrieval import LegScores

Array = NDArray[np.float64]

_BOUNDS = {0: (None, None), 1: (0.0, None), -1: (None, 0.0)}

# What these tell is known beforehand; the few questions that are fitted on may seem to say else.
SIGNS = {"missing": -1, "offers_kind": 1}

RIDGE = 1e-3

# Few questions are in words of their own, so what is learned from them is held back more.
REWORDED_RIDGE = 1e-2

WEIGHTS_RIDGE = 2e-4

GOLD_SHARE = 0.5

CROWDED = 0.25
"""What a gold question counts in the crowd, where many cannot be understood: they name nothing."""


def signal_matrix(legs: LegScores) -> Array:
    """Signals of the candidates, shape (candidates, legs)."""
    return np.stack([legs.signals[leg] for leg in LEGS], axis=1).astype(float)


def fit_weights(observations: Sequence[Observation], shares: Array) -> Array:
    """Leg weights by conditional logit, never negative: a leg may be useless, not harmful.

    `shares` says what each observation counts.
    """
    lists = [
        (signal_matrix(o.legs), o.relevant, share)
        for o, share in zip(observations, shares, strict=True)
        if o.relevant.any()
    ]
    size = sum(share for _, _, share in lists)

    def objective(weights: Array) -> tuple[float, Array]:
        total, slope = 0.0, np.zeros_like(weights)
        for signals, relevant, share in lists:
            scores = signals @ weights
            chances = np.exp(scores - logsumexp(scores))
            hit = float(chances[relevant].sum())
            total -= share * math.log(hit)
            slope -= share * ((chances[relevant] / hit) @ signals[relevant] - chances @ signals)
        loss = total / size + WEIGHTS_RIDGE * float(weights @ weights)
        return loss, slope / size + 2 * WEIGHTS_RIDGE * weights

    start = np.full(len(LEGS), 5.0)
    found = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(LEGS))
    weights: Array = found.x
    return weights


def fit_logistic(
    features: Array,
    labels: NDArray[np.bool_],
    shares: Array,
    ridge: float = RIDGE,
    signs: Sequence[int] | None = None,
) -> tuple[float, Array]:
    """Bias and weights of a logistic regression; features are standardised inside.

    Args:
        features: shape (rows, features).
        labels: one a row.
        shares: what each row counts.
        ridge: what is added to the loss for each standardised weight, squared.
        signs: for each feature 1 or -1 where its weight must not have the other sign, else 0.
    """
    shares = shares / shares.sum()
    centre = shares @ features
    spread = np.sqrt(shares @ (features - centre) ** 2) + 1e-9
    standard = (features - centre) / spread
    sides = np.where(labels, 1.0, -1.0)

    def loss(parameters: Array) -> tuple[float, Array]:
        margins = sides * (parameters[0] + standard @ parameters[1:])
        pull = -sides * expit(-margins) * shares
        slope = np.concatenate([[pull.sum()], pull @ standard])
        slope[1:] += 2 * ridge * parameters[1:]
        value = -log_expit(margins) @ shares + ridge * parameters[1:] @ parameters[1:]
        return float(value), slope

    start = np.zeros(features.shape[1] + 1)
    bounds = [(None, None), *(_BOUNDS[sign] for sign in signs or [0] * features.shape[1])]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    weights: Array = found[1:] / spread
    return float(found[0] - weights @ centre), weights


def _in_words_of_text(questions: NDArray[np.intp], benchmarks: int) -> NDArray[np.bool_]:
    """Which are of a benchmark; where there is none, all are fitted on as if they were."""
    return questions < (benchmarks or np.inf)


def _fit_odds(
    names: Sequence[str],
    features: Array,
    labels: NDArray[np.bool_],
    shares: Array,
    ridge: float = RIDGE,
) -> Odds:
    signs = [SIGNS.get(name, 0) for name in names]
    bias, weights = fit_logistic(features, labels, shares, ridge, signs)
    return Odds(bias=bias, weights=dict(zip(names, weights.tolist(), strict=True)))


def _shares(benchmarks: int, gold: int, crowded: int) -> Array:
    """What each of so many questions counts: gold ones GOLD_SHARE of all together."""
    own = np.append(np.ones(gold), np.full(crowded, CROWDED))
    if len(own) and benchmarks:
        own *= GOLD_SHARE / (1 - GOLD_SHARE) * benchmarks / own.sum()
    return np.append(np.ones(benchmarks), own)
