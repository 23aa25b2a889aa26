"""Passages as vectors and pieces; what an earlier version of a document has is taken over."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from corpus.passages import Passage
from index.encoders.base import Encoder
from index.encoders.multi_vector import EncodedPassage, encode_passages
from index.engines.local.segments.generations import segment_folder
from index.engines.local.segments.published import Published
from index.engines.local.segments.segments import Segment, open_segment
from index.errors import IndexDamaged, IndexStale

Progress = Callable[[str, int, int], None]
"""Told of a stage (`split`, `encode`, `merge`), how much of it is done, and how much there is."""

Key = tuple[str, tuple[int, ...]]
"""A passage's text, and where its sentences begin: what its vectors and pieces depend on."""

Known = dict[Key, EncodedPassage]


class EarlierVectors:
    """The vectors of what is published, looked up document by document.

    Only the segments that are asked for are opened: in a large index, adding a document reads
    nothing of the others.
    """

    def __init__(self, home: Path, published: Published | None) -> None:
        self._home = home
        self._published = published
        self._opened: dict[str, Segment | None] = {}

    def of(self, document_id: str) -> Known:
        """What is known of the document's passages; nothing if it is new."""
        if self._published is None or document_id not in self._published.manifest.documents:
            return {}
        segment = self._open(self._published.places[document_id])
        known: Known = {}
        for part in segment.pools.values() if segment is not None else ():
            rows = part.rows([document_id])
            for passage, encoded in zip(part.passages_of(rows), part.encoded(rows), strict=True):
                known[_key(passage)] = encoded
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
        self._known: Known = {}
        self._done = 0

    def begin(self, documents: Iterable[str]) -> None:
        """Forget the passages before, and remember those of these documents' earlier versions."""
        self._known = {}
        for document in documents:
            self._known.update(self._earlier.of(document))

    def encode(self, passages: Sequence[Passage]) -> list[EncodedPassage]:
        """The passages, encoding the unknown ones only."""
        unknown = {_key(passage): passage for passage in passages}
        unknown = {key: passage for key, passage in unknown.items() if key not in self._known}
        if unknown:
            before, self._done = self._done, self._done + len(unknown)
            encoded = encode_passages(
                self._encoder,
                list(unknown.values()),
                lambda done: self._report("encode", before + done, self._done),
            )
            self._known.update(zip(unknown, map(_as_stored, encoded), strict=True))
        return [self._known[_key(passage)] for passage in passages]


def _as_stored(encoded: EncodedPassage) -> EncodedPassage:
    """Rounded as it is stored, so that an old vector equals a new one."""
    vector = encoded.vector.astype(np.float16).astype(np.float32)
    sentences = encoded.sentences.astype(np.float16).astype(np.float32)
    return EncodedPassage(vector, sentences, encoded.pieces)


def _key(passage: Passage) -> Key:
    return passage.text, tuple(start - passage.start for start, _ in passage.sentences)
