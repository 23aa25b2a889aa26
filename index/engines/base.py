"""The seam between search and storage: what a question needs of any engine.

A view is one state of the index, which a question uses from beginning to end. It proposes passages
and gives what they hold; every score that decides is computed from that, by the same code for every
engine (index/scoring, index/ranking). A question makes at most four calls a language: `propose`,
`fetch`, `statistics` where names were found in what was fetched, and `fetch_tokens`.

What is handed over are values: passages, counts, vectors. Keys are opaque, and none is ever given
to another passage. What is equally good is ordered by document id and place in the document.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Passage
from index.arrays import Rows
from index.encoders.base import Encoder
from index.encoders.token_codes import Pieces
from index.query.term_table import TermTable
from index.scoring.term_counts import TermCounts, TermStatistics
from index.text.analysis import BaseLanguage

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


class View(Protocol):
    """One state of an index; safe to use from several threads, and never changed."""

    @property
    def index_version(self) -> str:
        """Names the index by what went into it."""
        ...

    @property
    def encoder(self) -> str:
        """The name of the encoder that made the vectors."""
        ...

    @property
    def documents(self) -> Mapping[str, str]:
        """The ids of what can be found, and their versions."""
        ...

    @property
    def passages(self) -> Mapping[BaseLanguage, int]:
        """How many passages of each language can be found."""
        ...

    def propose(
        self,
        language: BaseLanguage,
        vector: Vectors,
        terms: TermTable,
        limit: int,
        filters: Filters,
    ) -> Proposals:
        """The passages of one language that are nearest to a question, by vector and by terms."""
        ...

    def statistics(self, language: BaseLanguage, terms: TermTable) -> TermStatistics:
        """Counts over all passages of the language that can be found, for the table's names."""
        ...

    def fetch(self, language: BaseLanguage, keys: Iterable[Key]) -> Fetched:
        """What some passages hold, their tokens aside."""
        ...

    def fetch_tokens(self, language: BaseLanguage, keys: Iterable[Key]) -> FetchedTokens:
        """The token codes of some passages: by far the largest part of them."""
        ...

    def each(self, language: BaseLanguage) -> Iterator[tuple[Key, Passage]]:
        """Every passage of a language that can be found: for evaluation, not for questions."""
        ...


class Engine(Protocol):
    """Where the index of one library is."""

    def open(self, encoder: Encoder) -> View:
        """What is published now.

        Raises:
            IndexMissing: nothing is.
            EncoderMismatch, AnalyserMismatch: it was built by something else than what runs now.
            IndexDamaged: it is not what was written.
        """
        ...

    def stamp(self) -> object:
        """Differs from what it was whenever something else is published; asked by each question."""
        ...

    def opens_quickly(self) -> bool:
        """Whether opening what is published takes a question about a tenth of a second or less."""
        ...
