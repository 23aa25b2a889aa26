"""The embedded encoder, or another plain BERT, with nothing loaded that encoding does not need.

It gives the vectors that sentence-transformers gives for the same folder; what it saves is time
and memory (docs/experiments has both).
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.encoders.base import Encoded
from index.encoders.bert import Bert
from index.encoders.processor import count_cores, multiplies_bfloat16, threads
from index.encoders.token_codes import sentence_numbers
from index.encoders.token_head import TokenHead, TokenVectors

Vectors = NDArray[np.float32]
# Takes one text: its place among the texts, its tokens, and their last states.
Take = Callable[[int, Encoding, Vectors], None]

# So many tokens of several texts are computed at once: what lies between two layers then stays
# in the processor's own memory.
BATCH_TOKENS = 1024
# What a report of progress covers; within it, texts are sorted by length.
STRETCH = 512
# So few texts are not worth sharing among cores.
FEW = 16
# No text is read further than some hundred tokens; the rest would only be tokenized in vain.
CHARACTERS_PER_TOKEN = 16

_NO_TOKENS = TokenVectors(
    np.zeros((0, 0), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int64)
)


class BertEncoder:
    """A plain BERT behind the seam of index/encoders/loading.py; it knows no prompts."""

    def __init__(
        self, folder: Path, name: str, fingerprint: str, longest: int, single: bool = False
    ) -> None:
        """Load the model of `folder`, which reads at most `longest` tokens of a text.

        `single` keeps to single precision where bfloat16 would be faster.
        """
        is_fast = multiplies_bfloat16() and not single
        self.bert = Bert.load(folder, torch.bfloat16 if is_fast else torch.float32)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(longest)
        self._characters = CHARACTERS_PER_TOKEN * longest
        self._head = TokenHead.load(folder)
        self._name = name
        self._fingerprint = fingerprint

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
        return self.bert.dimensions

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode what is asked, one row per text."""
        return self.encode_passages(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Encode what is searched, one row per text; many use all cores."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)

        def take(place: int, _: Encoding, states: Vectors) -> None:
            rows[place] = states.mean(axis=0)

        self._read(texts, take, progress)
        return _normalized(rows)

    def read_queries(self, texts: Sequence[str]) -> Encoded:
        """Encode what is asked: rows and, where there is a head for them, tokens."""
        return self.read_passages(texts)

    def read_passages(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        starts: Sequence[Sequence[int]] | None = None,
    ) -> Encoded:
        """Encode what is searched: rows and, where there is a head for them, tokens and parts.

        `starts` says where the parts of each text begin; a part is the mean of its tokens.
        """
        head = self._head
        if head is None:
            return Encoded(self.encode_passages(texts, progress))
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        tokens: list[TokenVectors] = [_NO_TOKENS] * len(texts)
        parts: list[Vectors] = [rows[:0]] * len(texts)

        def take(place: int, text: Encoding, states: Vectors) -> None:
            rows[place] = states.mean(axis=0)
            tokens[place] = words = _words(text, states, head)
            if starts is not None:
                parts[place] = _means(states, words, starts[place])

        self._read(texts, take, progress)
        return Encoded(_normalized(rows), tokens, None if starts is None else parts)

    def _read(
        self, texts: Sequence[str], take: Take, progress: Callable[[int], None] | None
    ) -> None:
        """Have the last states of each text taken, in any order and on any thread."""
        for first in range(0, len(texts), STRETCH):
            self._read_stretch(first, texts[first : first + STRETCH], take)
            if progress is not None:
                progress(min(first + STRETCH, len(texts)))

    def _read_stretch(self, first: int, texts: Sequence[str], take: Take) -> None:
        """Compute texts of about the same length together, each batch on one thread."""
        # One by one: together, the tokenizer would start threads of its own.
        encodings = [self.tokenizer.encode(text[: self._characters]) for text in texts]
        ids = [encoding.ids for encoding in encodings]

        def compute(places: list[int]) -> None:
            with threads(1), torch.inference_mode():
                states = self.bert.tokens([ids[place] for place in places])
            for place, rows in zip(places, states, strict=True):
                take(first + place, encodings[place], rows.numpy())

        batches = list(_batches([len(text) for text in ids]))
        if len(texts) <= FEW or len(batches) == 1:
            for places in batches:
                compute(places)
            return
        with ThreadPoolExecutor(count_cores()) as pool:
            list(pool.map(compute, batches))


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of texts, the longest first, in batches of at most `BATCH_TOKENS` tokens."""
    batch: list[int] = []
    tokens = 0
    for place in sorted(range(len(lengths)), key=lambda place: -lengths[place]):
        if batch and tokens + lengths[place] > BATCH_TOKENS:
            yield batch
            batch, tokens = [], 0
        batch.append(place)
        tokens += lengths[place]
    if batch:
        yield batch


def _words(text: Encoding, states: Vectors, head: TokenHead) -> TokenVectors:
    """The tokens of a text but for the two marks around it."""
    words = states[1:-1]
    places = np.array([max(start, end - 1) for start, end in text.offsets[1:-1]], np.int64)
    return TokenVectors(head.vectors(words), head.weights(words), places)


def _means(states: Vectors, tokens: TokenVectors, starts: Sequence[int]) -> Vectors:
    """The means of the tokens of each part; a part without any is the mean of all."""
    rows = np.tile(states.mean(axis=0), (len(starts), 1))
    numbers = sentence_numbers(tokens.places, starts)
    for number in np.unique(numbers):
        rows[number] = states[1:-1][numbers == number].mean(axis=0)
    return _normalized(rows)


def _normalized(rows: Vectors) -> Vectors:
    """Bring rows to length one; a row without direction becomes the first axis."""
    found: Vectors = np.nan_to_num(rows)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    found[lengths[:, 0] == 0, 0] = 1
    lengths[lengths == 0] = 1
    return np.asarray(found / lengths, dtype=np.float32)
