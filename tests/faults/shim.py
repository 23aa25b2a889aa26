"""The shim of shim.c: compiled here, and spoken to from the process that it is loaded into."""

import ctypes
import os
import shutil
import subprocess
import sys
from enum import IntEnum
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
COMPILERS = ("cc", "gcc", "clang")
MISSING = "the fault tests need a C compiler (Debian: apt-get install gcc libc6-dev)"


class Action(IntEnum):
    """What happens at the step; the same numbers are in shim.c."""

    OFF = 0
    COUNT = 1
    KILL = 2
    TEAR = 3
    ERROR_ONCE = 4
    ERROR_FROM = 5


def find_compiler() -> str | None:
    """The path of a C compiler; None where there is none."""
    named = os.environ.get("CC")
    return next(filter(None, map(shutil.which, (named,) if named else COMPILERS)), None)


def compile_shim(target: Path) -> Path:
    """Compile the shim; a compiler that cannot is said with its own words."""
    compiler = find_compiler()
    assert compiler is not None, MISSING
    command = [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", str(target)]
    subprocess.run([*command, str(SOURCE), "-ldl"], check=True, timeout=60)
    return target


def arm(action: Action, at: int = 0, code: int = 0) -> None:
    """Let this process count, fail or die at a step; only where the shim is loaded."""
    _loaded().shim_arm(int(action), at, code)


def kinds() -> str:
    """The kind of each step since the last arming: `w` a write, `.` any other."""
    content: bytes = _loaded().shim_kinds()
    return content.decode("ascii")


@cache
def _loaded() -> ctypes.CDLL:
    shim = ctypes.CDLL(None)
    shim.shim_arm.argtypes = (ctypes.c_int, ctypes.c_long, ctypes.c_int)
    shim.shim_kinds.restype = ctypes.c_char_p
    return shim


if __name__ == "__main__":
    sys.exit(None if find_compiler() else MISSING)
