"""A searcher that follows what is published: a question sees the old index or the new one.

Checking costs next to nothing (the local engine: one `stat`). What opens quickly is opened by the
question that meets it, anything else by a thread of its own; all others are answered from the old
index meanwhile. An index that cannot be opened does not take the place of one that works: the old
one is served on, and the reason is logged.
"""

import logging
import threading

from index.engines.base import Engine
from index.errors import SearchIndexError
from index.search import Searcher, SearchParts

logger = logging.getLogger(__name__)


class LiveSearcher:
    """Call it for the searcher over what is published now."""

    def __init__(self, engine: Engine, parts: SearchParts) -> None:
        self._engine = engine
        self._parts = parts
        self._lock = threading.Lock()
        self._seen = engine.stamp()
        self._searcher = Searcher(engine.open(parts.encoder), parts)

    def __call__(self) -> Searcher:
        """The current searcher; callers keep it for one question."""
        stamp = self._engine.stamp()
        if stamp != self._seen and self._lock.acquire(blocking=False):
            if self._engine.opens_quickly():
                self._follow(stamp)
            else:
                threading.Thread(target=self._follow, args=(stamp,), daemon=True).start()
        return self._searcher

    def _follow(self, stamp: object) -> None:
        """Open what is published; the caller holds the lock, which is let go here."""
        try:
            if stamp != self._seen:
                self._searcher = self._searcher.over(self._engine.open(self._parts.encoder))
        except SearchIndexError as error:
            logger.error("the new index is not served, the one before goes on: %s", error)
        finally:
            self._seen = stamp
            self._lock.release()
