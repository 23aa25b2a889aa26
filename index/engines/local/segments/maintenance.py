"""What is damaged or left over in an index home, and which files a backup takes.

Names are relative to the folder that the index home is in.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.maintenance.checking import Finding
from index.engines.local.segments.files import MANIFEST
from index.engines.local.segments.generations import (
    BUILDING,
    POINTER,
    current_generation,
    read_manifest,
    segment_folder,
)
from index.engines.local.segments.segments import check_segment
from index.errors import IndexDamaged, IndexMissing


def check_generations(home: Path) -> Iterator[Finding]:
    """Compare every generation with its checksums, the one that is served first."""
    try:
        served = current_generation(home)
    except IndexMissing:
        if home.is_dir() and any(home.glob(f"*/{MANIFEST}")):
            yield Finding(home.name, f"{POINTER} names no generation that is there")
        served = None
    except IndexDamaged as error:
        yield Finding(home.name, str(error))
        served = None
    folders = sorted(path.parent for path in home.glob(f"*/{MANIFEST}"))
    for folder in sorted(folders, key=lambda each: each != served):
        if folder.name.startswith(BUILDING):
            continue
        try:
            for entry in read_manifest(folder).segments:
                check_segment(segment_folder(home, entry.name), entry)
        except IndexDamaged as error:
            yield Finding(_named(home, folder), str(error))


def drop_damaged(home: Path, found: Sequence[Finding]) -> None:
    """Remove damaged generations, now that another one is served."""
    if not found:
        return
    served = current_generation(home)
    for folder in (home.parent / each.file for each in found):
        if folder.parent == home and folder != served:
            shutil.rmtree(folder, ignore_errors=True)


def find_leftovers(home: Path) -> Iterator[str]:
    """The folders of builds whose process has died."""
    for folder in home.glob(f"{BUILDING}*"):
        pid = folder.name.removeprefix(BUILDING).split("-")[0]
        if not pid.isdigit() or not _lives(int(pid)):
            yield _named(home, folder)


def remove_leftovers(home: Path, names: Sequence[str]) -> None:
    """Remove what `find_leftovers` has named."""
    for name in names:
        shutil.rmtree(home.parent / name, ignore_errors=True)


def served_files(home: Path) -> dict[str, Path]:
    """The files of what is served by their names; older generations and work under way are not."""
    served = current_generation(home)
    tops = [path for path in home.iterdir() if _is_served(path, served)]
    paths = [path for top in tops for path in (top, *top.rglob("*"))]
    return {_named(home, path): path for path in paths if path.is_file()}


def _is_served(path: Path, served: Path) -> bool:
    if path.name.startswith(BUILDING) or path.suffix == ".lock":
        return False
    return path == served or not (path / MANIFEST).exists()


def _named(home: Path, path: Path) -> str:
    return str(path.relative_to(home.parent))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
