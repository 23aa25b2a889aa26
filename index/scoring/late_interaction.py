"""Late interaction: every token of a question looks for its best match in a passage.

    interaction(q, d) = sum over tokens i of q: weight_i * max over tokens j of d: cos(i, j)

(MaxSim of ColBERT, Khattab and Zaharia 2020; the weights are learned with the encoder.) The same
within each sentence tells whether what is asked for is said in one place.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays import Rows, Scores
from index.encoders.token_codes import HEADING, Pieces, QuestionPieces

NO_MATCH = np.float32(-1.0)


@dataclass(frozen=True, slots=True)
class Matches:
    """How well passages, and their sentences, match a question.

    Attributes:
        interaction: of each passage as a whole.
        focus: of its sentence that matches best.
        sentences: for each passage, the scores of those of its sentences that have tokens, and
            their numbers, the heading's too.
    """

    interaction: Scores
    focus: Scores
    sentences: Sequence[tuple[Scores, Rows]]

    def take(self, positions: Sequence[int]) -> "Matches":
        """The matches of passages at these positions, in this order."""
        rows = np.array(positions, np.int64)
        sentences = [self.sentences[position] for position in positions]
        return Matches(self.interaction[rows], self.focus[rows], sentences)

    def of_sentences(self, position: int, number: int) -> Scores:
        """The scores of each of a passage's sentences, of which there are so many."""
        scores, numbers = self.sentences[position]
        found = np.full(number, NO_MATCH)
        of_text = numbers != HEADING
        found[numbers[of_text]] = scores[of_text]
        return found


def match(question: QuestionPieces, codes: Pieces, sizes: Rows) -> Matches:
    """Lay a question over the tokens of passages.

    Args:
        question: its tokens.
        codes: the tokens of one passage after the other.
        sizes: how many are each passage's.
    """
    unmatched = NO_MATCH * question.weights.sum()
    interaction, focus = np.full(len(sizes), unmatched), np.full(len(sizes), unmatched)
    nothing = np.zeros(0, np.float32), np.zeros(0, np.int64)
    sentences: list[tuple[Scores, Rows]] = [nothing] * len(sizes)
    full = np.flatnonzero(sizes)
    if len(full) and len(question):
        by_sentence, firsts = _by_sentence(question, codes, sizes[full])
        passage_firsts = np.searchsorted(firsts, np.cumsum(sizes[full]) - sizes[full])
        whole = np.maximum.reduceat(by_sentence, passage_firsts, axis=0)
        scores = weigh(by_sentence, question.weights)
        interaction[full] = weigh(whole, question.weights)
        focus[full] = np.maximum.reduceat(scores, passage_firsts)
        numbers = codes.sentences[firsts].astype(np.int64)
        ends = np.append(passage_firsts[1:], len(firsts))
        spans = zip(passage_firsts.tolist(), ends.tolist(), strict=True)
        for place, (start, end) in zip(full.tolist(), spans, strict=True):
            sentences[place] = scores[start:end], numbers[start:end]
    return Matches(interaction, focus, sentences)


def weigh(matches: Scores, weights: Scores) -> Scores:
    """Scores of rows of matches; each row is summed up by itself, so equal rows score alike."""
    found: Scores = np.einsum("ij,j->i", matches, weights)
    return found


def _by_sentence(question: QuestionPieces, pieces: Pieces, counts: Rows) -> tuple[Scores, Rows]:
    """Best matches in each sentence, and the first token of each."""
    # One row a token of the question: what is compared lies side by side.
    cosines = question.codes.astype(np.float32) @ pieces.codes.astype(np.float32).T
    cosines *= pieces.scales.astype(np.float32)
    starts = np.zeros(len(pieces), np.bool_)
    starts[np.cumsum(counts) - counts] = True
    starts[1:] |= pieces.sentences[1:] != pieces.sentences[:-1]
    firsts = np.flatnonzero(starts)
    matched = np.ascontiguousarray(np.maximum.reduceat(cosines, firsts, axis=1).T)
    return matched * question.scales.astype(np.float32), firsts
