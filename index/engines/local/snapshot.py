"""Opened indexes: the passages of each language with what searches them.

Each passage language has a pool of its own: its own BM25 statistics, its own vectors, its own
candidates. No amount of text in one language can therefore push the other out of what is looked at;
which passages are shown is decided later, on calibrated scores (index/ranking/fusion.py). A pool is
put together from the parts that the segments of a generation have of it.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus.passages import Passage
from index.encoders.base import Encoder
from index.encoders.multi_vector import encode_passages
from index.engines.base import Pool, Snapshot
from index.engines.local.dense.index import DensePool
from index.engines.local.lexical.index import LexicalIndex
from index.engines.local.passages.passage_table import Passages
from index.engines.local.row_numbers import Numbering
from index.engines.local.segments.generations import (
    Manifest,
    SegmentEntry,
    current_generation,
    pointer_stamp,
    read_manifest,
    segment_folder,
)
from index.engines.local.segments.segment_pool import PoolPart, PoolWriter
from index.engines.local.segments.segments import LANGUAGES, LiveSegment, open_segment
from index.engines.local.vectors.sentence_vectors import SentenceVectors
from index.engines.local.vectors.token_vectors import PieceVectors
from index.errors import AnalyserMismatch, EncoderMismatch, IndexDamaged, IndexMissing
from index.text.analysis import ANALYSER_VERSION, BaseLanguage

__all__ = ["LANGUAGES", "Pool", "Snapshot", "open_pool", "open_snapshot", "write_pool"]


def open_snapshot(home: Path, encoder: Encoder, previous: Snapshot | None = None) -> Snapshot:
    """Open the published generation.

    Args:
        home: the index home.
        encoder: what encodes the questions.
        previous: what was open until now; what it shares with the new one is not opened again.

    Raises:
        IndexMissing: there is none.
        EncoderMismatch, AnalyserMismatch: it was built by something else than what runs now.
        IndexDamaged: a file is missing or changed.
    """
    while True:
        stamp = pointer_stamp(home)
        try:
            return _open_generation(home, current_generation(home), encoder, previous)
        except (IndexMissing, IndexDamaged):
            # A writer may have removed it meanwhile, having published others.
            if pointer_stamp(home) == stamp:
                raise


def check_fits(manifest: Manifest, encoder: Encoder) -> None:
    """Refuse an index that was built by another encoder or another analysis."""
    if manifest.encoder_fingerprint != encoder.fingerprint:
        raise EncoderMismatch(manifest.encoder, encoder.name)
    if manifest.analyser != ANALYSER_VERSION:
        raise AnalyserMismatch(manifest.analyser, ANALYSER_VERSION)


def assemble_pool(language: BaseLanguage, parts: Sequence[PoolPart], dimensions: int) -> Pool:
    """Put a pool together; without parts it is empty."""
    numbering = Numbering([part.live for part in parts], [part.passages for part in parts])
    return Pool(
        language=language,
        parts=parts,
        numbering=numbering,
        passages=Passages([part.passages for part in parts], numbering),
        lexical=LexicalIndex(language, [part.lexical for part in parts], numbering),
        dense=DensePool([part.dense for part in parts], numbering, dimensions),
        sentences=SentenceVectors([part.sentences for part in parts], numbering, dimensions),
        pieces=PieceVectors([part.pieces for part in parts], numbering),
    )


def write_pool(
    folder: Path, language: BaseLanguage, passages: Sequence[Passage], encoder: Encoder
) -> None:
    """Write the passages of one language and what searches them into a new folder.

    Args:
        folder: to be made.
        language: of all the passages.
        passages: in the order of their rows, at least one.
        encoder: what makes the vectors.
    """
    writer = PoolWriter(folder, language, encoder.dimensions)
    writer.add(passages, encode_passages(encoder, passages))
    writer.finish()


def open_pool(folder: Path, language: BaseLanguage) -> Pool:
    """Open what `write_pool` wrote."""
    part = PoolPart.open(folder)
    return assemble_pool(language, [part], part.dense.index.dimensions)


def _open_generation(
    home: Path, folder: Path, encoder: Encoder, previous: Snapshot | None
) -> Snapshot:
    manifest = read_manifest(folder)
    check_fits(manifest, encoder)
    before = previous.segments if previous is not None else ()
    segments = [_open_live(home, entry, before) for entry in manifest.segments]
    pools: dict[str, Pool] = {
        name: assemble_pool(name, _parts_of(name, segments), encoder.dimensions)
        for name in LANGUAGES
    }
    return Snapshot(
        manifest.index_version, manifest.encoder, manifest.documents, pools, tuple(segments)
    )


def _open_live(home: Path, entry: SegmentEntry, before: Iterable[LiveSegment]) -> LiveSegment:
    """A segment with its dead documents; what died before is not counted off again."""
    segment = open_segment(segment_folder(home, entry.name), entry)
    dead = frozenset(entry.dead)
    known = (live for live in before if live.segment is segment and live.dead <= dead)
    live = max(known, key=lambda live: len(live.dead), default=LiveSegment.whole(segment))
    return live.without(dead - live.dead)


def _parts_of(language: str, segments: Sequence[LiveSegment]) -> list[PoolPart]:
    return [live.pools[language] for live in segments if language in live.pools]
