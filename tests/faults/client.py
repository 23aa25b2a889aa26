"""Asks the fork server to run operations with faults."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tests.faults.shim import Action
from tests.project import ROOT


@dataclass(frozen=True, slots=True)
class Ended:
    """How an operation ended; `outcome` is `done`, or the name of an error of ours."""

    status: int
    outcome: str = ""
    message: str = ""
    kinds: str = ""
    again: tuple[str, str] = ("", "")

    @property
    def killed(self) -> bool:
        """Whether the step that it was to die at was reached."""
        return self.status == -signal.SIGKILL


class Faults:
    """A running fork server."""

    tried: ClassVar[int] = 0  # by all servers together

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(
        self, operation: str, home: Path, action: Action = Action.COUNT, at: int = 0, code: int = 0
    ) -> Ended:
        """Run an operation with one fault."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        wanted = {
            "operation": operation, "home": str(home), "action": action, "at": at, "code": code
        }  # fmt: skip
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        Faults.tried += action is not Action.COUNT
        return Ended(**{**said, "again": tuple(said.get("again", ("", "")))})


@contextmanager
def fault_server(shim: Path, module: str) -> Iterator[Faults]:
    """Start the fork server for this module's operations, the shim in front of the C library."""
    environment = {
        **os.environ,
        "LD_PRELOAD": str(shim),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.server", module],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Faults(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
