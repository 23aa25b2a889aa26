"""The pieces of one segment's passages on disk: one file of records.

A record is a piece: its numbers, its scale, and the number of its sentence, side by side, so that
looking up a passage reads one place of the disk. The file is read, not mapped: it is the largest
of an index, and pages that were met once would count as this process's memory for good.
"""

import os
import weakref
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.pieces import Pieces

Rows = NDArray[np.int64]
Records = NDArray[np.uint8]

RECORDS, BOUNDS = "pieces.bin", "piece-bounds.npy"
BESIDE_CODES = 3
"""Bytes of a record that are not its numbers: two of scale, one of sentence."""


class PieceWriter:
    """Writes the pieces of one segment, passage by passage."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = (folder / RECORDS).open("wb")
        self._dimensions = 0
        self._counts = [0]

    def add(self, passages: Iterable[Pieces]) -> None:
        """Append the pieces of the next passages."""
        for pieces in passages:
            self._dimensions = pieces.codes.shape[1]
            self._file.write(_as_records(pieces).tobytes())
            self._counts.append(len(pieces))

    def finish(self) -> None:
        """Write what is known only at the end, and close the file."""
        self.close()
        bounds = np.cumsum(self._counts, dtype=np.int64)
        np.save(self._folder / BOUNDS, np.append(bounds, self._dimensions))

    def close(self) -> None:
        """Close the file; what was not finished is of no use."""
        self._file.close()


class PieceFile:
    """The pieces of one segment.

    The records of row n are those from `bounds[n]` up to `bounds[n + 1]`.
    """

    def __init__(self, path: Path, bounds: Rows, size: int) -> None:
        self.bounds = bounds
        self._size = size
        self._descriptor = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._descriptor)

    @classmethod
    def open(cls, folder: Path) -> "PieceFile":
        """Open what a `PieceWriter` wrote.

        Raises:
            OSError, ValueError: a file is missing or not what was written.
        """
        known = np.load(folder / BOUNDS)
        bounds, size = known[:-1], int(known[-1]) + BESIDE_CODES
        found = (folder / RECORDS).stat().st_size
        if found != int(bounds[-1]) * size:
            raise ValueError(f"{RECORDS} has {found} bytes, not {bounds[-1]} × {size}")
        return cls(folder / RECORDS, bounds, size)

    def of_row(self, row: int) -> Pieces:
        """The pieces of one passage."""
        return self.of_rows(np.array([row]))[0]

    def of_rows(self, rows: Rows) -> tuple[Pieces, Rows]:
        """The pieces of several passages, one after the other, and how many each has."""
        starts, counts = self.bounds[rows], self.bounds[rows + 1] - self.bounds[rows]
        spans = zip((counts * self._size).tolist(), (starts * self._size).tolist(), strict=True)
        read = b"".join(os.pread(self._descriptor, *span) for span in spans)
        return split_records(np.frombuffer(read, np.uint8).reshape(-1, self._size)), counts


def split_records(records: Records) -> Pieces:
    """Pieces of their records."""
    dimensions = records.shape[1] - BESIDE_CODES
    scales = np.ascontiguousarray(records[:, dimensions:-1]).view(np.float16).reshape(-1)
    return Pieces(records[:, :dimensions].view(np.int8), scales, records[:, -1])


def _as_records(pieces: Pieces) -> Records:
    return np.concatenate(
        [
            pieces.codes.view(np.uint8),
            np.ascontiguousarray(pieces.scales).view(np.uint8).reshape(-1, 2),
            pieces.sentences[:, None],
        ],
        axis=1,
    )
