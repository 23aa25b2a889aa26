"""Processes of our own: where they find our modules, and messages over their pipes.

A message is its length in eight bytes, then that many bytes.
"""

import os
import sys
from pathlib import Path
from typing import IO

_LENGTH = 8


def python_path() -> str:
    """The PYTHONPATH with which another Python finds what this one does, our own modules first."""
    return os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, sys.path)])


def send(pipe: IO[bytes], message: bytes) -> None:
    """Write a message."""
    pipe.write(len(message).to_bytes(_LENGTH, "big"))
    pipe.write(message)
    pipe.flush()


def receive(pipe: IO[bytes], longest: int) -> bytes:
    """Read a message; EOFError where the pipe ends first, or where it is longer than allowed."""
    length = int.from_bytes(_read(pipe, _LENGTH), "big")
    if length > longest:
        raise EOFError(f"a message of {length} bytes; at most {longest} are taken")
    return _read(pipe, length)


def _read(pipe: IO[bytes], length: int) -> bytes:
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError(f"the pipe ended after {len(content)} of {length} bytes")
    return content
