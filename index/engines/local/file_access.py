"""Spans of a file, read when they are asked for.

The largest files of an index are read, not mapped: a search looks at some dozen places of them, and
pages that were met once would count as this process's memory for good.
"""

import mmap
import os
import weakref
from collections.abc import Iterable
from pathlib import Path


class SpanReader:
    """An open file; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            OSError: it is missing.
        """
        self._descriptor = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._descriptor)

    def read(self, spans: Iterable[tuple[int, int]]) -> bytearray:
        """The bytes of spans, one after the other; each is its length and where it begins."""
        descriptor, pread = self._descriptor, os.pread
        return bytearray().join([pread(descriptor, size, place) for size, place in spans])


def map_bytes(path: Path) -> "mmap.mmap | bytes":
    """The bytes of a file, mapped; an empty one, which cannot be mapped, as no bytes."""
    if path.stat().st_size == 0:
        return b""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
