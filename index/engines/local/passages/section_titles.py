"""Section paths by number: which of them has a title that contains some words?

The titles of all paths lie in one file, mapped, and are looked through as bytes: in UTF-8 a text
contains another just where its bytes do. The byte 0xFF, which no UTF-8 has, ends a title, so that
nothing is found across two.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.engines.local.file_access import map_bytes

TITLES, ENDS = "section-titles.bin", "section-ends.npy"

_END = b"\xff"

_KEPT = 32
"""Filters are used again: the results of so many are kept, a byte a path each."""


class SectionTitles:
    """The distinct section paths of passages, numbered from 0."""

    def __init__(self, folder: Path) -> None:
        """Map what `write` wrote.

        Raises:
            OSError, ValueError: a file is missing or not what was written.
        """
        self._titles = map_bytes(folder / TITLES)
        self._ends: NDArray[np.int64] = np.load(folder / ENDS, mmap_mode="r")
        written = int(self._ends[-1]) if len(self._ends) else 0
        if len(self._titles) != written:
            raise ValueError(f"{TITLES} has {len(self._titles)} bytes, not {written}")
        self.containing = lru_cache(maxsize=_KEPT)(self._containing)
        """For each path, whether one of its titles contains the words as they are written."""

    @staticmethod
    def write(folder: Path, paths: Iterable[tuple[str, ...]]) -> None:
        """Write paths in the order of their numbers."""
        ends, end = [], 0
        with (folder / TITLES).open("wb") as file:
            for path in paths:
                end += file.write(b"".join(title.encode() + _END for title in path))
                ends.append(end)
        np.save(folder / ENDS, np.array(ends, np.int64))

    def __len__(self) -> int:
        return len(self._ends)

    def _containing(self, words: str) -> NDArray[np.bool_]:
        starts = np.concatenate([np.zeros(1, np.int64), self._ends[:-1]])[: len(self)]
        if not words:  # which every title contains; only a path without titles has none
            return np.asarray(self._ends > starts)
        pattern = re.compile(re.escape(words.encode()))
        places = [match.start() for match in pattern.finditer(self._titles)]
        contains = np.zeros(len(self), np.bool_)
        contains[np.searchsorted(self._ends, places, side="right")] = True
        return contains
