"""A searcher that follows what is published: a question sees the old index or the new one.

Checking costs one `stat` a question. What is new and small is opened by the question that meets
it, what is large by a thread of its own; all others are answered from the old index meanwhile. An
index that cannot be opened does not take the place of one that works: the old one is served on,
and the reason is logged.
"""

import logging
import threading
from pathlib import Path

from index.engines.local.segments.generations import (
    current_generation,
    pointer_stamp,
    read_manifest,
    segment_folder,
)
from index.engines.local.segments.segments import read_segment_manifest
from index.engines.local.snapshot import open_snapshot
from index.errors import SearchIndexError
from index.search import Searcher, SearchParts

logger = logging.getLogger(__name__)

# So much is read and checked in about a tenth of a second.
_SMALL_BYTES = 64_000_000


class LiveSearcher:
    """Call it for the searcher over the generation that is published now."""

    def __init__(self, home: Path, parts: SearchParts) -> None:
        self._home = home
        self._parts = parts
        self._lock = threading.Lock()
        self._seen = pointer_stamp(home)
        self._searcher = Searcher(open_snapshot(home, parts.encoder), parts)

    def __call__(self) -> Searcher:
        """The current searcher; callers keep it for one question."""
        stamp = pointer_stamp(self._home)
        if stamp != self._seen and self._lock.acquire(blocking=False):
            if self._is_small():
                self._follow(stamp)
            else:
                threading.Thread(target=self._follow, args=(stamp,), daemon=True).start()
        return self._searcher

    def _follow(self, stamp: tuple[int, int]) -> None:
        """Open what is published; the caller holds the lock, which is let go here."""
        try:
            if stamp != self._seen:
                served = self._searcher
                snapshot = open_snapshot(self._home, self._parts.encoder, served.snapshot)
                self._searcher = served.over(snapshot)
        except SearchIndexError as error:
            logger.error("the new index is not served, the one before goes on: %s", error)
        finally:
            self._seen = stamp
            self._lock.release()

    def _is_small(self) -> bool:
        """Whether what is to be read before the new index can be served is little."""
        served = {live.segment.folder for live in self._searcher.snapshot.segments}
        size = 0
        try:
            for entry in read_manifest(current_generation(self._home)).segments:
                folder = segment_folder(self._home, entry.name)
                if folder not in served:
                    files = read_segment_manifest(folder, entry.sha256).files.values()
                    size += sum(bytes_ for bytes_, _ in files)
        except SearchIndexError:
            return True  # which is found, and logged, where it is opened
        return size <= _SMALL_BYTES
