"""Fits what reading adds to a calibration: `python -m eval.fitting.verification DATA`.

DATA is a folder in the format that the verifier was trained from. Asked are judged questions of
documents that training never saw, each of its own text alone, and the development questions of the
sets of gold questions that are asked of several works, as they are and with their passages taken
away. One logistic regression over all language pairs (index/ranking/verification.py) takes the
log-odds before, apart below and above even odds, and the verifier's; every set counts the same. The
questions on the chapter are left out: the confidence before was fitted on them, and is better there
than anywhere else.

The thresholds between `answered`, `weak` and `no_answer` are no part of this.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from corpus.documents import Language
from eval.collections.loading import QueryLine
from eval.fitting.command import write_calibration
from eval.fitting.observations import Observation, everything, observe_one, without_answer
from eval.fitting.own_words import observe_library
from eval.fitting.regressions import Array, fit_odds
from eval.gold_questions.loading import load_gold
from eval.gold_questions.sets import SETS
from index.encoders.answer_verifier import load_verifier
from index.encoders.base import Verifier
from index.engines.local.scratch import lone_passage, passages_view
from index.query.preparation import QuestionReader
from index.ranking.calibration import Calibration, Odds, load_calibration
from index.ranking.features import VERIFICATION_FEATURES
from index.ranking.fusion import first_of, rank_pool
from index.ranking.retrieval import LegScores
from index.ranking.verification import sentences_to_read, verification_features
from index.search import Searcher, SearchParts
from index.shipped import CALIBRATION
from index.training.data import Judged, read_judged
from index.training.holdout import split_judged
from index.training.verifier_data import SOURCES
from service.settings import Settings
from service.wiring import encoder_of, glossary_of

MOST = 1_500
LANGUAGES: dict[str, Language] = {"en": "en", "zh": "zh-Hans"}
RIDGE = 1e-3


@dataclass(frozen=True, slots=True)
class Readings:
    """What reading gave.

    Attributes:
        features: shape (readings, VERIFICATION_FEATURES).
        right: whether the passage that was read answers.
    """

    features: Array
    right: NDArray[np.bool_]


def read_all(
    groups: Iterable[Sequence[Observation]], calibration: Calibration, verifier: Verifier
) -> Readings:
    """Read the first passage of every question, with its passages and without.

    Args:
        groups: what was observed of each question, in every language of the passages.
        calibration: what to put into one order with.
        verifier: reads.
    """
    features, right = [], []
    for group in groups:
        for found in _cases(group):
            ranked = [
                (rank_pool(o.question, legs, calibration.pairs[o.pair]), o, relevant)
                for o, legs, relevant in found
            ]
            first = first_of(ranking for ranking, _, _ in ranked)
            best = int(np.argmax(first.fused))
            ((o, relevant),) = (
                (o, relevant) for ranking, o, relevant in ranked if ranking is first
            )
            pair = (o.question.text, sentences_to_read(o.question, first.legs, best))
            (score,) = verifier.score([pair])
            named = verification_features(first.confidence, o.question.content, score)
            features.append([named[name] for name in VERIFICATION_FEATURES])
            right.append(bool(relevant[best]))
    return Readings(np.array(features), np.array(right))


Case = list[tuple[Observation, LegScores, NDArray[np.bool_]]]


def _cases(group: Sequence[Observation]) -> Iterator[Case]:
    """A question with its passages and, if there are any, without: candidates, and which answer."""
    with_answer = [(o, o.legs, o.relevant) for o in group if len(o.legs)]
    if with_answer:
        yield with_answer
    left = [(o, without_answer(o)) for o in group]
    without = [(o, legs, np.zeros(len(legs), np.bool_)) for o, legs in left if len(legs)]
    if without and any(o.judged for o in group):
        yield without


def grouped(observations: Iterable[Observation]) -> list[list[Observation]]:
    """What was observed of each question."""
    groups: dict[str, list[Observation]] = defaultdict(list)
    for o in observations:
        groups[o.query.query_id].append(o)
    return list(groups.values())


def fit_verification(collections: Sequence[Readings]) -> Odds:
    """The odds of an answer after reading; each collection counts the same."""
    shares = [np.full(len(one.right), 1.0 / len(one.right)) for one in collections]
    return fit_odds(
        VERIFICATION_FEATURES,
        np.concatenate([one.features for one in collections]),
        np.concatenate([one.right for one in collections]),
        np.concatenate(shares),
        RIDGE,
    )


def observe_judged(rows: Sequence[Judged], parts: SearchParts) -> Iterator[list[Observation]]:
    """Ask each question of its own passage, which is a library of its own."""
    reader = QuestionReader(parts.encoder, parts.glossary)
    for place, row in enumerate(rows):
        passage = lone_passage(str(place), LANGUAGES[row.passage_language], row.passage)
        with passages_view([passage], parts.encoder) as view:
            searcher = Searcher(view, parts, reader)
            line = QueryLine(query_id=str(place), lang=row.question_language, text=row.question)
            answers = partial(_answers, row)
            yield observe_one(searcher, everything(searcher), line, line.text, answers)


def _answers(row: Judged, _: object) -> bool:
    return row.is_answered


def choose(rows: Sequence[Judged], most: int, seed: int) -> list[Judged]:
    """At most so many rows of documents that no training saw, of the sources that it draws on."""
    _, held = split_judged(row for row in rows if row.source in SOURCES)
    return random.Random(seed).sample(held, min(most, len(held)))


def main(
    data: Annotated[Path, typer.Argument(help="Folder with answerability/train/.")],
    calibration: Annotated[Path, typer.Option(help="What to fit it to, and write.")] = CALIBRATION,
    most: Annotated[int, typer.Option(help="How many judged questions to ask.")] = MOST,
    seed: Annotated[int, typer.Option(help="Decides which.")] = 7,
) -> None:
    """Fit the confidence after reading to a calibration, and write it into the same file.

    Example: python -m eval.fitting.verification ../shared/data
    """
    settings = Settings().model_copy(update={"precision": "single"})
    before = load_calibration(calibration)
    parts = SearchParts(encoder_of(settings), glossary_of(settings), before)
    verifier = load_verifier(single=True)
    rows = choose(read_judged(data), most, seed)
    collections = [read_all(observe_judged(rows, parts), before, verifier)]
    for chosen in SETS.values():
        if chosen.texts is not None:
            questions = load_gold(chosen.folder, "dev").questions
            observed = observe_library(questions, chosen.texts, settings, parts)
            collections.append(read_all(grouped(observed), before, verifier))
    after = before.model_copy(update={"verification": fit_verification(collections)})
    write_calibration(after, calibration)


if __name__ == "__main__":
    typer.run(main)
