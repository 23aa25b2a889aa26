"""Cuts and flips in each file of a home: named, or without any effect; never served."""

import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.documents import Document
from corpus.errors import WenjuError
from corpus.maintenance.checking import check_library
from corpus.maintenance.repair import repair_library
from corpus.store.entries import Entry, StoredVersion
from corpus.store.library import Library
from index.engines.local.segments.generations import current_generation
from tests.faults.index_operations import OPERATIONS as OF_INDEX
from tests.faults.index_operations import observe_index
from tests.faults.operations import go_on, library_of_three, observe_jobs, observe_library, text

Observe = Callable[[Path], Any]
NAMES = {"DocumentFileCorrupt", "IndexDamaged", "IndexMissing", "IndexStale", "LibraryTooNew"}


def damaged(content: bytes, seed: str, flips: int) -> Iterator[tuple[str, bytes]]:
    """The content in damaged forms, each with what was done."""
    for size in sorted({0, 1, len(content) // 2, len(content) - 1}):
        if 0 <= size < len(content):
            yield f"cut to {size} bytes", content[:size]
    choose = random.Random(seed)
    # Headers are where a bit does the most.
    places = {choose.randrange(min(100, len(content))) for _ in range(flips) if content}
    places |= {choose.randrange(len(content)) for _ in range(flips) if content}
    for place in sorted(places):
        flipped = bytearray(content)
        flipped[place] ^= 1 << choose.randrange(8)
        yield f"a bit flipped in byte {place}", bytes(flipped)


def check_each(
    home: Path, copy: Path, files: list[Path], observe: Observe, flips: int = 60
) -> tuple[int, int]:
    """Damage each file in each way; gives how often it was named, and how often harmless."""
    shutil.copytree(home, copy)
    whole = observe(copy)
    named = harmless = 0
    for file in files:
        for what, content in damaged((home / file).read_bytes(), str(file), flips):
            shutil.rmtree(copy)
            shutil.copytree(home, copy)
            (copy / file).write_bytes(content)
            try:
                seen = observe(copy)
            except WenjuError as error:
                assert type(error).__name__ in NAMES, f"{file}, {what}: {error!r}"
                assert "wenju" in str(error), f"{file}, {what}: {error}"
                named += 1
            else:
                assert seen == whole, f"{file}, {what}: served as if it were whole"
                harmless += 1
    return named, harmless


def observe_served(home: Path) -> Any:  # noqa: ANN401
    """The index that is served; here, none is an error."""
    current_generation(home / "index")
    return observe_index(home)


def observe_all(home: Path) -> Any:  # noqa: ANN401  # compared as a whole
    return observe_library(home), observe_jobs(home)


@pytest.fixture
def crashed(folder: Path) -> Path:
    """A home as a killed process leaves it: the newest changes are in the log alone."""
    living, home = folder / "living", folder / "crashed"
    living.mkdir()
    library_of_three(living)
    library = Library(living)
    for number in (2, 3, 4):
        library.put(*text("b", number), tags=["史"])
    shutil.copytree(living, home)
    library.close()
    return home


def test_the_database_is_never_served_damaged(folder: Path) -> None:
    home = folder / "home"
    home.mkdir()
    library_of_three(home)
    named, _ = check_each(home, folder / "copy", [Path("library.db")], observe_all, flips=300)
    assert named > 50


def test_a_log_that_was_not_taken_yet_is_never_lost_in_silence(crashed: Path, folder: Path) -> None:
    files = [Path("library.db-wal"), Path("library.db")]
    named, _ = check_each(crashed, folder / "copy", files, observe_all)
    assert named > 60


def test_what_can_be_made_again_does_no_harm(crashed: Path, folder: Path) -> None:
    files = [Path("library.db-shm"), Path("library.seal"), Path("writer.lock")]
    named, harmless = check_each(crashed, folder / "copy", files, observe_all)
    assert (named, harmless > 50) == (0, True)
    go_on(folder / "copy")


def test_no_file_of_the_index_is_served_damaged(folder: Path) -> None:
    home = folder / "home"
    home.mkdir()
    operation = OF_INDEX["build the next index"]
    operation.prepare(home)
    operation.run(home)
    served = observe_index(home)[0]
    index = home / "index"
    paths = [*(index / served).rglob("*"), *(index / "segments").rglob("*"), index / "CURRENT"]
    files = [path.relative_to(home) for path in paths if path.is_file()]
    assert len(files) > 20
    named, _ = check_each(home, folder / "copy", files, observe_served, flips=5)
    assert named > 200


def test_what_reading_finds_the_doctor_finds_and_mends_or_names(
    crashed: Path, folder: Path
) -> None:
    copy = folder / "copy"
    shutil.copytree(crashed, copy)
    whole = observe_library(copy)
    mended = 0
    for file in ("library.db", "library.db-wal"):
        for what, content in damaged((crashed / file).read_bytes(), file, flips=20):
            shutil.rmtree(copy)
            shutil.copytree(crashed, copy)
            (copy / file).write_bytes(content)
            found = check_library(copy)
            if not found:
                assert observe_library(copy) == whole, f"{file}, {what}"
                continue
            repair = repair_library(copy, original_of)
            said = " ".join([*map(str, found), *repair.lost, *repair.mended])
            assert check_library(copy) == [], f"{file}, {what}: {said}"
            seen = observe_library(copy)
            for document_id in ("a", "b", "c"):
                same = seen.get(document_id) == whole[document_id]
                excused = document_id in said or "missing" in said or "everything" in said
                assert same or excused, f"{file}, {what}: {document_id} changed; {said}"
            mended += 1
    assert mended > 30


def original_of(entry: Entry, stored: StoredVersion, original: bytes) -> Document:
    number = int(re.findall(r"第(\d+)版", original.decode())[0])
    return text(entry.head.document_id, number)[0]
