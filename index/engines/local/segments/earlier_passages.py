"""What earlier versions of documents have in an index, looked up document by document."""

from collections.abc import Iterator
from pathlib import Path

from corpus.passages import Passage
from index.encoders.multi_vector import EncodedPassage
from index.engines.local.segments.generations import segment_folder
from index.engines.local.segments.published import Published
from index.engines.local.segments.segments import Segment, open_segment
from index.errors import IndexDamaged, IndexStale


class EarlierPassages:
    """The passages of what is published, as they were encoded.

    Only the segments that are asked for are opened: in a large index, adding a document reads
    nothing of the others.
    """

    def __init__(self, home: Path, published: Published | None) -> None:
        self._home = home
        self._published = published
        self._opened: dict[str, Segment | None] = {}

    def of(self, document_id: str) -> Iterator[tuple[Passage, EncodedPassage]]:
        """What is known of the document's passages; nothing if it is new."""
        if self._published is None or document_id not in self._published.manifest.documents:
            return
        segment = self._open(self._published.places[document_id])
        for part in segment.pools.values() if segment is not None else ():
            rows = part.rows([document_id])
            yield from zip(part.passages_of(rows), part.encoded(rows), strict=True)

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
