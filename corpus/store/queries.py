"""What the library's tables hold, checked wherever it is read."""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence

from corpus.documents import is_document_id
from corpus.errors import DocumentFileCorrupt
from corpus.store.change_counter import read_seal
from corpus.store.database import Database
from corpus.store.entries import COLUMNS, Entry, Head, Row, check_row, from_row, read_row

NOTHING = bytes(32)


class Shelves:
    """Reads the tables of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._path = database.path
        self._whole = b""  # the sum of all checksums that was last found to fit
        self._listed: tuple[bytes, Sequence[Head]] | None = None  # the heads of one such sum

    def entry(self, document_id: str) -> Entry | None:
        """What is known of a document; None where there is none."""
        if not is_document_id(document_id):
            return None
        with self._database.reading() as connection:
            row = read_row(connection, document_id)
        if row is None:
            self._check_all_there()
            return None
        return from_row(self._path, row)

    def heads(self) -> Sequence[Head]:
        """Every document's head, ordered by id; not to be changed.

        They stay for the next call, which needs them while the checksums' sum is the same: then so
        are the rows, whoever wrote them.
        """
        listed = self._listed
        with self._database.reading() as connection:
            if listed is not None and listed[0] == read_state(connection)[2]:
                return listed[1]
        with self._rows() as (whole, rows):
            heads = [from_row(self._path, row).head for row in rows]
        self._listed = whole, heads
        return heads

    def current_versions(self) -> dict[str, str]:
        """The current version of every document by its id, ordered by id."""
        with self._rows() as (_, rows):
            return {row[0]: row[1] for row in rows}

    def entries_of_source(self, sha256: str) -> list[Entry]:
        """The entries of what was read from this file, ordered by id."""
        sql = f"SELECT {COLUMNS} FROM heads WHERE source_sha256 = ? ORDER BY document_id"
        with self._database.reading() as connection:
            rows = connection.execute(sql, (sha256,)).fetchall()
        return [from_row(self._path, row) for row in rows]

    def content(self, document_id: str, version: str) -> bytes | None:
        """A version as it is stored, unchecked."""
        sql = "SELECT content FROM versions WHERE document_id = ? AND version = ?"
        return self._blob(sql, document_id, version)

    def original(self, sha256: str) -> bytes | None:
        """An original as it is stored, unchecked."""
        return self._blob("SELECT content FROM originals WHERE sha256 = ?", sha256)

    def seeded(self) -> dict[str, str]:
        """Texts that came with the program, by id: the version that was put here."""
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT document_id, version FROM seeded"))

    def check_seal(self) -> None:
        """Refuse a database that knows of fewer changes than were acknowledged."""
        sealed = read_seal(self._database.home)
        with self._database.reading() as connection:
            changes = read_state(connection)[0]
        if changes < sealed:
            raise DocumentFileCorrupt(
                self._path,
                f"{sealed - changes} acknowledged changes are missing: its log library.db-wal was "
                "cut, damaged or taken away",
            )

    def _check_all_there(self) -> None:
        """See that no row vanished; once for each state of the library."""
        with self._database.reading() as connection:
            if read_state(connection)[2] == self._whole:
                return
        self.current_versions()

    @contextlib.contextmanager
    def _rows(self) -> Iterator[tuple[bytes, Iterator[Row]]]:
        """The checksums' sum, and all rows of heads, as of one moment.

        What the rows' checksums come to is compared with that sum when they were read.
        """
        with self._database.reading() as connection:
            connection.execute("BEGIN")
            try:
                _, documents, checksum = read_state(connection)
                yield checksum, self._checked(connection, documents, checksum)
            finally:
                connection.execute("COMMIT")

    def _checked(
        self, connection: sqlite3.Connection, documents: int, checksum: bytes
    ) -> Iterator[Row]:
        found, total = 0, NOTHING
        for row in connection.execute(f"SELECT {COLUMNS} FROM heads ORDER BY document_id"):
            yield check_row(self._path, row)
            found, total = found + 1, add_checksums(total, row[4])
        if (found, total) != (documents, checksum):
            raise DocumentFileCorrupt(
                self._path, f"{documents} documents are expected, and these {found} are others"
            )
        self._whole = checksum

    def _blob(self, sql: str, *values: str) -> bytes | None:
        with self._database.reading() as connection:
            row = connection.execute(sql, values).fetchone()
        # In a damaged file, a column may hold whatever.
        return row[0] if row is not None and isinstance(row[0], bytes) else None


def read_state(connection: sqlite3.Connection) -> tuple[int, int, bytes]:
    """How many changes there were, how many documents there are, their checksums' sum."""
    row = connection.execute("SELECT changes, documents, checksum FROM state").fetchone()
    whole = row is not None and isinstance(row[0], int) and isinstance(row[1], int)
    if not whole or not isinstance(row[2], bytes) or len(row[2]) != len(NOTHING):
        raise sqlite3.DatabaseError("the table `state` is not as written")
    return row[0], row[1], row[2]


def add_checksums(one: bytes, other: bytes) -> bytes:
    """The sum of two checksums; adding one a second time takes it away."""
    both = int.from_bytes(one, "big") ^ int.from_bytes(other, "big")
    return both.to_bytes(len(NOTHING), "big")
