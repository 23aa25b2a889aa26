"""Several at once: some read while one writes, and two write."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index.build import update_index
from index.compaction import compact_index
from index.generations import current_generation, read_manifest
from index.pools import open_snapshot
from index.published import check_published
from tests.fakes import FakeEncoder, FakeLibrary, document
from tests.project import ROOT

MANY = [document(f"n{n:02}", f"Text number {n} is about iron.") for n in range(24)]

READS = """
import sys
from pathlib import Path
from index.pools import open_snapshot
from tests.fakes import FakeEncoder
home, stop = Path(sys.argv[1]), Path(sys.argv[2])
seen = 0
print("ready", flush=True)
while not stop.exists():
    snapshot = open_snapshot(home, FakeEncoder())
    pool = snapshot.pools["en"]
    rows, _ = pool.dense.search(FakeEncoder().encode_queries(["iron"])[0], 50)
    found = {pool.passages[int(row)].document_id for row in rows}
    assert found == set(snapshot.documents), (found, snapshot.documents)
    seen += 1
print(seen)
"""


def test_other_processes_read_whole_indexes_while_one_writes(tmp_path: Path) -> None:
    home, stop = tmp_path / "index", tmp_path / "stop"
    library = FakeLibrary(MANY[0])
    update_index(library, FakeEncoder(), home)
    command = [sys.executable, "-c", READS, str(home), str(stop)]
    readers = [
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
        )
        for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
    for number, one in enumerate(MANY[1:], start=1):
        library.put(one)
        library.held.pop(MANY[number // 2].document_id, None)
        update_index(library, FakeEncoder(), home)
        compact_index(home)
    stop.touch()
    for reader in readers:
        out, err = reader.communicate(timeout=60)
        assert reader.returncode == 0, err
        assert int(out) >= 2


def test_two_updates_at_once_both_come_into_the_index(tmp_path: Path) -> None:
    library = FakeLibrary(MANY[0])
    update_index(library, FakeEncoder(), tmp_path)

    def add(some: list[int]) -> None:
        for number in some:
            library.put(MANY[number])
            update_index(library, FakeEncoder(), tmp_path)

    writers = [threading.Thread(target=add, args=(some,)) for some in ([1, 2, 3, 4], [5, 6, 7, 8])]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    check_published(tmp_path)
    found = read_manifest(current_generation(tmp_path)).documents
    assert found == library.current_versions()
    assert len(open_snapshot(tmp_path, FakeEncoder()).pools["en"]) == 9


def test_addition_reads_nothing_of_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = FakeLibrary(MANY[0])
    update_index(library, FakeEncoder(), tmp_path)

    def refuse(*_: object) -> None:
        raise AssertionError("a segment was opened")

    monkeypatch.setattr("index.encoding.open_segment", refuse)
    monkeypatch.setattr("index.segments.check_contents", refuse)
    for one in MANY[1:6]:
        library.put(one)
        update_index(library, FakeEncoder(), tmp_path)
    assert len(read_manifest(current_generation(tmp_path)).segments) == 6
