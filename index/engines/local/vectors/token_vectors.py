"""The token codes of every passage, four bits a number; read for candidates only."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.arrays import Rows
from index.encoders.token_codes import Pieces
from index.engines.local.file_access import SpanReader

Records = NDArray[np.uint8]

RECORDS, BOUNDS = "pieces.bin", "piece-bounds.npy"

BESIDE_CODES = 3
"""Bytes of a record that are not its numbers: two of scale, one of sentence."""

SHIFT = np.int8(8)
"""What is added to a number, so that it is none below zero."""


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

    def __init__(self, path: Path, bounds: Rows, dimensions: int) -> None:
        self.bounds = bounds
        self._dimensions = dimensions
        self._size = _size_of_record(dimensions)
        self._reader = SpanReader(path)

    @classmethod
    def open(cls, folder: Path) -> "PieceFile":
        """Open what a `PieceWriter` wrote.

        Raises:
            OSError, ValueError: a file is missing or not what was written.
        """
        known = np.load(folder / BOUNDS)
        bounds, dimensions = known[:-1], int(known[-1])
        size = _size_of_record(dimensions)
        found = (folder / RECORDS).stat().st_size
        if found != int(bounds[-1]) * size:
            raise ValueError(f"{RECORDS} has {found} bytes, not {bounds[-1]} × {size}")
        return cls(folder / RECORDS, bounds, dimensions)

    def of_row(self, row: int) -> Pieces:
        """The pieces of one passage."""
        return self.of_rows(np.array([row]))[0]

    def of_rows(self, rows: Rows) -> tuple[Pieces, Rows]:
        """The pieces of several passages, one after the other, and how many each has."""
        starts, counts = self.bounds[rows], self.bounds[rows + 1] - self.bounds[rows]
        spans = zip((counts * self._size).tolist(), (starts * self._size).tolist(), strict=True)
        records = np.frombuffer(self._reader.read(spans), np.uint8).reshape(-1, self._size)
        return split_records(records, self._dimensions), counts


def split_records(records: Records, dimensions: int) -> Pieces:
    """Pieces of their records."""
    half = records.shape[1] - BESIDE_CODES
    codes = np.empty((len(records), 2 * half), np.int8)
    packed = records[:, :half]
    np.bitwise_and(packed, 15, out=codes[:, :half].view(np.uint8))
    np.right_shift(packed, 4, out=codes[:, half:].view(np.uint8))
    codes -= SHIFT
    scales = np.ascontiguousarray(records[:, half:-1]).view(np.float16).reshape(-1)
    return Pieces(codes[:, :dimensions], scales, records[:, -1])


def _size_of_record(dimensions: int) -> int:
    return (dimensions + 1) // 2 + BESIDE_CODES


def _as_records(pieces: Pieces) -> Records:
    rows, dimensions = pieces.codes.shape
    half = (dimensions + 1) // 2
    halves = np.zeros((rows, 2 * half), np.uint8)
    halves[:, :dimensions] = pieces.codes + SHIFT
    return np.concatenate(
        [
            halves[:, :half] | halves[:, half:] << 4,
            np.ascontiguousarray(pieces.scales).view(np.uint8).reshape(-1, 2),
            pieces.sentences[:, None],
        ],
        axis=1,
    )
