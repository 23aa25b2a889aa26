"""The project as files: what the tests of its shape read."""

import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PACKAGES = ("corpus", "index", "service", "eval")


@cache
def project() -> dict[str, Any]:  # Any: whatever TOML holds
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the project: committed, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def python_files() -> list[Path]:
    """Every Python file of the project."""
    return [path for path in files() if path.suffix == ".py"]


def named(path: Path) -> str:
    """A path as people write it: from the project's folder on."""
    return path.relative_to(ROOT).as_posix()
