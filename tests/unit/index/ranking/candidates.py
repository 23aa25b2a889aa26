"""Candidates of which nothing is known but what the legs say."""

from collections.abc import Mapping

import numpy as np

from corpus.passages import Passage
from index.arrays import Scores
from index.query.term_table import TermTable
from index.query.terms import Alternative, QueryTerm
from index.ranking.retrieval import LegScores
from index.scoring.bm25 import K1, Ranker
from index.scoring.late_interaction import Matches
from index.scoring.term_counts import TermStatistics


class NoRecords:
    """Nobody may ask for a passage."""

    def __getitem__(self, position: int) -> Passage:
        raise AssertionError(position)

    def text(self, position: int) -> str:
        raise AssertionError(position)


def candidates_with(signals: Mapping[str, Scores], attainable: float = 2.0) -> LegScores:
    """English candidates whose scores and signals are these."""
    number = len(signals["dense"])
    term = QueryTerm("word", 0, 4, 1.0, (Alternative(("word",), 1.0, "word", "same"),))
    table = TermTable.of([term])
    statistics = TermStatistics(number, number, np.array([number], np.int64))
    worth = np.array([attainable / (K1 + 1)])
    return LegScores(
        language="en",
        keys=list(range(number)),
        records=NoRecords(),
        places=np.arange(number),
        raw=dict(signals),
        signals=dict(signals),
        ranker=Ranker(table, statistics, statistics.passages_with, worth),
        counts=np.zeros((number, 1), np.uint16),
        lengths=np.ones(number, np.int64),
        sentence_cosines=[np.zeros(0, np.float32)] * number,
        matches=Matches(
            signals["interaction"],
            signals["focus"],
            [((np.zeros(0, np.float32)), np.zeros(0, np.int64))] * number,
        ),
    )
