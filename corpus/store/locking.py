"""One writer at a time, across processes and threads.

The lock is the kernel's (`flock` on HOME/writer.lock), so it is gone with the process that held
it, however that ended. What the file says is for people only: who holds it, and since when.
"""

import contextlib
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from corpus.disk import is_locked, lock_file
from corpus.errors import LibraryLocked, LibraryNotWritable

LOCK = "writer.lock"
_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock, as far as its file says."""

    pid: int
    command: str
    since: str

    def __str__(self) -> str:
        return f"process {self.pid} ({self.command}) since {self.since}"


class _Writer:
    """The lock of one home in this process: entered again by the thread that has it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.turn = threading.RLock()
        self.depth = 0
        self.descriptor = -1


_writers: dict[Path, _Writer] = {}
_registry = threading.Lock()


@contextlib.contextmanager
def writing(home: Path, wait: float = 30) -> Iterator[None]:
    """Be the only one who writes to this home; entering again in the same thread is free.

    Args:
        home: the library's folder, which must be there.
        wait: seconds to wait for another thread or process.

    Raises:
        LibraryLocked: another one went on writing; it is named.
        LibraryNotWritable: the lock's file cannot be made.
    """
    writer = _writer_of(home)
    deadline = time.monotonic() + wait
    if not writer.turn.acquire(timeout=wait):
        raise LibraryLocked(writer.path, "another thread of this process", wait)
    try:
        if writer.depth == 0:
            writer.descriptor = _lock(writer.path, deadline, wait)
        writer.depth += 1
        try:
            yield
        finally:
            writer.depth -= 1
            if writer.depth == 0:
                _release(writer)
    finally:
        writer.turn.release()


def holder_of(home: Path) -> Holder | None:
    """Who is writing to this home now; None when nobody is."""
    path = home / LOCK
    try:
        return _read(path) if is_locked(path) else None
    except FileNotFoundError:
        return None


def _writer_of(home: Path) -> _Writer:
    path = home.resolve() / LOCK
    with _registry:
        _watch_forks()
        return _writers.setdefault(path, _Writer(path))


@cache
def _watch_forks() -> None:
    """A forked child would hold the lock on for as long as it lives."""
    os.register_at_fork(after_in_child=_forget)


def _forget() -> None:
    global _registry
    _registry = threading.Lock()
    for writer in _writers.values():
        if writer.descriptor >= 0:
            os.close(writer.descriptor)
    _writers.clear()


def _lock(path: Path, deadline: float, wait: float) -> int:
    while (descriptor := _try_lock(path)) is None:
        if time.monotonic() >= deadline:
            raise LibraryLocked(path, str(_read(path) or "another process"), wait)
        time.sleep(_PAUSE)
    _sign(descriptor)
    return descriptor


def _try_lock(path: Path) -> int | None:
    try:
        return lock_file(path)
    except OSError as error:
        raise LibraryNotWritable(path.parent, error.strerror or str(error)) from error


def _sign(descriptor: int) -> None:
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200]
    holder = Holder(os.getpid(), command, datetime.now(UTC).isoformat(timespec="seconds"))
    # On a full disk the lock holds unsigned.
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(asdict(holder), ensure_ascii=False).encode(), 0)


def _release(writer: _Writer) -> None:
    with contextlib.suppress(OSError):
        os.ftruncate(writer.descriptor, 0)
    os.close(writer.descriptor)
    writer.descriptor = -1


def _read(path: Path) -> Holder | None:
    try:
        return Holder(**json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
