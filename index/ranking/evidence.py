"""Which sentences of a passage answer: the ones marked for the reader, two at most.

A sentence is weighed by the question's terms that it has. A term counts by its idf in the index
and, more, by how few sentences of the passage have it: the passage was chosen for its subject, so
the subject's name is everywhere in it and tells nothing. Meaning weighs too: the late interaction
of the question with the sentence (index/scoring/late_interaction.py) and the cosine of its vector;
and so does having the kind of thing that is asked for, a time, a number or a reason.

The weights are those of a conditional logit over the sentences of a passage, so that they give the
probability of each sentence being the one that answers. A second sentence is marked only where it
may well be the one. Weights and figures are in docs/experiments.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.arrays import Scores
from index.query.answer_types import offers
from index.query.preparation import Question
from index.query.term_table import TermTable
from index.ranking.retrieval import LegScores
from index.scoring.sentence_terms import count_alternatives
from index.text.analysis import AnalysedSentence

Span = tuple[int, int]
Values = NDArray[np.float64]

# Fitted on XQuAD, gold development questions and a development library alike; cross-validated.
_TERMS, _TOKENS, _COSINE, _OFFERED = 4.5, 5.0, 9.0, 2.0
_SATURATION, _LENGTH_SHARE = 0.6, 0.6
_LOCAL_POWER = 1.5

LEAST_SECOND = 0.08
"""A second sentence is marked where it is at least so likely to be the one that answers."""


def weigh_terms(sentences: Sequence[AnalysedSentence], table: TermTable, worth: Values) -> Values:
    """How much of the question's terms, worth so much each, each sentence of a passage has."""
    counts = count_alternatives(table, sentences) @ table.shares
    total = max(float(worth.sum()), 1e-9)
    lengths = np.array([sentence.length or 1 for sentence in sentences])
    norm = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths / lengths.mean())
    sentences_with = (counts > 0).sum(axis=0)
    rarity = np.log1p((len(sentences) - sentences_with + 0.5) / (sentences_with + 0.5))
    gains = counts / (counts + norm[:, None]) * worth * rarity**_LOCAL_POWER / total
    weighed: Values = gains.sum(axis=1)
    return weighed


def weigh_sentences(question: Question, legs: LegScores, position: int) -> Values:
    """The log-odds of each sentence of a candidate against another as the one that answers.

    Args:
        question: what is asked.
        legs: the candidates of a language.
        position: which of them.
    """
    sentences, kind = legs.sentences_of(position), question.kind
    offered = [kind is not None and offers(sentence.folded, kind) for sentence in sentences]
    return (
        _TERMS * weigh_terms(sentences, legs.ranker.table, legs.ranker.worth)
        + _TOKENS * _tokens(question, legs, position)
        + _COSINE * legs.sentence_cosines[position].astype(float)
        + _OFFERED * np.array(offered)
    )


def choose_evidence(odds: Values) -> list[int]:
    """The likeliest sentence, and the next one if it may well be the one."""
    first, *others = np.argsort(-odds, kind="stable").tolist()
    chances = np.exp(odds - odds[first])
    chances /= chances.sum()
    return [first, *(place for place in others[:1] if chances[place] >= LEAST_SECOND)]


def mark_evidence(question: Question, legs: LegScores, position: int) -> tuple[Span, ...]:
    """The evidence of one candidate, as spans of its document's text, the best first."""
    sentences = legs.passage(position).sentences
    chosen = choose_evidence(weigh_sentences(question, legs, position))
    return tuple(sentences[place] for place in chosen)


def offers_what_is_asked(question: Question, legs: LegScores, position: int) -> bool | None:
    """Whether the evidence has a time, a number or a reason where the question asks for one.

    It is given what `mark_evidence` is. None where the question's words do not ask for such.
    """
    kind = question.kind
    if kind is None:
        return None
    sentences = legs.sentences_of(position)
    chosen = choose_evidence(weigh_sentences(question, legs, position))
    return any(offers(sentences[number].folded, kind) for number in chosen)


def _tokens(question: Question, legs: LegScores, position: int) -> Scores:
    """How well the tokens of each sentence match the question's; alike where there are none."""
    sentences = len(legs.passage(position).sentences)
    if not len(question.pieces):
        return np.zeros(sentences, np.float32)
    return legs.matches.of_sentences(position, sentences)
