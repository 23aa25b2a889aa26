"""From the encoder's last states to short vectors of tokens, and how much each token says.

The head lies in the model's folder as `tokens.safetensors`; sentence-transformers does not look
at it. It was trained together with the encoder (index/training/late_interaction.py).
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

FILE = "tokens.safetensors"


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The words of a text as short vectors.

    Attributes:
        vectors: unit rows, shape (tokens, dimensions).
        weights: what each says in a question, not below 0, shape (tokens,).
        places: the last code point of each in the text, shape (tokens,); the first one may be
            the space before a word.
    """

    vectors: Vectors
    weights: Vectors
    places: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TokenHead:
    """A projection of states of length h to d dimensions, and a weight of each state.

    Attributes:
        projection: shape (d, h).
        bias: shape (d,).
        salience: shape (h,).
        salience_bias: one number.
    """

    projection: Vectors
    bias: Vectors
    salience: Vectors
    salience_bias: float

    @classmethod
    def load(cls, folder: Path) -> "TokenHead | None":
        """The head of a model's folder; None where it has none."""
        if not (folder / FILE).is_file():
            return None
        # Imported here: most programs that know the seam load no model.
        from safetensors.numpy import load_file

        state = load_file(folder / FILE)
        return cls(
            projection=state["projection.weight"],
            bias=state["projection.bias"],
            salience=state["salience.weight"].reshape(-1),
            salience_bias=float(state["salience.bias"][0]),
        )

    @property
    def dimensions(self) -> int:
        """The length of a token's vector."""
        return len(self.bias)

    def vectors(self, states: Vectors) -> Vectors:
        """One unit vector a token."""
        rows = states @ self.projection.T + self.bias
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        found: Vectors = rows / np.maximum(lengths, 1e-9)
        return found

    def weights(self, states: Vectors) -> Vectors:
        """What each token says; not below 0."""
        found: Vectors = np.logaddexp(0.0, states @ self.salience + self.salience_bias).astype(
            np.float32
        )
        return found
