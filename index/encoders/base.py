"""The seam over encoders: what a search asks of any of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoders.token_head import TokenVectors

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoded:
    """Texts as an encoder gives them.

    Attributes:
        vectors: one unit row a text, shape (texts, dimensions).
        tokens: the words of each text; None where the model has no head for them.
        parts: one unit row a part of each text, shapes (parts, dimensions); None where they were
            not asked for, or the model does not give them.
    """

    vectors: Vectors
    tokens: Sequence[TokenVectors] | None = None
    parts: Sequence[Vectors] | None = None


class Encoder(Protocol):
    """Turns texts into rows of length one; near rows mean near texts."""

    @property
    def name(self) -> str:
        """What to set WENJU_ENCODER to in order to get this encoder."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever weights, tokenizer or settings of the model do."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a row."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode what is asked, one row per text."""
        ...

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Encode what is searched, one row per text; `progress` is told how many are done."""
        ...

    def read_queries(self, texts: Sequence[str]) -> Encoded:
        """Encode what is asked: rows and, where there is a head for them, tokens."""
        ...

    def read_passages(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        starts: Sequence[Sequence[int]] | None = None,
    ) -> Encoded:
        """Encode what is searched: rows and, where there is a head for them, tokens and parts.

        `starts` says where the parts of each text begin.
        """
        ...


Pair = tuple[str, Sequence[str]]
"""A question and the sentences that are read with it."""


class Verifier(Protocol):
    """Says whether sentences answer a question."""

    def score(self, pairs: Sequence[Pair]) -> list[float]:
        """For each pair the log-odds that the sentences answer the question."""
        ...
