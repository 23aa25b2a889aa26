"""The library: the documents that this installation knows, in every version they had.

They lie in one SQLite database, HOME/library.db (corpus/store/database.py). Every change is one
transaction that is on the disk when the call returns; readers see the library before it or after
it and never wait. Nothing is given out whose checksum does not fit.
"""

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from corpus.addresses import Address, parse_address
from corpus.documents import Document, Source, check_document_id, version_of
from corpus.errors import (
    AddressOutOfRange,
    DocumentFileCorrupt,
    OriginalMissing,
    RecordInvalid,
    UnknownDocument,
    UnknownVersion,
)
from corpus.store.change_counter import write_seal
from corpus.store.database import Database
from corpus.store.entries import Entry, StoredVersion
from corpus.store.entries import Head as Head
from corpus.store.locking import writing
from corpus.store.queries import Shelves, read_state
from corpus.store.writes import Outcome as Outcome
from corpus.store.writes import Putting, put_version, remember_seed, remove_document

_DOCUMENT = TypeAdapter(Document)
_KEPT = 256


class Library:
    """Documents in a folder, which is made if it is missing; threads and processes share it."""

    def __init__(self, home: Path) -> None:
        self._database = Database(home)
        self._shelves = Shelves(self._database)
        # By checksum: one version's record may be corrected. The last ones that were read stay.
        self._recent = lru_cache(maxsize=_KEPT)(self._read)
        self._shelves.check_seal()

    def put(
        self,
        document: Document,
        original: bytes | None = None,
        tags: Sequence[str] | None = None,
    ) -> Outcome:
        """Store a document and make it the current version; earlier versions stay.

        Args:
            document: as `assemble_document` makes it.
            original: the file that it was read from; without it, one that is stored stays.
            tags: in place of those that it has; None leaves them.
        """
        putting = _putting(document, original, tags)
        with self._changing() as connection:
            return put_version(connection, self._database.path, putting)

    def remove(self, document_id: str) -> None:
        """Forget a document in all its versions, with the originals that no other one has."""
        with self._changing() as connection:
            remove_document(connection, self._database.path, document_id)

    def get(self, document_id: str, version: str | None = None) -> Document:
        """A document, in its current version or in the one that is named."""
        stored = self._stored(self._entry(document_id), version)
        return self._recent(document_id, stored.version, stored.sha256)

    def head(self, document_id: str) -> Head:
        """What is known of a document's current version without its text."""
        return self._entry(document_id).head

    def heads(self, tag: str | None = None) -> list[Head]:
        """The head of every document, or of every one with this tag, ordered by id."""
        return [head for head in self._shelves.heads() if tag is None or tag in head.tags]

    def documents(self) -> Iterator[Document]:
        """The current version of every document, ordered by id, read one at a time.

        One that is removed meanwhile is left out.
        """
        for document_id in self.current_versions():
            entry = self._shelves.entry(document_id)
            if entry is not None:
                stored = self._stored(entry, None)
                yield self._read(document_id, stored.version, stored.sha256)

    def current_versions(self) -> dict[str, str]:
        """The version that is current, by document id, ordered by id."""
        return self._shelves.current_versions()

    def versions(self, document_id: str) -> list[str]:
        """The versions of a document, oldest first."""
        return [stored.version for stored in self._entry(document_id).versions]

    def original(self, document_id: str, version: str | None = None) -> tuple[Source, bytes]:
        """The file that a version was read from: its name and type, and its bytes."""
        stored = self._stored(self._entry(document_id), version)
        if not stored.original:
            raise OriginalMissing(document_id, stored.version)
        content = self._shelves.original(stored.source_sha256)
        if content is None or hashlib.sha256(content).hexdigest() != stored.source_sha256:
            what = "its original is missing" if content is None else "its original has changed"
            raise DocumentFileCorrupt(self._database.path, what, document_id, stored.version)
        return self.get(document_id, stored.version).source, content

    def find_by_source(self, sha256: str) -> list[Head]:
        """The documents whose current version was read from a file with this SHA-256."""
        return [entry.head for entry in self._shelves.entries_of_source(sha256)]

    def resolve(self, address: str | Address) -> tuple[Document, Address]:
        """The document that an address is in, in the version that it names, and the address."""
        if isinstance(address, str):
            address = parse_address(address)
        document = self.get(address.document_id, address.version)
        if not 0 <= address.start < address.end <= len(document.text):
            raise AddressOutOfRange(str(address), len(document.text))
        return document, address

    def seeded(self) -> dict[str, str]:
        """The versions of texts that came with the program, as they were last put here."""
        return self._shelves.seeded()

    def seed(self, document: Document, original: bytes) -> None:
        """Put a text that comes with the program, and remember that it was put."""
        putting = _putting(document, original, None)
        with self._changing() as connection:
            put_version(connection, self._database.path, putting)
            remember_seed(connection, document)

    def close(self) -> None:
        """Close this thread's connection; the library can be used again all the same."""
        self._database.close()

    @contextlib.contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """One transaction of the only writer; it is on the disk when this is left."""
        with self._database.errors_named(), writing(self._database.home):
            with self._database.transaction() as connection:
                yield connection
            write_seal(self._database.home, read_state(connection)[0])

    def _entry(self, document_id: str) -> Entry:
        entry = self._shelves.entry(document_id)
        if entry is None:
            raise UnknownDocument(document_id)
        return entry

    def _stored(self, entry: Entry, version: str | None) -> StoredVersion:
        stored = entry.find(entry.head.version if version is None else version)
        if stored is None:
            known = [each.version for each in entry.versions]
            raise UnknownVersion(entry.head.document_id, str(version), known)
        return stored

    def _read(self, document_id: str, version: str, sha256: str) -> Document:
        content = self._shelves.content(document_id, version)
        return read_document(self._database.path, document_id, version, sha256, content)


def read_document(
    path: Path, document_id: str, version: str, sha256: str, content: bytes | None
) -> Document:
    """The document that was stored as `content`; damage raises `DocumentFileCorrupt`."""
    if content is None:
        raise DocumentFileCorrupt(path, "its text is missing", document_id, version)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DocumentFileCorrupt(path, "its checksum does not fit", document_id, version)
    try:
        document = _DOCUMENT.validate_json(content)
    except ValidationError as error:
        reason = "it is not the JSON of a document"
        raise DocumentFileCorrupt(path, reason, document_id, version) from error
    if version != document.version or version != version_of(document.text):
        reason = "its text is not of the version that its name says"
        raise DocumentFileCorrupt(path, reason, document_id, version)
    return document


def _putting(document: Document, original: bytes | None, tags: Sequence[str] | None) -> Putting:
    """What is to be stored, once it fits together."""
    check_document_id(document.document_id)
    if document.version != version_of(document.text):
        raise RecordInvalid(
            f"document {document.document_id!r} calls itself version {document.version!r}, "
            f"but its text has {version_of(document.text)!r}; build it with assemble_document"
        )
    found = document.source.sha256 if original is None else hashlib.sha256(original).hexdigest()
    if found != document.source.sha256:
        raise RecordInvalid(
            f"the original of document {document.document_id!r} has SHA-256 {found}, but its "
            f"source says {document.source.sha256}; give the file that it was read from"
        )
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Putting(document, _DOCUMENT.dump_json(document), original, tags, now)
