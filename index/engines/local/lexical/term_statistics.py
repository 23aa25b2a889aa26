"""What BM25 has to know of all passages that can be found, over all parts of a pool.

How many passages there are, how long they are and how many have a term is counted over the living
rows of all parts, so scores do not depend on how the passages are divided among segments. Each
part comes with its own counts, so that nothing is counted again when another one is added.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix, Rows
from index.engines.local.lexical.forward import ForwardIndex
from index.engines.local.row_numbers import Numbering
from index.scoring.term_counts import TermStatistics
from index.text.term_hashes import Hashes


@dataclass(frozen=True, slots=True)
class ForwardPart:
    """One part's forward index, with counts over its living rows.

    Attributes:
        forward: the terms of every row, dead ones included.
        passages_with: how many living rows have each term, by its number in `forward`.
        passages: how many rows live.
        length: how many terms they have together.
    """

    forward: ForwardIndex
    passages_with: NDArray[np.uint32]
    passages: int
    length: int

    @classmethod
    def whole(cls, forward: ForwardIndex) -> "ForwardPart":
        """A part without dead rows."""
        length = int(forward.lengths.sum(dtype=np.int64))
        return cls(forward, forward.passages_with, len(forward), length)

    def without(self, rows: Rows) -> "ForwardPart":
        """The same part when these rows, which lived, are dead."""
        return ForwardPart(
            self.forward,
            self.passages_with - self.forward.count_passages(rows),
            self.passages - len(rows),
            self.length - int(self.forward.lengths[rows].sum(dtype=np.int64)),
        )


class Collection:
    """The forward indexes of all parts as one; its rows are those of the numbering."""

    def __init__(self, parts: Sequence[ForwardPart], numbering: Numbering) -> None:
        self._parts = parts
        self._numbering = numbering

    def statistics(self, hashes: Hashes) -> TermStatistics:
        """Counts over all passages that can be found, for some terms."""
        counts = np.zeros(len(hashes), np.int64)
        for part in self._parts:
            numbers = part.forward.numbers(hashes)
            there = numbers >= 0
            counts[there] += part.passages_with[numbers[there]]
        passages = sum([part.passages for part in self._parts])
        return TermStatistics(passages, sum([part.length for part in self._parts]), counts)

    def frequencies(self, rows: Rows, hashes: Hashes) -> Matrix:
        """How often each of the terms stands in each of the rows, shape (rows, terms)."""
        found = np.zeros((len(rows), len(hashes)))
        for part, positions, local in self._numbering.split(rows):
            forward = self._parts[part].forward
            found[positions] = forward.frequencies(local, forward.numbers(hashes))
        return found

    def lengths(self, rows: Rows) -> Rows:
        """How many terms each of the rows has."""
        found = np.zeros(len(rows), np.int64)
        for part, positions, local in self._numbering.split(rows):
            found[positions] = self._parts[part].forward.lengths[local]
        return found
