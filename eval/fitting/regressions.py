"""The regressions that fitting solves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_expit

from eval.fitting.observations import (
    Observation,
)
from index.ranking.calibration import PAIRS, Odds
from index.ranking.features import LEGS
from index.ranking.fusion import crowd

Array = NDArray[np.float64]

_BOUNDS = {0: (None, None), 1: (0.0, None), -1: (None, 0.0)}

# What these tell is known beforehand; the few questions that are fitted on may seem to say else.
SIGNS = {"missing": -1, "offers_kind": 1, "verified": 1}

SHARED = tuple(leg for leg in LEGS if leg != "lexical")
OTHER_LANGUAGE = ("en-zh", "zh-en")

RIDGE = 1e-3

# Few questions are in words of their own, so what is learned from them is held back more.
REWORDED_RIDGE = 1e-2

WEIGHTS_RIDGE = 1e-3

GOLD_SHARE = 0.5

CROWDED = 0.25
"""What a gold question counts in the crowd, where many cannot be understood: they name nothing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates of one question, of all languages, and which of them answer.

    Attributes:
        observations: one a language.
        share: what the question counts.
    """

    observations: Sequence[Observation]
    share: float


Fusion = Mapping[str, tuple[dict[str, float], float]]
"""Language pair → the legs' weights, and the offset."""


def fit_fusion(choices: Sequence[Choice]) -> Fusion:
    """Weights and offsets by conditional logit, over the candidates of all languages at once.

    BM25 has a weight for each pair and every other leg one for all. No weight is negative: a leg
    may be useless, not harmful.
    """
    columns = [*SHARED, *(f"lexical {pair}" for pair in PAIRS), *OTHER_LANGUAGE]
    usable = [c for c in choices if any(o.relevant.any() for o in c.observations)]
    signals = np.concatenate([_columns(o) for c in usable for o in c.observations])
    relevant = np.concatenate([o.relevant for c in usable for o in c.observations])
    shares = np.array([c.share for c in usable]) / sum(c.share for c in usable)
    sizes = [sum(len(o.relevant) for o in c.observations) for c in usable]
    firsts = np.cumsum([0, *sizes[:-1]])
    owners = np.repeat(np.arange(len(usable)), sizes)
    known = np.concatenate(
        [np.full(len(o.legs), -crowd(o.legs)) for c in usable for o in c.observations]
    )
    spread = signals.std(axis=0) + 1e-9
    signals = signals / spread

    def objective(weights: Array) -> tuple[float, Array]:
        scores = signals @ weights + known
        odds = np.exp(scores - np.maximum.reduceat(scores, firsts)[owners])
        everything = np.add.reduceat(odds, firsts)
        hit = np.maximum(np.add.reduceat(odds * relevant, firsts), 1e-300)
        pull = odds / everything[owners] - odds * relevant / hit[owners]
        loss = float(shares @ np.log(everything / hit)) + WEIGHTS_RIDGE * float(weights @ weights)
        return loss, (pull * shares[owners]) @ signals + 2 * WEIGHTS_RIDGE * weights

    free = len(OTHER_LANGUAGE)
    start = np.zeros(len(columns))
    bounds = [(0, None)] * (len(columns) - free) + [(None, None)] * free
    found = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    fitted = dict(zip(columns, (found / spread).tolist(), strict=True))
    return {
        pair: (
            {leg: fitted[leg if leg in SHARED else f"lexical {pair}"] for leg in LEGS},
            fitted.get(pair, 0.0),
        )
        for pair in PAIRS
    }


def _columns(o: Observation) -> Array:
    """What the weights and offsets of `fit_fusion` count for, shape (candidates, columns)."""
    signals = {leg: signal.astype(float) for leg, signal in o.legs.signals.items()}
    ones = np.ones(len(o.legs))
    columns = [signals[leg] for leg in SHARED]
    columns += [signals["lexical"] * float(o.pair == pair) for pair in PAIRS]
    columns += [ones * float(o.pair == pair) for pair in OTHER_LANGUAGE]
    return np.stack(columns, axis=1)


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


def fit_odds(
    names: Sequence[str],
    features: Array,
    labels: NDArray[np.bool_],
    shares: Array,
    ridge: float = RIDGE,
) -> Odds:
    """Odds over named features; what SIGNS says of them holds."""
    signs = [SIGNS.get(name, 0) for name in names]
    bias, weights = fit_logistic(features, labels, shares, ridge, signs)
    return Odds(bias=bias, weights=dict(zip(names, weights.tolist(), strict=True)))


def passages_of(observations: Sequence[Observation]) -> int:
    """How many passages the questions were asked of."""
    numbers = {o.target: o.legs.ranker.statistics.passages for o in observations}
    return sum(numbers.values())


def _shares(benchmarks: int, gold: int, crowded: int) -> Array:
    """What each of so many questions counts: gold ones GOLD_SHARE of all together."""
    own = np.append(np.ones(gold), np.full(crowded, CROWDED))
    if len(own) and benchmarks:
        own *= GOLD_SHARE / (1 - GOLD_SHARE) * benchmarks / own.sum()
    return np.append(np.ones(benchmarks), own)
