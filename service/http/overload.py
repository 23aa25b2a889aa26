"""Questions are answered by a few threads; so many may wait, and the next is refused at once.

A queue that grows without bound answers everybody late. A refusal takes a millisecond and says when
to come again. Routes that do not search use other threads, so that health and metrics are seen
however many ask.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from service.errors import ClientGone, Overloaded

Result = TypeVar("Result")

# Long enough for the queue to have emptied (docs/benchmarks.md has the rate of answers).
RETRY_AFTER_SECONDS = 1


class BoundedPool:
    """Runs blocking work for one event loop, first come first served."""

    def __init__(self, waiting: int, threads: int) -> None:
        """Run at most `threads` pieces of work at a time, and let at most `waiting` wait."""
        self._turns = CapacityLimiter(threads)
        self._threads = CapacityLimiter(threads)
        self._room = threads + waiting
        self._taken = 0

    @property
    def taken(self) -> int:
        """How many pieces of work are being done or wait."""
        return self._taken

    async def run(
        self, work: Callable[[], Result], has_left: Callable[[], Awaitable[bool]]
    ) -> Result:
        """The result of `work`, run on one of the pool's threads.

        Args:
            work: what to do.
            has_left: whether the client has closed its connection; asked when its turn comes.

        Raises:
            Overloaded: as many wait as may; nothing was done.
            ClientGone: nobody waits for the result any more; nothing was done.
        """
        if self._taken >= self._room:
            raise Overloaded(self._room, RETRY_AFTER_SECONDS)
        self._taken += 1
        try:
            async with self._turns:
                if await has_left():
                    raise ClientGone()
                return await to_thread.run_sync(work, limiter=self._threads)
        finally:
            self._taken -= 1
