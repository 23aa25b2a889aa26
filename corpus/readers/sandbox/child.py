"""The process that reads files of others, one after the other, until its input ends.

Started by `guarded`. It takes a name and a content and gives a reading or an error, as JSON.
"""

import json
import os
import resource
import sys
from dataclasses import asdict
from typing import Any

from corpus.errors import ReaderCrashed, TextNotReadable
from corpus.readers.blocks import Block
from corpus.readers.dispatch import Reading, read_bytes
from corpus.readers.ocr.availability import before_recognising
from corpus.readers.sandbox.files import show_name
from corpus.subprocesses import receive, send

OUT_OF_MEMORY = 77  # exit code
RECOGNISING = b"recognising"  # sent before an answer that will take more time and memory
_MIB = 1024 * 1024
_LONGEST = 1 << 40  # the sender is trusted, and has looked at the size


def main() -> None:
    """Read what comes on standard input until it ends."""
    memory_mb, seconds, more_memory_mb, more_seconds = map(int, sys.argv[1:5])
    limit_process(memory_mb, more_memory_mb)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints disturbs nothing

    def begin_recognising() -> None:
        send(answers, RECOGNISING)
        _allow_memory(more_memory_mb)
        _allow_seconds(more_seconds)

    before_recognising(begin_recognising)
    while True:
        try:
            filename = json.loads(receive(sys.stdin.buffer, _LONGEST))
            content = receive(sys.stdin.buffer, _LONGEST)
        except EOFError:
            return
        _allow_seconds(seconds)
        send(answers, json.dumps(_answer(content, filename)).encode())


def limit_process(memory_mb: int, more_memory_mb: int = 0) -> None:
    """No more memory than that, no files written, no core dumped.

    The process may let itself have more memory, up to `more_memory_mb`.
    """
    most = max(memory_mb, more_memory_mb) * _MIB
    for kind, limit, hard in (
        (resource.RLIMIT_AS, memory_mb * _MIB, most),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(kind, (limit, hard))


def _allow_memory(memory_mb: int) -> None:
    """More memory from now on: models stay in it, for the files to come as well."""
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (min(memory_mb * _MIB, most), most))


def _allow_seconds(seconds: int) -> None:
    """So many more seconds of processor time; the clock of whoever waits stops the rest."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _answer(content: bytes, filename: str) -> dict[str, Any]:
    try:
        reading = read_bytes(content, filename)
        return {"reading": _as_data(reading)}
    except TextNotReadable as error:
        return {"error": type(error).__name__, "message": str(error)}
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # a parser's own failure is the file's, whatever it is
        crash = ReaderCrashed(show_name(filename), f"{type(error).__name__}: {error!s:.80}")
        return {"error": "ReaderCrashed", "message": str(crash)}


def _as_data(reading: Reading) -> dict[str, Any]:
    fields = {name: getattr(reading, name) for name in Reading.__slots__ if name != "blocks"}
    return {**fields, "record": dict(reading.record), "blocks": list(map(_block, reading.blocks))}


def _block(block: Block) -> tuple[str, dict[str, Any]]:
    return type(block).__name__, asdict(block)


if __name__ == "__main__":
    main()
