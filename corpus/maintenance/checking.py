"""Looks through a whole library for damage, and names what it finds."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import DocumentFileCorrupt
from corpus.store.change_counter import read_seal
from corpus.store.database import DATABASE, connect, damage_skipped, named
from corpus.store.entries import COLUMNS, Entry, from_row
from corpus.store.library import read_document
from corpus.store.queries import NOTHING, add_checksums, read_state
from corpus.store.schema import LAYOUT

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written."""

    file: str
    what: str
    document_id: str | None = None
    version: str | None = None

    def __str__(self) -> str:
        named = self.document_id or ""
        named += f"@{self.version}" if self.version else ""
        return f"{self.file}: {named}{': ' if named else ''}{self.what}"


def check_library(home: Path) -> list[Finding]:
    """Everything that is damaged in the library of a home; empty where nothing is."""
    path = home / DATABASE
    if not path.exists():
        # Without a seal there was none yet.
        return [Finding(DATABASE, "it is missing")] if read_seal(home) else []
    return [*_structure(path), *check_database(path), *_sealed(home)]


def check_database(path: Path) -> list[Finding]:
    """Everything in the database whose checksum does not fit, or that is not there."""
    found: list[Finding] = []
    try:
        with closing(connect(path, "rw")) as connection:
            found += _heads(connection, path)
            found += _jobs(connection)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        found.append(_damage(path, error))
    return found


def _structure(path: Path) -> list[Finding]:
    if path.stat().st_size == 0:
        return [Finding(path.name, "it is empty")]
    try:
        with closing(connect(path, "rw")) as connection:
            layout = int(connection.execute("PRAGMA user_version").fetchone()[0])
            said = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_SHOWN})")]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return [_damage(path, error)]
    found = [Finding(path.name, f"SQLite: {line}") for line in said if line != "ok"]
    if layout != LAYOUT:
        found.append(Finding(path.name, f"its layout is {layout}, not {LAYOUT}"))
    return found


def _damage(path: Path, error: Exception) -> Finding:
    """What SQLite says of damage; a full disk, or somebody who writes, is raised."""
    meant = named(path.parent, error)
    if not isinstance(meant, DocumentFileCorrupt):
        raise meant from error
    return Finding(path.name, f"SQLite: {error}")


def _sealed(home: Path) -> list[Finding]:
    try:
        with closing(connect(home / DATABASE, "rw")) as connection:
            missing = read_seal(home) - read_state(connection)[0]
    except (sqlite3.Error, UnicodeDecodeError):
        return []  # said already
    what = f"{missing} acknowledged changes are missing: its log was cut, damaged or taken away"
    return [Finding(DATABASE, what)] if missing > 0 else []


def _heads(connection: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    _, documents, checksum = read_state(connection)
    found, total = 0, NOTHING
    for row in connection.execute(f"SELECT {COLUMNS} FROM heads ORDER BY document_id").fetchall():
        try:
            entry = from_row(path, row)
        except DocumentFileCorrupt as error:
            yield Finding(path.name, error.reason, str(row[0])[:80])
            continue
        found, total = found + 1, add_checksums(total, row[4])
        yield from _versions(connection, path, entry)
    if (found, total) != (documents, checksum):
        what = f"{documents} documents are expected, and {found} whole entries are others"
        yield Finding(path.name, what)


def _versions(connection: sqlite3.Connection, path: Path, entry: Entry) -> Iterator[Finding]:
    document_id = entry.head.document_id
    for stored in entry.versions:
        content = blob(
            path,
            connection,
            "SELECT content FROM versions WHERE document_id = ? AND version = ?",
            document_id,
            stored.version,
        )
        try:
            read_document(path, document_id, stored.version, stored.sha256, content)
        except DocumentFileCorrupt as error:
            yield Finding(path.name, error.reason, document_id, stored.version)
        if stored.original and whole_original(path, connection, stored.source_sha256) is None:
            what = "its original is missing or has changed"
            yield Finding(path.name, what, document_id, stored.version)


def _jobs(connection: sqlite3.Connection) -> Iterator[Finding]:
    for job_id, entry, checksum in connection.execute("SELECT job_id, entry, checksum FROM jobs"):
        if not is_whole_job(entry, checksum):
            yield Finding(DATABASE, f"job {str(job_id)[:80]}: its entry is not as written")


def is_whole_job(entry: object, checksum: object) -> bool:
    """Whether the entry of a job is as it was written."""
    return isinstance(entry, bytes) and hashlib.sha256(entry).digest() == checksum


def whole_original(path: Path, connection: sqlite3.Connection, sha256: str) -> bytes | None:
    """An original whose checksum fits; None where there is none."""
    content = blob(path, connection, "SELECT content FROM originals WHERE sha256 = ?", sha256)
    fits = content is not None and hashlib.sha256(content).hexdigest() == sha256
    return content if fits else None


def blob(path: Path, connection: sqlite3.Connection, sql: str, *values: str) -> bytes | None:
    """The bytes that this finds; None where there are none, or none that can be read."""
    row = None
    with damage_skipped(path.parent):
        row = connection.execute(sql, values).fetchone()
    return row[0] if row is not None and isinstance(row[0], bytes) else None
