"""Index folders that are written whole, checked, and published by one atomic rename.

Layout below the index home::

    CURRENT                 the name of the generation that is served
    <index version>/        one generation: immutable once it is here
        manifest.json       what it was built from, and every file's size and SHA-256
        …
    building-<pid>-<n>/     a build under way, or one that was killed: never served

A reader follows CURRENT; a writer renames its finished folder into place and then replaces
CURRENT. Whatever moment the process is killed at, CURRENT names a whole generation.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

from index.errors import IndexDamaged, IndexMissing, IndexNotWritable

FORMAT = 1
POINTER = "CURRENT"
MANIFEST = "manifest.json"
BUILDING = "building-"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was built from; two equal builds have equal manifests.

    `documents` maps document ids to versions. `files` maps relative paths to
    `[size in bytes, SHA-256]`.
    """

    format: int
    index_version: str
    encoder: str
    encoder_fingerprint: str
    analyser: str
    documents: Mapping[str, str]
    passages: Mapping[str, int]
    files: Mapping[str, tuple[int, str]]


def index_version(encoder_fingerprint: str, analyser: str, documents: Mapping[str, str]) -> str:
    """Twelve hex digits that name an index by what goes into it, not by when it was made."""
    parts = [FORMAT, encoder_fingerprint, analyser, sorted(documents.items())]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]


def current_generation(home: Path) -> Path:
    """The folder that is served now.

    Raises:
        IndexMissing: nothing was published yet, or CURRENT names a folder that is gone.
    """
    try:
        name = (home / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexMissing(home) from None
    if not name or Path(name).name != name or not (home / name / MANIFEST).is_file():
        raise IndexMissing(home)
    return home / name


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation, with every file's size checked against it.

    Raises:
        IndexDamaged: the manifest cannot be read, or a file is missing or of another size.
    """
    try:
        raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if raw["format"] != FORMAT:
            raise IndexDamaged(
                folder, f"its format is {raw['format']}, this program reads {FORMAT}"
            )
        raw["files"] = {name: (int(size), str(sha)) for name, (size, sha) in raw["files"].items()}
        manifest = Manifest(**raw)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(folder, f"{MANIFEST} cannot be read ({error})") from error
    for name, (size, _) in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise IndexDamaged(folder, f"{name} is missing")
        if path.stat().st_size != size:
            raise IndexDamaged(folder, f"{name} has {path.stat().st_size} bytes, not {size}")
    return manifest


def verify_checksums(folder: Path, manifest: Manifest) -> None:
    """Read every file and compare it with its SHA-256; damage raises `IndexDamaged`."""
    for name, (_, expected) in manifest.files.items():
        if sha256_of(folder / name) != expected:
            raise IndexDamaged(folder, f"{name} does not match its checksum")


@contextmanager
def building(home: Path) -> Iterator[Path]:
    """A scratch folder beside the generations, removed when the build does not finish."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{BUILDING}{os.getpid()}-", dir=home))
    except OSError as error:
        raise IndexNotWritable(home, str(error)) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(home: Path, folder: Path, facts: Mapping[str, Any]) -> Path:
    """Seal `folder` with its manifest, move it into place, and point CURRENT at it.

    Args:
        home: the index home.
        folder: a finished folder from `building`.
        facts: every field of `Manifest` except `format` and `files`.
    """
    files = {
        str(path.relative_to(folder)): (path.stat().st_size, sha256_of(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    manifest = Manifest(format=FORMAT, files=files, **facts)
    write_synced(folder / MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)
    target = _free_name(home, manifest.index_version)
    folder.rename(target)
    _sync(home)
    pointer = home / f"{POINTER}.{os.getpid()}"
    write_synced(pointer, target.name + "\n")
    pointer.replace(home / POINTER)
    _sync(home)
    return target


def remove_stale(home: Path, keep: int = 1) -> None:
    """Delete generations older than the current one, but for the newest `keep` of them.

    The one before stays because a running reader may still have it open by name. Folders of
    builds that died are removed as well; one whose process still lives is left alone.
    """
    current = current_generation(home)
    older = [path for path in home.iterdir() if (path / MANIFEST).is_file() and path != current]
    older.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in older[keep:]:
        shutil.rmtree(path, ignore_errors=True)
    for path in home.glob(f"{BUILDING}*"):
        if not _alive(path.name.removeprefix(BUILDING).split("-")[0]):
            shutil.rmtree(path, ignore_errors=True)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_synced(path: Path, text: str) -> None:
    """Write text and wait until it is on the disk."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _free_name(home: Path, version: str) -> Path:
    """A rebuild of the same version stands beside the one being read, never in its place."""
    names = (version if n == 1 else f"{version}-{n}" for n in count(1))
    return next(home / name for name in names if not (home / name).exists())


def _alive(pid: str) -> bool:
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return int(pid) != os.getpid()
