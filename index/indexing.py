"""From documents to a published index: built anew, or brought up to date, for any engine.

Only passages that are not in an earlier version of their document are encoded. The result of any
sequence of changes equals a fresh build: it finds the same passages with the same scores.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Protocol

import numpy as np

from corpus.documents import Document
from corpus.errors import UnknownDocument, UnknownVersion
from corpus.passages import Passage, split_document
from index.encoders.base import Encoder
from index.encoders.multi_vector import EncodedPassage, encode_passages
from index.engines.base import Cancelled, Change, Engine, Progress
from index.errors import IndexingCancelled

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
    engine: Engine,
    documents: Iterable[Document],
    encoder: Encoder,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> None:
    """Build an index of `documents` and publish it; the served one stays until then.

    Args:
        engine: where the index is.
        documents: what to index; read one at a time.
        encoder: what makes the vectors.
        progress: called with stage (`split` or `encode`), done and total.
        cancelled: asked now and then; True stops with `IndexingCancelled`.
    """
    total = len(documents) if isinstance(documents, Sequence) else 0
    with engine.change(encoder, anew=True) as change:
        _Writing(change, encoder, progress, cancelled).write(documents, total)


def update_index(
    engine: Engine,
    library: DocumentSource,
    encoder: Encoder,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> None:
    """Bring the published index to the current versions of the library's documents.

    Where nothing that fits is published, everything is new.

    Args:
        engine: where the index is.
        library: what to index.
        encoder: what makes the vectors.
        progress: called with stage (`split` or `encode`), done and total.
        cancelled: asked now and then; True stops with `IndexingCancelled`.
    """
    with engine.change(encoder) as change:
        before, wanted = change.documents, library.current_versions()
        for name in before.keys() - wanted.keys():
            change.remove(name)
        changed = sorted(name for name in wanted if before.get(name) != wanted[name])
        writing = _Writing(change, encoder, progress, cancelled)
        writing.write(_read(library, wanted, changed, change), len(changed))


def _read(
    library: DocumentSource,
    versions: Mapping[str, str],
    documents: Iterable[str],
    change: Change,
) -> Iterable[Document]:
    """Read documents one at a time; one that was removed meanwhile is none of them any more."""
    for document_id in documents:
        try:
            yield library.get(document_id, versions[document_id])
        except (UnknownDocument, UnknownVersion):
            change.remove(document_id)


class _Writing:
    """Splits, encodes and writes documents, some of them at a time.

    What was encoded is analysed and written by a thread of its own, beside the next.
    """

    def __init__(
        self,
        change: Change,
        encoder: Encoder,
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> None:
        self._change = change
        self._report = progress or (lambda stage, done, total: None)
        self._cancelled = cancelled or (lambda: False)
        self._encoding = _Encoding(encoder, change, self._report)

    def write(self, documents: Iterable[Document], total: int) -> None:
        """Write documents; `total` is how many, as far as it is known."""
        with ThreadPoolExecutor(1, "write-index") as beside:
            writing = _OneBehind(beside)
            waiting: list[Passage] = []
            for done, document in enumerate(documents, start=1):
                if self._cancelled():
                    raise IndexingCancelled(done - 1, total)
                self._change.replace(document.document_id, document.version)
                waiting += split_document(document)
                self._report("split", done, max(done, total))
                if len(waiting) >= _PASSAGES_AT_ONCE:
                    self._flush(writing, waiting)
                    waiting = []
            self._flush(writing, waiting)
            writing.finish()
        if self._cancelled():
            raise IndexingCancelled(total, total)

    def _flush(self, writing: "_OneBehind", passages: Sequence[Passage]) -> None:
        encoded = self._encoding.encode(passages)
        writing.run(partial(self._change.add, passages, encoded))


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


Key = tuple[str, str, tuple[int, ...]]
"""A passage's heading and text, and where its sentences begin: what its vectors and token codes
depend on."""


class _Encoding:
    """Encodes the passages of some documents at a time."""

    def __init__(self, encoder: Encoder, change: Change, report: Progress) -> None:
        self._encoder = encoder
        self._change = change
        self._report = report
        self._done = 0

    def encode(self, passages: Sequence[Passage]) -> list[EncodedPassage]:
        """The passages, encoding only those that no earlier version of their documents has."""
        known: dict[Key, EncodedPassage] = {}
        for document in dict.fromkeys(passage.document_id for passage in passages):
            known |= {_key(passage): encoded for passage, encoded in self._change.known(document)}
        unknown = {_key(passage): passage for passage in passages if _key(passage) not in known}
        if unknown:
            before, self._done = self._done, self._done + len(unknown)
            encoded = encode_passages(
                self._encoder,
                list(unknown.values()),
                lambda done: self._report("encode", before + done, self._done),
            )
            known.update(zip(unknown, map(_as_stored, encoded), strict=True))
        return [known[_key(passage)] for passage in passages]


def _as_stored(encoded: EncodedPassage) -> EncodedPassage:
    """Rounded as it is stored, so that an old vector equals a new one."""
    vector = encoded.vector.astype(np.float16).astype(np.float32)
    sentences = encoded.sentences.astype(np.float16).astype(np.float32)
    return EncodedPassage(vector, sentences, encoded.pieces)


def _key(passage: Passage) -> Key:
    starts = tuple(start - passage.start for start, _ in passage.sentences)
    return passage.heading, passage.text, starts
