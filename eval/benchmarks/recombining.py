"""A shortcut to the vectors of large libraries, whose passages are sentences put together anew.

Encoding a million passages takes hours here. Each of their sentences is encoded, once; the
vector of a passage is the mean of its sentences' vectors, brought to length one. Such vectors
lie nearer to each other than those of real passages, so finding the nearest is not easier than
it would be. They build an index and nothing else: questions are encoded for real, by the service
that opens it, which takes the index for one of its own encoder.
"""

import json
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.sentences import split_sentences
from index.encoders.base import Encoded, Encoder
from index.encoders.token_head import TokenVectors

Vectors = NDArray[np.float32]

STRETCH = 20_000


class RecombiningEncoder:
    """Encodes sentences with `encoder`, and puts passages together from them."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._places: dict[str, int] = {}
        self._rows: Vectors = np.zeros((0, encoder.dimensions), dtype=np.float32)
        self._tokens: list[TokenVectors] | None = None

    @property
    def name(self) -> str:
        """That of the encoder: the service opens what was built with this."""
        return self._encoder.name

    @property
    def fingerprint(self) -> str:
        """That of the encoder."""
        return self._encoder.fingerprint

    @property
    def dimensions(self) -> int:
        """That of the encoder."""
        return self._encoder.dimensions

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode for real."""
        return self._encoder.encode_queries(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """One row per text: that of a sentence, or the mean of those of its sentences."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for first in range(0, len(texts), STRETCH):
            stretch = texts[first : first + STRETCH]
            rows[first : first + len(stretch)] = self._recombine(stretch)
            if progress is not None:
                progress(first + len(stretch))
        return rows

    def read_queries(self, texts: Sequence[str]) -> Encoded:
        """Encode for real."""
        return self._encoder.read_queries(texts)

    def read_passages(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        starts: Sequence[Sequence[int]] | None = None,
    ) -> Encoded:
        """Rows as those of `encode_passages`; tokens and parts are those of the sentences."""
        rows = self.encode_passages(texts, progress)
        if self._tokens is None:
            return Encoded(rows)
        cuts = [
            self._parts(text) if starts is None else _cut(text, starts[number])
            for number, text in enumerate(texts)
        ]
        self.learn([part for cut in cuts for part in cut])
        parts = [self._rows[[self._places[part] for part in cut]] for cut in cuts]
        return Encoded(rows, [self._tokens_of(text) for text in texts], parts)

    def learn(self, sentences: Sequence[str], memory: Path | None = None) -> None:
        """Encode the sentences that are not known, with a file to find them in the next time."""
        if memory is not None and memory.is_file() and not self._places:
            self._recall(memory)
        unknown = [text for text in dict.fromkeys(sentences) if text not in self._places]
        if unknown:
            self._keep(unknown, self._encoder.read_passages(unknown))
            if memory is not None:
                self._remember(memory)

    def _recombine(self, texts: Sequence[str]) -> Vectors:
        parts = [self._parts(text) for text in texts]
        self.learn([part for sentences in parts for part in sentences])
        places = [self._places[part] for sentences in parts for part in sentences]
        starts = np.cumsum([0, *(len(sentences) for sentences in parts[:-1])])
        sums = np.add.reduceat(self._rows[places], starts, axis=0)
        unit: Vectors = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        return unit

    def _parts(self, text: str) -> list[str]:
        """The sentences of a text; itself where it is known."""
        return [text] if text in self._places else _sentences(text)

    def _tokens_of(self, text: str) -> TokenVectors:
        """The tokens of a text's sentences, one after the other."""
        assert self._tokens is not None
        parts, place = [], 0
        for sentence in self._parts(text):
            place = text.index(sentence, place)
            known = self._tokens[self._places[sentence]]
            parts.append((known.vectors, known.weights, known.places + place))
        return TokenVectors(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _keep(self, texts: Sequence[str], encoded: Encoded) -> None:
        first = len(self._rows)
        self._places.update({text: first + number for number, text in enumerate(texts)})
        self._rows = np.concatenate([self._rows, encoded.vectors])
        if encoded.tokens is not None:
            self._tokens = [*(self._tokens or []), *encoded.tokens]

    def _remember(self, memory: Path) -> None:
        texts = json.dumps(list(self._places), ensure_ascii=False).encode()
        kept: dict[str, NDArray[Any]] = {
            "rows": self._rows,
            "texts": np.frombuffer(texts, np.uint8),
        }
        if self._tokens is not None:
            kept["counts"] = np.array([len(one.places) for one in self._tokens])
            for name in ("vectors", "weights", "places"):
                kept[name] = np.concatenate([getattr(one, name) for one in self._tokens])
        beside = memory.with_suffix(".part.npz")
        np.savez(beside, allow_pickle=False, **kept)
        beside.replace(memory)

    def _recall(self, memory: Path) -> None:
        with np.load(memory) as kept:
            tokens = None
            if "counts" in kept:
                ends = np.cumsum(kept["counts"])[:-1]
                columns = [np.split(kept[name], ends) for name in ("vectors", "weights", "places")]
                tokens = [TokenVectors(*row) for row in zip(*columns, strict=True)]
            self._keep(json.loads(kept["texts"].tobytes()), Encoded(kept["rows"], tokens))


def _cut(text: str, starts: Sequence[int]) -> list[str]:
    """The parts of a text that begin at these places, a heading among them."""
    return [text[start:end].strip() for start, end in pairwise([*starts, len(text)])]


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)] or [text]
