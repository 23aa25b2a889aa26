"""What a backup takes along beside the library, and how a home is restored."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from corpus.archive import restore_database, unpack_archive
from corpus.database import DATABASE, errors_named, sync
from corpus.locking import writing
from corpus.replacing import new_folder
from index.generations import POINTER, current_generation

INDEX = "index"


@contextmanager
def index_files(home: Path, wanted: bool) -> Iterator[Mapping[str, Path]]:
    """The files of the published index by their names in an archive, while nobody publishes."""
    if not wanted:
        yield {}
        return
    with writing(home):
        folder = current_generation(home / INDEX)
        paths = [home / INDEX / POINTER, *folder.rglob("*")]
        yield {str(path.relative_to(home)): path for path in paths if path.is_file()}


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
