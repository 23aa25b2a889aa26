"""What is published, as the manifests say it; no vectors or texts are read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from corpus.passages import SPLITTER_VERSION
from index.encoders.base import Encoder
from index.engines.local.dense.index import DenseFacts, read_facts
from index.engines.local.segments.files import MANIFEST, sha256_of
from index.engines.local.segments.generations import (
    FORMAT,
    Manifest,
    SegmentEntry,
    current_generation,
    index_version,
    move_in,
    publish,
    read_manifest,
    remove_stale,
    segment_folder,
)
from index.engines.local.segments.segments import (
    LANGUAGES,
    SegmentManifest,
    check_segment,
    read_segment_manifest,
)
from index.engines.local.view import check_fits
from index.errors import IndexDamaged, IndexMissing, IndexStale
from index.text.analysis import ANALYSER_VERSION


@dataclass(frozen=True)
class Published:
    """The manifest of a generation, and those of its segments by name."""

    manifest: Manifest
    segments: Mapping[str, SegmentManifest]

    @cached_property
    def places(self) -> dict[str, str]:
        """The name of the segment in which each document is alive."""
        return {
            document: entry.name
            for entry in self.manifest.segments
            for document in self.segments[entry.name].documents.keys() - set(entry.dead)
        }

    def without(self, documents: Iterable[str]) -> list[tuple[SegmentEntry, SegmentManifest]]:
        """The segments when these documents are dead; one that has no other is left out."""
        dying: dict[str, list[str]] = {}
        for document in documents:
            if document in self.manifest.documents:
                dying.setdefault(self.places[document], []).append(document)
        left = []
        for entry in self.manifest.segments:
            segment = self.segments[entry.name]
            dead = sorted([*entry.dead, *dying.get(entry.name, ())])
            if len(dead) < len(segment.documents):
                left.append((SegmentEntry(entry.name, entry.sha256, tuple(dead)), segment))
        return left


@dataclass(frozen=True, slots=True)
class DensePartFacts:
    """How the vectors of one language in one segment are searched."""

    segment: str
    language: str
    facts: DenseFacts

    def __str__(self) -> str:
        return f"{self.language} in {self.segment}: {self.facts}"


def read_published(home: Path) -> Published:
    """The manifests of the published generation, with the sizes of all files checked.

    Raises:
        IndexMissing: there is none.
        IndexDamaged: a file is missing or of another size.
    """
    manifest = read_manifest(current_generation(home))
    segments = {
        entry.name: read_segment_manifest(segment_folder(home, entry.name), entry.sha256)
        for entry in manifest.segments
    }
    return Published(manifest, segments)


def usable_index(home: Path, encoder: Encoder) -> Published | None:
    """What is published, if it is whole and of this encoder and analysis; else None."""
    try:
        found = read_published(home)
        check_fits(found.manifest, encoder)
    except (IndexMissing, IndexStale, IndexDamaged):
        return None
    # Another splitter gives other passages of the same documents.
    expected = version_of_index(encoder.fingerprint, found.manifest.documents)
    return found if found.manifest.index_version == expected else None


def check_published(home: Path) -> None:
    """Compare every file of the published index with its checksum.

    Raises:
        IndexMissing: there is none.
        IndexDamaged: a file is missing or changed.
    """
    for entry in read_manifest(current_generation(home)).segments:
        check_segment(segment_folder(home, entry.name), entry)


def is_whole(home: Path) -> bool:
    """Whether there is a published index, and no file of it was changed."""
    try:
        check_published(home)
    except (IndexMissing, IndexDamaged):
        return False
    return True


def version_of_index(fingerprint: str, documents: Mapping[str, str]) -> str:
    """What an index of these documents is called, made by what runs now."""
    return index_version(fingerprint, f"{ANALYSER_VERSION}+{SPLITTER_VERSION}", documents)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A new segment that is whole and on disk, but not yet in its place.

    `dead` are its documents that were replaced or removed while it was written.
    """

    folder: Path
    manifest: SegmentManifest
    dead: tuple[str, ...] = ()


def publish_segments(
    home: Path,
    encoder: tuple[str, str],
    documents: Mapping[str, str],
    kept: Iterable[tuple[SegmentEntry, SegmentManifest]],
    new: Sealed | None,
) -> Path:
    """Publish a generation of these segments, and remove what no one reads any more.

    To be called under the lock `publish`.

    Args:
        home: the index home.
        encoder: name and fingerprint of what made the vectors.
        documents: what can be found, ids to versions.
        kept: segments that are in their place.
        new: a segment to put beside them.
    """
    segments = list(kept)
    if new is not None:
        sha256 = sha256_of(new.folder / MANIFEST)
        placed = move_in(home, new.folder, sha256[:12])
        segments.append((SegmentEntry(placed.name, sha256, new.dead), new.manifest))
    counts = [manifest.living(entry.dead) for entry, manifest in segments]
    name, fingerprint = encoder
    manifest = Manifest(
        format=FORMAT,
        index_version=version_of_index(fingerprint, documents),
        encoder=name,
        encoder_fingerprint=fingerprint,
        analyser=ANALYSER_VERSION,
        documents=dict(sorted(documents.items())),
        passages={name: sum(count.get(name, 0) for count in counts) for name in LANGUAGES},
        segments=tuple(entry for entry, _ in segments),
    )
    folder = publish(home, manifest)
    remove_stale(home)
    return folder


def dense_facts(home: Path, published: Published) -> list[DensePartFacts]:
    """How the vectors of each language in each segment are searched."""
    return [
        DensePartFacts(name, language, read_facts(segment_folder(home, name) / language))
        for name, segment in published.segments.items()
        for language in sorted(segment.passages)
    ]
