"""What passages contain, and what all passages of a language do, as storage gives it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix, Rows
from index.text.term_hashes import Hashes

_LOW = np.uint64(0xFFFF)


@dataclass(frozen=True, slots=True)
class TermStatistics:
    """Counts over all passages of a language that can be found.

    Attributes:
        passages: how many there are.
        length: how many terms they have together, repeated ones included.
        passages_with: how many of them have each of the terms that were asked for, in their order.
    """

    passages: int
    length: int
    passages_with: NDArray[np.int64]

    @property
    def average_length(self) -> float:
        """How many terms a passage has."""
        return self.length / max(self.passages, 1)


@dataclass(frozen=True, slots=True)
class TermCounts:
    """The terms of some passages, one passage after the other.

    Attributes:
        hashes: each passage's terms, in any order, each once (`index/text/term_hashes.py`).
        counts: how often the passage has each, at most 65,535.
        sizes: how many of them are each passage's.
        lengths: how many terms each passage has, repeated ones included.
    """

    hashes: Hashes
    counts: NDArray[np.uint16]
    sizes: Rows
    lengths: Rows

    def of(self, hashes: Hashes) -> Matrix:
        """How often each of these terms, each given once, stands in each passage.

        Shape (passages, terms).
        """
        found = np.zeros((len(self.sizes), len(hashes)))
        if not len(hashes) or not len(self.hashes):
            return found
        # Nearly all terms of a passage are none of the question's: their low bits tell already.
        may_be_wanted = np.zeros(int(_LOW) + 1, np.bool_)
        may_be_wanted[(hashes & _LOW).astype(np.int64)] = True
        places = np.flatnonzero(may_be_wanted[self.hashes.astype(np.uint16)])
        order = np.argsort(hashes)
        ascending, met = hashes[order], self.hashes[places]
        columns = np.minimum(np.searchsorted(ascending, met), len(hashes) - 1)
        is_wanted = ascending[columns] == met
        places, columns = places[is_wanted], order[columns[is_wanted]]
        rows = np.searchsorted(np.cumsum(self.sizes), places, side="right")
        found[rows, columns] = self.counts[places]
        return found
