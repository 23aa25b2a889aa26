"""What was measured on, and with what: a figure without these says nothing."""

import os
import platform
import re
import subprocess
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from index.encoders.processor import multiplies_bfloat16

ROOT = Path(__file__).parents[2]
PACKAGES = ("wenju", "torch", "sentence-transformers", "faiss-cpu", "tantivy", "numpy", "uvicorn")


def machine() -> dict[str, str | int | float]:
    """Processor, cores, memory, system; nothing that names the machine itself."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
    }


def machine_slug() -> str:
    """A short name of the kind of machine, for file names."""
    found = machine()
    words = f"{found['processor']} {found['cores']} cores"
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def cache_folder() -> Path:
    """Where environments and large libraries are kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "wenju"


def untouched_environment() -> dict[str, str]:
    """This process's variables without what people set for a Wenju of their own."""
    variables = dict(os.environ)
    theirs = [name for name in variables if name.startswith("WENJU_")]
    return {name: value for name, value in variables.items() if name not in theirs}


def versions() -> dict[str, str]:
    """What ran: our commit and the libraries that the time is spent in."""
    return {"commit": commit(), **{name: _version(name) for name in PACKAGES}}


def commit() -> str:
    """The commit that is checked out; with `-dirty` where files were changed since.

    Results and documents are written by a run itself, so they do not count.
    """
    try:
        found = _git("rev-parse", "--short=10", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no", "--", "*.py", "*.json")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    theirs = [line for line in changed.splitlines() if "/results/" not in line]
    return f"{found}-dirty" if theirs else found


def others_busy(seconds: float = 1.0) -> float:
    """The share of the processors' time that is used while we do nothing, 0 to 1 (Linux)."""
    total, idle = _times()
    time.sleep(seconds)
    total_then, idle_then = _times()
    return round(1 - (idle_then - idle) / max(1, total_then - total), 2)


def _times() -> tuple[int, int]:
    """Ticks in all, and those of them that were idle."""
    try:
        line = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0]
    except OSError:
        return 0, 0
    ticks = [int(field) for field in line.split()[1:9]]
    return sum(ticks), ticks[3] + ticks[4]


def _git(*words: str) -> str:
    command = ["git", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _processor() -> str:
    """Its name, and what most decides how fast it encodes: generations of one name differ."""
    number = "with bfloat16" if multiplies_bfloat16() else "without bfloat16"
    return f"{_processor_name()} {number}"


def _processor_name() -> str:
    try:
        about = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    names = re.findall(r"^model name\s*:\s*(.+)$", about, re.M)
    return str(names[0]) if names else platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
