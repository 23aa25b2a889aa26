"""Lexical search over the passages of one language: exact BM25 with our own statistics.

>>> index = LexicalIndex.build(["核武危機", "和平會談"], "zh", folder)
>>> terms = TermTable.of(question_terms(AnalysedText("会谈"), "zh"))
>>> index.search(Ranker.prepare(terms, index.statistics(terms)), limit=10)[0]
array([1])
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.arrays import Rows
from index.engines.local.lexical.forward import ForwardIndex, ForwardWriter
from index.engines.local.lexical.inverted import CandidateIndex, CandidateWriter
from index.engines.local.lexical.term_statistics import Collection, ForwardPart
from index.engines.local.row_numbers import Admitted, Live, Numbering
from index.errors import AnalyserMismatch, IndexDamaged
from index.query.term_table import TermTable
from index.scoring.bm25 import Ranker, inverse_frequency
from index.scoring.term_counts import TermStatistics
from index.text.analysis import ANALYSER_VERSION, BaseLanguage, terms_of
from index.text.term_hashes import hash_terms

FEW_ROWS = 512
"""So many rows are scored as fast as tantivy would find the best of them."""

_ABOUT, _FORWARD, _TANTIVY = "lexical.json", "forward", "tantivy"

# Where there are many rows, terms that more than this share of them has propose none, if others do:
# their lists are the longest and say the least. Ranking counts them all the same.
_MANY_ROWS, _COMMON = 100_000, 0.3

# Rows that are equally good are all fetched, unless there are more than so many times the number
# that is wanted.
_MOST_TIMES = 16


class LexicalWriter:
    """Writes the lexical files of one segment into a new folder, passage by passage.

    A segment that is small gets no inverted lists: all of it is scored for every question, and
    writing it takes a third of the time.
    """

    def __init__(self, folder: Path, language: BaseLanguage) -> None:
        (folder / _FORWARD).mkdir(parents=True)
        self._folder = folder
        self._language = language
        self._forward = ForwardWriter(folder / _FORWARD)
        self._candidates: CandidateWriter | None = None
        self._waiting: list[list[str]] = []

    def add(self, text: str) -> None:
        """Add the next row."""
        terms = terms_of(text, self._language)
        self._forward.add(terms)
        self._propose(terms)

    def copy(self, part: "LexicalPart", rows: Sequence[int]) -> None:
        """Add rows as another segment has them; no text is analysed."""
        for terms in self._forward.copy(part.counts.forward, rows):
            self._propose(terms)

    def close(self) -> None:
        """Close the files; what was not finished is of no use."""
        self._forward.close()

    def finish(self) -> None:
        """Write what is left to write."""
        self._forward.finish()
        if self._candidates is not None:
            self._candidates.finish()
        about = {
            "language": self._language,
            "analyser": ANALYSER_VERSION,
            "candidates": self._candidates is not None,
        }
        (self._folder / _ABOUT).write_text(json.dumps(about), encoding="utf-8")

    def _propose(self, terms: list[str]) -> None:
        if self._candidates is not None:
            self._candidates.add(terms)
            return
        self._waiting.append(terms)
        if len(self._waiting) > FEW_ROWS:
            self._candidates = CandidateWriter(self._folder / _TANTIVY)
            for waiting in self._waiting:
                self._candidates.add(waiting)
            self._waiting.clear()


@dataclass(frozen=True, slots=True)
class LexicalPart:
    """What one segment adds to a lexical index; `candidates` is None where it is small."""

    language: BaseLanguage
    counts: ForwardPart
    candidates: CandidateIndex | None

    @classmethod
    def open(cls, folder: Path) -> "LexicalPart":
        """Open what a `LexicalWriter` wrote, all rows alive; files are mapped, not read.

        Raises:
            AnalyserMismatch: it was built by another version of the text analysis.
            IndexDamaged: a file is missing or not what was written.
        """
        try:
            about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
            if about["analyser"] != ANALYSER_VERSION:
                raise AnalyserMismatch(about["analyser"], ANALYSER_VERSION)
            counts = ForwardPart.whole(ForwardIndex(folder / _FORWARD))
            candidates = CandidateIndex(folder / _TANTIVY) if about["candidates"] else None
            return cls(about["language"], counts, candidates)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(folder, str(error)) from error

    def without(self, rows: Rows) -> "LexicalPart":
        """The same part when these rows, which lived, are dead."""
        return replace(self, counts=self.counts.without(rows))

    def propose(
        self,
        leads: Mapping[tuple[str, ...], float],
        allowed: Live | None,
        wanted: int,
        limit: int,
    ) -> tuple[Rows, NDArray[np.float32]]:
        """About the best `wanted` rows among `allowed`, with what tantivy makes of them.

        What is as good as the `limit`-th is among them.
        """
        assert self.candidates is not None, "a small part proposes all its rows"
        weights = self._weights(leads)
        depth = wanted
        while True:
            rows, scores = self.candidates.find(weights, depth)
            is_exhausted = len(rows) < depth
            last = scores[-1] if len(scores) else np.float32(0)
            if allowed is not None:
                keep = allowed[rows]
                rows, scores = rows[keep], scores[keep]
            if is_exhausted:
                return rows, scores
            is_cut_clean = len(rows) >= wanted and scores[min(limit, len(rows)) - 1] > last
            if is_cut_clean or len(rows) >= _MOST_TIMES * wanted:
                return rows, scores
            depth *= 4

    def _weights(self, leads: Mapping[tuple[str, ...], float]) -> dict[tuple[str, ...], float]:
        """What to multiply tantivy's scores with, so that a match counts as in the whole pool.

        Tantivy's score of a term has its idf in this part, which may be far from its idf in all.
        """
        forward = self.counts.forward
        names = list(dict.fromkeys([term for group in leads for term in group]))
        numbers = dict(zip(names, forward.numbers(hash_terms(names)).tolist(), strict=True))
        unknown = {name for name, number in numbers.items() if number < 0}
        groups = [group for group in leads if unknown.isdisjoint(group)] if unknown else [*leads]
        firsts = np.array([numbers[group[0]] for group in groups], np.int64)
        with_first = forward.passages_with[firsts].astype(np.float64)
        own = inverse_frequency(with_first, len(forward))
        telling = with_first <= _COMMON * len(forward)
        if len(forward) < _MANY_ROWS or not telling.any():
            telling[:] = True
        return {
            group: leads[group] / idf
            for group, idf, tells in zip(groups, own.tolist(), telling.tolist(), strict=True)
            if tells
        }


Scores = NDArray[np.float32]

_ROWS_AT_ONCE = 1024

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

    def statistics(self, terms: TermTable) -> TermStatistics:
        """Counts over all passages that can be found, for the table's names."""
        return self._collection.statistics(terms.hashes)

    def search(self, ranker: Ranker, limit: int, admitted: Admitted = None) -> tuple[Rows, Scores]:
        """The `limit` best rows and their scores, best first, ties by document and place.

        Rows that have none of the terms are not found. With `admitted`, only those are, and none
        of them is lost to better ones outside.
        """
        found = self._find(ranker, limit, admitted)
        scores = self.score(ranker, found)
        found, scores = found[scores > 0], scores[scores > 0]
        return self._numbering.best(found, scores, limit)

    def score(self, ranker: Ranker, rows: Rows) -> Scores:
        """The scores of the rows, in their order."""
        parts = [
            self._score(ranker, rows[start : start + _ROWS_AT_ONCE])
            for start in range(0, len(rows), _ROWS_AT_ONCE)
        ]
        return np.concatenate([*parts, np.empty(0, np.float32)])

    def _score(self, ranker: Ranker, rows: Rows) -> Scores:
        counts = self._collection.frequencies(rows, ranker.table.hashes)
        return ranker.scores(counts, self._collection.lengths(rows))

    def _find(self, ranker: Ranker, limit: int, admitted: Admitted) -> Rows:
        """Rows that hold the best, in ascending order."""
        times = _DEPTH if ranker.is_plain else _DEPTH_OF_TRANSLATIONS
        wanted = times * limit + _SPARE
        found, proposed, promises = [], [], []
        leads = ranker.leads()
        for number, allowed, count in self._numbering.findable(admitted):
            part, start = self._parts[number], self._numbering.start(number)
            if count <= FEW_ROWS or part.candidates is None:
                every = np.arange(count) if allowed is None else np.flatnonzero(allowed)
                found.append(every + start)
                continue
            some, scores = part.propose(leads, allowed, wanted, limit)
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
