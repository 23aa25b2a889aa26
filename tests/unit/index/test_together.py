"""Several at once: some read while one writes, and two write."""

import pkgutil
import shutil
import subprocess
import sys
import threading
import time
from itertools import cycle
from pathlib import Path

import pytest

from index.engines.local.engine import LocalEngine
from index.engines.local.segments.compaction import compact_index
from index.engines.local.segments.generations import (
    POINTER,
    current_generation,
    read_manifest,
    segment_folder,
)
from index.engines.local.segments.published import check_published
from index.engines.local.view import open_view
from index.indexing import build_index, update_index
from tests.fakes import FakeEncoder, FakeLibrary, document
from tests.project import ROOT
from tests.steady import PATIENCE

MANY = [document(f"n{n:02}", f"Text number {n} is about iron.") for n in range(24)]

READS = """
import sys
from pathlib import Path
from index.engines.local.view import (open_view)
from tests.fakes import FakeEncoder
home, stop, seen = map(Path, sys.argv[1:])
while not stop.exists():
    view = open_view(home, FakeEncoder())
    partition = view.partitions["en"]
    rows, _ = partition.dense.search(FakeEncoder().encode_queries(["iron"])[0], 50)
    found = {document for document, _ in partition.fetch(rows.tolist()).places}
    assert found == set(view.documents), (found, view.documents)
    with seen.open("a") as file:
        file.write("x")
"""


def test_other_processes_read_whole_indexes_while_one_writes(tmp_path: Path) -> None:
    home, stop = tmp_path / "index", tmp_path / "stop"
    library = FakeLibrary(MANY[0])
    update_index(LocalEngine(home), library, FakeEncoder())
    counts = [tmp_path / f"seen-{n}" for n in range(2)]
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READS, *map(str, (home, stop, count))],
            stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )
        for count in counts
    ]  # fmt: skip

    def read_by_all(times: int) -> bool:
        return all(count.exists() and count.stat().st_size >= times for count in counts)

    def change(number: int) -> None:
        library.put(MANY[number])
        library.held.pop(MANY[number // 2].document_id, None)
        update_index(LocalEngine(home), library, FakeEncoder())
        compact_index(home)

    try:
        for number in range(1, len(MANY)):
            change(number)
        # However slow they are, they have read while this one wrote.
        end = time.monotonic() + PATIENCE
        for number in cycle(range(1, len(MANY))):
            ended = any(reader.poll() is not None for reader in readers)
            if ended or read_by_all(5) or time.monotonic() > end:
                break
            change(number)
    finally:
        stop.touch()
    for reader in readers:
        _, err = reader.communicate(timeout=PATIENCE)
        assert reader.returncode == 0, err
    assert read_by_all(5)


@pytest.mark.parametrize(
    "step",
    [
        "index.engines.local.view.read_manifest", "index.engines.local.segments.generations.sha256_of",
        "index.engines.local.segments.segments.read_segment_manifest", "index.engines.local.segments.segments.check_sizes",
        "index.engines.local.segments.segments.stamps_of", "index.engines.local.segments.segments.check_contents", "index.engines.local.segments.segment_pool.PoolPart.open",
        "index.engines.local.segments.segment_pool.PassageTable.open", "index.engines.local.segments.segment_pool.DenseIndex.open",
        "index.engines.local.segments.segment_pool.SentencePart.open", "index.engines.local.segments.segment_pool.PieceFile.open",
    ],
)  # fmt: skip
def test_an_index_that_is_replaced_and_removed_at_any_step_of_opening_it_is_not_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    folders, pointers = [], []
    for one in MANY[:2]:
        build_index(LocalEngine(tmp_path), [one], FakeEncoder())
        folders.append(current_generation(tmp_path))
        pointers.append((tmp_path / POINTER).read_text())
    (first,) = read_manifest(folders[0]).segments
    (tmp_path / POINTER).write_text(pointers[0])
    monkeypatch.setattr("index.engines.local.segments.segments._checked", {})
    module, _, name = step.rpartition(".")
    owner = pkgutil.resolve_name(module)
    really = getattr(owner, name)

    def replace_and_remove(*arguments: object) -> object:
        """As a writer does that publishes twice while a reader is between two instructions."""
        if folders[0].exists():
            (tmp_path / "new").write_text(pointers[1])
            (tmp_path / "new").replace(tmp_path / POINTER)
            shutil.rmtree(folders[0])
            shutil.rmtree(segment_folder(tmp_path, first.name))
        return really(*arguments)

    monkeypatch.setattr(owner, name, replace_and_remove)
    view = open_view(tmp_path, FakeEncoder())
    assert not folders[0].exists()
    assert dict(view.documents) == {MANY[1].document_id: MANY[1].version}


def test_two_updates_at_once_both_come_into_the_index(tmp_path: Path) -> None:
    library = FakeLibrary(MANY[0])
    update_index(LocalEngine(tmp_path), library, FakeEncoder())

    def add(some: list[int]) -> None:
        for number in some:
            library.put(MANY[number])
            update_index(LocalEngine(tmp_path), library, FakeEncoder())

    writers = [threading.Thread(target=add, args=(some,)) for some in ([1, 2, 3, 4], [5, 6, 7, 8])]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    check_published(tmp_path)
    found = read_manifest(current_generation(tmp_path)).documents
    assert found == library.current_versions()
    assert open_view(tmp_path, FakeEncoder()).passages["en"] == 9


def test_addition_reads_nothing_of_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = FakeLibrary(MANY[0])
    update_index(LocalEngine(tmp_path), library, FakeEncoder())

    def refuse(*_: object) -> None:
        raise AssertionError("a segment was opened")

    monkeypatch.setattr("index.engines.local.segments.earlier_passages.open_segment", refuse)
    monkeypatch.setattr("index.engines.local.segments.segments.check_contents", refuse)
    for one in MANY[1:6]:
        library.put(one)
        update_index(LocalEngine(tmp_path), library, FakeEncoder())
    assert len(read_manifest(current_generation(tmp_path)).segments) == 6
