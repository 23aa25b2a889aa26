"""Vectors of texts, each encoded once; what an earlier version of a document has is taken over."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from index.encoder import Encoder
from index.errors import IndexDamaged, IndexStale
from index.generations import segment_folder
from index.published import Published
from index.segments import Segment, open_segment
from index.sentence_vectors import sentence_texts
from index.vector_file import Vectors

Progress = Callable[[str, int, int], None]
"""Told of a stage (`split`, `encode`, `merge`), how much of it is done, and how much there is."""


class EarlierVectors:
    """The vectors of what is published, looked up document by document.

    Only the segments that are asked for are opened: in a large index, adding a document reads
    nothing of the others.
    """

    def __init__(self, home: Path, published: Published | None) -> None:
        self._home = home
        self._published = published
        self._opened: dict[str, Segment | None] = {}

    def of(self, document_id: str) -> dict[str, Vectors]:
        """Vectors by text, of the document's passages and sentences; empty if it is new."""
        if self._published is None or document_id not in self._published.manifest.documents:
            return {}
        segment = self._open(self._published.places[document_id])
        known: dict[str, Vectors] = {}
        for part in segment.pools.values() if segment is not None else ():
            rows = part.rows([document_id])
            passages = part.passages_of(rows)
            texts = [passage.text for passage in passages]
            known.update(zip(texts, part.vectors(rows).astype(np.float32), strict=True))
            sentences = part.sentences.of_rows(rows).astype(np.float32)
            known.update(zip(sentence_texts(passages), sentences, strict=True))
        return known

    def _open(self, name: str) -> Segment | None:
        """A segment; None if it is damaged, and its vectors not to be trusted."""
        assert self._published is not None
        if name not in self._opened:
            entries = {entry.name: entry for entry in self._published.manifest.segments}
            try:
                folder = segment_folder(self._home, name)
                self._opened[name] = open_segment(folder, entries[name])
            except (IndexDamaged, IndexStale):
                self._opened[name] = None
        return self._opened[name]


class Encoding:
    """Encodes the texts of some documents at a time."""

    def __init__(self, encoder: Encoder, earlier: EarlierVectors, report: Progress) -> None:
        self._encoder = encoder
        self._earlier = earlier
        self._report = report
        self._known: dict[str, Vectors] = {}
        self._done = 0

    def begin(self, documents: Iterable[str]) -> None:
        """Forget the texts before, and remember those of earlier versions of these documents."""
        self._known = {}
        for document in documents:
            self._known.update(self._earlier.of(document))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (n, dimensions), asking the encoder for the unknown ones only."""
        unknown = list(dict.fromkeys(text for text in texts if text not in self._known))
        if unknown:
            before, self._done = self._done, self._done + len(unknown)
            vectors = self._encoder.encode_passages(
                unknown, lambda done: self._report("encode", before + done, self._done)
            )
            # Rounded as they are stored, so that an old vector equals a new one.
            rounded = vectors.astype(np.float16).astype(np.float32)
            self._known.update(zip(unknown, rounded, strict=True))
        if not texts:
            return np.zeros((0, self._encoder.dimensions), dtype=np.float32)
        return np.stack([self._known[text] for text in texts])
