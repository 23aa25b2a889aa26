"""Exact BM25 over structured query terms.

    score(q, d) = sum over terms of weight * idf * tf * (k1 + 1) / (tf + K)
    K = k1 * (1 - b + b * |d| / average |d|),  idf = ln(1 + (N - df + 0.5) / (df + 0.5))

with tf and df of a term taken over its alternatives, weighted by their probabilities (Darwish &
Oard 2003, `index/query/terms.py`). What is simplified: the df of an alternative of several terms
(核武 is 核, 武 and 核武) is that of its rarest, an upper bound that needs no intersection.

k1 and b are fitted on development data, one setting for both languages; see docs/evaluation.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix, Rows
from index.engines.local.lexical.term_statistics import Collection
from index.query.terms import QueryTerm

K1 = 0.9
B = 0.75

_ROWS_AT_ONCE = 1024


@dataclass(frozen=True, slots=True)
class Ranker:
    """A question against a collection: terms looked up, statistics taken.

    Attributes:
        collection: What is searched.
        known: Those of the question's terms that a passage has, each once, and how many have it.
        groups: For each alternative that a passage can have, the columns of its terms, joined.
        bounds: Where each alternative begins in `groups`.
        shares: Probability of each alternative in each query term, shape (alternatives, terms).
        worth: weight * idf of each query term.
        leads: The two rarest terms of each alternative, the rarest first, with what a match is
            worth: enough to find candidates with.
    """

    collection: Collection
    known: dict[str, int]
    groups: list[int]
    bounds: list[int]
    shares: Matrix
    worth: NDArray[np.float64]
    leads: dict[tuple[str, ...], float]

    @classmethod
    def prepare(cls, terms: Sequence[QueryTerm], collection: Collection) -> "Ranker":
        """Look the terms up; an alternative with a term that no passage has cannot match."""
        known = collection.passages_with(
            name for term in terms for way in term.alternatives for name in way.terms
        )
        column = {name: place for place, name in enumerate(known)}
        ways = [
            (place, way)
            for place, term in enumerate(terms)
            for way in term.alternatives
            if all(name in known for name in way.terms)
        ]
        rarest = [_order_by_rarity(way.terms, known)[:2] for _, way in ways]
        counts = np.array([known[names[0]] for names in rarest], np.float64)
        shares = np.zeros((len(ways), len(terms)))
        for row, (place, way) in enumerate(ways):
            shares[row, place] = way.probability
        weights = np.array([term.weight for term in terms], np.float64)
        worth = weights * inverse_frequency(counts @ shares, collection.passages)
        leads: dict[tuple[str, ...], float] = {}
        # Doubtful alternatives saturate late: a match is worth more than its probability.
        once = shares * (K1 + 1) / (shares + K1)
        for names, value in zip(rarest, (once @ worth).tolist(), strict=True):
            leads[names] = leads.get(names, 0.0) + value
        sizes = [len(way.terms) for _, way in ways]
        return cls(
            collection,
            known,
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
        counts = self.collection.frequencies(rows, list(self.known))
        ways = np.minimum.reduceat(counts[:, self.groups], self.bounds, axis=1)
        expected = ways @ self.shares
        lengths = self.collection.lengths(rows) / max(self.collection.average_length, 1.0)
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


def _order_by_rarity(terms: Sequence[str], known: dict[str, int]) -> tuple[str, ...]:
    """The terms, those that the fewest passages have first."""
    if len(terms) == 1:
        return tuple(terms)
    return tuple(sorted(dict.fromkeys(terms), key=known.__getitem__))
