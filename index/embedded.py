"""The embedded encoder, or another plain BERT, with nothing loaded that encoding does not need.

It gives the vectors that sentence-transformers gives for the same folder; what it saves is time
and memory (docs/evaluation.md has both).
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.bert import Bert
from index.processor import count_cores, multiplies_bfloat16, threads

Vectors = NDArray[np.float32]
Offsets = NDArray[np.int64]
# Takes one batch: its places in the stretch, and its texts' vectors token by token.
Take = Callable[[list[int], list[torch.Tensor]], None]

# So many tokens of several texts are computed at once: what lies between two layers then stays
# in the processor's own memory.
BATCH_TOKENS = 1024
# What a report of progress covers; within it, texts are sorted by length.
STRETCH = 512
# So few texts are not worth sharing among cores.
FEW = 16
# No text is read further than some hundred tokens; the rest would only be tokenized in vain.
CHARACTERS_PER_TOKEN = 16


class BertEncoder:
    """A plain BERT behind the seam of index/encoder.py; it knows no prompts."""

    def __init__(self, folder: Path, name: str, fingerprint: str, longest: int) -> None:
        """Load the model of `folder`, which reads at most `longest` tokens of a text."""
        self._bert = Bert(folder, torch.bfloat16 if multiplies_bfloat16() else torch.float32)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(longest)
        self._characters = CHARACTERS_PER_TOKEN * longest
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
        return self._bert.dimensions

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode what is asked, one row per text."""
        return self.encode_passages(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Encode what is searched, one row per text; many use all cores."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for first in range(0, len(texts), STRETCH):
            stretch = self._tokenize(texts[first : first + STRETCH])

            def take(places: list[int], found: list[torch.Tensor], first: int = first) -> None:
                means = torch.stack([vectors.mean(0) for vectors in found])
                rows[[first + place for place in places]] = _normalized(means)

            self._encode(stretch, take)
            if progress is not None:
                progress(first + len(stretch))
        return rows

    def encode_tokens(self, texts: Sequence[str]) -> list[tuple[Vectors, Offsets]]:
        """The contextual vector of every token of each text, and where it stands in the text.

        A text's row is the mean of these vectors, brought to length one. Offsets are half-open, in
        code points; the two marks around a text have the offsets (0, 0).
        """
        encoded = self._tokenize(texts)
        found: list[Vectors] = [np.zeros((0, self.dimensions), np.float32)] * len(texts)

        def take(places: list[int], vectors: list[torch.Tensor]) -> None:
            for place, rows in zip(places, vectors, strict=True):
                found[place] = rows.numpy()

        self._encode(encoded, take)
        offsets = [np.array(one.offsets, np.int64) for one in encoded]
        return list(zip(found, offsets, strict=True))

    def _tokenize(self, texts: Sequence[str]) -> list[Encoding]:
        # One by one: together, the tokenizer would start threads of its own.
        return [self._tokenizer.encode(text[: self._characters]) for text in texts]

    def _encode(self, texts: list[Encoding], take: Take) -> None:
        """Compute texts of about the same length together, each batch on one thread."""
        ids = [text.ids for text in texts]

        def compute(places: list[int]) -> None:
            with threads(1), torch.inference_mode():
                take(places, self._bert.tokens([ids[place] for place in places]))

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


def _normalized(rows: torch.Tensor) -> Vectors:
    """Bring rows to length one; a row without direction becomes the first axis."""
    found: Vectors = torch.nan_to_num(rows).numpy()
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    found[lengths[:, 0] == 0, 0] = 1
    lengths[lengths == 0] = 1
    return np.asarray(found / lengths, dtype=np.float32)
