"""The seam between search and storage: what a question and an update need of any engine.

A view is one state of the index, which a question uses from beginning to end. It proposes passages
and gives what they hold; every score that decides is computed from that, by the same code for every
engine (index/scoring, index/ranking). A question makes at most four calls a language: `propose`,
`fetch`, `statistics` where names were found in what was fetched, and `fetch_tokens`.

What is handed over are values: passages, counts, vectors. Keys are opaque, and none is ever given
to another passage. What is equally good is ordered by document id and place in the document.

What is written comes through a change, from index/indexing.py. tests/contract/engine_suite.py is
the suite that every engine must pass.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from corpus.maintenance.checking import Finding
from corpus.passages import Passage
from index.encoders.base import Encoder
from index.encoders.multi_vector import EncodedPassage
from index.engines.values import (
    Fetched,
    FetchedTokens,
    Filters,
    IndexFacts,
    Key,
    Place,
    Proposals,
    Records,
    Vectors,
)
from index.query.term_table import TermTable
from index.scoring.term_counts import TermStatistics
from index.text.analysis import BaseLanguage

__all__ = [
    "Cancelled",
    "Change",
    "Engine",
    "Fetched",
    "FetchedTokens",
    "Filters",
    "IndexFacts",
    "Key",
    "Place",
    "Progress",
    "Proposals",
    "Records",
    "Vectors",
    "View",
]


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


Progress = Callable[[str, int, int], None]
"""Told of a stage (`split`, `encode`, `merge`), how much of it is done, and how much there is."""

Cancelled = Callable[[], bool]
"""Asked now and then; True stops with `IndexingCancelled`."""


class Change(Protocol):
    """One change of an index: all of it is published together, statistics and means included."""

    @property
    def documents(self) -> Mapping[str, str]:
        """The versions that are in the index unless this change says otherwise."""
        ...

    def known(self, document_id: str) -> Iterable[tuple[Passage, EncodedPassage]]:
        """What an earlier version of a document has in the index, so that it is encoded once."""
        ...

    def replace(self, document_id: str, version: str) -> None:
        """Begin a document; what the index has of it goes."""
        ...

    def add(self, passages: Sequence[Passage], encoded: Sequence[EncodedPassage]) -> None:
        """Append passages, in the order of their texts, to documents that were begun."""
        ...

    def remove(self, document_id: str) -> None:
        """Take a document out; one that is not there is no error."""
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

    def published(self, encoder: Encoder) -> Mapping[str, str] | None:
        """The versions of the documents that are published.

        None where nothing is, or what is was made by another encoder, analysis or splitter.
        """
        ...

    def is_whole(self) -> bool:
        """Whether something is published, and all of it is as it was written."""
        ...

    def change(self, encoder: Encoder, anew: bool = False) -> AbstractContextManager[Change]:
        """Begin a change; it is published when the context is left without an exception.

        One at a time: who comes second waits. Questions are answered from what is published.

        Args:
            encoder: what makes the vectors.
            anew: whether nothing of what is published is kept.
        """
        ...

    def compact(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> bool:
        """Do what makes questions cheaper and changes no answer; whether there was anything to do.

        Raises:
            IndexMissing, IndexDamaged: there is nothing that could be compacted.
            IndexingCancelled: `cancelled` said so.
        """
        ...

    def check(self) -> Sequence[Finding]:
        """Compare everything with its checksums; what is not as it was written."""
        ...

    def leftovers(self) -> Sequence[str]:
        """What work that died has left behind, by names that `clear` takes."""
        ...

    def clear(self, leftovers: Sequence[str], damaged: Sequence[Finding]) -> None:
        """Remove leftovers, and what is damaged and no longer served."""
        ...

    def facts(self) -> IndexFacts:
        """What is published.

        Raises:
            IndexMissing, IndexDamaged: nothing is, or it is not as it was written.
        """
        ...

    def backup_files(self) -> AbstractContextManager[Mapping[str, Path]]:
        """The files of what is published by their names, while nothing else is published.

        None at all where an engine is backed up by means of its own.
        """
        ...

    def restore(self, files: Path, kept: Path) -> None:
        """Serve the files of a backup.

        Args:
            files: a folder with them by their names; it is used up.
            kept: a folder to be made for what was there before.
        """
        ...
