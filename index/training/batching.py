"""Texts as padded batches of token ids, and plans of batches of like length."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

MULTIPLE = 8


@dataclass(frozen=True, slots=True)
class TextBatch:
    """Padded token ids and the mask that is 1 at tokens."""

    ids: Tensor
    mask: Tensor


class Tokens:
    """Turns texts into batches for one tokenizer, cut at `longest` tokens."""

    def __init__(self, tokenizer: Tokenizer, longest: int, device: torch.device) -> None:
        self.tokenizer = tokenizer
        self.tokenizer.no_padding()
        # The teacher's own file cuts and pads to 128; vectors of padding are worth nothing.
        self.tokenizer.enable_truncation(longest)
        self.device = device

    def batch(self, texts: Sequence[str]) -> TextBatch:
        """Tokenize and pad to the longest of these texts, rows and columns to a multiple.

        Rows beyond the texts hold nothing. Processors prepare a product anew for each size it
        has, and keep what they prepared; few sizes save time and memory.
        """
        rows = [encoding.ids for encoding in self.tokenizer.encode_batch_fast(list(texts))]
        rows += [[0]] * (-len(rows) % MULTIPLE)
        width = max(map(len, rows))
        width += -width % MULTIPLE
        ids = torch.zeros((len(rows), width), dtype=torch.long)
        mask = torch.zeros((len(rows), width), dtype=torch.long)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = torch.tensor(row)
            mask[place, : len(row)] = 1
        return TextBatch(ids.to(self.device), mask.to(self.device))

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens of each text, after cutting."""
        return [len(encoding.ids) for encoding in self.tokenizer.encode_batch_fast(list(texts))]


def plan_batches(lengths: Sequence[int], budget: int, most: int, seed: int) -> list[list[int]]:
    """Group places into batches of like length, each at most `budget` tokens and `most` texts.

    The order is random but for the grouping, and the same for the same seed, so that a resumed
    run can pass over the batches it has done.
    """
    generator = random.Random(seed)
    places = list(range(len(lengths)))
    generator.shuffle(places)
    batches: list[list[int]] = []
    window = 16_384
    for first in range(0, len(places), window):
        batch: list[int] = []
        for place in sorted(places[first : first + window], key=lambda one: lengths[one]):
            if batch and (len(batch) == most or (len(batch) + 1) * lengths[place] > budget):
                batches.append(batch)
                batch = []
            batch.append(place)
        batches.append(batch)
    generator.shuffle(batches)
    return batches
