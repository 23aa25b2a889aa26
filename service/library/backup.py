"""What a backup takes along beside the library, and how a home is restored."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from corpus.disk import sync
from corpus.maintenance.backup import restore_database, unpack_archive
from corpus.maintenance.replacing import new_folder
from corpus.store.database import DATABASE, errors_named
from corpus.store.locking import writing
from index.engines.local.segments.files import MANIFEST
from index.engines.local.segments.generations import BUILDING, current_generation

INDEX = "index"


@contextmanager
def index_files(home: Path, wanted: bool) -> Iterator[Mapping[str, Path]]:
    """The files of the published index by their names in an archive, while nobody publishes."""
    if not wanted:
        yield {}
        return
    with writing(home):
        served = current_generation(home / INDEX)
        tops = [path for path in (home / INDEX).iterdir() if _is_served(path, served)]
        paths = [path for top in tops for path in (top, *top.rglob("*"))]
        yield {str(path.relative_to(home)): path for path in paths if path.is_file()}


def _is_served(path: Path, served: Path) -> bool:
    """Whether this belongs to what is served: neither an older generation nor work under way."""
    if path.name.startswith(BUILDING) or path.suffix == ".lock":
        return False
    return path == served or not (path / MANIFEST).exists()


def restore_home(home: Path, file: Path) -> Path:
    """Check a backup, and put it in the place of what a home has; gives where that is kept."""
    with errors_named(home):
        home.mkdir(parents=True, exist_ok=True)
        staged = new_folder(home, "restoring")
        try:
            names = unpack_archive(file, staged)
            kept = restore_database(home, staged / DATABASE)
            if any(name.startswith(f"{INDEX}/") for name in names):
                _replace_index(home, staged / INDEX, kept)
        finally:
            shutil.rmtree(staged)
    return kept


def _replace_index(home: Path, staged: Path, kept: Path) -> None:
    """An index in between is none, which a service takes as a reason to serve the old one on."""
    with writing(home):
        if (home / INDEX).exists():
            (home / INDEX).rename(kept / INDEX)
        staged.rename(home / INDEX)
        sync(home)
