"""How likely a Chinese syllable stands for some letters of a foreign name.

The joint source-channel model of transliteration (Li, Zhang & Su, ACL 2004) without its context:
a name is cut into pieces of one to four letters, one piece per character, and each piece depends
on its character's syllable alone. `index/training/transliteration.py` learns it; here it is kept as
log-odds against the letters standing there by chance, so that scores of names can be compared.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.shipped import TRANSLITERATIONS

LONGEST_PIECE = 4
_ALPHABET = 27
_CODES = _ALPHABET**LONGEST_PIECE
_PLANE = 0x10000

Codes = NDArray[np.int64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sounds:
    """The model.

    Attributes:
        syllable_of: Code point → number of the syllable, -1 for a character that names do not use.
        odds: Log-odds of a syllable and a piece of letters, shape (syllables, pieces); the last
            column is for every piece that was never seen.
        piece_of: Letters as a number → column of `odds`.
    """

    syllable_of: NDArray[np.int32]
    odds: Scores
    piece_of: NDArray[np.int32]

    def read(self, text: str) -> NDArray[np.int32]:
        """The syllable of each character of a text, of either script; -1 where there is none."""
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        syllables: NDArray[np.int32] = self.syllable_of[np.minimum(points, _PLANE - 1)]
        return syllables

    def pieces(self, letters: Codes, length: int) -> NDArray[np.int32]:
        """For each letter, the column of `odds` for the piece of so many letters that it ends.

        `letters` are codes as `spell` gives them; 0 stands between names.
        """
        number = np.zeros(len(letters), np.int64)
        crosses = np.zeros(len(letters), bool)
        for back in range(length):
            shifted = np.zeros_like(letters)
            shifted[back:] = letters[: len(letters) - back]
            number += shifted * _ALPHABET**back
            crosses |= shifted == 0
        columns = self.piece_of[number]
        columns[crosses] = self.odds.shape[1] - 1
        return columns


@lru_cache(maxsize=1 << 14)
def plain_letters(name: str) -> str:
    """A name in letters a to z: without accents, case, and all else."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in decomposed if "a" <= letter <= "z")


def spell(letters: str) -> Codes:
    """Letters as codes 1 to 26."""
    return np.frombuffer(letters.encode("ascii"), np.uint8).astype(np.int64) - (ord("a") - 1)


@cache
def load_sounds(path: Path = TRANSLITERATIONS) -> Sounds:
    """The model in a file; the shipped one where none is named. Read once per process."""
    with np.load(path, allow_pickle=False) as saved:
        pieces = saved["pieces"].tobytes().decode().split("\n")
        odds = np.repeat(saved["unseen"].astype(np.float32)[:, None], len(pieces) + 1, axis=1)
        odds[saved["rows"], saved["columns"]] = saved["odds"]
        piece_of = np.full(_CODES, len(pieces), np.int32)
        for column, piece in enumerate(pieces):
            piece_of[_number(piece)] = column
        syllable_of = np.full(_PLANE, -1, np.int32)
        syllable_of[saved["points"]] = saved["syllables"]
    return Sounds(syllable_of, odds, piece_of)


def save_sounds(
    path: Path,
    odds: Sequence[Mapping[str, float]],
    unseen: Sequence[float],
    syllable_of: Mapping[str, int],
) -> None:
    """Write what `load_sounds` reads: the odds of each syllable's pieces, who says which."""
    pieces = sorted({piece for row in odds for piece in row})
    column = {piece: number for number, piece in enumerate(pieces)}
    cells = [
        (row, column[p], value) for row, found in enumerate(odds) for p, value in found.items()
    ]
    characters = sorted(syllable_of)
    np.savez_compressed(
        path,
        pieces=np.frombuffer("\n".join(pieces).encode(), np.uint8),
        rows=np.array([row for row, _, _ in cells], np.uint16),
        columns=np.array([piece for _, piece, _ in cells], np.uint16),
        odds=np.array([value for _, _, value in cells], np.float16),
        unseen=np.array(unseen, np.float16),
        points=np.array([ord(character) for character in characters], np.uint16),
        syllables=np.array([syllable_of[character] for character in characters], np.uint16),
    )


def _number(piece: str) -> int:
    number = 0
    for code in spell(piece).tolist():
        number = number * _ALPHABET + code
    return number
