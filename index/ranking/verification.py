"""A second look where the first leaves doubt: question and evidence are read together.

What the legs compare are words and meanings; none of them sees that a year is asked for and none is
there. A cross-encoder does (index/encoders/answer_verifier.py), and takes longer than all the rest
of a search. So it reads the marked sentences of the three best passages, with the question in their
words (index/query/rewriting.py), and only where the confidence is in between: what is found nearly
surely, or surely not, is left as it is.

    fused = fused before + weight × score    (who was not read counts as the worst that was)

The confidence is then computed from the one before, the scores and what they changed, by a second
logistic regression that is fitted on just those questions (eval/fitting/command.py), again one for
each way to ask (index/ranking/features.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import fmean

import numpy as np

from index.arrays import Scores
from index.encoders.base import Pair, PairReader
from index.engines.base import Pool
from index.query.preparation import PreparedQuestion
from index.query.rewriting import in_words_of
from index.query.terms import QueryTerm
from index.ranking.calibration import Calibration, ReadingCalibration
from index.ranking.evidence import marked_sentences
from index.ranking.fusion import PoolRanking, Read

DOUBT = (0.03, 0.8)
"""What is less or more sure is not read."""

READ = 3
"""So many candidates are read."""


def read_in_doubt(
    rankings: Mapping[str, PoolRanking],
    question: PreparedQuestion,
    pools: Mapping[str, Pool],
    calibration: Calibration,
    reader: PairReader | None,
) -> dict[str, PoolRanking]:
    """The rankings of all pools, those in doubt read; nothing is where one of them is sure."""
    surest = max((ranking.confidence for ranking in rankings.values()), default=0.0)
    if reader is None or not is_in_doubt(surest):
        return dict(rankings)
    read = {}
    for name, ranking in rankings.items():
        pair = calibration.pairs[question.pairs[name]]
        if is_in_doubt(ranking.confidence) and pair.reading is not None:
            scores = read_best(ranking, question, pools[name], reader)
            ranking = with_scores(ranking, scores, question.content, pair.reading)
        read[name] = ranking
    return read


def is_in_doubt(confidence: float) -> bool:
    """Whether so sure an answer is read."""
    return DOUBT[0] < confidence < DOUBT[1]


def read_best(
    ranking: PoolRanking, question: PreparedQuestion, pool: Pool, reader: PairReader
) -> dict[int, float]:
    """Read the best candidates: position → score."""
    best = np.argsort(-ranking.fused, kind="stable")[:READ].tolist()
    rows = ranking.legs.rows[best].tolist()
    pairs = [pair_to_read(question, pool, row, ranking.legs.terms) for row in rows]
    return dict(zip(best, reader.read(pairs), strict=True))


def pair_to_read(
    question: PreparedQuestion, pool: Pool, row: int, terms: Sequence[QueryTerm]
) -> Pair:
    """What is read of a passage, given as `marked_sentences` takes it."""
    sentences = marked_sentences(question, pool, row, terms)
    return in_words_of(sentences, pool.language, question.text, terms), sentences


def with_scores(
    ranking: PoolRanking,
    scores: Mapping[int, float],
    content: float,
    reading: ReadingCalibration,
) -> PoolRanking:
    """The ranking after reading.

    Args:
        ranking: as it was before.
        scores: position of a candidate → what reading it gave, at least one.
        content: how much the question says, see `prepared.content_of`.
        reading: the numbers of the language pair.
    """
    before = ranking.odds.log(ranking.features)
    added = added_scores(len(ranking.fused), scores, reading.weight)
    fused = ranking.fused + added
    features = {"before": before, **reading_features(ranking.fused, fused, scores)}
    odds = reading.odds_for(ranking.reworded)
    read = Read(dict(scores), added, features, odds)
    sure = odds.probability(features) * content
    return replace(ranking, fused=fused, confidence=sure, read=read)


def added_scores(number: int, scores: Mapping[int, float], weight: float) -> Scores:
    """What reading adds to the fused score of each of so many candidates."""
    added = np.full(number, min(scores.values()))
    for place, score in scores.items():
        added[place] = score
    return np.asarray(weight * added, dtype=np.float32)


def reading_features(
    before: Scores, after: Scores, scores: Mapping[int, float]
) -> dict[str, float]:
    """The features that come from reading, by the fused scores before and after it."""
    read = sorted(scores, key=lambda place: -float(after[place]))
    first, others = read[0], read[1:]
    beside = fmean(scores[place] for place in others) if others else scores[first]
    return {
        "read": scores[first],
        "ahead": scores[first] - beside,
        "changed": float(first != int(np.argmax(before))),
    }
