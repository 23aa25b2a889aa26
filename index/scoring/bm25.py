"""Exact BM25 over structured query terms.

    score(q, d) = sum over terms of weight * idf * tf * (k1 + 1) / (tf + K)
    K = k1 * (1 - b + b * |d| / average |d|),  idf = ln(1 + (N - df + 0.5) / (df + 0.5))

with tf and df of a term taken over its alternatives, weighted by their probabilities (Darwish &
Oard 2003, `index/query/terms.py`). What is simplified: the df of an alternative of several terms
(核武 is 核, 武 and 核武) is that of its rarest, an upper bound that needs no intersection.

k1 and b are fitted on development data, one setting for both languages; see docs/experiments.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix, Rows, Scores
from index.query.term_table import TermTable
from index.query.terms import QueryTerm
from index.scoring.term_counts import TermStatistics

K1 = 0.9
B = 0.75


@dataclass(frozen=True, slots=True)
class Ranker:
    """A question's terms against the passages of one language.

    Attributes:
        table: the terms.
        statistics: of the passages, for the table's names.
        rarest: how many passages have the rarest term of each alternative; 0 where none can match.
        worth: weight * idf of each query term.
    """

    table: TermTable
    statistics: TermStatistics
    rarest: NDArray[np.int64]
    worth: NDArray[np.float64]

    @classmethod
    def prepare(cls, table: TermTable, statistics: TermStatistics) -> "Ranker":
        """Weigh the terms."""
        if not len(table.bounds):
            return cls(table, statistics, np.zeros(0, np.int64), np.zeros(len(table.terms)))
        rarest = np.minimum.reduceat(statistics.passages_with[table.groups], table.bounds)
        idf = inverse_frequency(rarest @ table.shares, statistics.passages)
        return cls(table, statistics, rarest, table.weights * idf)

    @property
    def terms(self) -> Sequence[QueryTerm]:
        """What is looked for."""
        return self.table.terms

    @property
    def is_plain(self) -> bool:
        """Whether no term can be said in several ways."""
        return int(np.count_nonzero(self.rarest)) <= len(self.worth)

    @property
    def attainable(self) -> float:
        """What a passage would score that says every term without end."""
        return float(self.worth.sum() * (K1 + 1))

    def leads(self) -> dict[tuple[str, ...], float]:
        """The two rarest terms of each alternative that can match, the rarest first.

        Each with what a match is worth: enough to find candidates with.
        """
        table = self.table
        # Doubtful alternatives saturate late: a match is worth more than its probability.
        values = (table.shares * (K1 + 1) / (table.shares + K1)) @ self.worth
        counts = dict(zip(table.names, self.statistics.passages_with.tolist(), strict=True))
        ways = [way.terms for term in table.terms for way in term.alternatives]
        leads: dict[tuple[str, ...], float] = {}
        for names, rarest, value in zip(ways, self.rarest.tolist(), values.tolist(), strict=True):
            if rarest:
                group = _two_rarest(names, counts) if names[1:] else names
                leads[group] = value + (leads[group] if group in leads else 0.0)
        return leads

    def contributions(self, counts: Matrix, lengths: Rows) -> Matrix:
        """What each query term adds to the score of each passage, shape (passages, terms).

        Args:
            counts: how often the passages have the table's names, shape (passages, names).
            lengths: how many terms they have.
        """
        if not len(self.table.bounds) or not len(counts):
            return np.zeros((len(counts), len(self.worth)))
        ways = np.minimum.reduceat(counts[:, self.table.groups], self.table.bounds, axis=1)
        expected = ways @ self.table.shares
        shares = lengths / max(self.statistics.average_length, 1.0)
        saturation = K1 * (1 - B + B * shares)[:, None]
        added: Matrix = self.worth * expected * (K1 + 1) / (expected + saturation)
        return added

    def scores(self, counts: Matrix, lengths: Rows) -> Scores:
        """The scores of the passages, given as for `contributions`."""
        found: Scores = self.contributions(counts, lengths).sum(axis=1).astype(np.float32)
        return found


def inverse_frequency(passages_with: NDArray[np.float64], passages: int) -> NDArray[np.float64]:
    """The idf of terms that so many of the passages have; never negative."""
    common = np.minimum(passages_with, passages)
    idf: NDArray[np.float64] = np.log1p((passages - common + 0.5) / (common + 0.5))
    return idf


def _two_rarest(names: Sequence[str], counts: dict[str, int]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(names), key=counts.__getitem__)[:2])
