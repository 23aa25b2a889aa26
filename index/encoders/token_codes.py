"""A text as several short vectors, so that a question can be laid over it piece by piece.

The pieces are tokens where the encoder has a head for them (index/encoders/token_head.py); with any
other encoder there are none. They are whole numbers with a scale each: a product of such rows is
exact in single precision in whatever order it is summed up, so equal texts always have equal
scores.

Of a passage four bits a number are enough: on the benchmarks and the gold questions the order does
not change by more than chance (docs/experiments; compare Santhanam et al. 2022).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Codes = NDArray[np.int8]
Scales = NDArray[np.float16]
Numbers = NDArray[np.uint8]

LARGEST_ASKED = 127
LARGEST_KEPT = 7
LAST_SENTENCE = 254
"""A passage's sentences are numbered from 0; any beyond are taken for this one."""
HEADING = 255
"""The number of what is no sentence of a passage: the heading that it stands under."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one passage, in the order of its text.

    Attributes:
        codes: whole numbers from -7 to 7, shape (n, dimensions).
        scales: what a row's numbers are worth, shape (n,).
        sentences: which sentence of the passage each piece is in, ascending, shape (n,); HEADING
            for those of the heading.
    """

    codes: Codes
    scales: Scales
    sentences: Numbers

    def __len__(self) -> int:
        return len(self.scales)


@dataclass(frozen=True, slots=True)
class QuestionPieces:
    """The pieces of a question, and what each counts; the weights add up to 1."""

    codes: Codes
    scales: Scales
    weights: Vectors

    def __len__(self) -> int:
        return len(self.scales)


def make_pieces(vectors: Vectors, sentences: Sequence[int]) -> Pieces:
    """The pieces with these unit vectors, each in the sentence of that number, -1 the heading."""
    codes, scales = quantise(vectors, LARGEST_KEPT)
    numbers = np.asarray(sentences, np.int64)
    numbers = np.where(numbers < 0, HEADING, np.minimum(numbers, LAST_SENTENCE))
    return Pieces(codes, scales, numbers.astype(np.uint8))


def make_question(vectors: Vectors, weights: Vectors) -> QuestionPieces:
    """The pieces of a question; weights of nothing count alike."""
    codes, scales = quantise(vectors, LARGEST_ASKED)
    total = float(weights.sum())
    shares = weights / total if total > 0 else np.full(len(weights), 1 / max(len(weights), 1))
    return QuestionPieces(codes, scales, shares.astype(np.float32))


def quantise(vectors: Vectors, largest: int) -> tuple[Codes, Scales]:
    """Each row as whole numbers up to `largest`, and the scale that brings it back."""
    highest = np.abs(vectors).max(axis=1, initial=0.0)
    # Rounded as it is stored, so that what is stored is what was meant.
    scales = np.maximum(highest / largest, np.finfo(np.float16).tiny).astype(np.float16)
    codes = np.round(vectors / scales.astype(np.float32)[:, None])
    return np.clip(codes, -largest, largest).astype(np.int8), scales


def sentence_numbers(places: NDArray[np.int64], starts: Sequence[int]) -> NDArray[np.int64]:
    """Which sentence each place of a text is in, given where the sentences begin."""
    found = np.searchsorted(np.asarray(starts, np.int64), places, side="right") - 1
    return np.maximum(found, 0)
