"""A searcher that follows what is published: a question sees the old index or the new one.

Checking costs one `stat` a question. An index that cannot be opened does not take the place of
one that works: the old one is served on, and the reason is logged.
"""

import logging
import threading
from pathlib import Path

from index.errors import SearchIndexError
from index.generations import POINTER
from index.pools import open_snapshot
from index.search import Searcher, SearchParts

logger = logging.getLogger(__name__)


class LiveSearcher:
    """Call it for the searcher over the generation that is published now."""

    def __init__(self, home: Path, parts: SearchParts) -> None:
        self._home = home
        self._parts = parts
        self._lock = threading.Lock()
        self._seen = _stamp(home)
        self._searcher = Searcher(open_snapshot(home, parts.encoder), parts)

    def __call__(self) -> Searcher:
        """The current searcher; callers keep it for one question."""
        stamp = _stamp(self._home)
        if stamp != self._seen:
            with self._lock:
                if stamp != self._seen:
                    self._reopen()
                    self._seen = stamp
        return self._searcher

    def _reopen(self) -> None:
        try:
            self._searcher = Searcher(open_snapshot(self._home, self._parts.encoder), self._parts)
        except SearchIndexError as error:
            logger.error("the new index is not served, the one before goes on: %s", error)


def _stamp(home: Path) -> tuple[int, int]:
    """Changes whenever CURRENT is replaced."""
    try:
        status = (home / POINTER).stat()
    except FileNotFoundError:
        return (0, 0)
    return (status.st_ino, status.st_mtime_ns)
