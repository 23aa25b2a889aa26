"""Passages and questions as vectors of several grains, whatever the encoder gives.

A passage has a vector, one for each of its sentences, and, where the encoder has a head for them,
its tokens as pieces. Such an encoder reads a passage once: a sentence's vector is the mean of its
tokens, read in their passage ("late chunking", Günther et al. 2024). With any other, sentences are
encoded beside their passages, and there are no pieces.

A passage is read below the titles that it stands under: a paragraph seldom repeats what its heading
says that it is about. The titles' tokens are pieces of the passage, and of none of its sentences.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.passages import Passage
from index.encoders.base import Encoder, Vectors
from index.encoders.token_codes import (
    Pieces,
    QuestionPieces,
    make_pieces,
    make_question,
    sentence_numbers,
)
from index.encoders.token_head import TokenVectors

Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class EncodedPassage:
    """One passage.

    Attributes:
        vector: shape (dimensions,).
        sentences: one row a sentence, shape (sentences, dimensions).
        pieces: its tokens; none of them where the encoder gives none.
    """

    vector: Vectors
    sentences: Vectors
    pieces: Pieces


def encode_passages(
    encoder: Encoder, passages: Sequence[Passage], progress: Told | None = None
) -> list[EncodedPassage]:
    """Passages with their sentences and tokens; vectors have length one."""
    texts = [text_below_heading(passage) for passage in passages]
    read = encoder.read_passages(texts, progress, [_starts(passage) for passage in passages])
    if read.parts is None:
        sentences = _encode_apart(encoder, passages, dict(zip(texts, read.vectors, strict=True)))
    else:
        sentences = [
            parts[bool(passage.heading) :]
            for passage, parts in zip(passages, read.parts, strict=True)
        ]
    tokens = read.tokens if read.tokens is not None else [None] * len(passages)
    return [
        EncodedPassage(vector, rows, _cut(passage, found))
        for passage, vector, rows, found in zip(
            passages, read.vectors, sentences, tokens, strict=True
        )
    ]


def text_below_heading(passage: Passage) -> str:
    """What is searched of a passage: its text below the titles that it stands under."""
    return f"{passage.heading}\n{passage.text}" if passage.heading else passage.text


def encode_question(encoder: Encoder, wordings: Sequence[str]) -> tuple[Vectors, QuestionPieces]:
    """The unit vector of a question, the mean of its wordings', and the tokens of them all."""
    read = encoder.read_queries(wordings)
    if read.tokens is None:
        pieces = make_question(np.zeros((0, 0), np.float32), np.zeros(0, np.float32))
    else:
        pieces = make_question(
            np.concatenate([one.vectors for one in read.tokens]),
            np.concatenate([_shares(one.weights) for one in read.tokens]),
        )
    mean = read.vectors.mean(axis=0)
    return (mean / np.linalg.norm(mean)).astype(np.float32), pieces


def _encode_apart(
    encoder: Encoder, passages: Sequence[Passage], known: dict[str, Vectors]
) -> list[Vectors]:
    """The sentences of each passage, each text encoded once and by itself."""
    texts = [passage.texts_at(passage.sentences) for passage in passages]
    unknown = list(dict.fromkeys(one for some in texts for one in some if one not in known))
    if unknown:
        known.update(zip(unknown, encoder.encode_passages(unknown), strict=True))
    return [np.stack([known[one] for one in some]) for some in texts]


def _starts(passage: Passage) -> list[int]:
    """Where the parts of what is read begin: the heading, if there is one, and each sentence."""
    shift = len(text_below_heading(passage)) - len(passage.text) - passage.start
    heading = [0] if passage.heading else []
    return [*heading, *(start + shift for start, _ in passage.sentences)]


def _shares(weights: Vectors) -> Vectors:
    """Weights of one wording, so that each wording counts alike."""
    return weights / max(float(weights.sum()), 1e-9)


def _cut(passage: Passage, tokens: TokenVectors | None) -> Pieces:
    if tokens is None:
        return make_pieces(np.zeros((0, 0), np.float32), [])
    numbers = sentence_numbers(tokens.places, _starts(passage)) - bool(passage.heading)
    # The heading is read first, and kept last: numbers ascend.
    order = np.argsort(numbers < 0, kind="stable")
    return make_pieces(tokens.vectors[order], numbers[order].tolist())
