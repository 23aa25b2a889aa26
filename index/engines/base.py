"""Which passages may be found: filters as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.engines.local.dense.index import DensePool
from index.engines.local.lexical.index import LexicalIndex
from index.engines.local.passages.passage_table import Passages
from index.engines.local.row_numbers import Numbering, Rows
from index.engines.local.segments.segment_pool import PoolPart
from index.engines.local.segments.segments import LiveSegment
from index.engines.local.vectors.sentence_vectors import SentenceVectors
from index.engines.local.vectors.token_vectors import PieceVectors
from index.text.analysis import BaseLanguage


class Admitting(Protocol):
    """Passages that know which of their rows pass; a `PassageTable` is one."""

    def admitted(
        self,
        documents: frozenset[str] | None = None,
        languages: frozenset[str] | None = None,
        section: str | None = None,
    ) -> NDArray[np.int64] | None:
        """The rows that pass, ascending; None when all do."""


class Filterable(Protocol):
    """A pool, as far as a filter goes."""

    @property
    def passages(self) -> Admitting:
        """The passages of one language."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages may be found; None lets all through.

    Attributes:
        documents: ids.
        languages: `zh-Hant`, `zh-Hans`, `en`, or `zh` for both scripts.
        section: text that one of the titles on the section path contains.
    """

    documents: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    section: str | None = None

    def rows(self, pool: Filterable) -> NDArray[np.int64] | None:
        """The rows of a pool that may be found; None when all may."""
        if self.documents is None and self.languages is None and self.section is None:
            return None
        return pool.passages.admitted(self.documents, self.languages, self.section)


@dataclass(frozen=True, slots=True)
class Pool:
    """The passages of one base language (`zh` or `en`), rows 0..n-1 in every attribute.

    Some rows may be dead: they have a number and a passage, and are never found.
    """

    language: BaseLanguage
    parts: Sequence[PoolPart]
    numbering: Numbering
    passages: Passages
    lexical: LexicalIndex
    dense: DensePool
    sentences: SentenceVectors
    pieces: PieceVectors

    def __len__(self) -> int:
        """How many passages can be found."""
        return self.numbering.living

    @property
    def mean(self) -> NDArray[np.float32]:
        """Where a question lies to all passages of the language alike; zero for an empty pool."""
        return self.dense.mean

    def in_order(self, rows: Rows) -> Rows:
        """The rows by document and place: an order that no layout of the index changes."""
        return self.numbering.in_order(rows)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published generation, opened; it does not change while it is searched."""

    index_version: str
    encoder: str
    documents: Mapping[str, str]
    pools: Mapping[str, Pool]
    segments: Sequence[LiveSegment] = ()
