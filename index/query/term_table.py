"""A question's terms as arrays: what scoring needs of them, whatever is searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix, Rows
from index.query.terms import QueryTerm
from index.text.term_hashes import Hashes, hash_terms


@dataclass(frozen=True, slots=True)
class TermTable:
    """Terms with all that they can be said by.

    Attributes:
        terms: in the order of the question.
        names: the analysed terms of all alternatives, each once.
        hashes: of the names, in their order.
        groups: for each alternative the places of its names, joined.
        bounds: where each alternative begins in `groups`.
        shares: the probability of each alternative in each term, shape (alternatives, terms).
        weights: of the terms.
    """

    terms: Sequence[QueryTerm]
    names: Sequence[str]
    hashes: Hashes
    groups: Rows
    bounds: Rows
    shares: Matrix
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, terms: Sequence[QueryTerm]) -> "TermTable":
        """Lay out some terms."""
        ways = [way for term in terms for way in term.alternatives]
        owners = [place for place, term in enumerate(terms) for _ in term.alternatives]
        joined = [name for way in ways for name in way.terms]
        names = list(dict.fromkeys(joined))
        places = dict(zip(names, range(len(names)), strict=True))
        sizes = list(map(len, [way.terms for way in ways]))
        shares = np.zeros((len(ways), len(terms)))
        shares[np.arange(len(ways)), owners] = [way.probability for way in ways]
        return cls(
            terms,
            names,
            hash_terms(names),
            np.array([places[name] for name in joined], np.int64),
            np.array([0, *accumulate(sizes[:-1])] if sizes else [], np.int64),
            shares,
            np.array([term.weight for term in terms], np.float64),
        )
