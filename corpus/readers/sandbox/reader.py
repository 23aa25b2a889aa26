"""Reading files of others: in a child process, with limits of time and memory.

A parser that spins, eats memory or crashes takes its child along and nothing else; what comes
back is an error that names the file. The child (`child.py`) imports no more than readers
need, limits itself before it sees a byte, and is stopped by this side's clock as well. Its
answers are JSON that is checked (`guarded_answers`): a child that a file has taken over can
return a wrong text, and no more.
"""

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.errors import (
    FileTooLarge,
    ReaderCrashed,
    ReadingTookTooLong,
    ReadingTookTooMuchMemory,
    TextNotReadable,
)
from corpus.readers.dispatch import Reading
from corpus.readers.sandbox.answers import parse_answer
from corpus.readers.sandbox.child import OUT_OF_MEMORY, RECOGNISING
from corpus.readers.sandbox.files import read_regular_file, show_name
from corpus.subprocesses import python_path, receive, send

_MIB = 1024 * 1024
# Without `site`, whose .pth files take a third of the start; the search path is handed over.
_COMMAND = [sys.executable, "-S", "-P", "-m", "corpus.readers.sandbox.child"]
_GRACE = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take; `answer_bytes` is the size of what comes back.

    A file with pictures whose text is recognised may take more time and memory.
    """

    seconds: float = 60
    memory_mb: int = 1024
    recognising_seconds: float = 1800
    recognising_memory_mb: int = 3072
    file_bytes: int = 200 * _MIB
    answer_bytes: int = 256 * _MIB


_USUAL = Limits()


def read_guarded(content: bytes, filename: str, limits: Limits = _USUAL) -> Reading:
    """`read_bytes` in a child process; whatever goes wrong is a `TextNotReadable`."""
    with GuardedReader(limits) as reader:
        return reader.read(content, filename)


def read_file_guarded(
    path: Path, limits: Limits = _USUAL, folder: Path | None = None
) -> tuple[bytes, Reading]:
    """The bytes of a file and what they read as; links that lead out of `folder` are refused."""
    with GuardedReader(limits) as reader:
        return reader.read_file(path, folder)


class GuardedReader:
    """A child process that reads one file after the other; where it dies, a new one goes on.

    Threads may share a reader; they wait for each other.
    """

    def __init__(self, limits: Limits = _USUAL) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child; reading another file starts a new one."""
        with self._lock:
            if self._child:
                _kill(self._child)
            self._end()

    def read(self, content: bytes, filename: str) -> Reading:
        """`read_bytes` in the child; whatever goes wrong is a `TextNotReadable`."""
        limit = self._limits.file_bytes
        if len(content) > limit:
            raise FileTooLarge(f"{show_name(filename)}: {len(content)} bytes", f"{limit} bytes")
        with self._lock:
            used = self._child is not None
            try:
                answer = self._ask(content, filename)
            except (ReaderCrashed, ReadingTookTooMuchMemory):
                if not used:
                    raise
                # What earlier files left behind in the child is not this file's fault.
                answer = self._ask(content, filename)
        try:
            return parse_answer(answer)
        except ValueError as error:
            raise ReaderCrashed(show_name(filename), "it gave no sensible answer") from error

    def read_file(self, path: Path, folder: Path | None = None) -> tuple[bytes, Reading]:
        """As `read_file_guarded`, for one file of many."""
        content = read_regular_file(path, self._limits.file_bytes, folder)
        return content, self.read(content, path.name)

    def _ask(self, content: bytes, filename: str) -> bytes:
        """The child's answer; a child that gave none is gone afterwards."""
        child = self._child = self._child or _start(self._limits)
        assert child.stdin and child.stdout
        late = threading.Event()
        seconds = self._limits.seconds
        clock = _start_clock(seconds, child, late)
        try:
            send(child.stdin, json.dumps(filename).encode())
            send(child.stdin, content)
            answer = receive(child.stdout, self._limits.answer_bytes)
            if answer == RECOGNISING:
                clock.cancel()
                seconds = self._limits.recognising_seconds
                clock = _start_clock(seconds, child, late)
                answer = receive(child.stdout, self._limits.answer_bytes)
            return answer
        except (OSError, EOFError) as error:
            raise self._reason(filename, late.is_set(), self._end(), seconds) from error
        except BaseException:
            self._end()
            raise
        finally:
            clock.cancel()

    def _reason(self, filename: str, late: bool, code: int, seconds: float) -> TextNotReadable:
        """Why a child gave no answer."""
        name = show_name(filename)
        if late or code == -signal.SIGXCPU:
            return ReadingTookTooLong(name, seconds)
        if code == OUT_OF_MEMORY:
            return ReadingTookTooMuchMemory(name, self._limits.memory_mb)
        return ReaderCrashed(name, _how(code))

    def _end(self) -> int:
        """End the child, if there is one, and give its exit code."""
        child, self._child = self._child, None
        if child is None:
            return 0
        for pipe in filter(None, (child.stdout, child.stdin)):
            with contextlib.suppress(OSError):  # what was not sent yet cannot be sent any more
                pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(_GRACE)  # it ends by itself when its input ends, or is dying already
        _kill(child)
        return child.wait()


def _how(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    name = signal.Signals(-code).name
    gave_up = -code in (signal.SIGABRT, signal.SIGTRAP)  # as a C++ library does without memory
    return f"{name}, as where memory runs out" if gave_up else name


def _start_clock(
    seconds: float, child: subprocess.Popen[bytes], late: threading.Event
) -> threading.Timer:
    clock = threading.Timer(seconds, _stop, (child, late))
    clock.daemon = True
    clock.start()
    return clock


def _start(limits: Limits) -> subprocess.Popen[bytes]:
    given = (
        limits.memory_mb,
        math.ceil(limits.seconds),
        limits.recognising_memory_mb,
        math.ceil(limits.recognising_seconds),
    )
    return subprocess.Popen(
        [*_COMMAND, *map(str, given)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={
            "PYTHONPATH": python_path(),
            "OMP_NUM_THREADS": "1",
            "PATH": os.defpath,
        },
        start_new_session=True,  # so that whatever it starts is killed with it
    )


def _stop(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    _kill(child)


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Kill a child and whatever it started."""
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
