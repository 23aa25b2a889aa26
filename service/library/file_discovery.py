"""Which files are meant: paths, folders with all that is in them, and globs, in a stable order.

Nothing outside of a named folder is ever taken from it, whatever its links say.
"""

import glob
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.errors import FileRefused

SIDECAR = ".csl.json"
JSON = ".json"
CANONICAL = ".canonical.txt"
_GLOB_MARKS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, or why one that was met is not read.

    `folder` is the one that was named and that its links must not lead out of. A file that a
    reference manager has attached to a work comes with the work's record, and with an origin that
    stays when the file moves; a work without any comes with its record alone.
    """

    path: Path
    folder: Path | None = None
    refused: FileRefused | None = None
    record: Mapping[str, Any] | None = None
    origin: str | None = None
    without_file: bool = False


def find_files(paths: Sequence[str]) -> list[Found]:
    """Every file that the paths name, each once; a folder's files are sorted.

    Hidden files, sidecars and canonical texts that an export wrote are passed over in folders.
    """
    found: dict[Path, Found] = {}
    for path in paths:
        for each in _named(path):
            found.setdefault(Path(os.path.abspath(each.path)), each)
    return [each for each in found.values() if not _is_sidecar_of_any(each.path, found)]


def _named(path: str) -> Iterator[Found]:
    given = Path(path)
    if given.is_dir():
        yield from _in_folder(given)
    elif path.endswith(SIDECAR) and os.path.lexists(path):
        yield _refuse(given, "is a record, no text; name the file beside it, or use --record")
    elif os.path.lexists(path):
        yield Found(given)
    elif _GLOB_MARKS & set(path):
        matches = sorted(glob.glob(path, recursive=True))
        if not matches:
            yield _refuse(given, "nothing matches this pattern; check it, or quote it")
        for match in matches:
            yield from _named(match)
    else:
        yield _refuse(given, "there is no such file or folder; check the path")


def _is_sidecar_of_any(path: Path, found: Collection[Path]) -> bool:
    """Whether this is a sidecar that a pattern named together with its text."""
    if not path.name.endswith(SIDECAR):
        return False
    described = path.name.removesuffix(SIDECAR)
    texts = [each for each in found if each.parent == Path(os.path.abspath(path)).parent]
    return any(described in (each.name, each.stem) for each in texts)


def _in_folder(folder: Path) -> Iterator[Found]:
    inside = folder.resolve()
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        described = {Path(name).stem for name in files if not name.endswith(JSON)}
        for name in sorted([*files, *(each for each in folders if Path(here, each).is_symlink())]):
            path = Path(here, name)
            is_sidecar = name.endswith(SIDECAR) or (path.suffix == JSON and path.stem in described)
            if name.startswith(".") or name.endswith(CANONICAL) or is_sidecar:
                continue
            if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(inside):
                yield _refuse(path, "a link that leads out of the folder; add its target by name")
            elif not path.is_dir():
                yield Found(path, folder)


def _refuse(path: Path, why: str) -> Found:
    return Found(path, refused=FileRefused(str(path), why))
