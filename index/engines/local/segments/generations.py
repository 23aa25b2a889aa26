"""Index generations that are written whole, checked, and published by one atomic rename.

Layout below the index home::

    CURRENT                 the name of the generation that is served, its manifest's SHA-256
    <index version>/        one generation: immutable once it is here
        manifest.json       what it is made of: documents, segments, and which documents are dead
    segments/<name>/        the passages of some documents
    (index/engines/local/segments/segments.py): immutable, shared
        manifest.json       every file's size and SHA-256
        …
    building-<pid>-<n>/     a build under way, or one that was killed: never served
    *.lock                  held while something is published or updated

A reader follows CURRENT; a writer renames its finished segment into place, then its generation,
and then replaces CURRENT. Whatever moment the process is killed at, CURRENT names a whole
generation; a segment that none names is an orphan, which the next writer removes.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

from corpus.disk import sync
from index.engines.local.segments.files import MANIFEST, sha256_of, sync_below, write_synced
from index.errors import IndexDamaged, IndexMissing, IndexNotWritable

FORMAT = 3
POINTER = "CURRENT"
BUILDING = "building-"
# tantivy (ValueError) and FAISS (RuntimeError) tell of a full or broken disk in words only.
_OF_THE_DISK = re.compile(r"os error|IO error|IoError|io::Error|write error|could not open|FileIO")
SEGMENTS = "segments"

# Folders that this process builds in now: another process may have had the same id.
_under_way: set[Path] = set()


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment in a generation.

    Attributes:
        name: its folder below `segments/`.
        sha256: of its manifest, which has those of its files.
        dead: ids of its documents that were replaced or removed since it was written.
    """

    name: str
    sha256: str
    dead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of.

    `documents` maps the ids of what can be found to versions; `passages` counts those passages by
    base language.
    """

    format: int
    index_version: str
    encoder: str
    encoder_fingerprint: str
    analyser: str
    documents: Mapping[str, str]
    passages: Mapping[str, int]
    segments: tuple[SegmentEntry, ...]


def index_version(encoder_fingerprint: str, analyser: str, documents: Mapping[str, str]) -> str:
    """Twelve hex digits that name an index by what goes into it, not by when it was made."""
    parts = [FORMAT, encoder_fingerprint, analyser, sorted(documents.items())]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]


def current_generation(home: Path) -> Path:
    """The folder that is served now.

    Raises:
        IndexMissing: nothing was published yet, or CURRENT names a folder that is gone.
        IndexDamaged: its manifest is not the one that was published.
    """
    try:
        said = (home / POINTER).read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        raise IndexMissing(home) from None
    name, _, expected = said.partition(" ")
    if not name or Path(name).name != name or not (home / name / MANIFEST).is_file():
        raise IndexMissing(home)
    try:
        found = sha256_of(home / name / MANIFEST)
    except FileNotFoundError:  # removed since it was looked for
        raise IndexMissing(home) from None
    if expected and found != expected:
        raise IndexDamaged(home / name, f"{MANIFEST} does not match its checksum in {POINTER}")
    return home / name


def pointer_stamp(home: Path) -> tuple[int, int]:
    """Changes whenever CURRENT is replaced."""
    try:
        status = (home / POINTER).stat()
    except FileNotFoundError:
        return (0, 0)
    return (status.st_ino, status.st_mtime_ns)


def segment_folder(home: Path, name: str) -> Path:
    """Where a segment of this index home is."""
    return home / SEGMENTS / name


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation.

    Raises:
        IndexDamaged: it cannot be read, or is of another format.
    """
    try:
        raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if raw["format"] != FORMAT:
            raise IndexDamaged(
                folder, f"its format is {raw['format']}, this program reads {FORMAT}"
            )
        raw["segments"] = tuple(
            SegmentEntry(str(entry["name"]), str(entry["sha256"]), tuple(entry["dead"]))
            for entry in raw["segments"]
        )
        return Manifest(**raw)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(folder, f"{MANIFEST} cannot be read ({error})") from error


@contextmanager
def building(home: Path) -> Iterator[Path]:
    """A scratch folder beside the generations, removed when the build does not finish."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{BUILDING}{os.getpid()}-", dir=home))
    except OSError as error:
        raise IndexNotWritable(home, str(error)) from error
    _under_way.add(folder)
    try:
        yield folder
    except (OSError, ValueError, RuntimeError) as error:
        if isinstance(error, OSError) or _OF_THE_DISK.search(str(error)):
            raise IndexNotWritable(home, str(error)) from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _under_way.discard(folder)


def move_in(home: Path, folder: Path, name: str) -> Path:
    """Move a sealed segment from where it was built to where it is read.

    To be called together with `publish` under one lock: until then it looks like an orphan.
    """
    (home / SEGMENTS).mkdir(exist_ok=True)
    target = _free_name(home / SEGMENTS, name)
    folder.rename(target)
    sync(home / SEGMENTS)
    return target


def publish(home: Path, manifest: Manifest) -> Path:
    """Write a generation, move it into place, and point CURRENT at it."""
    with building(home) as folder:
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
        write_synced(folder / MANIFEST, text)
        sync_below(folder)
        target = _free_name(home, manifest.index_version)
        folder.rename(target)
        sync(home)
        pointer = home / f"{POINTER}.{os.getpid()}"
        write_synced(pointer, f"{target.name} {sha256_of(target / MANIFEST)}\n")
        pointer.replace(home / POINTER)
        sync(home)
    return target


def remove_stale(home: Path, keep: int = 1) -> None:
    """Delete what no one reads any more; to be called under the lock that publishing takes.

    Generations older than the current one go, but for the newest `keep` of them, since a running
    reader may still open it by name; so do segments that no generation left names. Folders of
    builds that died are removed as well; one whose process still lives is left alone.
    """
    current = current_generation(home)
    older = [
        path
        for path in home.iterdir()
        if (path / MANIFEST).is_file() and path != current and not path.name.startswith(BUILDING)
    ]
    older.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in older[keep:]:
        shutil.rmtree(path, ignore_errors=True)
    named = {entry.name for entry in read_manifest(current).segments}
    named |= _named_segments(older[:keep])
    for path in (home / SEGMENTS).glob("*"):
        if path.name not in named:
            shutil.rmtree(path, ignore_errors=True)
    for path in home.glob(f"{POINTER}.*"):
        path.unlink(missing_ok=True)
    for path in home.glob(f"{BUILDING}*"):
        if not _is_under_way(path):
            shutil.rmtree(path, ignore_errors=True)


def _named_segments(generations: Sequence[Path]) -> set[str]:
    named: set[str] = set()
    for folder in generations:
        try:
            named |= {entry.name for entry in read_manifest(folder).segments}
        except IndexDamaged:
            continue
    return named


def _free_name(home: Path, name: str) -> Path:
    """What has a name already stands beside what comes, and is never overwritten."""
    names = (name if n == 1 else f"{name}-{n}" for n in count(1))
    return next(home / name for name in names if not (home / name).exists())


def _is_under_way(folder: Path) -> bool:
    pid = folder.name.removeprefix(BUILDING).split("-")[0]
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return int(pid) != os.getpid() or folder in _under_way
