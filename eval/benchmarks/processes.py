"""Memory and processor time of a program with all its children, from outside (Linux)."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes. `resident` is the sum of `own` and of what is mapped from files.

    A mapped index counts while it is in memory, but the system takes it back when others need
    the room; what is shared by several processes counts once.
    """

    resident: float
    own: float


def memory_of(process: int) -> Memory:
    """What a process and its children hold."""
    resident = own = 0
    for member in family(process):
        try:
            rollup = Path(f"/proc/{member}/smaps_rollup").read_text(encoding="ascii")
        except OSError:  # it ended meanwhile
            continue
        resident += _kilobytes(rollup, "Pss")
        own += _kilobytes(rollup, "Pss_Anon")
    return Memory(resident / 1024, own / 1024)


def seconds_of(process: int) -> float:
    """The processor seconds that a process and its children have used."""
    return sum(_seconds(member) for member in family(process))


def family(process: int) -> list[int]:
    """A process and all its descendants."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        fields = _fields(path)
        if fields:
            children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found = [process]
    for member in found:  # grows while it is read
        found += children.get(member, [])
    return found


def _kilobytes(rollup: str, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", rollup, re.M)
    return int(found[1]) if found else 0


def _seconds(process: int) -> float:
    fields = _fields(Path(f"/proc/{process}/stat"))
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def _fields(path: Path) -> list[str]:
    """The fields of a `stat` after the name, which may hold anything; none if it has ended."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
