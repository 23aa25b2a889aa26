"""What every leg says of every question of a benchmark; tables and fitting both start here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Passage
from eval.collections.loading import QueryLine, Yardstick
from index.engines.base import Key
from index.query.preparation import Question
from index.ranking.fusion import PoolRanking, rank_pool
from index.ranking.retrieval import LegScores
from index.search import Filters, Query, Searcher, SearchParts
from index.text.analysis import BaseLanguage


@dataclass(frozen=True, slots=True)
class Observation:
    """One question against the passages of one language.

    Attributes:
        query: the question as the benchmark has it.
        question: the same, prepared.
        target: the language of the passages that were searched.
        searcher: what searched them.
        pair: the language pair that was used, such as `en-zh`.
        legs: scores of the pool's candidates.
        relevant: for each candidate, whether it was judged relevant.
        judged: passages of that language that were judged relevant, found or not.
    """

    query: QueryLine
    question: Question
    target: BaseLanguage
    searcher: Searcher
    pair: str
    legs: LegScores
    relevant: NDArray[np.bool_]
    judged: Mapping[Key, Passage]


def observe(
    yardstick: Yardstick,
    searcher: Searcher,
    progress: Callable[[int, int], None] | None = None,
    texts: Callable[[QueryLine], str] = lambda query: query.text,
) -> list[Observation]:
    """Ask every judged question in every language of the passages.

    Args:
        yardstick: the benchmark.
        searcher: over the benchmark's passages.
        progress: called with done and total questions.
        texts: what to ask for a query; its own text by default.
    """
    queries = [query for query in yardstick.queries if query.query_id in yardstick.qrels]
    observations: list[Observation] = []
    passages = everything(searcher)
    for done, query in enumerate(queries, start=1):
        observations += observe_one(
            searcher,
            passages,
            query,
            texts(query),
            partial(_is_one_of, yardstick.qrels[query.query_id]),
        )
        if progress is not None:
            progress(done, len(queries))
    return observations


def _is_one_of(passage_ids: frozenset[str], passage: Passage) -> bool:
    return passage.document_id in passage_ids


Everything = Mapping[BaseLanguage, Sequence[tuple[Key, Passage]]]


def everything(searcher: Searcher) -> Everything:
    """All passages that a searcher can find."""
    return {language: list(searcher.view.each(language)) for language in searcher.view.passages}


def observe_one(
    searcher: Searcher,
    passages: Everything,
    query: QueryLine,
    text: str,
    answers: Callable[[Passage], bool],
) -> list[Observation]:
    """Ask one question in every language of the passages.

    Args:
        searcher: over the passages.
        passages: `everything` of the searcher.
        query: the question as the benchmark has it.
        text: what to ask.
        answers: judges a passage.
    """
    question = searcher.prepare(Query(text))
    found = []
    for target, legs in searcher.gather(question, Filters()).items():
        judged = {key: passage for key, passage in passages[target] if answers(passage)}
        relevant = np.array([key in judged for key in legs.keys], np.bool_)
        pair = question.pairs[target]
        found.append(Observation(query, question, target, searcher, pair, legs, relevant, judged))
    return found


def without_answer(observation: Observation) -> LegScores:
    """The candidates as they would be if the question's passage were not in the library."""
    return observation.legs.keep(~observation.relevant)


def ranked(group: Sequence[Observation], parts: SearchParts) -> list[PoolRanking]:
    """Every language's ranking for one question."""
    return [rank_pool(o.question, o.legs, parts.calibration.pairs[o.pair]) for o in group]


def judged_in_pool(observations: Sequence[Observation]) -> list[Observation]:
    """The observations whose pool holds a judged passage at all."""
    return [observation for observation in observations if observation.judged]
