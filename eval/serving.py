"""The service as a program of its own, started as people start it and stopped afterwards."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eval.errors import ServiceNotReady

COMMAND = (sys.executable, "-m", "service.cli.main", "serve")
START_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Served:
    """A running service; `seconds` is how long it took to become ready, `log` what it says."""

    process: int
    host: str
    seconds: float
    log: Path

    def memory(self) -> float:
        """Resident megabytes (Linux)."""
        status = Path(f"/proc/{self.process}/status").read_text(encoding="ascii")
        (kilobytes,) = re.findall(r"VmRSS:\s+(\d+)", status)
        return int(kilobytes) / 1024


@contextmanager
def serving(
    home: Path,
    command: Sequence[str] = COMMAND,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Served]:
    """Start the service on a free port and wait until it is ready.

    Args:
        home: its WENJU_HOME; what it says is written beside it.
        command: what starts it.
        cwd: the folder to start it in.
        environment: all variables but its own three; by default those of this process.

    Raises:
        ServiceNotReady: it ended, or was not ready in time; with what it said.
    """
    variables = {
        **(os.environ if environment is None else environment),
        "WENJU_HOME": str(home),
        "WENJU_HOST": "127.0.0.1",
        "WENJU_PORT": "0",
    }
    log = home.with_name(home.name + ".log")
    log.parent.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            # A group of its own, so that what `make` or a shell started is stopped with it.
            start_new_session=True,
        )
    try:
        host = _wait_until_ready(process, log)
        yield Served(process.pid, host, time.perf_counter() - started, log)
    finally:
        _stop(process)


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"http://(127\.0\.0\.1:\d+)", log.read_text(encoding="utf-8"))
        if found and _is_ready(found[1]):
            return found[1]
        time.sleep(0.02)
    raise ServiceNotReady(process.poll(), log.read_text(encoding="utf-8"))


def _is_ready(host: str) -> bool:
    connection = http.client.HTTPConnection(host, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    for ending in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, ending)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                continue
