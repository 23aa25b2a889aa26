"""Lexical search over the passages of one language: exact BM25 with our own statistics.

>>> index = LexicalIndex.build(["核武危機", "和平會談"], "zh", folder)
>>> index.search(question_terms("会谈", "zh"), limit=10)[0]
array([1])
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysis import ANALYSER_VERSION, BaseLanguage, analyse
from index.bm25 import Ranker
from index.candidates import CandidateIndex, CandidateWriter
from index.errors import AnalyserMismatch, IndexDamaged
from index.forward import ForwardIndex, ForwardWriter, Rows
from index.query_terms import QueryTerm

Scores = NDArray[np.float32]

_ABOUT, _FORWARD, _TANTIVY = "lexical.json", "forward", "tantivy"

_FEW_ROWS = 512
"""So many rows are scored as fast as tantivy would find the best of them."""

_SPARE = 200
_DEPTH, _DEPTH_OF_TRANSLATIONS = 2, 4
"""Candidates for a limit of n: this many times n, and the spare ones. Plain words lose none of the
first hundred that way. For translations tantivy ranks less like us (it cannot add alternatives up
before it saturates them): of the first ten none was lost, of the first hundred one."""


class LexicalIndex:
    """Rows 0..n-1 of passages in one language, searched by structured query terms."""

    def __init__(
        self, language: BaseLanguage, forward: ForwardIndex, candidates: CandidateIndex
    ) -> None:
        self.language = language
        self._forward = forward
        self._candidates = candidates

    @classmethod
    def build(cls, texts: Iterable[str], language: BaseLanguage, folder: Path) -> "LexicalIndex":
        """Write the index of `texts`, read once, into a new folder, and open it."""
        forward_folder = folder / _FORWARD
        forward_folder.mkdir(parents=True)
        forward, candidates = ForwardWriter(forward_folder), CandidateWriter(folder / _TANTIVY)
        for text in texts:
            terms = [token.term for token in analyse(text, language)]
            forward.add(terms)
            candidates.add(terms)
        forward.finish()
        candidates.finish()
        about = {"language": language, "analyser": ANALYSER_VERSION}
        (folder / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        """Open what `build` wrote; files are mapped, not read.

        Raises:
            AnalyserMismatch: it was built by another version of the text analysis.
            IndexDamaged: a file is missing or not what was written.
        """
        try:
            about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
            if about["analyser"] != ANALYSER_VERSION:
                raise AnalyserMismatch(about["analyser"], ANALYSER_VERSION)
            forward = ForwardIndex(folder / _FORWARD)
            return cls(about["language"], forward, CandidateIndex(folder / _TANTIVY))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(folder, str(error)) from error

    def __len__(self) -> int:
        return len(self._forward)

    def search(
        self, terms: Sequence[QueryTerm], limit: int, rows: Rows | None = None
    ) -> tuple[Rows, Scores]:
        """The `limit` best rows and their scores, best first, ties by row.

        Rows that have none of the terms are not found. With `rows`, only those are, and none of
        them is lost to better ones outside.
        """
        ranker = Ranker.prepare(terms, self._forward)
        found = self._find(ranker, limit, rows)
        scores = ranker.scores(found)
        order = np.lexsort((found, -scores))[:limit]
        order = order[scores[order] > 0]
        return found[order], scores[order].astype(np.float32)

    def score(self, terms: Sequence[QueryTerm], rows: Rows) -> Scores:
        """The scores of the rows, in their order."""
        return Ranker.prepare(terms, self._forward).scores(rows).astype(np.float32)

    def contributions(self, terms: Sequence[QueryTerm], row: int) -> list[float]:
        """What each of the terms adds to the score of a row; the sum is its score."""
        added = Ranker.prepare(terms, self._forward).contributions(np.array([row]))
        return [float(value) for value in added[0]]

    def worth(self, terms: Sequence[QueryTerm]) -> NDArray[np.float64]:
        """What each term is worth beside the others: its weight times its idf."""
        return Ranker.prepare(terms, self._forward).worth

    def attainable(self, terms: Sequence[QueryTerm]) -> float:
        """The least upper bound of any score, also for terms that no passage has."""
        return Ranker.prepare(terms, self._forward).attainable

    def _find(self, ranker: Ranker, limit: int, rows: Rows | None) -> Rows:
        """Rows that hold the best, in ascending order."""
        allowed = np.arange(len(self)) if rows is None else np.unique(rows)
        if len(allowed) <= _FEW_ROWS:
            return allowed
        times = _DEPTH if ranker.is_plain else _DEPTH_OF_TRANSLATIONS
        wanted = depth = times * limit + _SPARE
        while True:
            found = self._candidates.find(ranker.leads, depth)
            is_exhausted = len(found) < depth
            if rows is not None:
                found = found[np.isin(found, allowed)]
            if is_exhausted or len(found) >= wanted:
                return np.sort(found)
            depth *= 4
