"""Makes a damaged library anew from everything in it that is whole."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from corpus.documents import Document, version_of
from corpus.errors import CorpusError, DocumentFileCorrupt
from corpus.maintenance.checking import blob, check_library, is_whole_job, whole_original
from corpus.maintenance.replacing import copy_files, new_folder, replace_database
from corpus.store.database import DATABASE, Database, connect, damage_skipped, errors_named
from corpus.store.entries import COLUMNS, Entry, StoredVersion, from_row
from corpus.store.library import read_document
from corpus.store.locking import writing
from corpus.store.writes import Putting, put_version

# Reads a document's original again: its entry, the version that it should give, the file.
Reread = Callable[[Entry, StoredVersion, bytes], Document]
_DOCUMENT = TypeAdapter(Document)


@dataclass(frozen=True, slots=True)
class Repair:
    """What came of it; `kept` is the folder with the files as they were."""

    mended: list[str]
    lost: list[str]
    kept: Path


def repair_library(home: Path, reread: Reread) -> Repair:
    """Put in a damaged library's place one of all that is whole in it.

    Args:
        home: whose library is damaged.
        reread: gives the document of an original, where its text is damaged.
    """
    with errors_named(home), writing(home):
        kept = new_folder(home, "before-repair")
        copy_files(home, kept)
        work = new_folder(home, "repairing")
        try:
            # Reading changes a database that has a log: what is kept is not touched.
            (work / "damaged").mkdir()
            copy_files(home, work / "damaged")
            salvage = _salvage(work / "damaged" / DATABASE, Database(work / "new"), reread)
            _check_whole(work / "new")
            replace_database(home, work / "new" / DATABASE)
        finally:
            shutil.rmtree(work)
    return Repair(salvage.mended, salvage.lost, kept)


def _check_whole(home: Path) -> None:
    found = check_library(home)
    if found:  # a fault of ours: better to change nothing
        raise DocumentFileCorrupt(home / DATABASE, f"the repaired library is not whole: {found[0]}")


def _salvage(damaged: Path, new: Database, reread: Reread) -> "_Salvage":
    with new.changing() as into:
        salvage = _Salvage(damaged, into, reread)
        connection = None
        with damage_skipped(damaged.parent):
            connection = connect(damaged, "rw")
        if connection is None:
            salvage.lost.append(f"everything: SQLite cannot read {DATABASE}")
        else:
            with closing(connection):
                salvage.run(connection)
    new.close()
    return salvage


class _Salvage:
    """Carries over what is whole."""

    def __init__(self, path: Path, into: sqlite3.Connection, reread: Reread) -> None:
        self._path = path
        self._into = into
        self._reread = reread
        self.mended: list[str] = []
        self.lost: list[str] = []

    def run(self, connection: sqlite3.Connection) -> None:
        """Carry over documents, what is known of shipped texts, and jobs."""
        entries = self._entries(connection)
        rows = _readable(
            self._path, connection, "versions", "rowid", "document_id, version, content"
        )
        for document_id in sorted({*entries, *(str(row[0]) for row in rows)}):
            own = [row for row in rows if row[0] == document_id]
            self._document(connection, document_id, entries.get(document_id), own)
        self._copy(connection, "seeded", "document_id", "document_id, version")
        self._copy(connection, "jobs", "rowid", "job_id, state, created, entry, checksum")

    def _entries(self, connection: sqlite3.Connection) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for row in _readable(self._path, connection, "heads", "document_id", COLUMNS):
            with suppress(DocumentFileCorrupt):
                entry = from_row(self._path, row)
                entries[entry.head.document_id] = entry
        return entries

    def _document(
        self,
        connection: sqlite3.Connection,
        document_id: str,
        entry: Entry | None,
        rows: list[tuple[Any, ...]],
    ) -> None:
        if entry is not None:
            puttings = [self._version(connection, entry, each) for each in entry.versions]
            whole = [putting for putting in puttings if putting is not None]
            # The current one comes last; where it is lost, the newest that is left.
            whole.sort(key=lambda putting: putting.document.version == entry.head.version)
        else:
            whole = [putting for row in rows if (putting := _by_itself(row)) is not None]
            said = "its entry was damaged; it comes without its tags" if whole else "all of it"
            (self.mended if whole else self.lost).append(f"{document_id}: {said}")
        for putting in whole:
            self._put(connection, putting)

    def _put(self, connection: sqlite3.Connection, putting: Putting) -> None:
        original = whole_original(self._path, connection, putting.document.source.sha256)
        put_version(self._into, self._path, replace(putting, original=original))

    def _version(
        self, connection: sqlite3.Connection, entry: Entry, stored: StoredVersion
    ) -> Putting | None:
        document_id = entry.head.document_id
        sql = "SELECT content FROM versions WHERE document_id = ? AND version = ?"
        content = blob(self._path, connection, sql, document_id, stored.version)
        try:
            document = read_document(
                self._path, document_id, stored.version, stored.sha256, content
            )
        except DocumentFileCorrupt as error:
            found = self._from_original(connection, entry, stored)
            named = f"{document_id}@{stored.version}: {error.reason}"
            if found is None:
                self.lost.append(f"{named}, and its original does not give it")
                return None
            self.mended.append(f"{named}; read again from its original")
            document = found
        if stored.original and whole_original(self._path, connection, stored.source_sha256) is None:
            self.lost.append(f"{document_id}@{stored.version}: its original; its text is there")
        return _putting(document, entry.head.tags, stored.added)

    def _from_original(
        self, connection: sqlite3.Connection, entry: Entry, stored: StoredVersion
    ) -> Document | None:
        original = whole_original(self._path, connection, stored.source_sha256)
        if original is None:
            return None
        try:
            document = self._reread(entry, stored, original)
        except CorpusError:
            return None
        return document if document.version == stored.version else None

    def _copy(self, connection: sqlite3.Connection, table: str, key: str, columns: str) -> None:
        marks = ", ".join("?" for _ in columns.split(","))
        for row in _readable(self._path, connection, table, key, columns):
            if table == "jobs" and not is_whole_job(row[3], row[4]):
                self.lost.append(f"job {str(row[0])[:80]}")
            else:
                sql = f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})"
                self._into.execute(sql, row)


def _readable(
    path: Path, connection: sqlite3.Connection, table: str, key: str, columns: str
) -> list[tuple[Any, ...]]:
    """The rows of a table that can be read, from both ends of it up to what cannot."""
    found: dict[Any, tuple[Any, ...]] = {}
    for order in ("ASC", "DESC"):
        with damage_skipped(path.parent):
            sql = f"SELECT {key}, {columns} FROM {table} ORDER BY {key} {order}"
            for row in connection.execute(sql):
                found[row[0]] = row[1:]
    return [found[each] for each in sorted(found, key=_order)]


def _order(key: object) -> tuple[str, object]:
    """Rows in their order; a damaged key may be of any type."""
    return (type(key).__name__, key)


def _by_itself(row: tuple[Any, ...]) -> Putting | None:
    """A version whose entry is gone: its text still says of which document and version it is."""
    document_id, version, content = row
    try:
        document = _DOCUMENT.validate_json(content)
    except (ValidationError, TypeError):
        return None
    if (document.document_id, document.version) != (document_id, version):
        return None
    if version_of(document.text) != version:
        return None
    return _putting(document, (), datetime.now(UTC).isoformat(timespec="seconds"))


def _putting(document: Document, tags: tuple[str, ...], added: str) -> Putting:
    return Putting(document, _DOCUMENT.dump_json(document), None, tags, added)
