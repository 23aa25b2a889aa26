"""One change of a local index: what is new or changed goes into one new segment.

What was replaced or removed is dead in its segment from the moment on that the change is published.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.languages import base_language
from corpus.passages import Passage
from index.encoders.base import Encoder
from index.encoders.multi_vector import EncodedPassage
from index.engines.local.segments.earlier_passages import EarlierPassages
from index.engines.local.segments.files import alone
from index.engines.local.segments.generations import building, remove_stale
from index.engines.local.segments.published import (
    Published,
    Sealed,
    publish_segments,
    usable_index,
)
from index.engines.local.segments.segments import LANGUAGES, SegmentWriter


class LocalChange:
    """A `Change` of index/engines/base.py."""

    def __init__(
        self, kept: Published | None, earlier: EarlierPassages, segment: SegmentWriter
    ) -> None:
        self._kept = kept
        self._earlier = earlier
        self._segment = segment
        self.touched: set[str] = set()

    @property
    def documents(self) -> Mapping[str, str]:
        """As `Change.documents`."""
        return self._kept.manifest.documents if self._kept is not None else {}

    def known(self, document_id: str) -> Iterable[tuple[Passage, EncodedPassage]]:
        """As `Change.known`."""
        return self._earlier.of(document_id)

    def replace(self, document_id: str, version: str) -> None:
        """As `Change.replace`."""
        self.touched.add(document_id)
        self._segment.add_document(document_id, version)

    def add(self, passages: Sequence[Passage], encoded: Sequence[EncodedPassage]) -> None:
        """As `Change.add`."""
        pairs = list(zip(passages, encoded, strict=True))
        for name in LANGUAGES:
            members = [pair for pair in pairs if base_language(pair[0].language) == name]
            self._segment.add(name, [one for one, _ in members], [one for _, one in members])

    def remove(self, document_id: str) -> None:
        """As `Change.remove`."""
        self.touched.add(document_id)


@contextmanager
def change_index(home: Path, encoder: Encoder, anew: bool) -> Iterator[LocalChange]:
    """As `Engine.change`."""
    with alone(home, "update"):
        usable = usable_index(home, encoder)
        kept = None if anew else usable
        with building(home) as folder:
            (folder / "segment").mkdir()
            with SegmentWriter(folder / "segment", encoder.dimensions) as segment:
                change = LocalChange(kept, EarlierPassages(home, usable), segment)
                yield change
                if kept is not None and not change.touched:
                    with alone(home, "publish"):
                        remove_stale(home)
                    return
                manifest = segment.seal() if len(segment) else None
                sealed = None if manifest is None else Sealed(folder / "segment", manifest)
                _publish(home, encoder, kept is not None, change.touched, sealed)


def _publish(
    home: Path, encoder: Encoder, keeps: bool, touched: set[str], sealed: Sealed | None
) -> None:
    """Publish the new segment beside those that are there now, less what it replaces.

    What is there may have been merged since the change began, so it is looked at again.
    """
    with alone(home, "publish"):
        now = usable_index(home, encoder) if keeps else None
        before = now.manifest.documents if now is not None else {}
        documents = {name: version for name, version in before.items() if name not in touched}
        if sealed is not None:
            documents |= sealed.manifest.documents
        kept = now.without(touched) if now is not None else ()
        named = encoder.name, encoder.fingerprint
        publish_segments(home, named, documents, kept, sealed)
