"""The passages of one base language in all segments: proposes them and gives what they hold."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from corpus.passages import Passage
from index.arrays import Rows
from index.encoders.token_codes import Pieces
from index.engines.base import (
    Fetched,
    FetchedTokens,
    Filters,
    Key,
    Proposals,
    Vectors,
)
from index.engines.local.dense.index import DensePool
from index.engines.local.lexical.index import LexicalIndex
from index.engines.local.passages.passage_table import PassageTable
from index.engines.local.row_numbers import Admitted, Numbering
from index.engines.local.segments.segment_pool import PoolPart
from index.engines.local.vectors.vector_file import Centre, widened
from index.query.term_table import TermTable
from index.scoring.bm25 import Ranker
from index.scoring.term_counts import TermCounts
from index.text.analysis import BaseLanguage


class Partition:
    """Some rows may be deleted: they have a number and a passage, and are never found."""

    def __init__(self, language: BaseLanguage, parts: Sequence[PoolPart], dimensions: int) -> None:
        """Put it together; without parts it is empty."""
        self.parts = parts = sorted(parts, key=lambda part: part.first)
        self._dimensions = dimensions
        self._numbering = Numbering(
            [part.live for part in parts],
            [part.passages for part in parts],
            [part.first for part in parts],
        )
        self.lexical = LexicalIndex(language, [part.lexical for part in parts], self._numbering)
        self.dense = DensePool([part.dense for part in parts], self._numbering, dimensions)
        nothing = Centre.nothing(dimensions)
        self._sentence_mean = sum((part.sentences.centre for part in parts), start=nothing).mean

    def __len__(self) -> int:
        """How many passages can be found."""
        return self._numbering.living

    def propose(self, vector: Vectors, terms: TermTable, limit: int, filters: Filters) -> Proposals:
        """As `View.propose`."""
        admitted = self._admitted(filters)
        ranker = Ranker.prepare(terms, self.lexical.statistics(terms))
        near, _ = self.dense.search(vector, limit, admitted)
        matching, _ = self.lexical.search(ranker, limit, admitted)
        return Proposals(
            near.tolist(),
            matching.tolist(),
            ranker.statistics,
            self.dense.mean,
            self._sentence_mean,
        )

    def fetch(self, keys: Iterable[Key]) -> Fetched:
        """As `View.fetch`."""
        found = self._split(keys)
        sentences = [part.sentences.of_rows(rows) for part, rows in found]
        return Fetched(
            keys=_keys(found),
            places=[place for part, rows in found for place in part.passages.places(rows)],
            records=_Records(
                [(part.passages, row) for part, rows in found for row in rows.tolist()]
            ),
            counts=_joined([part.lexical.counts.forward.bags(rows) for part, rows in found]),
            vectors=np.concatenate(
                [part.vectors(rows) for part, rows in found] or [self._no_vectors()]
            ),
            sentences=np.concatenate(list(map(widened, sentences)) or [self._no_vectors()]),
            sentence_counts=np.concatenate(
                [part.sentences.counts(rows) for part, rows in found] or [np.zeros(0, np.int64)]
            ),
        )

    def fetch_tokens(self, keys: Iterable[Key]) -> FetchedTokens:
        """As `View.fetch_tokens`."""
        found = self._split(keys)
        read = [part.pieces.of_rows(rows) for part, rows in found]
        if not read:
            nothing = np.zeros((0, 0), np.int8), np.zeros(0, np.float16), np.zeros(0, np.uint8)
            return FetchedTokens([], Pieces(*nothing), np.zeros(0, np.int64))
        codes = Pieces(
            np.concatenate([pieces.codes for pieces, _ in read]),
            np.concatenate([pieces.scales for pieces, _ in read]),
            np.concatenate([pieces.sentences for pieces, _ in read]),
        )
        return FetchedTokens(_keys(found), codes, np.concatenate([sizes for _, sizes in read]))

    def each(self) -> Iterator[tuple[Key, Passage]]:
        """As `View.each`."""
        for number, part in enumerate(self.parts):
            for row in self._numbering.living_rows(number).tolist():
                yield part.first + row, part.passages[row]

    def _admitted(self, filters: Filters) -> Admitted:
        if filters.admit_all:
            return None
        admitted = [part.passages.admitted(filters) for part in self.parts]
        return None if all(rows is None for rows in admitted) else admitted

    def _split(self, keys: Iterable[Key]) -> list[tuple[PoolPart, Rows]]:
        """For each part that has some of the keys, their rows there."""
        rows = self._numbering.known(np.array(list(keys), np.int64))
        return [(self.parts[part], local) for part, _, local in self._numbering.split(rows)]

    def _no_vectors(self) -> Vectors:
        return np.zeros((0, self._dimensions), np.float32)


class _Records:
    """Passages that are read from their tables when they are asked for."""

    def __init__(self, rows: Sequence[tuple[PassageTable, int]]) -> None:
        self._rows = rows

    def __getitem__(self, position: int) -> Passage:
        table, row = self._rows[position]
        return table[row]

    def text(self, position: int) -> str:
        table, row = self._rows[position]
        return table.text(row)


def _keys(found: Sequence[tuple[PoolPart, Rows]]) -> list[Key]:
    return [key for part, rows in found for key in (rows + part.first).tolist()]


def _joined(bags: Sequence[TermCounts]) -> TermCounts:
    if len(bags) == 1:
        return bags[0]
    return TermCounts(
        np.concatenate([*[bag.hashes for bag in bags], np.zeros(0, np.uint64)]),
        np.concatenate([*[bag.counts for bag in bags], np.zeros(0, np.uint16)]),
        np.concatenate([*[bag.sizes for bag in bags], np.zeros(0, np.int64)]),
        np.concatenate([*[bag.lengths for bag in bags], np.zeros(0, np.int64)]),
    )
