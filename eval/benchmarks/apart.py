"""Work in a process of its own, so that its memory is gone before something is measured."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Given = TypeVar("Given")


def apart(
    work: Callable[Parameters, Given], *given: Parameters.args, **named: Parameters.kwargs
) -> Given:
    """What `work` gives; it starts without anything that this process has loaded."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(work, *given, **named).result()
