"""Any model of sentence-transformers as an encoder."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import Encoded, Vectors
from index.encoders.processor import count_cores, fast_products, threads

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH = 32

# What a report of progress covers; within it, texts are sorted by length.
STRETCH = 32 * BATCH

# No model reads further than some thousand tokens; the rest would only be tokenized in vain.
CHARACTERS_PER_TOKEN = 16

# So few texts are not worth sharing among cores.
FEW = 4


class SentenceEncoder:
    """Any SentenceTransformer behind the seam, with its own prompts."""

    def __init__(
        self, model: "SentenceTransformer", name: str, fingerprint: str, single: bool = False
    ) -> None:
        self._model = model
        self._name = name
        self._fingerprint = fingerprint
        self._single = single
        self._longest = CHARACTERS_PER_TOKEN * int(model.get_max_seq_length() or 8192)

    @property
    def name(self) -> str:
        """What to set WENJU_ENCODER to in order to get this encoder."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """Changes whenever weights, tokenizer or settings of the model do."""
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """The length of a row."""
        return int(self._model.get_embedding_dimension() or 0)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode what is asked, with the model's prompt for queries if it has one.

        One question is encoded on one thread: it is too short to share, and a server answers
        several at once.
        """
        with threads(1 if len(texts) <= FEW else count_cores()), self._products():
            return self._encode(self._model.encode_query, texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Encode what is searched, with the model's prompt for documents if it has one.

        Many passages use all cores.
        """
        with threads(1 if len(texts) <= FEW else count_cores()), self._products():
            return self._encode(self._model.encode_document, texts, progress)

    def read_queries(self, texts: Sequence[str]) -> Encoded:
        """Encode what is asked; there are no tokens."""
        return Encoded(self.encode_queries(texts))

    def read_passages(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        starts: Sequence[Sequence[int]] | None = None,
    ) -> Encoded:
        """Encode what is searched; there are no tokens and no parts."""
        return Encoded(self.encode_passages(texts, progress))

    def _encode(
        self,
        encode: "Callable[..., NDArray[np.float32]]",
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
    ) -> Vectors:
        """Encode the longest first: what needs most memory fails at once or not at all."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        for first in range(0, len(order), STRETCH):
            places = order[first : first + STRETCH]
            rows[places] = encode(
                [texts[place][: self._longest] for place in places],
                batch_size=BATCH,
                show_progress_bar=False,
                convert_to_numpy=True,
                normalize_embeddings=True,
            )
            if progress is not None:
                progress(first + len(places))
        return _with_length_one(rows)

    def _products(self) -> AbstractContextManager[None]:
        """Let a model on the processor multiply in bfloat16, where that is fast and allowed.

        Passages come out two to three times as fast, at a cosine of .9999 and more with single
        precision. Weights in bfloat16 are no faster still, and reach .9997 only.
        """
        is_on_processor = self._model.device.type == "cpu" and not self._single
        return fast_products("cpu") if is_on_processor else nullcontext()


def _with_length_one(rows: Vectors) -> Vectors:
    """Bring rows to length one; a row without direction becomes the first axis."""
    rows = np.nan_to_num(rows, copy=False)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows[lengths[:, 0] == 0, 0] = 1
    lengths[lengths == 0] = 1
    return np.asarray(rows / lengths, dtype=np.float32)
