"""An environment for each peer, made once, outside the checkout.

pip takes torch from wherever the project's own installation took it: on Linux point it at a CPU
build of the same version in pip's configuration, or gigabytes of CUDA come along.
"""

import hashlib
import shutil
import subprocess
import sys
import tomllib
import venv
from collections.abc import Mapping
from pathlib import Path

from eval.benchmarks.machine import ROOT, cache_folder, untouched_environment
from eval.errors import PeerFailed

OURS = "wenju"
REQUIREMENTS = Path(__file__).with_name("requirements.toml")
CONSTRAINTS = ROOT / "constraints.txt"
COMMON = ("torch", "sentence-transformers")

# No peer looks anything up in a network, or reports to one, while it is measured.
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "DO_NOT_TRACK": "1",
    "ANONYMIZED_TELEMETRY": "False",
}


def peer_names() -> list[str]:
    """Ours first, then the others."""
    return [OURS, *_requirements()]


def python_of(name: str, anew: bool = False) -> Path:
    """The Python of a peer's environment, which is made where it is missing or outdated.

    Raises:
        PeerFailed: it could not be installed.
    """
    if name == OURS:
        return Path(sys.executable)
    wanted = [*COMMON, *_requirements()[name]]
    folder = cache_folder() / "peers" / name
    stamp = folder / f".{_hash_of(wanted)}"
    if anew or not stamp.is_file():
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True, symlinks=True)
        _install(name, folder, wanted)
        stamp.touch()
    return folder / "bin" / "python"


def environment() -> dict[str, str]:
    """The variables that a peer runs with: ours, offline, and this checkout to import from."""
    return {**untouched_environment(), **OFFLINE, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def _install(name: str, folder: Path, wanted: list[str]) -> None:
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", "--no-compile"]
    command = [*pip, "--disable-pip-version-check", "-c", str(CONSTRAINTS), *wanted]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise PeerFailed(name, f"pip ended with {done.returncode}: {done.stderr[-2000:]}")


def _requirements() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = tomllib.loads(REQUIREMENTS.read_text(encoding="utf-8"))
    return found


def _hash_of(wanted: list[str]) -> str:
    content = "\n".join([*wanted, sys.version, CONSTRAINTS.read_text(encoding="utf-8")])
    return hashlib.sha256(content.encode()).hexdigest()[:16]
