"""Waiting for what must come, and telling what grows too fast, on machines of any speed."""

import time
from collections.abc import Callable

PATIENCE = 120.0
"""Seconds to wait for what must come, on a machine that does much else besides."""

_QUICK = 0.25
_AT_MOST = 9.0


def until(holds: Callable[[], object]) -> None:
    """Return once this is true; it is looked at every few milliseconds."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"waited {PATIENCE:g} s in vain"
        time.sleep(0.005)


def check_linear(work: Callable[[int], object], size: int) -> None:
    """Fail if work grows with the square of its size; work that is quick at `size` is not judged.

    Processor time, so that other programs count little, and against a quarter of the size, so
    that the machine does not count: where that takes 1, linear work takes 4 and quadratic 16.
    """
    for _ in range(3):
        small, large = _seconds(work, size // 4), _seconds(work, size)
        if large < max(_QUICK, _AT_MOST * small):
            return
    raise AssertionError(f"{large:.1f} s for four times of what takes {small:.1f} s")


def _seconds(work: Callable[[int], object], size: int) -> float:
    began = time.process_time()
    work(size)
    return time.process_time() - began
