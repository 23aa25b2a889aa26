"""Which sentences of a passage answer: the ones marked for the reader, two at most.

A sentence is scored by the question's terms that it has. A term counts by its idf in the index and,
more, by how few sentences of the passage have it: the passage was chosen for its subject, so the
subject's name is everywhere in it and tells nothing. A sentence that offers the kind of thing that
is asked for (a time, a number, a reason) gains a little. The second sentence is the one that adds
most to the first.

Meaning decides too: the late interaction of the question with each sentence
(index/scoring/late_interaction.py) or, with an encoder that gives no tokens, the cosine
of its vector. Weights and figures are in docs/experiments.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Scores
from index.query.answer_types import Kind, offers
from index.query.preparation import Question
from index.query.term_table import TermTable
from index.ranking.retrieval import LegScores
from index.scoring.sentence_terms import count_alternatives
from index.text.analysis import AnalysedSentence

Span = tuple[int, int]
Values = NDArray[np.float64]

# Fitted on XQuAD and DRCD development questions.
_SATURATION, _LENGTH_SHARE = 0.6, 0.6
_LOCAL_POWER = 1.5
_OFFERED = 0.15
_MEANING = 0.2
_REDUNDANCY = 0.4
_LEAST_SECOND = 0.15


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """What speaks for each sentence of a passage.

    Attributes:
        gains: What each term adds to each sentence, shape (sentences, terms).
        extra: What else does: the kind of thing offered, nearness in meaning; shape (sentences,).
    """

    gains: Values
    extra: Values


def score_sentences(
    sentences: Sequence[AnalysedSentence], kind: Kind | None, table: TermTable, worth: Values
) -> SentenceScores:
    """Score the sentences of one passage by the question's terms, worth so much each.

    `kind` is the kind of answer that is asked for, if the question tells.
    """
    counts = count_alternatives(table, sentences) @ table.shares
    total = max(float(worth.sum()), 1e-9)
    lengths = np.array([sentence.length or 1 for sentence in sentences])
    norm = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths / lengths.mean())
    sentences_with = (counts > 0).sum(axis=0)
    rarity = np.log1p((len(sentences) - sentences_with + 0.5) / (sentences_with + 0.5))
    gains = counts / (counts + norm[:, None]) * worth * rarity**_LOCAL_POWER / total
    offered = [kind is not None and offers(sentence.folded, kind) for sentence in sentences]
    return SentenceScores(gains, _OFFERED * np.array(offered))


def choose_evidence(scores: SentenceScores) -> list[int]:
    """The best sentence, and the one that adds most to it if it adds enough."""
    totals = scores.gains.sum(axis=1) + scores.extra
    first = int(np.argmax(totals))
    if len(totals) == 1:
        return [first]
    seen = scores.gains[first] / np.maximum(scores.gains.max(axis=0), 1e-9)
    added = totals - _REDUNDANCY * (scores.gains * seen).sum(axis=1)
    added[first] = -np.inf
    second = int(np.argmax(added))
    if added[second] <= _LEAST_SECOND * totals[first]:
        return [first]
    return [first, second]


def mark_evidence(question: Question, legs: LegScores, position: int) -> tuple[Span, ...]:
    """The evidence of one candidate, as spans of its document's text, the best first.

    Args:
        question: what is asked.
        legs: the candidates of a language.
        position: which of them.
    """
    passage = legs.passage(position)
    return tuple([passage.sentences[chosen] for chosen in _chosen(question, legs, position)])


def offers_what_is_asked(question: Question, legs: LegScores, position: int) -> bool | None:
    """Whether the evidence has a time, a number or a reason where the question asks for one.

    It is given what `mark_evidence` is. None where the question's words do not ask for such.
    """
    kind = question.kind
    if kind is None:
        return None
    sentences = legs.sentences_of(position)
    chosen = _chosen(question, legs, position)
    return any(offers(sentences[number].folded, kind) for number in chosen)


def _chosen(question: Question, legs: LegScores, position: int) -> list[int]:
    """The numbers of a candidate's sentences that are marked, the best first."""
    sentences = legs.sentences_of(position)
    scores = score_sentences(sentences, question.kind, legs.ranker.table, legs.ranker.worth)
    scores.extra[:] += _MEANING * _meaning(question, legs, position)
    return choose_evidence(scores)


def _meaning(question: Question, legs: LegScores, position: int) -> Scores:
    """How near each sentence is to the question: by tokens, or by vectors where there are none."""
    if not len(question.pieces):
        return legs.sentence_cosines[position]
    return legs.matches.of_sentences(position, len(legs.passage(position).sentences))
