"""Opened indexes: the passages of each language with what searches them.

Each passage language has a partition of its own: its own BM25 statistics, its own vectors, its own
candidates. No amount of text in one language can therefore push the other out of what is looked at;
which passages are shown is decided later, on calibrated scores (index/ranking/fusion.py). It is put
together from what the segments of a generation have of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.passages import Passage
from index.encoders.base import Encoder
from index.encoders.multi_vector import encode_passages
from index.engines.base import Fetched, FetchedTokens, Filters, Key, Proposals, Vectors
from index.engines.local.partition import Partition
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
from index.errors import AnalyserMismatch, EncoderMismatch, IndexDamaged, IndexMissing
from index.query.term_table import TermTable
from index.scoring.term_counts import TermStatistics
from index.text.analysis import ANALYSER_VERSION, BaseLanguage


@dataclass(frozen=True, slots=True, weakref_slot=True)
class LocalView:
    """One published generation, opened; a `View` of index/engines/base.py."""

    index_version: str
    encoder: str
    documents: Mapping[str, str]
    partitions: Mapping[BaseLanguage, Partition]
    segments: Sequence[LiveSegment] = ()

    @property
    def passages(self) -> dict[BaseLanguage, int]:
        """How many passages of each language can be found."""
        return {name: len(partition) for name, partition in self.partitions.items()}

    def propose(
        self,
        language: BaseLanguage,
        vector: Vectors,
        terms: TermTable,
        limit: int,
        filters: Filters,
    ) -> Proposals:
        """As `View.propose`."""
        return self.partitions[language].propose(vector, terms, limit, filters)

    def statistics(self, language: BaseLanguage, terms: TermTable) -> TermStatistics:
        """As `View.statistics`."""
        return self.partitions[language].lexical.statistics(terms)

    def fetch(self, language: BaseLanguage, keys: Iterable[Key]) -> Fetched:
        """As `View.fetch`."""
        return self.partitions[language].fetch(keys)

    def fetch_tokens(self, language: BaseLanguage, keys: Iterable[Key]) -> FetchedTokens:
        """As `View.fetch_tokens`."""
        return self.partitions[language].fetch_tokens(keys)

    def each(self, language: BaseLanguage) -> Iterator[tuple[Key, Passage]]:
        """As `View.each`."""
        return self.partitions[language].each()


def open_view(home: Path, encoder: Encoder, previous: "LocalView | None" = None) -> "LocalView":
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


def _open_generation(
    home: Path, folder: Path, encoder: Encoder, previous: "LocalView | None"
) -> "LocalView":
    manifest = read_manifest(folder)
    check_fits(manifest, encoder)
    before = previous.segments if previous is not None else ()
    segments = [_open_live(home, entry, before) for entry in manifest.segments]
    partitions = {
        name: Partition(name, _parts_of(name, segments), encoder.dimensions) for name in LANGUAGES
    }
    return LocalView(
        manifest.index_version, manifest.encoder, manifest.documents, partitions, tuple(segments)
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
