"""Which rows may be among the best: tantivy over our own terms.

Tantivy walks its inverted lists with early termination, so a question that shares a character with
every passage does not touch them all. Its own ranking (fixed k1 and b, lengths rounded to a byte)
only decides which rows are looked at; `index/scoring/bm25.py` then ranks them exactly. A segment of
the index is never changed in place, so nothing is deleted here and rows need no key.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray

from index.arrays import Rows

_HEAP_BYTES = 30_000_000
_TERMS, _ROW = "terms", "row"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(_ROW, fast=True)
    builder.add_text_field(_TERMS, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class CandidateWriter:
    """Writes the inverted lists, one passage at a time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._writer = tantivy.Index(_schema(), path=str(folder)).writer(_HEAP_BYTES, num_threads=1)
        self._row = 0

    def add(self, terms: list[str]) -> None:
        """Add the next row. Terms contain no white space."""
        document = tantivy.Document()
        document.add_unsigned(_ROW, self._row)
        document.add_text(_TERMS, " ".join(terms))
        self._writer.add_document(document)
        self._row += 1

    def finish(self) -> None:
        """Write everything to the disk."""
        self._writer.commit()
        self._writer.wait_merging_threads()


class CandidateIndex:
    """Finds rows by weighted terms."""

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def find(
        self, weights: Mapping[tuple[str, ...], float], limit: int
    ) -> tuple[Rows, NDArray[np.float32]]:
        """About the best `limit` rows with some of the groups of terms, best first, with scores.

        A row must have all terms of a group; the first one's score counts, times the weight.
        Tantivy's score of a term holds its idf in this index.
        """
        clauses = [
            (tantivy.Occur.Should, self._group(terms, weight)) for terms, weight in weights.items()
        ]
        if not clauses or not limit:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        query = tantivy.Query.boolean_query(clauses)
        hits: list[Any] = self._searcher.search(query, limit, count=False).hits
        rows = self._searcher.fast_field_values(_ROW, [address for _, address in hits])
        return np.array(rows, np.int64), np.array([score for score, _ in hits], np.float32)

    def _group(self, terms: tuple[str, ...], weight: float) -> tantivy.Query:
        first, *rest = terms
        leading = tantivy.Query.boost_query(self._term(first), weight)
        if not rest:
            return leading
        others = [tantivy.Query.const_score_query(self._term(term), 0.0) for term in rest]
        required = [(tantivy.Occur.Must, query) for query in [leading, *others]]
        return tantivy.Query.boolean_query(required)

    def _term(self, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, _TERMS, term, "freq")
