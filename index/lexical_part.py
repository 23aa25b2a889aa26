"""The lexical files of one segment, and the rows that it proposes for a question."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.engines.local.lexical.forward import ForwardIndex, ForwardWriter, Rows
from index.engines.local.lexical.inverted import CandidateIndex, CandidateWriter
from index.engines.local.lexical.term_statistics import ForwardPart
from index.engines.local.row_numbers import Live
from index.errors import AnalyserMismatch, IndexDamaged
from index.scoring.bm25 import inverse_frequency
from index.text.analysis import ANALYSER_VERSION, BaseLanguage, terms_of

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
        numbers = forward.numbers(term for group in leads for term in group)
        groups = [group for group in leads if all(term in numbers for term in group)]
        with_first = np.array(
            [forward.passages_with[numbers[group[0]]] for group in groups], np.float64
        )
        own = inverse_frequency(with_first, len(forward))
        telling = with_first <= _COMMON * len(forward)
        if len(forward) < _MANY_ROWS or not telling.any():
            telling[:] = True
        return {
            group: leads[group] / idf
            for group, idf, tells in zip(groups, own.tolist(), telling.tolist(), strict=True)
            if tells
        }
