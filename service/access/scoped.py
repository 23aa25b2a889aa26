"""The library and the answerer as one request may see them.

Everything that HTTP shows comes from one of these, so what a key may not see does not exist for it:
another collection's document is unknown, its jobs too, and no question finds it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from corpus.addresses import Address, parse_address
from corpus.documents import Document, Source
from corpus.errors import UnknownDocument
from corpus.passages import Passage
from corpus.store.library import Head, Library
from index.engines.base import Filters
from index.search import Searcher
from service.access.access import Access
from service.answering import Answer, look_up
from service.errors import OutsideCollections
from service.follow_ups import Turn
from service.jobs.changes import Upload
from service.jobs.incoming import Incoming
from service.jobs.jobs import Jobs
from service.library.adding import Draft
from service.processes.pool import ParallelAnswerer


class ScopedLibrary:
    """What of a library a request may read; by the calls of `Library`."""

    def __init__(self, library: Library, access: Access) -> None:
        self._library = library
        self._access = access

    def get(self, document_id: str, version: str | None = None) -> Document:
        """A version of a document, by default the current one."""
        return self._seen(document_id).get(document_id, version)

    def head(self, document_id: str) -> Head:
        """A document without its text."""
        return self._seen(document_id).head(document_id)

    def heads(self, tag: str | None = None) -> list[Head]:
        """The documents without their texts."""
        return self._access.heads(self._library, tag)

    def documents(self) -> Iterator[Document]:
        """The current versions."""
        for head in self.heads():
            yield self._library.get(head.document_id)

    def current_versions(self) -> Mapping[str, str]:
        """Ids and versions."""
        if self._access.collections is None:
            return self._library.current_versions()
        return {head.document_id: head.version for head in self.heads()}

    def versions(self, document_id: str) -> list[str]:
        """All versions of a document."""
        return self._seen(document_id).versions(document_id)

    def original(self, document_id: str, version: str | None = None) -> tuple[Source, bytes]:
        """The file that a version was read from."""
        return self._seen(document_id).original(document_id, version)

    def resolve(self, address: str | Address) -> tuple[Document, Address]:
        """The document version and the span that an address names."""
        place = parse_address(address) if isinstance(address, str) else address
        return self._seen(place.document_id).resolve(place)

    def _seen(self, document_id: str) -> Library:
        if self._access.collections is not None:
            if not self._access.sees(self._library.head(document_id).tags):
                raise UnknownDocument(document_id)
        return self._library


class ScopedAnswerer:
    """An answerer that looks at some documents only."""

    def __init__(self, answerer: ParallelAnswerer, documents: frozenset[str] | None) -> None:
        self._answerer = answerer
        self._documents = documents

    @property
    def searcher(self) -> Searcher:
        """The searcher over the index that is served now."""
        return self._answerer.searcher

    def look_up(self, text: str, documents: frozenset[str] | None) -> list[Passage]:
        """Passages that have words of a text, among the documents that may be seen."""
        if self._documents is not None:
            documents = self._documents if documents is None else self._documents & documents
        return look_up(self.searcher, text, documents)

    def ask(
        self,
        question: str,
        top_k: int = 5,
        filters: Filters | None = None,
        explain: bool = False,
        before: Sequence[Turn] = (),
    ) -> Answer:
        """As `Answerer.ask`, over the documents that may be seen."""
        wanted = filters or Filters()
        if self._documents is not None:
            named = wanted.documents
            both = self._documents if named is None else self._documents & named
            wanted = replace(wanted, documents=both)
            before = [self._seen(turn) for turn in before]
        return self._answerer.ask(question, top_k, wanted, explain, before)

    def _seen(self, turn: Turn) -> Turn:
        """What was shown before, as far as it may be seen."""
        documents = self._documents or frozenset()
        kept = [each for each in turn.addresses if each.partition("@")[0] in documents]
        return replace(turn, addresses=tuple(kept))


class ScopedJobs:
    """The jobs about documents that may be seen, and changes of no others."""

    def __init__(self, jobs: Jobs, library: Library, access: Access) -> None:
        self._jobs = jobs
        self._library = library
        self._access = access

    @property
    def incoming(self) -> Incoming:
        """Where uploads are kept."""
        return self._jobs.incoming

    def known(self, upload: Upload) -> Head | None:
        """The document that is just this upload already, if it may be seen."""
        found = self._jobs.known(upload)
        return found if found is not None and self._access.sees(found.tags) else None

    def draft(self, upload: Upload) -> Draft:
        """The upload as it would be stored."""
        return self._jobs.draft(self._within(upload))

    def submit(self, upload: Upload) -> dict[str, Any]:
        """Add what was uploaded, to a collection of the key's.

        Raises:
            OutsideCollections: its tags name none of them, or the id is another's.
        """
        return self._jobs.submit(self._within(upload))

    def submit_removal(self, document_id: str) -> dict[str, Any]:
        """Remove a document that may be seen; raises `UnknownDocument` for any other."""
        if self._access.collections is not None:
            ScopedLibrary(self._library, self._access).head(document_id)
        return self._jobs.submit_removal(document_id)

    def list(self) -> list[dict[str, Any]]:
        """The last jobs that may be seen, newest first."""
        return self._jobs.list(self._sees)

    def get(self, job_id: str) -> dict[str, Any]:
        """One job; raises `UnknownJob` for one that may not be seen."""
        return self._jobs.get(job_id, self._sees)

    def cancel(self, job_id: str) -> dict[str, Any]:
        """Cancel a job; raises `UnknownJob` for one that may not be seen."""
        self.get(job_id)
        return self._jobs.cancel(job_id)

    def _sees(self, payload: Mapping[str, Any]) -> bool:
        """Whether a job is about documents that may be seen."""
        if self._access.collections is None:
            return True
        tags = payload.get("tags") or payload.get("wish", {}).get("tags")
        return tags is not None and self._access.sees(tags)

    def _within(self, upload: Upload) -> Upload:
        collections, wish = self._access.collections, upload.wish
        if collections is None:
            return upload
        if wish.document_id is not None:
            self._check_owner(wish.document_id)
        tags = wish.tags
        if tags is None and len(collections) == 1:
            tags = tuple(collections)
        if tags is None or not self._access.sees(tags):
            raise OutsideCollections(collections)
        # The same file of another collection is another document, and nothing tells of it.
        return replace(upload, wish=replace(wish, tags=tags, again=True))

    def _check_owner(self, document_id: str) -> None:
        try:
            head = self._library.head(document_id)
        except UnknownDocument:
            return
        if not self._access.sees(head.tags):
            raise OutsideCollections(self._access.collections or ())
