"""Whose turn it is: of several services over one library, one works on the jobs.

The lock is the kernel's (`flock` on HOME/jobs.lock): it is gone with the process that held it,
however that ended, and another service takes over.
"""

import fcntl
import os
from pathlib import Path


class Turn:
    """The right to work on the jobs of a home; it is kept until it is given back."""

    def __init__(self, home: Path) -> None:
        self._path = home / "jobs.lock"
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Whether it is ours, now or already."""
        if self._descriptor is not None:
            return True
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def give_back(self) -> None:
        """Let another service have it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
