"""The local engine: an index in files of one machine, searched with FAISS and tantivy."""

from pathlib import Path
from weakref import ReferenceType, ref

from index.encoders.base import Encoder
from index.engines.local.segments.generations import (
    current_generation,
    pointer_stamp,
    read_manifest,
    segment_folder,
)
from index.engines.local.segments.segments import read_segment_manifest
from index.engines.local.view import LocalView, open_view
from index.errors import SearchIndexError

# So much is read and checked in about a tenth of a second.
_SMALL_BYTES = 64_000_000


class LocalEngine:
    """An `Engine` of index/engines/base.py over one index home."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._opened: ReferenceType[LocalView] | None = None

    def stamp(self) -> tuple[int, int]:
        """As `Engine.stamp`."""
        return pointer_stamp(self._home)

    def open(self, encoder: Encoder) -> LocalView:
        """As `Engine.open`; what the view before shares with this one is not opened again."""
        view = open_view(self._home, encoder, self._last_view())
        self._opened = ref(view)
        return view

    def opens_quickly(self) -> bool:
        """As `Engine.opens_quickly`: whether few bytes are to be read."""
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

    def _last_view(self) -> LocalView | None:
        return self._opened() if self._opened is not None else None
