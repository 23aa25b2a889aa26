"""Files that several processes share: waiting until they are on the disk, and locking them.

A lock is the kernel's (`flock`), so it is gone with the process that held it. It belongs to the
open file: a forked child holds it too until it closes the descriptor.
"""

import fcntl
import os
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until a file's content, or a folder's list of files, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def lock_file(path: Path, wait: bool = False) -> int | None:
    """Lock a file, which is made if it is missing, against all others that lock it.

    Args:
        path: the file.
        wait: for whoever holds it, however long.

    Returns:
        A descriptor that holds the lock until it is closed; None where another holds it.

    Raises:
        OSError: the file cannot be opened for writing.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def is_locked(path: Path) -> bool:
    """Whether somebody holds the lock of a file; looking keeps nobody from taking it.

    Raises:
        FileNotFoundError: there is no such file.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
