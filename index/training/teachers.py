"""Who says where a student's vectors shall lie: one frozen teacher, or two side by side."""

from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor

from index.encoders.base import Encoder, Vectors
from index.training.batching import Tokens
from index.training.student import TextEncoder, encode
from index.training.targets import Targets

ASKED = "query: "
"""What multilingual-e5 wants before a text that is compared with others of its kind."""


class Teacher(Protocol):
    """Gives what the student is drawn to."""

    def targets(self, english: Sequence[str]) -> Tensor:
        """One unit row per English text."""
        ...


class OneTeacher:
    """An encoder of English that the student starts from."""

    def __init__(self, model: TextEncoder, tokens: Tokens) -> None:
        self._model, self._tokens = model, tokens

    def targets(self, english: Sequence[str]) -> Tensor:
        """What the model gives."""
        with torch.no_grad():
            return encode(self._model, self._tokens, english).float()


class TwoTeachers:
    """An encoder trained before, and multilingual-e5: each is better where the other is not."""

    def __init__(self, first: Encoder, e5: Encoder) -> None:
        self._first, self._e5 = first, e5
        self.fitted: Targets | None = None

    def vectors(self, english: Sequence[str]) -> tuple[Vectors, Vectors]:
        """What each of them gives."""
        return (
            self._first.encode_passages(english),
            self._e5.encode_passages([ASKED + text for text in english]),
        )

    def targets(self, english: Sequence[str]) -> Tensor:
        """What both give, turned towards the student; `fitted` must be there."""
        assert self.fitted is not None
        return torch.from_numpy(self.fitted.of(*self.vectors(english)))
