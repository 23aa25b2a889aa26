"""What engines hand over: values, the same for each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Passage
from index.arrays import Rows
from index.encoders.token_codes import Pieces
from index.scoring.term_counts import TermCounts, TermStatistics

Vectors = NDArray[np.float32]

Key = int
"""Names a passage in a view. It stays the same in later views that still hold the passage."""

Place = tuple[str, int]
"""A document id, and where a passage begins in the document's text."""


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

    @property
    def admit_all(self) -> bool:
        """Whether nothing is filtered."""
        return self.documents is None and self.languages is None and self.section is None


@dataclass(frozen=True, slots=True)
class Proposals:
    """What may answer a question, and what scoring has to know of all passages of the language.

    Attributes:
        near: the passages whose vectors have the highest inner product with the question's, best
            first: as many as were asked for, or as pass the filters.
        matching: those with the highest BM25 for the question's terms, best first; none without
            any of the terms.
        statistics: of all passages that can be found, for the names of the term table.
        mean: the mean of their vectors; zero if there are none.
        sentence_mean: the mean of their sentences' vectors; zero if there are none.
    """

    near: Sequence[Key]
    matching: Sequence[Key]
    statistics: TermStatistics
    mean: Vectors
    sentence_mean: Vectors


class Records(Protocol):
    """Passages that were fetched; each is put together when it is asked for."""

    def __getitem__(self, position: int, /) -> Passage:
        """One of them."""
        ...

    def text(self, position: int, /) -> str:
        """The text of one of them, which may cost less than all of it."""
        ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """What passages hold; positions are the same in every attribute.

    Attributes:
        keys: those of the asked keys whose passages can be found, each once, in any order.
        places: where each passage is.
        records: the passages.
        counts: their terms.
        vectors: one unit row a passage, shape (passages, dimensions).
        sentences: one unit row a sentence, one passage after the other.
        sentence_counts: how many of these rows are each passage's.
    """

    keys: Sequence[Key]
    places: Sequence[Place]
    records: Records
    counts: TermCounts
    vectors: Vectors
    sentences: Vectors
    sentence_counts: Rows

    def in_order(self) -> list[int]:
        """All positions, by document and place."""
        return sorted(range(len(self.places)), key=self.places.__getitem__)


@dataclass(frozen=True, slots=True)
class FetchedTokens:
    """The token codes of passages.

    Attributes:
        keys: those of the asked keys whose passages can be found, each once, in any order.
        codes: of one passage after the other, each in the order of its text.
        sizes: how many are each passage's.
    """

    keys: Sequence[Key]
    codes: Pieces
    sizes: Rows


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """What is published: for `wenju index info`.

    Attributes:
        values: names to plain values; `index_version`, `encoder`, `analyser`, `documents`,
            `passages` and `bytes` at least.
        dense: how vectors are searched, a line for each part.
    """

    values: Mapping[str, Any]
    dense: Sequence[str]
