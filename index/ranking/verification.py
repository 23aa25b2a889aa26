"""Does the first passage answer this question? The two are read together before the status.

What search compares are words and meanings; none of them sees that a capital is asked for and a
population is told. A cross-encoder does (index/encoders/answer_verifier.py). It reads of the first
passage the sentences that evidence scores best, in the order of the text, as many as fit. What it
says and the confidence before it make the confidence after it, by a logistic regression that is the
same in every language pair (eval/fitting/verification.py). The order of the passages stays.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from index.encoders.base import Verifier
from index.query.preparation import Question
from index.ranking.calibration import Odds
from index.ranking.evidence import weigh_sentences
from index.ranking.fusion import Candidate
from index.ranking.retrieval import LegScores

LONGEST = 80.0
"""About as many tokens of a passage are read."""

TOKENS_PER_HAN, TOKENS_PER_OTHER = 0.65, 0.25
"""Tokens a character, on the average of what the verifier was trained on."""

LEAST_CONFIDENCE = 1e-4
"""What is less sure before it counts as so sure: log-odds have no end."""

_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Verified:
    """What reading the question together with the first passage gave.

    Attributes:
        score: the verifier's log-odds.
        features: what the confidence was computed from after reading.
        odds: how.
        before: the confidence before.
        confidence: and after.
    """

    score: float
    features: Mapping[str, float]
    odds: Odds
    before: float
    confidence: float

    def explained(self) -> dict[str, Any]:
        """The same for people and programs."""
        return {
            "score": self.score,
            "before": self.before,
            "probability": self.confidence,
            "features": dict(self.features),
            **self.odds.model_dump(),
        }


def verify(
    question: Question,
    legs: LegScores,
    first: Candidate,
    odds: Odds | None,
    verifier: Verifier | None,
) -> Verified | None:
    """Read the question together with the first passage; None where that is not to be done.

    Args:
        question: what is asked.
        legs: the candidates of the first passage's language.
        first: the first passage.
        odds: of an answer, from VERIFICATION_FEATURES.
        verifier: reads.
    """
    if verifier is None or odds is None:
        return None
    (score,) = verifier.score([(question.text, sentences_to_read(question, legs, first.position))])
    features = verification_features(first.score, question.content, score)
    sure = odds.probability(features) * question.content
    return Verified(score, features, odds, first.score, sure)


def with_confidence(order: Sequence[Candidate], verified: Verified | None) -> list[Candidate]:
    """The candidates with their scores after reading: each in proportion to the first."""
    if verified is None or not verified.before:
        return list(order)
    share = verified.confidence / verified.before
    return [replace(candidate, score=candidate.score * share) for candidate in order]


def sentences_to_read(question: Question, legs: LegScores, position: int) -> list[str]:
    """The best sentences of a candidate, in the text's order; at least one."""
    passage = legs.passage(position)
    texts = passage.texts_at(passage.sentences)
    order = np.argsort(-weigh_sentences(question, legs, position), kind="stable").tolist()
    chosen, length = [order[0]], tokens_of(texts[order[0]])
    for place in order[1:]:
        length += tokens_of(texts[place])
        if length > LONGEST:
            break
        chosen.append(place)
    return [texts[place] for place in sorted(chosen)]


def tokens_of(text: str) -> float:
    """About how many tokens a text is."""
    han = len(_HAN.findall(text))
    return TOKENS_PER_HAN * han + TOKENS_PER_OTHER * (len(text) - han)


def verification_features(confidence: float, content: float, score: float) -> dict[str, float]:
    """What the confidence is computed from after reading.

    Args:
        confidence: before, with how much the question says already in it.
        content: how much that is, see `preparation.content_of`.
        score: what the verifier says.
    """
    before = confidence / content if content else 0.0
    before = min(max(before, LEAST_CONFIDENCE), 1 - LEAST_CONFIDENCE)
    odds = math.log(before / (1 - before))
    return {"doubtful": min(odds, 0.0), "likely": max(odds, 0.0), "verified": score}
