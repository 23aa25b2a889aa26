"""Lexical search over the passages of one language: exact BM25 with our own statistics.

>>> index = LexicalIndex.build(["核武危機", "和平會談"], "zh", folder)
>>> index.search(question_terms("会谈", "zh"), limit=10)[0]
array([1])
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.engines.local.lexical.forward import Rows
from index.engines.local.lexical.term_statistics import Collection
from index.engines.local.row_numbers import Numbering
from index.lexical_part import FEW_ROWS, LexicalPart, LexicalWriter
from index.query.terms import QueryTerm
from index.scoring.bm25 import Ranker
from index.text.analysis import BaseLanguage

Scores = NDArray[np.float32]

_SPARE = 30
_DEPTH, _DEPTH_OF_TRANSLATIONS = 1, 3
"""Candidates for a limit of n: this many times n, and the spare ones. For n of 40 (a search asks
for 30) plain words lose none that way. For translations tantivy ranks less like us (it cannot add
alternatives up before it saturates them): of the first ten one in 3,000 was lost, of the first
twenty one in 700."""


class LexicalIndex:
    """Passages in one language, searched by structured query terms, in one or more parts."""

    def __init__(
        self, language: BaseLanguage, parts: Sequence[LexicalPart], numbering: Numbering
    ) -> None:
        self.language = language
        self._parts = parts
        self._numbering = numbering
        self._collection = Collection([part.counts for part in parts], numbering)
        self._prepared: tuple[Sequence[QueryTerm], Ranker] | None = None

    @classmethod
    def build(cls, texts: Iterable[str], language: BaseLanguage, folder: Path) -> "LexicalIndex":
        """Write the index of `texts`, read once, into a new folder, and open it."""
        writer = LexicalWriter(folder, language)
        for text in texts:
            writer.add(text)
        writer.finish()
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        """Open what `build` wrote; files are mapped, not read.

        Raises:
            AnalyserMismatch: it was built by another version of the text analysis.
            IndexDamaged: a file is missing or not what was written.
        """
        part = LexicalPart.open(folder)
        return cls(part.language, [part], Numbering.plain(len(part.counts.forward)))

    def __len__(self) -> int:
        return len(self._numbering)

    def search(
        self, terms: Sequence[QueryTerm], limit: int, rows: Rows | None = None
    ) -> tuple[Rows, Scores]:
        """The `limit` best rows and their scores, best first, ties by document and place.

        Rows that have none of the terms are not found. With `rows`, only those are, and none of
        them is lost to better ones outside.
        """
        ranker = self._ranker(terms)
        found = self._find(ranker, limit, rows)
        scores = ranker.scores(found).astype(np.float32)
        found, scores = found[scores > 0], scores[scores > 0]
        return self._numbering.best(found, scores, limit)

    def score(self, terms: Sequence[QueryTerm], rows: Rows) -> Scores:
        """The scores of the rows, in their order."""
        return self._ranker(terms).scores(rows).astype(np.float32)

    def contributions(self, terms: Sequence[QueryTerm], row: int) -> list[float]:
        """What each of the terms adds to the score of a row; the sum is its score."""
        added = self._ranker(terms).contributions(np.array([row]))
        return [float(value) for value in added[0]]

    def worth(self, terms: Sequence[QueryTerm]) -> NDArray[np.float64]:
        """What each term is worth beside the others: its weight times its idf."""
        return self._ranker(terms).worth

    def attainable(self, terms: Sequence[QueryTerm]) -> float:
        """The least upper bound of any score, also for terms that no passage has."""
        return self._ranker(terms).attainable

    def _ranker(self, terms: Sequence[QueryTerm]) -> Ranker:
        """The terms looked up; one question asks for the same ones several times in a row."""
        prepared = self._prepared
        if prepared is None or prepared[0] is not terms:
            # Replaced as a whole, since several threads ask at once.
            self._prepared = prepared = (terms, Ranker.prepare(terms, self._collection))
        return prepared[1]

    def _find(self, ranker: Ranker, limit: int, rows: Rows | None) -> Rows:
        """Rows that hold the best, in ascending order."""
        times = _DEPTH if ranker.is_plain else _DEPTH_OF_TRANSLATIONS
        wanted = times * limit + _SPARE
        found, proposed, promises = [], [], []
        for number, allowed, count in self._numbering.findable(rows):
            part, start = self._parts[number], self._numbering.start(number)
            if count <= FEW_ROWS or part.candidates is None:
                every = np.arange(count) if allowed is None else np.flatnonzero(allowed)
                found.append(every + start)
                continue
            some, scores = part.propose(ranker.leads, allowed, wanted, limit)
            proposed.append(some + start)
            promises.append(scores)
        if len(proposed) > 1:
            proposed = [_most_promising(proposed, promises, wanted)]
        return np.sort(np.concatenate([*found, *proposed, np.empty(0, np.int64)]))


def _most_promising(proposed: Sequence[Rows], promises: Sequence[Scores], wanted: int) -> Rows:
    """The best `wanted` of what the parts propose, and what is as good as the last of them."""
    rows, scores = np.concatenate(proposed), np.concatenate(promises)
    if len(rows) <= wanted:
        return rows
    least = np.partition(scores, len(scores) - wanted)[len(scores) - wanted]
    chosen: Rows = rows[scores >= least]
    return chosen
