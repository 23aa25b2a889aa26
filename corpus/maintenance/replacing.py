"""Puts another database in a library's place, with what was there kept aside."""

import fcntl
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from corpus.disk import sync
from corpus.errors import LibraryLocked
from corpus.store.change_counter import SEAL, read_seal, write_seal
from corpus.store.database import DATABASE, connect
from corpus.store.queries import read_state

_LOG, _SHARED = f"{DATABASE}-wal", f"{DATABASE}-shm"
# Where SQLite's unix locks are: https://www.sqlite.org/src/file/src/os.h, SHARED_FIRST.
_LOCKED_FROM, _LOCKED_BYTES = 0x40000002, 510


def new_folder(home: Path, purpose: str) -> Path:
    """A new folder in a home, named for its purpose and the time."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    folder = home / f"{purpose}-{stamp}"
    folder.mkdir()
    return folder


def copy_files(home: Path, folder: Path) -> None:
    """Copy a library's files as they lie, damaged or not."""
    for name in (DATABASE, _LOG, SEAL):
        if (home / name).exists():
            shutil.copy2(home / name, folder / name)
            sync(folder / name)
    sync(folder)
    sync(home)


def replace_database(home: Path, staged: Path) -> None:
    """Let the library of a home be what the database `staged` holds.

    To be called by its only writer, when what is there was copied. Running services see the one
    or the other: the content goes into their file, as one transaction. Only where that file is no
    database any more is it replaced itself, and then nobody else may have it open.
    """
    changes = _count_on(home, staged)
    if not (home / DATABASE).exists() or not _copied_into(staged, home / DATABASE):
        _check_unused(home / DATABASE)
        for name in (_LOG, _SHARED):
            (home / name).unlink(missing_ok=True)
        sync(staged)
        staged.replace(home / DATABASE)
        sync(home)
    write_seal(home, changes)


def _count_on(home: Path, staged: Path) -> int:
    """Number the change so that the seal of what was there holds for what comes."""
    with closing(connect(staged, "rw")) as connection:
        changes = max(read_seal(home), read_state(connection)[0]) + 1
        connection.execute("UPDATE state SET changes = ?", (changes,))
    return changes


def _copied_into(staged: Path, target: Path) -> bool:
    if target.stat().st_size < 512:
        return False
    try:
        with closing(connect(staged, "rw")) as source, closing(connect(target, "rw")) as into:
            source.backup(into)
            return bool(into.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR):
            raise
        return False


def _check_unused(path: Path) -> None:
    """SQLite holds a lock on a database for as long as a connection is open."""
    if not path.exists():
        return
    descriptor = os.open(path, os.O_RDWR)
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKED_BYTES, _LOCKED_FROM)
    except BlockingIOError:
        holder = "a process that has it open, such as `wenju serve`"
        raise LibraryLocked(path, holder, 0) from None
    finally:
        os.close(descriptor)
