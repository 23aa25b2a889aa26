"""Talking to a peer's program: an order a line, an answer a line."""

import json
import os
import select
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from eval.benchmarks.machine import ROOT
from eval.errors import PeerFailed


class Conversation:
    """A peer's program that is running."""

    def __init__(self, name: str, process: "subprocess.Popen[bytes]", limit: float) -> None:
        self.name = name
        self.process = process.pid
        self._process = process
        self._limit = limit
        self._unread = b""

    def order(self, **order: object) -> dict[str, Any]:
        """Have something done; gives the answer, with `waited` for how long it took from here.

        Raises:
            PeerFailed: it answered with an error, ended, or took longer than the limit.
        """
        assert self._process.stdin is not None
        started = time.perf_counter()
        try:
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise PeerFailed(self.name, "it has ended") from error
        answer: dict[str, Any] = json.loads(self._line(str(order["do"])))
        if "error" in answer:
            raise PeerFailed(self.name, f"{order['do']}: {answer['error']}")
        return {**answer, "waited": time.perf_counter() - started}

    def _line(self, doing: str) -> bytes:
        assert self._process.stdout is not None
        ends = time.monotonic() + self._limit
        while b"\n" not in self._unread:
            ready, _, _ = select.select(
                [self._process.stdout], [], [], max(0, ends - time.monotonic())
            )
            if not ready:
                raise PeerFailed(self.name, f"{doing} took longer than {self._limit:g} s")
            read = os.read(self._process.stdout.fileno(), 1 << 16)
            if not read:
                raise PeerFailed(self.name, f"it ended while it should {doing}")
            self._unread += read
        line, _, self._unread = self._unread.partition(b"\n")
        return line


@contextmanager
def talking(
    name: str, command: Sequence[str], environment: Mapping[str, str], limit: float = 1800
) -> Iterator[Conversation]:
    """Start a peer's program, and end it afterwards; what it prints is shown where it fails."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            env=dict(environment),
            cwd=ROOT,
        )
        try:
            yield Conversation(name, process, limit)
        except PeerFailed as error:
            said.seek(0)
            tail = said.read()[-2000:].decode(errors="replace")
            raise PeerFailed(name, f"{error}\nIt said:\n{tail}") from error
        finally:
            process.kill()
            process.communicate()
