"""Asking a service that runs as a program of its own (eval/serving.py starts it)."""

import asyncio
import json
import os
import re
import tempfile
import urllib.request
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from eval.serving import Served
from tests.steady import PATIENCE

Result = TypeVar("Result")


def clean_environment() -> dict[str, str]:
    """This process's environment without what would change the service or make."""
    changing = re.compile(r"WENJU_|PYTHON(PATH|HOME)|VIRTUAL_ENV|MAKE|MFLAGS")
    kept = {name: value for name, value in os.environ.items() if not changing.match(name)}
    return {**kept, "OMP_NUM_THREADS": "1"}


def get_text(served: Served, path: str) -> str:
    """The body of a page."""
    with urllib.request.urlopen(f"http://{served.host}{path}", timeout=PATIENCE) as response:
        body: bytes = response.read()
    return body.decode("utf-8")


def get_json(served: Served, path: str) -> dict[str, Any]:
    """The JSON at a path."""
    found: dict[str, Any] = json.loads(get_text(served, path))
    return found


def ask(served: Served, question: str) -> dict[str, Any]:
    """The answer to a question, over HTTP."""
    request = urllib.request.Request(
        f"http://{served.host}/v1/ask",
        data=json.dumps({"question": question}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:
        answer: dict[str, Any] = json.load(response)
    return answer


def in_memory() -> "tempfile.TemporaryDirectory[str]":
    """A scratch folder in memory where there is one, for tests that sync thousands of files.

    What they kill is a process, not the machine, so nothing is lost by it.
    """
    memory = Path("/dev/shm")
    return tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)


def run_apart(work: Coroutine[Any, Any, Result]) -> Result:
    """The result of a coroutine, run on a thread of its own.

    The browser tests leave an event loop running on the main thread, so `asyncio.run` fails there.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()
