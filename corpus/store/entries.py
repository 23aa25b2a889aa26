"""What the library says of a document without reading its text, and how that lies in a row."""

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from corpus.documents import Document, Language, Source
from corpus.errors import DocumentFileCorrupt

COLUMNS = "document_id, version, source_sha256, entry, checksum"
Row = tuple[Any, ...]  # Any: in a damaged file, a column may hold whatever


@dataclass(frozen=True, slots=True)
class Head:
    """A document without its text; `added` is when this version first came (ISO 8601, UTC)."""

    document_id: str
    version: str
    language: Language
    title: str
    characters: int
    record: Mapping[str, Any]  # CSL-JSON
    tags: tuple[str, ...]
    added: str
    source: Source


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version of a document: what its stored content must be."""

    version: str
    sha256: str
    added: str
    source_sha256: str
    original: bool  # whether the file that it was read from is stored, too


@dataclass(frozen=True, slots=True)
class Entry:
    """A head, with the versions of its document, oldest first."""

    head: Head
    versions: tuple[StoredVersion, ...]

    def find(self, version: str) -> StoredVersion | None:
        """The stored version of this name."""
        return next((each for each in self.versions if each.version == version), None)


_ENTRY = TypeAdapter(Entry)


def head_of(document: Document, tags: Sequence[str], added: str) -> Head:
    """The head of a document that is stored."""
    return Head(
        document_id=document.document_id,
        version=document.version,
        language=document.language,
        title=document.title,
        characters=len(document.text),
        record=document.record,
        tags=tuple(sorted(set(tags))),
        added=added,
        source=document.source,
    )


def to_row(entry: Entry) -> Row:
    """An entry as the values of `COLUMNS`."""
    head = entry.head
    fields = (head.document_id, head.version, head.source.sha256, _ENTRY.dump_json(entry))
    return (*fields, _checksum(fields))


def check_row(path: Path, row: Row) -> Row:
    """The row, once its checksum fits."""
    if row[4] != _checksum(row[:4]):
        raise DocumentFileCorrupt(
            path, "the checksum of its entry does not fit", _shown(row[0]), _shown(row[1])
        )
    return row


def from_row(path: Path, row: Row) -> Entry:
    """The entry that a row holds; damage raises `DocumentFileCorrupt`."""
    check_row(path, row)
    try:
        return _ENTRY.validate_json(row[3])
    except ValidationError as error:
        raise DocumentFileCorrupt(path, "its entry is not as written", row[0], row[1]) from error


def read_row(connection: sqlite3.Connection, document_id: str) -> Row | None:
    """The row of a document, unchecked; None where there is none."""
    row: Row | None = connection.execute(
        f"SELECT {COLUMNS} FROM heads WHERE document_id = ?", (document_id,)
    ).fetchone()
    return row


def write_row(connection: sqlite3.Connection, row: Row) -> None:
    """Put a document's row in place of the one that is there."""
    connection.execute(f"INSERT OR REPLACE INTO heads ({COLUMNS}) VALUES (?, ?, ?, ?, ?)", row)


def _checksum(fields: Row) -> bytes:
    digest = hashlib.sha256()
    for field in fields:
        digest.update(field if isinstance(field, bytes) else str(field).encode("utf-8", "replace"))
        digest.update(b"\0")
    return digest.digest()


def _shown(value: object) -> str:
    return str(value)[:80]
