"""The local engine: an index in files of one machine, searched with FAISS and tantivy."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from pathlib import Path
from weakref import ReferenceType, ref

from corpus.disk import sync
from corpus.maintenance.checking import Finding
from corpus.store.locking import writing
from index.encoders.base import Encoder
from index.engines.base import Cancelled, IndexFacts, Progress
from index.engines.local.segments.change import LocalChange, change_index
from index.engines.local.segments.compaction import compact_index
from index.engines.local.segments.generations import (
    current_generation,
    pointer_stamp,
    read_manifest,
    segment_folder,
)
from index.engines.local.segments.maintenance import (
    check_generations,
    drop_damaged,
    find_leftovers,
    remove_leftovers,
    served_files,
)
from index.engines.local.segments.published import (
    check_published,
    dense_facts,
    is_whole,
    read_published,
    usable_index,
)
from index.engines.local.segments.segments import read_segment_manifest
from index.engines.local.view import LocalView, open_view
from index.errors import SearchIndexError

# So much is read and checked in about a tenth of a second.
_SMALL_BYTES = 64_000_000


class LocalEngine:
    """An `Engine` of index/engines/base.py, whose methods are described there."""

    def __init__(self, home: Path) -> None:
        """The index in a folder, which need not be there yet."""
        self._home = home
        self._opened: ReferenceType[LocalView] | None = None

    def open(self, encoder: Encoder) -> LocalView:
        """What the view before shares with this one is not opened again."""
        view = open_view(self._home, encoder, self._last_view())
        self._opened = ref(view)
        return view

    def stamp(self) -> tuple[int, int]:
        """One `stat`."""
        return pointer_stamp(self._home)

    def opens_quickly(self) -> bool:
        """Whether few bytes are to be read."""
        view = self._last_view()
        opened = {live.segment.folder for live in view.segments} if view is not None else set()
        size = 0
        try:
            for entry in read_manifest(current_generation(self._home)).segments:
                folder = segment_folder(self._home, entry.name)
                if folder not in opened:
                    files = read_segment_manifest(folder, entry.sha256).files.values()
                    size += sum(bytes_ for bytes_, _ in files)
        except SearchIndexError:
            return True  # which is found, and logged, where it is opened
        return size <= _SMALL_BYTES

    def published(self, encoder: Encoder) -> Mapping[str, str] | None:
        """The sizes of files are checked here, their contents where they are opened."""
        found = usable_index(self._home, encoder)
        return None if found is None else found.manifest.documents

    def is_whole(self) -> bool:
        """Reads every file once in the life of a process."""
        return is_whole(self._home)

    def change(self, encoder: Encoder, anew: bool = False) -> AbstractContextManager[LocalChange]:
        """What is new goes into one new segment."""
        return change_index(self._home, encoder, anew)

    def compact(self, progress: Progress | None = None, cancelled: Cancelled | None = None) -> bool:
        """Small segments become one, and what is deleted gives its room back."""
        return compact_index(self._home, progress, cancelled) is not None

    def check(self) -> list[Finding]:
        """Every generation, the one that is served first; none at all is no damage."""
        return list(check_generations(self._home))

    def leftovers(self) -> list[str]:
        """Folders of builds that died."""
        return sorted(find_leftovers(self._home))

    def clear(self, leftovers: Sequence[str], damaged: Sequence[Finding]) -> None:
        """Remove folders of builds, and damaged generations that are not served."""
        drop_damaged(self._home, damaged)
        remove_leftovers(self._home, leftovers)

    def facts(self) -> IndexFacts:
        """Every file is compared with its checksum first."""
        check_published(self._home)
        published = read_published(self._home)
        files = [file for one in published.segments.values() for file in one.files.values()]
        parts = dense_facts(self._home, published)
        values = asdict(published.manifest) | {
            "bytes": sum(size for size, _ in files),
            "dense": [asdict(part) for part in parts],
        }
        return IndexFacts(values, [str(part) for part in parts])

    @contextmanager
    def backup_files(self) -> Iterator[Mapping[str, Path]]:
        """Those of the generation that is served."""
        with writing(self._home.parent):
            yield served_files(self._home)

    def restore(self, files: Path, kept: Path) -> None:
        """An index in between is none, which a service takes as a reason to serve the old one."""
        with writing(self._home.parent):
            if self._home.exists():
                self._home.rename(kept)
            files.rename(self._home)
            sync(self._home.parent)

    def _last_view(self) -> LocalView | None:
        return self._opened() if self._opened is not None else None
