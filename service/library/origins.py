"""Which document came from where: the same file, added again, replaces its own document.

An origin is any string that stays the same while its content changes: the path of a file, or the
id of an upload. A claim is made before the document is stored, in one transaction, so two adds
at once never take one id for two files. The table lies beside the documents, in their database.
"""

import sqlite3
from collections.abc import Callable
from itertools import count
from pathlib import Path

from corpus.store.database import Database
from service.library.naming import numbered

_TABLES = (
    "CREATE TABLE IF NOT EXISTS origins (origin TEXT PRIMARY KEY, document_id TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS origins_by_document ON origins (document_id)",
)
_OF_ORIGIN = "SELECT document_id FROM origins WHERE origin = ?"
_OF_DOCUMENT = "SELECT document_id FROM origins WHERE document_id = ?"


class Origins:
    """Opened after the library whose folder it shares."""

    def __init__(self, home: Path) -> None:
        self._database = Database(home)
        with self._database.transaction() as connection:
            for table in _TABLES:
                connection.execute(table)

    def id_of(self, origin: str) -> str | None:
        """The document that came from there last; None if none did."""
        with self._database.reading() as connection:
            return _one(connection, _OF_ORIGIN, _storable(origin))

    def set(self, origin: str, document_id: str) -> None:
        """Say that this document comes from there, whatever came from there before."""
        values = (_storable(origin), document_id)
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO origins VALUES (?, ?)", values)

    def claim(self, origin: str, slug: str, is_taken: Callable[[str], bool]) -> str:
        """The id for what comes from there: the one it had, else the first free one.

        Args:
            origin: where it comes from.
            slug: the id to begin with; `slug-2`, `slug-3` … follow.
            is_taken: whether a document of the library has an id.
        """
        key = _storable(origin)
        with self._database.transaction() as connection:
            had = _one(connection, _OF_ORIGIN, key)
            if had is not None:
                return had
            candidates = (numbered(slug, number) for number in count(1))
            free = next(
                each
                for each in candidates
                if not is_taken(each) and _one(connection, _OF_DOCUMENT, each) is None
            )
            connection.execute("INSERT INTO origins VALUES (?, ?)", (key, free))
            return free


def _storable(origin: str) -> str:
    """A path may hold bytes that are no text; SQLite takes text only."""
    return origin.encode("utf-8", "backslashreplace").decode()


def _one(connection: sqlite3.Connection, query: str, value: str) -> str | None:
    row = connection.execute(query, (value,)).fetchone()
    return None if row is None else str(row[0])
