"""Vectors in half precision, appended block by block to a file that is then mapped or read.

Half of the room of single precision costs next to nothing: cosines move in the fourth decimal.
Sums of all vectors are kept beside the file: what a question has in common with all of them is
taken off its scores, and dead vectors can be taken off a sum.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoders.processor import threads
from index.engines.local.file_access import SpanReader

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
Halves = NDArray[np.float16]


class VectorWriter:
    """Writes a .npy file whose number of rows is not known before the end."""

    def __init__(self, path: Path, dimensions: int) -> None:
        self._file = path.open("wb")
        self._dimensions = dimensions
        self._rows = 0
        self._write_header()

    def add(self, vectors: Vectors | Halves) -> None:
        """Append vectors of shape (n, dimensions)."""
        self._file.write(np.ascontiguousarray(vectors, np.float16).tobytes())
        self._rows += len(vectors)

    def finish(self) -> None:
        """Say how many there are, and close the file."""
        self._file.seek(0)
        self._write_header()
        self.close()

    def close(self) -> None:
        """Close the file; what was not finished is of no use."""
        self._file.close()

    def _write_header(self) -> None:
        # numpy leaves room in the header for the first number to grow.
        shape = (self._rows, self._dimensions)
        about = {"descr": "<f2", "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(self._file, about)


def map_vectors(path: Path) -> Halves:
    """The vectors of a finished file, mapped; shape (n, dimensions)."""
    if path.stat().st_size == 0:
        raise ValueError(f"{path.name} is empty")
    return np.asarray(np.load(path, mmap_mode="r"))


class VectorRows:
    """The vectors of a finished file, read when they are asked for."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            OSError, ValueError: it is missing or not what was written.
        """
        with path.open("rb") as file:
            np.lib.format.read_magic(file)
            (rows, self._dimensions), _, _ = np.lib.format.read_array_header_1_0(file)
            self._offset = file.tell()
        self._size = 2 * self._dimensions
        if path.stat().st_size != self._offset + rows * self._size:
            raise ValueError(f"{path.name} does not hold the {rows} vectors that it speaks of")
        self._reader = SpanReader(path)

    def spans(self, starts: Rows, ends: Rows) -> Halves:
        """The rows from each start up to its end, one span after the other."""
        sizes = ((ends - starts) * self._size).tolist()
        places = (self._offset + starts * self._size).tolist()
        read = self._reader.read(zip(sizes, places, strict=True))
        return np.frombuffer(read, "<f2").reshape(-1, self._dimensions)


def widened(vectors: Halves | Vectors) -> Vectors:
    """The same in single precision; numpy takes twenty times as long for it as torch."""
    if vectors.dtype != np.float16:
        return np.asarray(vectors, np.float32)
    # Imported here: what only writes vectors does without it.
    import torch

    with threads(1):
        single: Vectors = torch.from_numpy(vectors).float().numpy()
    return single


@dataclass(frozen=True, slots=True)
class Centre:
    """The sum of some vectors, and how many they are."""

    total: NDArray[np.float64]
    count: int

    @classmethod
    def of(cls, vectors: Halves | Vectors) -> "Centre":
        """Add up the vectors as they are stored."""
        total = vectors.astype(np.float16).sum(axis=0, dtype=np.float64)
        return cls(np.asarray(total), len(vectors))

    @classmethod
    def nothing(cls, dimensions: int) -> "Centre":
        """The centre of no vectors."""
        return cls(np.zeros(dimensions), 0)

    @property
    def mean(self) -> Vectors:
        """The mean vector; zero if there are none."""
        return (self.total / max(self.count, 1)).astype(np.float32)

    def __add__(self, other: "Centre") -> "Centre":
        return Centre(self.total + other.total, self.count + other.count)

    def __sub__(self, other: "Centre") -> "Centre":
        return Centre(self.total - other.total, self.count - other.count)

    def save(self, path: Path) -> None:
        """Write the sum and, as its last number, the count."""
        np.save(path, np.append(self.total, self.count))

    @classmethod
    def load(cls, path: Path) -> "Centre":
        """Read what `save` wrote."""
        values = np.load(path)
        return cls(values[:-1], int(values[-1]))
