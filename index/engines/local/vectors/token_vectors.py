"""Late interaction: every piece of a question looks for its best match in a passage.

    interaction(q, d) = sum over pieces i of q: weight_i * max over pieces j of d: cos(i, j)

(MaxSim of ColBERT, Khattab and Zaharia 2020; the weights are learned with the encoder.) The same
within each sentence tells whether what is asked for is said in one place. Pieces are looked up for
candidates only, in all parts of a pool.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoders.token_codes import Pieces, QuestionPieces
from index.engines.local.file_access import SpanReader
from index.engines.local.row_numbers import Numbering
from index.scoring.late_interaction import (
    NO_MATCH,
    Matches,
    Rows,
    Scores,
    _by_sentence,
    _match,
)

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


class PieceVectors:
    """The pieces of all parts of a pool; rows are those of the numbering."""

    def __init__(self, parts: Sequence[PieceFile], numbering: Numbering) -> None:
        self._parts = parts
        self._numbering = numbering

    def match(self, question: QuestionPieces, rows: Rows) -> Matches:
        """Lay the question over these passages."""
        shape = (len(rows), len(question))
        whole, best = np.full(shape, NO_MATCH), np.full(shape, NO_MATCH)
        for number, positions, local in self._numbering.split(rows):
            pieces, counts = self._parts[number].of_rows(local)
            full = counts > 0
            found = _match(question, pieces, counts[full])
            whole[positions[full]], best[positions[full]] = found
        return Matches(whole, best, question.weights)

    def in_sentences(self, question: QuestionPieces, row: int, sentences: int) -> Scores:
        """The best matches in each of a passage's sentences, shape (sentences, pieces)."""
        part, local = self._numbering.place(row)
        pieces = self._parts[part].of_row(local)
        found = np.full((sentences, len(question)), NO_MATCH)
        if len(pieces) and len(question):
            by_sentence, firsts = _by_sentence(question, pieces, np.array([len(pieces)]))
            found[pieces.sentences[firsts]] = by_sentence
        return found
