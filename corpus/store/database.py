"""The library's database: one SQLite file in WAL mode, a connection for each thread.

A new database is made whole beside its place and renamed into it, so that an empty or
half-made file there is damage and is never taken for a library without texts. Every error of
SQLite leaves here as one of ours that names the file.
"""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from corpus.disk import sync
from corpus.errors import (
    DocumentFileCorrupt,
    LibraryLocked,
    LibraryNotWritable,
    LibraryTooNew,
)
from corpus.store.locking import holder_of, writing
from corpus.store.schema import LAYOUT, migrate

DATABASE = "library.db"
_WAIT_MS = 30_000
_PRAGMAS = (
    f"busy_timeout = {_WAIT_MS}",
    "synchronous = FULL",
    "cell_size_check = ON",
    f"journal_size_limit = {64 << 20}",
)
_SMALLEST = 512  # bytes: an SQLite file has at least one page
_ENDS = ("-wal", "-shm", "-journal")
_NOT_WRITABLE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_IOERR,
}
_UNREADABLE = {sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class Database:
    """The database of a home; both are made where they are missing."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / DATABASE
        self._local = threading.local()
        with self.errors_named():
            _make_folder(home)
            if not self.path.exists():
                self._create()
        self._bring_up_to_date()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection."""
        with self.errors_named():
            yield self._connection()

    @contextlib.contextmanager
    def changing(self, wait: float = 30) -> Iterator[sqlite3.Connection]:
        """One transaction of the library's one writer; on the disk when this is left.

        Raises:
            LibraryLocked: another process or thread went on writing for `wait` seconds.
        """
        with writing(self.home, wait), self.transaction() as connection:
            yield connection

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One transaction that needs no turn as the library's writer: a few rows, soon done."""
        with self.errors_named():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                # After a full disk SQLite may have rolled back by itself.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def errors_named(self) -> contextlib.AbstractContextManager[None]:
        """Errors of SQLite and of the system, as errors of the library."""
        return errors_named(self.home)

    def close(self) -> None:
        """Close this thread's connection; the next use opens another."""
        held: tuple[object, sqlite3.Connection] | None = getattr(self._local, "held", None)
        if held is not None:
            held[1].close()
            self._local.held = None

    def _connection(self) -> sqlite3.Connection:
        """Opened anew in a forked child, and where a restored file has taken the place."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            raise DocumentFileCorrupt(self.path, "the file was there and is gone") from None
        if status.st_size < _SMALLEST:
            # SQLite would take it for a new database and delete the log beside it.
            raise DocumentFileCorrupt(self.path, f"it has {status.st_size} bytes")
        stamp = (os.getpid(), status.st_dev, status.st_ino)
        held = getattr(self._local, "held", None)
        if held is None or held[0] != stamp:
            held = self._local.held = (stamp, self._open())
        connection: sqlite3.Connection = held[1]
        return connection

    def _open(self) -> sqlite3.Connection:
        try:
            connection = connect(self.path, "rw")
        except sqlite3.OperationalError:
            if os.access(self.home, os.W_OK) or self._has_log():
                raise
            # On a disk that cannot be written there is no log to follow, and nobody to write one.
            return connect(self.path, "ro&immutable=1")
        mode = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
        if mode != "wal":
            connection.close()
            raise DocumentFileCorrupt(self.path, f"its journal mode is {mode!r}, not 'wal'")
        return connection

    def _has_log(self) -> bool:
        log = self.path.with_name(f"{DATABASE}-wal")
        return log.exists() and log.stat().st_size > 0

    def _create(self) -> None:
        with writing(self.home):
            if not self.path.exists():
                create_database(self.path)

    def _bring_up_to_date(self) -> None:
        with self.reading() as connection:
            found = int(connection.execute("PRAGMA user_version").fetchone()[0])
            if not 0 < found <= LAYOUT:
                raise self._unknown_layout(found)
            if found < LAYOUT:
                with writing(self.home):
                    migrate(connection)

    def _unknown_layout(self, found: int) -> Exception:
        if found > LAYOUT:
            return LibraryTooNew(self.path, found, LAYOUT)
        return DocumentFileCorrupt(self.path, f"its layout is {found}")


@contextlib.contextmanager
def errors_named(home: Path) -> Iterator[None]:
    """Errors of SQLite and of the system, as errors of the library of this home."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise named(home, error) from error
    except OSError as error:
        raise LibraryNotWritable(home, error.strerror or str(error)) from error


def named(home: Path, error: Exception) -> Exception:
    """What an error of SQLite means: damage, a disk that refuses, or another writer."""
    # Without a code it is of Python's own, such as a message that quotes what is no UTF-8.
    code = getattr(error, "sqlite_errorcode", None) or sqlite3.SQLITE_ERROR
    if code not in _UNREADABLE and code & 0xFF in _NOT_WRITABLE:
        return LibraryNotWritable(home, str(error))
    if code & 0xFF in _BUSY:
        holder = str(holder_of(home) or "another process")
        return LibraryLocked(home / DATABASE, holder, _WAIT_MS / 1000)
    return DocumentFileCorrupt(home / DATABASE, str(error))


@contextlib.contextmanager
def damage_skipped(home: Path) -> Iterator[None]:
    """Leave this block where the file is damaged; a disk that refuses is raised all the same."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        meant = named(home, error)
        if not isinstance(meant, DocumentFileCorrupt):
            raise meant from error


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """A connection as all of ours are; transactions begin where they are written to begin."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    # Text that is no UTF-8 is damage that a checksum finds, and names better than a decoder.
    connection.text_factory = lambda content: content.decode("utf-8", "replace")
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def create_database(path: Path) -> None:
    """A database without texts, made whole and then moved to its place."""
    beside = path.with_name(f"{path.name}.new")
    for leftover in (beside, *(beside.with_name(f"{beside.name}{end}") for end in _ENDS)):
        leftover.unlink(missing_ok=True)
    connection = connect(beside, "rwc")
    try:
        # The log comes last: closing would not say that it could not go into the file.
        migrate(connection)
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":  # SQLite goes on without where the disk refuses
            raise OSError(f"{beside.name} cannot have a write-ahead log")
    finally:
        connection.close()
    sync(beside)
    beside.replace(path)
    sync(path.parent)


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync(folder.parent)
