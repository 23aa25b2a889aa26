"""What BM25 has to know of all passages that can be found, over all parts of a pool.

How many passages there are, how long they are and how many have a term is counted over the living
rows of all parts, so scores do not depend on how the passages are divided among segments. Each
part comes with its own counts, so that nothing is counted again when another one is added.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix, Rows
from index.engines.local.lexical.forward import ForwardIndex
from index.engines.local.row_numbers import Numbering


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

    @cached_property
    def passages(self) -> int:
        """How many passages can be found."""
        return sum(part.passages for part in self._parts)

    @cached_property
    def average_length(self) -> float:
        """How many terms such a passage has."""
        return sum(part.length for part in self._parts) / max(self.passages, 1)

    def passages_with(self, terms: Iterable[str]) -> dict[str, int]:
        """How many of them have each of the terms; terms that none has are left out."""
        wanted = list(dict.fromkeys(terms))
        counts = dict.fromkeys(wanted, 0)
        for part in self._parts:
            for term, number in part.forward.numbers(wanted).items():
                counts[term] += int(part.passages_with[number])
        return {term: count for term, count in counts.items() if count}

    def frequencies(self, rows: Rows, terms: Sequence[str]) -> Matrix:
        """How often each of the terms stands in each of the rows, shape (rows, terms)."""
        found = np.zeros((len(rows), len(terms)))
        column = {term: place for place, term in enumerate(terms)}
        for part, positions, local in self._numbering.split(rows):
            forward = self._parts[part].forward
            numbers = forward.numbers(terms)
            columns = np.array([column[term] for term in numbers], np.int64)
            found[np.ix_(positions, columns)] = forward.frequencies(local, list(numbers.values()))
        return found

    def lengths(self, rows: Rows) -> NDArray[np.float64]:
        """How many terms each of the rows has."""
        found = np.zeros(len(rows))
        for part, positions, local in self._numbering.split(rows):
            found[positions] = self._parts[part].forward.lengths[local]
        return found
