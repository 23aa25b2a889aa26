"""Late interaction: every token of the question laid over the tokens of a passage."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoders.token_codes import Pieces, QuestionPieces

Rows = NDArray[np.int64]

Scores = NDArray[np.float32]

NO_MATCH = np.float32(-1.0)


@dataclass(frozen=True, slots=True)
class Matches:
    """The best match of each question piece in candidates and in their best sentences.

    Attributes:
        passages: shape (candidates, pieces of the question).
        sentences: the same in the sentence of each candidate that fits the question best.
        weights: what each piece of the question counts, shape (pieces,).
    """

    passages: Scores
    sentences: Scores
    weights: Scores

    @property
    def interaction(self) -> Scores:
        """The score of each candidate as a whole."""
        return weigh(self.passages, self.weights)

    @property
    def focus(self) -> Scores:
        """The score of the best sentence of each candidate."""
        return weigh(self.sentences, self.weights)

    def keep(self, chosen: NDArray[np.bool_]) -> "Matches":
        """The matches of some of the candidates."""
        return Matches(self.passages[chosen], self.sentences[chosen], self.weights)


def weigh(matches: Scores, weights: Scores) -> Scores:
    """Scores of rows of matches; each row is summed up by itself, so equal rows score alike."""
    found: Scores = np.einsum("ij,j->i", matches, weights)
    return found


def _match(question: QuestionPieces, pieces: Pieces, counts: Rows) -> tuple[Scores, Scores]:
    """Best matches of each of the passages, and of its best sentence; none is without pieces."""
    if not len(counts) or not len(question):
        empty = np.zeros((len(counts), len(question)), np.float32)
        return empty, empty
    by_sentence, firsts = _by_sentence(question, pieces, counts)
    passage_firsts = np.searchsorted(firsts, np.cumsum(counts) - counts)
    whole = np.maximum.reduceat(by_sentence, passage_firsts, axis=0)
    scores = weigh(by_sentence, question.weights)
    highest = np.maximum.reduceat(scores, passage_firsts)
    owners = np.repeat(np.arange(len(counts)), np.diff(np.append(passage_firsts, len(firsts))))
    candidates = np.flatnonzero(scores == highest[owners])
    # Of a passage's sentences that fit equally well, the first.
    best = candidates[np.diff(owners[candidates], prepend=-1) > 0]
    return whole, by_sentence[best]


def _by_sentence(question: QuestionPieces, pieces: Pieces, counts: Rows) -> tuple[Scores, Rows]:
    """Best matches in each sentence, and the first piece of each."""
    products = pieces.codes.astype(np.float32) @ question.codes.astype(np.float32).T
    cosines = products * pieces.scales.astype(np.float32)[:, None]
    starts = np.zeros(len(pieces), np.bool_)
    starts[np.cumsum(counts) - counts] = True
    starts[1:] |= pieces.sentences[1:] != pieces.sentences[:-1]
    firsts = np.flatnonzero(starts)
    matched = np.maximum.reduceat(cosines, firsts, axis=0)
    return matched * question.scales.astype(np.float32), firsts
