"""Folders that are sealed by a manifest: every file's size and SHA-256, and all of it on disk."""

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from corpus.disk import lock_file, sync
from index.errors import IndexDamaged, IndexNotWritable

MANIFEST = "manifest.json"

Sizes = Mapping[str, tuple[int, str]]
"""Relative paths to `(size in bytes, SHA-256)`."""

Stamps = tuple[tuple[int, int, int], ...]


def measure_files(folder: Path) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 of every file below a folder, but for its manifest."""
    return {
        str(path.relative_to(folder)): (path.stat().st_size, sha256_of(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / MANIFEST
    }


def check_sizes(folder: Path, files: Sizes) -> None:
    """Compare every file's size with what was written; damage raises `IndexDamaged`."""
    for name, (size, _) in files.items():
        path = folder / name
        if not path.is_file():
            raise IndexDamaged(folder, f"{name} is missing")
        with _missing_named(folder):
            found = path.stat().st_size
        if found != size:
            raise IndexDamaged(folder, f"{name} has {found} bytes, not {size}")


def check_contents(folder: Path, files: Sizes) -> None:
    """Read every file and compare it with its SHA-256; damage raises `IndexDamaged`."""
    for name, (_, expected) in files.items():
        with _missing_named(folder):
            found = sha256_of(folder / name)
        if found != expected:
            raise IndexDamaged(folder, f"{name} does not match its checksum")


def stamps_of(folder: Path, files: Sizes) -> Stamps:
    """What shows that no file was touched since it was read: inode, size and time of change.

    A file that is missing raises `IndexDamaged`.
    """
    with _missing_named(folder):
        found = [(folder / name).stat() for name in files]
    return tuple((status.st_ino, status.st_size, status.st_mtime_ns) for status in found)


@contextlib.contextmanager
def _missing_named(folder: Path) -> Iterator[None]:
    """A file that cannot be opened is damage; a writer may have removed it a moment ago."""
    try:
        yield
    except OSError as error:
        raise IndexDamaged(folder, str(error)) from error


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_synced(path: Path, text: str) -> None:
    """Write text and wait until it is on the disk."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def sync_below(folder: Path) -> None:
    """Wait until a folder and all below it is on the disk."""
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


@contextlib.contextmanager
def alone(home: Path, purpose: str) -> Iterator[None]:
    """Wait for whoever does the same in this or another process; a crash lets go, too.

    Args:
        home: an index home, made if it is missing.
        purpose: names the file that is locked.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = lock_file(home / f"{purpose}.lock", wait=True)
    except OSError as error:
        raise IndexNotWritable(home, str(error)) from error
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)
