"""One segment's passages of one language, with what searches them: written once, then opened."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import numpy as np

from corpus.passages import Passage
from index.encoders.multi_vector import EncodedPassage, text_below_heading
from index.engines.local.dense.index import DenseIndex, DensePart
from index.engines.local.lexical.index import LexicalPart, LexicalWriter
from index.engines.local.passages.passage_table import PassageTable, PassageWriter
from index.engines.local.row_numbers import Live, Rows
from index.engines.local.vectors.sentence_vectors import SentencePart, SentenceWriter
from index.engines.local.vectors.token_vectors import PieceFile, PieceWriter
from index.engines.local.vectors.vector_file import Centre, Vectors, VectorWriter, map_vectors
from index.errors import IndexDamaged
from index.text.analysis import BaseLanguage

PASSAGES, LEXICAL = "passages", "lexical"
VECTORS, CENTRE = "vectors.npy", "vector-centre.npy"


_FIRST_ROWS = count(0, 1 << 32)
"""Parts have fewer rows than that."""


class PoolWriter:
    """Writes the files of one language of one segment into a new folder, bit by bit."""

    def __init__(self, folder: Path, language: BaseLanguage, dimensions: int) -> None:
        folder.mkdir()
        self._folder = folder
        self._passages = PassageWriter(folder / PASSAGES)
        self._lexical = LexicalWriter(folder / LEXICAL, language)
        self._vectors = VectorWriter(folder / VECTORS, dimensions)
        self._centre = Centre.nothing(dimensions)
        self._sentences = SentenceWriter(folder, dimensions)
        self._pieces = PieceWriter(folder)

    def add(self, passages: Sequence[Passage], encoded: Sequence[EncodedPassage]) -> None:
        """Append passages as they were encoded."""
        for passage in passages:
            self._lexical.add(text_below_heading(passage))
        self._append(passages, encoded)

    def copy(self, part: "PoolPart", document: str) -> None:
        """Append one document's passages as another segment has them."""
        rows = part.rows([document])
        self._lexical.copy(part.lexical, rows.tolist())
        self._append(part.passages_of(rows), part.encoded(rows))

    def close(self) -> None:
        """Close all files; what was not finished is of no use."""
        # Closing writes what is left, and may fail on a full disk: each one all the same.
        with ExitStack() as files:
            for writer in (
                self._passages,
                self._lexical,
                self._vectors,
                self._sentences,
                self._pieces,
            ):
                files.callback(writer.close)

    def finish(self) -> None:
        """Write what is known only at the end, and build the index of the vectors."""
        self._passages.finish()
        self._lexical.finish()
        self._sentences.finish()
        self._pieces.finish()
        self._vectors.finish()
        self._centre.save(self._folder / CENTRE)
        vectors, sentences = map_vectors(self._folder / VECTORS), self._sentences.vectors()
        DenseIndex.build(vectors, sentences).save(self._folder)
        (self._folder / VECTORS).unlink()

    def _append(self, passages: Sequence[Passage], encoded: Sequence[EncodedPassage]) -> None:
        if not passages:
            return
        for passage in passages:
            self._passages.add(passage)
        vectors = np.stack([one.vector for one in encoded])
        self._vectors.add(vectors)
        self._centre += Centre.of(vectors)
        sentences = np.concatenate([one.sentences for one in encoded])
        self._sentences.add(sentences, [len(one.sentences) for one in encoded])
        self._pieces.add([one.pieces for one in encoded])


@dataclass(frozen=True, slots=True)
class PoolPart:
    """What a `PoolWriter` wrote, opened.

    Attributes:
        first: the number of its first row, see `index/engines/local/row_numbers.py`.
        live: which rows can be found.
    """

    first: int
    passages: PassageTable
    live: Live
    lexical: LexicalPart
    dense: DensePart
    sentences: SentencePart
    pieces: PieceFile

    @classmethod
    def open(cls, folder: Path) -> "PoolPart":
        """Open a pool's folder, all rows alive.

        Raises:
            AnalyserMismatch: it was built by another version of the text analysis.
            IndexDamaged: a file is not what was written.
        """
        lexical, passages = LexicalPart.open(folder / LEXICAL), PassageTable.open(folder / PASSAGES)
        try:
            dense = DensePart(DenseIndex.open(folder), Centre.load(folder / CENTRE))
            sentences, pieces = SentencePart.open(folder), PieceFile.open(folder)
        except (OSError, ValueError, KeyError) as error:
            raise IndexDamaged(folder, str(error)) from error
        of_sentences, of_pieces = len(sentences.bounds) - 1, len(pieces.bounds) - 1
        if not len(passages) == len(dense.index) == of_sentences == of_pieces:
            raise IndexDamaged(folder, f"{len(passages)} passages but {len(dense.index)} vectors")
        live = np.ones(len(passages), np.bool_)
        return cls(next(_FIRST_ROWS), passages, live, lexical, dense, sentences, pieces)

    def without(self, documents: frozenset[str]) -> "PoolPart":
        """The same part when these documents, which lived, are dead."""
        rows = self.rows(documents)
        if not len(rows):
            return self
        live = self.live.copy()
        live[rows] = False
        return replace(
            self,
            live=live,
            lexical=self.lexical.without(rows),
            dense=self.dense.without(rows),
            sentences=self.sentences.without(rows),
        )

    def rows(self, documents: Iterable[str]) -> Rows:
        """The rows of some documents, ascending."""
        spans = [self.passages.document_rows(name) for name in documents]
        found = [np.arange(span.start, span.stop) for span in sorted(spans, key=lambda s: s.start)]
        return np.concatenate([*found, np.empty(0, np.int64)])

    def passages_of(self, rows: Rows) -> list[Passage]:
        """Some passages, in the order of the rows."""
        return [self.passages[row] for row in rows.tolist()]

    def vectors(self, rows: Rows) -> Vectors:
        """The vectors of some passages."""
        return self.dense.index.vectors(rows)

    def encoded(self, rows: Rows) -> list[EncodedPassage]:
        """Some passages as they were encoded."""
        vectors = self.vectors(rows)
        return [
            EncodedPassage(
                vector,
                self.sentences.of_rows(np.array([row])).astype(np.float32),
                self.pieces.of_row(row),
            )
            for row, vector in zip(rows.tolist(), vectors, strict=True)
        ]
