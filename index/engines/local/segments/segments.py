"""Segments: the passages of some documents in one folder that never changes.

A segment is sealed by a manifest with every file's size and SHA-256. What is open already is
shared: a new generation that adds one small segment opens just that one.
"""

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from weakref import WeakValueDictionary

from corpus.passages import Passage
from index.encoders.multi_vector import EncodedPassage
from index.engines.local.segments.files import (
    MANIFEST,
    Stamps,
    check_contents,
    check_sizes,
    measure_files,
    stamps_of,
    sync_below,
    write_synced,
)
from index.engines.local.segments.generations import FORMAT, SegmentEntry
from index.engines.local.segments.segment_pool import PoolPart, PoolWriter
from index.errors import IndexDamaged
from index.text.analysis import ANALYSER_VERSION, BaseLanguage

LANGUAGES: tuple[BaseLanguage, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class SegmentManifest:
    """What a segment holds.

    Attributes:
        format: of the files.
        analyser: the version of the text analysis.
        documents: ids to versions.
        passages: base language → document id → how many passages; pools without any are left out.
        files: relative paths to `[size in bytes, SHA-256]`.
    """

    format: int
    analyser: str
    documents: Mapping[str, str]
    passages: Mapping[str, Mapping[str, int]]
    files: Mapping[str, tuple[int, str]]

    def living(self, dead: Sequence[str]) -> dict[str, int]:
        """How many passages of each language are of documents that are not dead."""
        gone = frozenset(dead)
        return {
            language: sum(n for document, n in counts.items() if document not in gone)
            for language, counts in self.passages.items()
        }


class SegmentWriter:
    """Writes a segment into a folder, document by document; closes its files when it is left."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        self._folder = folder
        self._dimensions = dimensions
        self._writers: dict[str, PoolWriter] = {}
        self._documents: dict[str, str] = {}
        self._passages: dict[str, dict[str, int]] = {}

    def __enter__(self) -> "SegmentWriter":
        return self

    def __exit__(self, *_: object) -> None:
        with ExitStack() as files:
            for writer in self._writers.values():
                files.callback(writer.close)

    def __len__(self) -> int:
        return len(self._documents)

    def add_document(self, document_id: str, version: str) -> None:
        """Note a document, which may have no passage at all."""
        self._documents[document_id] = version

    def add(
        self,
        language: BaseLanguage,
        passages: Sequence[Passage],
        encoded: Sequence[EncodedPassage],
    ) -> None:
        """Append passages of one language, of documents that were noted."""
        if not passages:
            return
        self._writer(language).add(passages, encoded)
        for passage in passages:
            self._count(language, passage.document_id, 1)

    def copy(self, segment: "Segment", document_id: str) -> None:
        """Append a document as another segment has it."""
        self.add_document(document_id, segment.manifest.documents[document_id])
        for language in LANGUAGES:
            count = segment.manifest.passages.get(language, {}).get(document_id, 0)
            if count:
                self._writer(language).copy(segment.pools[language], document_id)
                self._count(language, document_id, count)

    def seal(self) -> SegmentManifest:
        """Finish all files and seal the folder."""
        for writer in self._writers.values():
            writer.finish()
        return seal_segment(self._folder, self._documents, self._passages)

    def _writer(self, language: BaseLanguage) -> PoolWriter:
        if language not in self._writers:
            folder = self._folder / language
            self._writers[language] = PoolWriter(folder, language, self._dimensions)
        return self._writers[language]

    def _count(self, language: str, document_id: str, more: int) -> None:
        counts = self._passages.setdefault(language, {})
        counts[document_id] = counts.get(document_id, 0) + more


def seal_segment(
    folder: Path, documents: Mapping[str, str], passages: Mapping[str, Mapping[str, int]]
) -> SegmentManifest:
    """Write the manifest of a finished folder, and wait until everything is on the disk.

    Args:
        folder: with all its files, closed.
        documents: ids to versions.
        passages: base language → document id → how many passages.
    """
    files = measure_files(folder)
    manifest = SegmentManifest(FORMAT, ANALYSER_VERSION, documents, passages, files)
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    write_synced(folder / MANIFEST, text)
    sync_below(folder)
    return manifest


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Segment:
    """A segment, checked and opened, with all its documents alive."""

    folder: Path
    manifest: SegmentManifest
    stamps: Stamps
    pools: Mapping[str, PoolPart]


@dataclass(frozen=True, slots=True)
class LiveSegment:
    """A segment as one generation sees it: some of its documents may be dead."""

    segment: Segment
    dead: frozenset[str]
    pools: Mapping[str, PoolPart]

    @classmethod
    def whole(cls, segment: Segment) -> "LiveSegment":
        """A segment without dead documents."""
        return cls(segment, frozenset(), segment.pools)

    def without(self, documents: frozenset[str]) -> "LiveSegment":
        """The same when these documents, which lived, are dead."""
        if not documents:
            return self
        pools = {name: part.without(documents) for name, part in self.pools.items()}
        return replace(self, dead=self.dead | documents, pools=pools)


# What this process has read and found whole, and what of it is open, for as long as someone
# holds it.
_checked: dict[Path, Stamps] = {}
_opened: "WeakValueDictionary[Path, Segment]" = WeakValueDictionary()
_opening = threading.Lock()


def read_segment_manifest(folder: Path, sha256: str) -> SegmentManifest:
    """The manifest of a segment, with every file's size checked against it.

    Raises:
        IndexDamaged: it is not the one that was sealed, or a file is missing or of another size.
    """
    try:
        raw = (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise IndexDamaged(folder, f"{MANIFEST} cannot be read ({error})") from error
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise IndexDamaged(folder, f"{MANIFEST} does not match its checksum")
    fields = json.loads(raw)
    fields["files"] = {name: (int(size), str(sha)) for name, (size, sha) in fields["files"].items()}
    manifest = SegmentManifest(**fields)
    check_sizes(folder, manifest.files)
    return manifest


def check_segment(folder: Path, entry: SegmentEntry) -> tuple[SegmentManifest, Stamps]:
    """Compare every file of a segment with its checksum, once in the life of a process.

    A file that was touched since is read again.

    Raises:
        IndexDamaged: a file is missing or changed.
    """
    manifest = read_segment_manifest(folder, entry.sha256)
    stamps = stamps_of(folder, manifest.files)
    if _checked.get(folder) != stamps:
        check_contents(folder, manifest.files)
        _checked[folder] = stamps
    return manifest, stamps


def open_segment(folder: Path, entry: SegmentEntry) -> Segment:
    """Check a segment and open it; one that is open already is shared.

    Raises:
        IndexDamaged: a file is missing or changed.
    """
    with _opening:
        manifest, stamps = check_segment(folder, entry)
        known = _opened.get(folder)
        if known is not None and known.stamps == stamps:
            return known
        pools = {name: PoolPart.open(folder / name) for name in manifest.passages}
        segment = Segment(folder, manifest, stamps, pools)
        _opened[folder] = segment
        return segment
