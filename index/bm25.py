"""Exact BM25 over structured query terms.

    score(q, d) = sum over terms of weight * idf * tf * (k1 + 1) / (tf + K)
    K = k1 * (1 - b + b * |d| / average |d|),  idf = ln(1 + (N - df + 0.5) / (df + 0.5))

with tf and df of a term taken over its alternatives, weighted by their probabilities (Darwish &
Oard 2003, `index/query_terms.py`). What is simplified: the df of an alternative of several terms
(核武 is 核, 武 and 核武) is that of its rarest, an upper bound that needs no intersection.

k1 and b are fitted on development data, one setting for both languages; see docs/evaluation.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from index.forward import ForwardIndex, Matrix, Rows
from index.query_terms import QueryTerm

K1 = 0.9
B = 0.75

_ROWS_AT_ONCE = 1024


@dataclass(frozen=True, slots=True)
class Ranker:
    """A question against one forward index: terms looked up, statistics taken.

    Attributes:
        forward: The index.
        numbers: Its numbers of the question's terms, each once.
        groups: For each alternative that a passage can have, the columns of its terms, joined.
        bounds: Where each alternative begins in `groups`.
        shares: Probability of each alternative in each query term, shape (alternatives, terms).
        worth: weight * idf of each query term.
        leads: The two rarest terms of each alternative, the rarest first, with what a match is
            worth in units of its idf: enough to find candidates with.
    """

    forward: ForwardIndex
    numbers: list[int]
    groups: list[int]
    bounds: list[int]
    shares: Matrix
    worth: NDArray[np.float64]
    leads: dict[tuple[str, ...], float]

    @classmethod
    def prepare(cls, terms: Sequence[QueryTerm], forward: ForwardIndex) -> "Ranker":
        """Look the terms up; an alternative with a term that no passage has cannot match."""
        known = forward.numbers(
            name for term in terms for way in term.alternatives for name in way.terms
        )
        column = {name: place for place, name in enumerate(known)}
        ways = [
            (place, way)
            for place, term in enumerate(terms)
            for way in term.alternatives
            if all(name in known for name in way.terms)
        ]
        rarest = [_order_by_rarity(way.terms, known, forward)[:2] for _, way in ways]
        counts = np.array([forward.passages_with[known[names[0]]] for names in rarest], np.float64)
        shares = np.zeros((len(ways), len(terms)))
        for row, (place, way) in enumerate(ways):
            shares[row, place] = way.probability
        weights = np.array([term.weight for term in terms], np.float64)
        worth = weights * inverse_frequency(counts @ shares, len(forward))
        leads: dict[tuple[str, ...], float] = {}
        # Doubtful alternatives saturate late: a match is worth more than its probability.
        once = shares * (K1 + 1) / (shares + K1)
        values = once @ worth / inverse_frequency(counts, len(forward))
        for names, value in zip(rarest, values.tolist(), strict=True):
            leads[names] = leads.get(names, 0.0) + value
        sizes = [len(way.terms) for _, way in ways]
        return cls(
            forward,
            numbers=list(known.values()),
            groups=[column[name] for _, way in ways for name in way.terms],
            bounds=[0, *accumulate(sizes[:-1])] if sizes else [],
            shares=shares,
            worth=worth,
            leads=leads,
        )

    @property
    def is_plain(self) -> bool:
        """Whether no term can be said in several ways."""
        return len(self.bounds) <= len(self.worth)

    @property
    def attainable(self) -> float:
        """What a passage would score that says every term without end."""
        return float(self.worth.sum() * (K1 + 1))

    def contributions(self, rows: Rows) -> Matrix:
        """What each query term adds to the score of each row, shape (rows, terms)."""
        if not self.bounds or not len(rows):
            return np.zeros((len(rows), len(self.worth)))
        counts = self.forward.frequencies(rows, self.numbers)
        ways = np.minimum.reduceat(counts[:, self.groups], self.bounds, axis=1)
        expected = ways @ self.shares
        lengths = self.forward.lengths[rows] / max(float(self.forward.lengths.mean()), 1.0)
        saturation = K1 * (1 - B + B * lengths)[:, None]
        added: Matrix = self.worth * expected * (K1 + 1) / (expected + saturation)
        return added

    def scores(self, rows: Rows) -> NDArray[np.float64]:
        """The scores of the rows, in their order."""
        parts = [
            self.contributions(rows[start : start + _ROWS_AT_ONCE]).sum(axis=1)
            for start in range(0, len(rows), _ROWS_AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.zeros(0)


def inverse_frequency(passages_with: NDArray[np.float64], passages: int) -> NDArray[np.float64]:
    """The idf of terms that so many of the passages have; never negative."""
    common = np.minimum(passages_with, passages)
    idf: NDArray[np.float64] = np.log1p((passages - common + 0.5) / (common + 0.5))
    return idf


def _order_by_rarity(
    terms: Sequence[str], known: dict[str, int], forward: ForwardIndex
) -> tuple[str, ...]:
    """The terms, those that the fewest passages have first."""
    distinct = dict.fromkeys(terms)
    return tuple(sorted(distinct, key=lambda term: int(forward.passages_with[known[term]])))
