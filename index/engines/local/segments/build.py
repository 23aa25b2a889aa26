"""From documents to a published index: built anew, or brought up to date.

Only passages that are not in an earlier version of their document are encoded. The result of any
sequence of changes equals a fresh build: it finds the same passages with the same scores.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Protocol

from corpus.documents import Document
from corpus.errors import UnknownDocument, UnknownVersion
from corpus.languages import base_language
from corpus.passages import Passage, split_document
from index.encoders.base import Encoder
from index.engines.local.segments.files import alone
from index.engines.local.segments.generations import building, current_generation, remove_stale
from index.engines.local.segments.published import (
    Published,
    Sealed,
    is_current,
    publish_segments,
    usable_index,
)
from index.engines.local.segments.reused_vectors import EarlierVectors, Encoding, Progress
from index.engines.local.segments.segments import LANGUAGES, SegmentWriter
from index.errors import IndexingCancelled

__all__ = ["DocumentSource", "Progress", "build_index", "is_current", "update_index"]

Cancelled = Callable[[], bool]

# So many passages are encoded at once, while as many are written: no more are held in memory,
# whatever the size of the library.
_PASSAGES_AT_ONCE = 256


class DocumentSource(Protocol):
    """What an index is of; `corpus.store.library.Library` is one."""

    def current_versions(self) -> Mapping[str, str]:
        """The ids of all documents, and their current versions."""
        ...

    def get(self, document_id: str, version: str | None = None) -> Document:
        """A document in one of its versions."""
        ...


def build_index(
    documents: Iterable[Document],
    encoder: Encoder,
    home: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Path:
    """Build an index of `documents` and publish it; the served one stays until then.

    Args:
        documents: what to index; read one at a time.
        encoder: what makes the vectors.
        home: the index home.
        progress: called with stage (`split` or `encode`), done and total.
        cancelled: asked now and then; True stops with `IndexingCancelled`.

    Returns:
        The folder of the new generation.
    """
    total = len(documents) if isinstance(documents, Sequence) else 0
    with alone(home, "update"), building(home) as folder:
        earlier = EarlierVectors(home, usable_index(home, encoder))
        writing = _Writing(folder, encoder, earlier, progress, cancelled)
        sealed = writing.write(documents, total)
        versions = sealed.manifest.documents if sealed is not None else {}
        with alone(home, "publish"):
            return publish_segments(home, _named(encoder), versions, (), sealed)


def update_index(
    library: DocumentSource,
    encoder: Encoder,
    home: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Path:
    """Bring the published index to the current versions of the library's documents.

    What is new or changed goes into one new segment beside the others; what was replaced or
    removed is dead from then on. Where nothing that fits is published, everything is new.

    Args:
        library: what to index.
        encoder: what makes the vectors.
        home: the index home.
        progress: called with stage (`split` or `encode`), done and total.
        cancelled: asked now and then; True stops with `IndexingCancelled`.

    Returns:
        The folder of the generation that is published now.
    """
    with alone(home, "update"):
        published = usable_index(home, encoder)
        before = published.manifest.documents if published is not None else {}
        wanted = library.current_versions()
        changed = sorted(name for name in wanted if before.get(name) != wanted[name])
        gone = before.keys() - wanted.keys()
        if published is not None and not changed and not gone:
            with alone(home, "publish"):
                remove_stale(home)
            return current_generation(home)
        with building(home) as folder:
            earlier = EarlierVectors(home, published)
            writing = _Writing(folder, encoder, earlier, progress, cancelled)
            sealed = writing.write(_read(library, wanted, changed), len(changed))
            return _publish_changes(home, encoder, published, {*changed, *gone}, sealed)


def _read(
    library: DocumentSource, versions: Mapping[str, str], documents: Iterable[str]
) -> Iterable[Document]:
    """Read documents one at a time; one that was removed meanwhile is none of them any more."""
    for document_id in documents:
        try:
            yield library.get(document_id, versions[document_id])
        except (UnknownDocument, UnknownVersion):
            continue


def _publish_changes(
    home: Path,
    encoder: Encoder,
    published: Published | None,
    touched: set[str],
    sealed: Sealed | None,
) -> Path:
    """Publish the new segment beside those that are there now, less what it replaces.

    What is there may have been merged since the update began, so it is looked at again.
    """
    with alone(home, "publish"):
        now = usable_index(home, encoder) if published is not None else None
        before = now.manifest.documents if now is not None else {}
        documents = {name: version for name, version in before.items() if name not in touched}
        if sealed is not None:
            documents |= sealed.manifest.documents
        kept = now.without(touched) if now is not None else ()
        return publish_segments(home, _named(encoder), documents, kept, sealed)


def _named(encoder: Encoder) -> tuple[str, str]:
    return encoder.name, encoder.fingerprint


class _Writing:
    """Splits, encodes and writes documents, some of them at a time.

    What was encoded is analysed and written by a thread of its own, beside the next.
    """

    def __init__(
        self,
        folder: Path,
        encoder: Encoder,
        earlier: EarlierVectors,
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> None:
        self._folder = folder / "segment"
        self._dimensions = encoder.dimensions
        self._report = progress or (lambda stage, done, total: None)
        self._cancelled = cancelled or (lambda: False)
        self._encoding = Encoding(encoder, earlier, self._report)

    def write(self, documents: Iterable[Document], total: int) -> Sealed | None:
        """Write a segment of the documents; None if there are none."""
        self._folder.mkdir()
        with (
            SegmentWriter(self._folder, self._dimensions) as segment,
            ThreadPoolExecutor(1, "write-index") as beside,
        ):
            writing = _OneBehind(beside)
            waiting: list[Passage] = []
            for done, document in enumerate(documents, start=1):
                if self._cancelled():
                    raise IndexingCancelled(done - 1, total)
                segment.add_document(document.document_id, document.version)
                waiting += split_document(document)
                self._report("split", done, max(done, total))
                if len(waiting) >= _PASSAGES_AT_ONCE:
                    self._flush(segment, writing, waiting)
                    waiting = []
            self._flush(segment, writing, waiting)
            writing.finish()
            if self._cancelled():
                raise IndexingCancelled(total, total)
            return Sealed(self._folder, segment.seal()) if len(segment) else None

    def _flush(
        self, segment: SegmentWriter, writing: "_OneBehind", passages: Sequence[Passage]
    ) -> None:
        self._encoding.begin(dict.fromkeys(passage.document_id for passage in passages))
        for name in LANGUAGES:
            members = [p for p in passages if base_language(p.language) == name]
            writing.run(partial(segment.add, name, members, self._encoding.encode(members)))


class _OneBehind:
    """Has work done on another thread, one piece at a time, while this one prepares the next."""

    def __init__(self, beside: ThreadPoolExecutor) -> None:
        self._beside = beside
        self._last: Future[None] | None = None

    def run(self, work: Callable[[], None]) -> None:
        """Begin this piece when the one before is done; raises what that one did."""
        self.finish()
        self._last = self._beside.submit(work)

    def finish(self) -> None:
        """Wait for the last piece; raises what it did."""
        if self._last is not None:
            self._last.result()
