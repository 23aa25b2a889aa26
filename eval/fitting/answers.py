"""What came back for development questions, as fitting needs it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.fitting.observations import (
    Observation,
    without_answer,
)
from eval.fitting.regressions import Array
from index.ranking.features import FEATURES
from index.ranking.fusion import best_features, fuse
from index.ranking.retrieval import LegScores


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known of the answers to some questions, each with its passage and without.

    Attributes:
        features: of each answer, shape (answers, FEATURES).
        right: whether its first passage answers.
        questions: of which question each is, as a place in what was asked.
    """

    features: Array
    right: NDArray[np.bool_]
    questions: NDArray[np.intp]


def find_answers(observations: Sequence[Observation], weights: Mapping[str, float]) -> Answers:
    """Ask every question with its passage, and without."""
    features, right, questions = [], [], []
    for place, o in enumerate(observations):
        for legs, answers in _cases(o):
            fused = fuse(legs, weights)
            found = best_features(o.question, legs, fused)
            features.append([found[name] for name in FEATURES])
            right.append(bool(answers[int(np.argmax(fused))]))
            questions.append(place)
    return Answers(np.array(features), np.array(right), np.array(questions))


def _cases(o: Observation) -> Iterator[tuple[LegScores, NDArray[np.bool_]]]:
    """A question with its passage, and without: candidates, and which of them are right."""
    if len(o.legs):
        yield o.legs, o.relevant
    missing = without_answer(o)
    if o.judged and len(missing):
        yield missing, np.zeros(len(missing), np.bool_)
