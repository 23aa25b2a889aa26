"""What a backup takes along beside the library, and how a home is restored."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from corpus.maintenance.backup import restore_database, unpack_archive
from corpus.maintenance.replacing import new_folder
from corpus.store.database import DATABASE, errors_named
from index.engines.base import Engine

INDEX = "index"
"""What the names of the index's files begin with."""


@contextmanager
def index_files(engine: Engine, wanted: bool) -> Iterator[Mapping[str, Path]]:
    """The files of the published index by their names in an archive, while nobody publishes."""
    if not wanted:
        yield {}
        return
    with engine.backup_files() as files:
        yield files


def restore_home(home: Path, engine: Engine, file: Path) -> Path:
    """Check a backup, and put it in the place of what a home has; gives where that is kept."""
    with errors_named(home):
        home.mkdir(parents=True, exist_ok=True)
        staged = new_folder(home, "restoring")
        try:
            names = unpack_archive(file, staged)
            kept = restore_database(home, staged / DATABASE)
            if any(name.startswith(f"{INDEX}/") for name in names):
                engine.restore(staged / INDEX, kept / INDEX)
        finally:
            shutil.rmtree(staged)
    return kept
