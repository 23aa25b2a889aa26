"""What each passage contains: its terms and how often, row by row, in files that are mapped.

Terms are numbered in the order of their first appearance and known by a 64-bit hash, so opening an
index reads no dictionary: a million terms are eight megabytes that the system pages in as needed.
Two of a million terms share a hash once in thirty million indexes. The terms themselves are
written, too, for a merge of indexes: it copies what was counted and analyses no text again.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix, Rows
from index.scoring.term_counts import TermCounts
from index.text.term_hashes import Hashes, hash_terms

Number = TypeVar("Number", np.uint16, np.uint32)

_MOST_OFTEN = 65_535
_VOCABULARY = "vocabulary.txt"


class ForwardWriter:
    """Writes a forward index into a folder, one passage at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._terms = (folder / "terms.u32").open("wb")
        self._counts = (folder / "counts.u16").open("wb")
        self._numbers: dict[str, int] = {}
        self._passages_with = array("I")
        self._starts = array("q", [0])
        self._lengths = array("I")
        # Of indexes that are copied from: their terms by number, and our numbers of them.
        self._sources: dict[ForwardIndex, tuple[list[str], Rows]] = {}

    def add(self, terms: Sequence[str]) -> None:
        """Add the next row."""
        counts = Counter(terms)
        numbers = array("I", (self._number(term) for term in counts))
        for number in numbers:
            self._passages_with[number] += 1
        often = array("H", (min(count, _MOST_OFTEN) for count in counts.values()))
        self._append(numbers.tobytes(), often.tobytes(), len(numbers), len(terms))

    def copy(self, source: "ForwardIndex", rows: Sequence[int]) -> Iterator[list[str]]:
        """Add rows as another index has them; gives the terms of each, as often as it has them."""
        if source not in self._sources:
            unknown = np.full(len(source.passages_with), -1, np.int64)
            self._sources[source] = (source.vocabulary(), unknown)
        names, ours = self._sources[source]
        for row in rows:
            theirs, counts = source.entries(row)
            for number in theirs[ours[theirs] < 0].tolist():
                ours[number] = self._number(names[number])
            numbers = ours[theirs]
            for number in numbers.tolist():
                self._passages_with[number] += 1
            length = int(source.lengths[row])
            self._append(
                numbers.astype(np.uint32).tobytes(), counts.tobytes(), len(numbers), length
            )
            pairs = zip(theirs.tolist(), counts.tolist(), strict=True)
            yield [names[number] for number, count in pairs for _ in range(count)]

    def _append(self, numbers: bytes, counts: bytes, entries: int, length: int) -> None:
        self._terms.write(numbers)
        self._counts.write(counts)
        self._starts.append(self._starts[-1] + entries)
        self._lengths.append(length)

    def _number(self, term: str) -> int:
        number = self._numbers.setdefault(term, len(self._numbers))
        if number == len(self._passages_with):
            self._passages_with.append(0)
        return number

    def close(self) -> None:
        """Close the files; what was not finished is of no use."""
        # Closing writes what is left, and may fail on a full disk: each one all the same.
        try:
            self._terms.close()
        finally:
            self._counts.close()

    def finish(self) -> None:
        """Write what is known only at the end, and close the files."""
        self.close()
        names = "".join(f"{term}\n" for term in self._numbers)
        (self._folder / _VOCABULARY).write_bytes(names.encode("utf-8", "surrogatepass"))
        hashes = hash_terms(list(self._numbers))
        order = np.argsort(hashes, kind="stable")
        arrays: dict[str, NDArray[Any]] = {  # of several types
            "hashes": hashes[order],
            "numbers": order.astype(np.uint32),
            "passages_with": np.frombuffer(self._passages_with, np.uint32),
            "starts": np.frombuffer(self._starts, np.int64),
            "lengths": np.frombuffer(self._lengths, np.uint32),
        }
        for name, values in arrays.items():
            np.save(self._folder / f"{name}.npy", values)


class ForwardIndex:
    """The terms of rows 0..n-1, read from the files of a `ForwardWriter`."""

    def __init__(self, folder: Path) -> None:
        """Map the files; nothing large is read.

        Raises:
            OSError, ValueError: a file is missing or not what was written.
        """
        self._folder = folder
        self._hashes = _load_mapped(folder / "hashes.npy")
        self._numbers = _load_mapped(folder / "numbers.npy")
        self._starts: NDArray[np.int64] = _load_mapped(folder / "starts.npy")
        self.lengths: NDArray[np.uint32] = _load_mapped(folder / "lengths.npy")
        self.passages_with: NDArray[np.uint32] = _load_mapped(folder / "passages_with.npy")
        self._terms: NDArray[np.uint32] = _map_array(folder / "terms.u32", np.uint32)
        self._counts: NDArray[np.uint16] = _map_array(folder / "counts.u16", np.uint16)
        entries = int(self._starts[-1])
        if not len(self._terms) == len(self._counts) == entries:
            raise ValueError(f"{len(self._terms)} entries where {entries} were written")

    def __len__(self) -> int:
        return len(self.lengths)

    @cached_property
    def hashes(self) -> Hashes:
        """The hash of each term, by its number."""
        found = np.empty(len(self._hashes), np.uint64)
        found[self._numbers] = self._hashes
        return found

    def numbers(self, hashes: Hashes) -> Rows:
        """The numbers of terms, in their order; -1 where no row has one."""
        if not len(self._hashes):
            return np.full(len(hashes), -1, np.int64)
        places = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        is_known = self._hashes[places] == hashes
        return np.where(is_known, self._numbers[places].astype(np.int64), -1)

    def frequencies(self, rows: Rows, numbers: Rows) -> Matrix:
        """How often each of the terms stands in each of the rows, shape (rows, numbers).

        A number is given once; -1 is none.
        """
        found = np.zeros((len(rows), len(numbers)))
        wanted = np.flatnonzero(numbers >= 0)
        if not len(rows) or not len(wanted):
            return found
        starts, ends = self._starts[rows], self._starts[rows + 1]
        terms = self._joined(self._terms, rows)
        is_wanted = np.zeros(len(self.passages_with), np.bool_)
        is_wanted[numbers[wanted]] = True
        hits = np.flatnonzero(is_wanted.take(terms))
        bounds = np.cumsum(ends - starts)
        row = np.searchsorted(bounds, hits, side="right")
        order = wanted[np.argsort(numbers[wanted])]
        column = order[np.searchsorted(numbers[order], terms[hits])]
        found[row, column] = self._counts[hits + (ends - bounds)[row]]
        return found

    def bags(self, rows: Rows) -> TermCounts:
        """The terms of some rows, as hashes."""
        return TermCounts(
            self.hashes[self._joined(self._terms, rows)],
            self._joined(self._counts, rows),
            self._starts[rows + 1] - self._starts[rows],
            self.lengths[rows].astype(np.int64),
        )

    def _joined(self, entries: NDArray[Number], rows: Rows) -> NDArray[Number]:
        """The entries of some rows, one row after the other."""
        starts, ends = self._starts[rows].tolist(), self._starts[rows + 1].tolist()
        spans: list[NDArray[Number]] = [
            entries[start:end] for start, end in zip(starts, ends, strict=True)
        ]
        return np.concatenate([*spans, entries[:0]])

    def count_passages(self, rows: Rows) -> NDArray[np.uint32]:
        """How many of these rows have each term, in the order of the terms' numbers."""
        spans = [self._terms[self._starts[row] : self._starts[row + 1]] for row in rows]
        terms = np.concatenate(spans) if spans else np.empty(0, np.uint32)
        return np.bincount(terms, minlength=len(self.passages_with)).astype(np.uint32)

    def vocabulary(self) -> list[str]:
        """Every term by its number; read anew each time, since searching needs none."""
        raw = (self._folder / _VOCABULARY).read_bytes()
        return raw.decode("utf-8", "surrogatepass").split("\n")[:-1]

    def entries(self, row: int) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
        """The numbers of the terms that a row has, and how often it has each."""
        span = slice(int(self._starts[row]), int(self._starts[row + 1]))
        return self._terms[span], self._counts[span]


def _load_mapped(path: Path) -> NDArray[Any]:
    """A mapped array of any type; a plain view, which is faster to take from than a memmap."""
    return np.asarray(np.load(path, mmap_mode="r"))


def _map_array(path: Path, kind: type[Number]) -> NDArray[Number]:
    """A mapped file of numbers; an empty file, which cannot be mapped, as an empty array."""
    if path.stat().st_size == 0:
        return np.empty(0, kind)
    return np.asarray(np.memmap(path, kind, mode="r"))
