"""A cross-encoder that is small changes of the encoder: it reads a question and sentences together.

The encoder's layers with low-rank changes of their weights (index/encoders/bert.py), which are all
that is stored, and a head over three views of the last states: the first token, the mean of the
question's, the largest of the sentences'. `python -m index.training reader` makes it; the model
card says of what.
"""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors import safe_open
from tokenizers import Tokenizer

from index.encoders.base import Encoder, Pair
from index.encoders.bert import Bert
from index.encoders.processor import threads
from index.shipped import READER

LONGEST_QUESTION, LONGEST_FOUND = 40, 144
"""Tokens of the question, and of the sentences together, that are read."""


class Reader:
    """Scores questions with sentences; safe to use from several threads."""

    def __init__(self, bert: Bert, tokenizer: Tokenizer, changes: dict[str, torch.Tensor]) -> None:
        """Make a reader of an encoder.

        Args:
            bert: the encoder's layers, which are shared.
            tokenizer: its tokenizer.
            changes: what the file holds.
        """
        self._bert = bert.changed(changes)
        self._tokenizer = tokenizer
        self._head = [
            (changes[f"head.{place}.weight"].float(), changes[f"head.{place}.bias"].float())
            for place in (0, 2)
        ]

    def read(self, pairs: Sequence[Pair]) -> list[float]:
        """For each question with sentences the log-odds that they answer, as training saw it."""
        if not pairs:
            return []
        texts = [join_ids(self._tokenizer, *pair) for pair in pairs]
        firsts = [len(asked) for asked, _ in texts]
        with threads(1), torch.inference_mode():
            states = self._bert.tokens([[*asked, *read] for asked, read in texts], firsts)
            read = zip(states, firsts, strict=True)
            return [self._score(_views(rows, first)) for rows, first in read]

    def _score(self, views: torch.Tensor) -> float:
        """By itself: together with others, sums would be rounded otherwise."""
        (wide, wide_bias), (narrow, narrow_bias) = self._head
        hidden = F.gelu(F.linear(views, wide, wide_bias))
        return float(F.linear(hidden, narrow, narrow_bias))


def join_ids(
    tokenizer: Tokenizer, question: str, sentences: Sequence[str]
) -> tuple[list[int], list[int]]:
    """Token ids of the question and of sentences to read with it, marks between them included.

    Training and reading cut and mark alike.
    """

    def ids(text: str) -> list[int]:
        found: list[int] = tokenizer.encode(text, add_special_tokens=False).ids
        return found

    start, between = (int(tokenizer.token_to_id(mark) or 0) for mark in ("[CLS]", "[SEP]"))
    read = list(chain.from_iterable([*ids(text), between] for text in sentences))
    asked = [start, *ids(question)[:LONGEST_QUESTION], between]
    return asked, read[:LONGEST_FOUND] or [between]


def load_reader(encoder: Encoder, path: Path = READER) -> Reader | None:
    """The reader in a file; None where it was made for another encoder than this one."""
    # Imported here: what only describes an index does without it.
    from index.encoders.bert_encoder import BertEncoder

    if not isinstance(encoder, BertEncoder) or not path.is_file():
        return None
    with safe_open(path, framework="pt") as file:
        if file.metadata().get("encoder") != encoder.fingerprint:
            return None
        changes = {name: file.get_tensor(name) for name in file.keys()}
    return Reader(encoder.bert, encoder.tokenizer, changes)


def _views(rows: torch.Tensor, first: int) -> torch.Tensor:
    """The last states of one text as the head sees them: three rows, one after the other."""
    return torch.cat([rows[0], rows[:first].mean(dim=0), rows[first:].amax(dim=0)])
