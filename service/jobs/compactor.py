"""Merging the parts of the index that additions leave behind, beside everything else.

Every addition makes a small part of its own, so that it is found soon; many parts make every
question slower. A thread merges them after a change; a service that ends in between loses
nothing, because what is published stays until the merged parts are whole.
"""

import logging
import threading
from collections.abc import Callable

from corpus.errors import WenjuError

logger = logging.getLogger(__name__)

Tidy = Callable[[Callable[[], bool]], None]


class Tidying:
    """Calls `tidy` after each `wake`, one call at a time; it asks now and then whether to end."""

    def __init__(self, tidy: Tidy) -> None:
        self._tidy = tidy
        self._awake = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tidying", daemon=True)

    def start(self) -> None:
        """Begin, with what an earlier service left to be merged."""
        self._awake.set()
        self._thread.start()

    def wake(self) -> None:
        """The index has changed."""
        self._awake.set()

    def stop(self, seconds: float = 5) -> None:
        """End; what is being merged is given up."""
        self._ending.set()
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        while not self._ending.is_set():
            self._awake.wait()
            self._awake.clear()
            if self._ending.is_set():
                return
            try:
                self._tidy(self._ending.is_set)
            except WenjuError as error:
                logger.info("the index was not tidied: %s", error)
            except Exception:  # the next change is another chance
                logger.exception("the index could not be tidied")
