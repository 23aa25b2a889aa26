"""Merging segments: few searches stay few, and what is dead gives its room back.

Every addition makes a segment, and every segment is searched for every question. Merging copies
what the segments have, vectors and counted terms; nothing is encoded or analysed again. It runs
beside searches and updates: what was added or removed meanwhile is kept and stays removed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from index.engines.base import Cancelled, Progress
from index.engines.local.segments.files import alone
from index.engines.local.segments.generations import building, remove_stale, segment_folder
from index.engines.local.segments.published import (
    Published,
    Sealed,
    publish_segments,
    read_published,
    version_of_index,
)
from index.engines.local.segments.segments import Segment, SegmentWriter, open_segment
from index.errors import IndexDamaged, IndexingCancelled, IndexMissing

# One large segment and eight beside it.
_MOST_SEGMENTS = 9
# More dead passages than this share, and a segment is written anew without them.
_DEAD_SHARE = 0.2
# A segment is merged with smaller ones if it is at most so many times as large as they together:
# a large one is written anew when enough has come to it, not with every addition.
_GROWTH = 4


def compact_index(
    home: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Path | None:
    """Merge what is due to be merged and publish the result.

    Args:
        home: the index home.
        progress: called with the stage `merge`, documents done and total.
        cancelled: asked now and then; True stops with `IndexingCancelled`.

    Returns:
        The folder of the new generation; None if nothing was due, or an index was built anew
        meanwhile.

    Raises:
        IndexMissing: nothing is published.
        IndexDamaged: a file is missing or changed.
    """
    with alone(home, "compact"), building(home) as folder:
        before = read_published(home)
        # By what runs now: other analysis or other passages need a new index, not a merge.
        is_ours = before.manifest.index_version == version_of_index(
            before.manifest.encoder_fingerprint, before.manifest.documents
        )
        names = due_segments(before)
        if not names or not is_ours:
            with alone(home, "publish"):
                remove_stale(home)
            return None
        sealed = _merge(home, folder / "segment", before, names, progress, cancelled)
        with alone(home, "publish"):
            return _publish_merged(home, read_published(home), names, sealed)


def is_compaction_due(home: Path) -> bool:
    """Whether `compact_index` would do something."""
    try:
        return bool(due_segments(read_published(home)))
    except (IndexMissing, IndexDamaged):
        return False


def due_segments(published: Published) -> list[str]:
    """The names of the segments that should become one."""
    living, dead = {}, {}
    for entry in published.manifest.segments:
        segment = published.segments[entry.name]
        living[entry.name] = sum(segment.living(entry.dead).values())
        dead[entry.name] = sum(segment.living(()).values()) - living[entry.name]
    due = [name for name in living if dead[name] > _DEAD_SHARE * (living[name] + dead[name])]
    smallest_first = sorted(living, key=lambda name: (living[name], name))
    if len(living) > _MOST_SEGMENTS:
        due += choose_smallest([living[name] for name in smallest_first], smallest_first)
    return sorted(set(due))


def choose_smallest(sizes: Sequence[int], names: Sequence[str]) -> list[str]:
    """The smallest segments, until enough are chosen and the next is much larger than they.

    Args:
        sizes: in ascending order.
        names: in the same order.
    """
    chosen = 0
    total = 0
    for size in sizes:
        is_enough = chosen > len(sizes) - _MOST_SEGMENTS
        if is_enough and size > _GROWTH * total:
            break
        chosen, total = chosen + 1, total + size
    return list(names[:chosen])


def _merge(
    home: Path,
    folder: Path,
    published: Published,
    names: Sequence[str],
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> Sealed | None:
    """Write the living documents of some segments into a new one, ordered by id."""
    segments: dict[str, Segment] = {
        entry.name: open_segment(segment_folder(home, entry.name), entry)
        for entry in published.manifest.segments
        if entry.name in names
    }
    documents = sorted(name for name, place in published.places.items() if place in segments)
    folder.mkdir()
    with SegmentWriter(folder, _dimensions(segments.values())) as writer:
        for done, document_id in enumerate(documents):
            if cancelled is not None and cancelled():
                raise IndexingCancelled(done, len(documents))
            writer.copy(segments[published.places[document_id]], document_id)
            if progress is not None:
                progress("merge", done + 1, len(documents))
        return Sealed(folder, writer.seal()) if len(writer) else None


def _publish_merged(
    home: Path, now: Published, names: Sequence[str], sealed: Sealed | None
) -> Path | None:
    """Put the new segment in the place of those that it was merged from.

    A document that was replaced or removed since the merge began is dead in it.
    """
    if sealed is None:
        return None
    documents = sealed.manifest.documents
    dead = tuple(sorted(name for name in documents if now.places.get(name) not in names))
    if len(dead) == len(documents):
        return None
    kept = [
        (entry, now.segments[entry.name])
        for entry in now.manifest.segments
        if entry.name not in names
    ]
    encoder = (now.manifest.encoder, now.manifest.encoder_fingerprint)
    return publish_segments(home, encoder, now.manifest.documents, kept, replace(sealed, dead=dead))


def _dimensions(segments: Iterable[Segment]) -> int:
    """The length of a vector; of no importance if there is none."""
    parts = (part for segment in segments for part in segment.pools.values())
    return next((part.dense.index.dimensions for part in parts), 1)
