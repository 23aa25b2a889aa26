"""What a change does to the library's tables; each is called within one transaction."""

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.documents import Document
from corpus.errors import UnknownDocument
from corpus.store.entries import (
    Entry,
    Row,
    StoredVersion,
    from_row,
    head_of,
    read_row,
    to_row,
    write_row,
)
from corpus.store.queries import add_checksums, read_state

Outcome = Literal["added", "unchanged", "replaced"]


@dataclass(frozen=True, slots=True)
class Putting:
    """A document on its way into the library."""

    document: Document
    content: bytes  # the document as it will be stored
    original: bytes | None
    tags: Sequence[str] | None  # None leaves those that there are
    added: str


def put_version(connection: sqlite3.Connection, path: Path, putting: Putting) -> Outcome:
    """Make this the current version of its document."""
    document = putting.document
    before = read_row(connection, document.document_id)
    known = None if before is None else from_row(path, before)
    after = to_row(_entry_after(connection, known, putting))
    if after == before and _is_stored(connection, putting):
        return "unchanged"
    _store(connection, putting)
    write_row(connection, after)
    _count(connection, before, after)
    if known is not None and (old := known.find(document.version)) is not None:
        _drop_orphan(connection, old.source_sha256)
    return "added" if known is None else "replaced"


def remove_document(connection: sqlite3.Connection, path: Path, document_id: str) -> None:
    """Take a document away with all its versions, and the originals that no other one has."""
    row = read_row(connection, document_id)
    if row is None:
        raise UnknownDocument(document_id)
    entry = from_row(path, row)
    for table in ("heads", "versions"):
        connection.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))
    for sha256 in {stored.source_sha256 for stored in entry.versions}:
        _drop_orphan(connection, sha256)
    _count(connection, row, None)


def remember_seed(connection: sqlite3.Connection, document: Document) -> None:
    """Note that this text came with the program, so that it does not come again."""
    connection.execute(
        "INSERT OR REPLACE INTO seeded VALUES (?, ?)", (document.document_id, document.version)
    )


def _entry_after(connection: sqlite3.Connection, known: Entry | None, putting: Putting) -> Entry:
    document = putting.document
    old = known.find(document.version) if known else None
    stored = StoredVersion(
        version=document.version,
        sha256=hashlib.sha256(putting.content).hexdigest(),
        added=old.added if old else putting.added,
        source_sha256=document.source.sha256,
        original=putting.original is not None or _has_original(connection, document),
    )
    versions = known.versions if known else ()
    if old is None:
        versions = (*versions, stored)
    else:
        versions = tuple(stored if each == old else each for each in versions)
    tags = putting.tags if putting.tags is not None else known.head.tags if known else ()
    return Entry(head_of(document, tags, stored.added), versions)


def _has_original(connection: sqlite3.Connection, document: Document) -> bool:
    sql = "SELECT 1 FROM originals WHERE sha256 = ?"
    return connection.execute(sql, (document.source.sha256,)).fetchone() is not None


def _is_stored(connection: sqlite3.Connection, putting: Putting) -> bool:
    """Whether text and original lie there as given: putting them again mends what is damaged."""
    document = putting.document
    sql = "SELECT content FROM versions WHERE document_id = ? AND version = ?"
    row = connection.execute(sql, (document.document_id, document.version)).fetchone()
    if row is None or row[0] != putting.content:
        return False
    if putting.original is None:
        return True
    sql = "SELECT content FROM originals WHERE sha256 = ?"
    row = connection.execute(sql, (document.source.sha256,)).fetchone()
    return row is not None and bool(row[0] == putting.original)


def _store(connection: sqlite3.Connection, putting: Putting) -> None:
    document = putting.document
    connection.execute(
        "INSERT OR REPLACE INTO versions (document_id, version, source_sha256, content) "
        "VALUES (?, ?, ?, ?)",
        (document.document_id, document.version, document.source.sha256, putting.content),
    )
    if putting.original is not None:
        connection.execute(
            "INSERT OR REPLACE INTO originals VALUES (?, ?)",
            (document.source.sha256, putting.original),
        )


def _drop_orphan(connection: sqlite3.Connection, sha256: str) -> None:
    connection.execute(
        "DELETE FROM originals WHERE sha256 = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM versions WHERE source_sha256 = ?1)",
        (sha256,),
    )


def _count(connection: sqlite3.Connection, before: Row | None, after: Row | None) -> None:
    changes, documents, checksum = read_state(connection)
    for row in (before, after):
        if row is not None:
            checksum = add_checksums(checksum, row[4])
    documents += (after is not None) - (before is not None)
    connection.execute(
        "UPDATE state SET changes = ?, documents = ?, checksum = ?",
        (changes + 1, documents, checksum),
    )
