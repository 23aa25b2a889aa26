"""A cross-encoder that reads a question and sentences together: do they answer this question?

A BERT of its own (index/encoders/bert.py) whose weights are stored in few bits, and a head over
three views of its last states: the first token, the mean of the question's, the largest of the
sentences'. Both scripts are one to it: Chinese is read in Simplified characters. `python -m
index.training verifier` makes it; its model card says of what.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import opencc
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer

from index.encoders.base import Pair
from index.encoders.bert import Bert
from index.encoders.processor import multiplies_bfloat16, threads
from index.encoders.quantized import CODES, SCALES, FourBitRows, from_eight_bits
from index.shipped import VERIFIER

LONGEST_QUESTION, LONGEST_READ = 48, 128
"""Tokens of the question, and of the sentences together, that are read."""

START, BETWEEN = "<s>", "</s>"
WORDS = "embeddings.word_embeddings.weight"


class AnswerVerifier:
    """Scores questions with sentences; safe to use from several threads."""

    def __init__(self, bert: Bert, tokenizer: Tokenizer, head: Sequence[torch.Tensor]) -> None:
        """Make a verifier.

        Args:
            bert: its layers.
            tokenizer: its tokenizer.
            head: weight and bias of the wide product, then of the narrow one.
        """
        self._bert = bert
        self._tokenizer = tokenizer
        self._head = head

    def score(self, pairs: Sequence[Pair]) -> list[float]:
        """For each question with sentences the log-odds that they answer, as training saw it."""
        if not pairs:
            return []
        texts = [self.ids(*pair) for pair in pairs]
        firsts = [len(asked) for asked, _ in texts]
        with threads(1), torch.inference_mode():
            states = self._bert.tokens([[*asked, *read] for asked, read in texts], firsts)
            read = zip(states, firsts, strict=True)
            return [self._score(views(rows, first)) for rows, first in read]

    def ids(self, question: str, sentences: Sequence[str]) -> tuple[list[int], list[int]]:
        """Token ids of the question and of the sentences, as they are read."""
        return join_ids(self._tokenizer, question, sentences)

    def _score(self, seen: torch.Tensor) -> float:
        """By itself: together with others, sums would be rounded otherwise."""
        wide, wide_bias, narrow, narrow_bias = self._head
        hidden = F.gelu(F.linear(seen, wide, wide_bias))
        return float(F.linear(hidden, narrow, narrow_bias))


def join_ids(
    tokenizer: Tokenizer, question: str, sentences: Sequence[str]
) -> tuple[list[int], list[int]]:
    """Token ids of the question and of the sentences to read with it, marks included.

    Training and reading cut and mark alike.
    """
    start, between = (int(tokenizer.token_to_id(mark) or 0) for mark in (START, BETWEEN))
    asked = [start, *_ids(tokenizer, question)[:LONGEST_QUESTION], between]
    return asked, [*_ids(tokenizer, joined(sentences))[:LONGEST_READ], between]


def joined(sentences: Sequence[str]) -> str:
    """The sentences as one text: with spaces between them where they are written with any."""
    stripped = [sentence.strip() for sentence in sentences]
    return (" " if any(" " in sentence for sentence in stripped) else "").join(stripped)


def count_tokens(tokenizer: Tokenizer, text: str) -> int:
    """How many tokens are read of a text, the marks around it not counted."""
    return len(_ids(tokenizer, text))


def views(rows: torch.Tensor, first: int) -> torch.Tensor:
    """The last states of one text as the head sees them: three rows, one after the other."""
    return torch.cat([rows[0], rows[:first].mean(dim=0), rows[first:].amax(dim=0)])


@cache
def load_verifier(folder: Path = VERIFIER, single: bool = False) -> AnswerVerifier:
    """The verifier of a folder; `single` keeps to single precision where bfloat16 is faster."""
    stored = load_file(folder / "model.safetensors")
    words = FourBitRows(stored.pop(WORDS + CODES), stored.pop(WORDS + SCALES))
    weights = from_eight_bits(stored)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    number = torch.bfloat16 if multiplies_bfloat16() and not single else torch.float32
    head = [weights[f"head.{place}.{part}"] for place in (0, 2) for part in ("weight", "bias")]
    return AnswerVerifier(Bert(config, weights, number, words), tokenizer, head)


def simplified(text: str) -> str:
    """The text in Simplified characters, as the verifier reads it."""
    return text if text.isascii() else str(_converter().convert(text))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("tw2s")


def _ids(tokenizer: Tokenizer, text: str) -> list[int]:
    found: list[int] = tokenizer.encode(simplified(text), add_special_tokens=False).ids
    return found
