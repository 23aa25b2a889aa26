"""What the processor is asked for: how many threads, and in which number format."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

BFLOAT16_FEATURES = ("avx512_bf16", "amx_bf16", "arm_bf16")


def count_cores() -> int:
    """Count the cores that this process may use."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return available or 1


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Let this thread's products use so many threads, and put it back."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def keep_numpy_to_one_thread() -> None:
    """Let numpy's products use one thread each, in this process from now on.

    Products of one question or passage are small: on two threads they take no less time, and twice
    the processor, for OpenBLAS waits for the next one by spinning.
    """
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")


@contextmanager
def fast_products(device: str) -> Iterator[None]:
    """Let torch multiply in bfloat16 on a device that has instructions for it."""
    import torch

    is_fast = device != "cpu" or multiplies_bfloat16()
    with torch.autocast(device, dtype=torch.bfloat16, enabled=is_fast):
        yield


@cache
def multiplies_bfloat16() -> bool:
    """Say whether this processor multiplies bfloat16 in hardware; elsewhere it would be slow."""
    import torch

    found = torch.cpu.get_capabilities()
    return any(found.get(feature, False) for feature in BFLOAT16_FEATURES)
