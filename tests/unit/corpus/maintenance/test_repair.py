import contextlib
import hashlib
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.documents import Document, Source
from corpus.errors import LibraryLocked
from corpus.maintenance.checking import check_library
from corpus.maintenance.repair import Repair, repair_library
from corpus.readers.blocks import Body, assemble_document
from corpus.store.entries import Entry, StoredVersion
from corpus.store.jobs import JobStore
from corpus.store.library import Library
from corpus.store.writes import Outcome


def from_file(document_id: str, words: str) -> tuple[Document, bytes]:
    original = words.encode()
    source = Source("made-up.txt", hashlib.sha256(original).hexdigest(), "text/plain")
    return assemble_document(document_id, "en", [Body(words)], {"title": "T"}, source), original


def reread(entry: Entry, stored: StoredVersion, original: bytes) -> Document:
    return from_file(entry.head.document_id, original.decode())[0]


def put(library: Library, document_id: str, words: str, *tags: str) -> Outcome:
    return library.put(*from_file(document_id, words), tags=tags)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Two versions of `a`, one of `b`, one of `c` without its original, and a job."""
    library = Library(tmp_path)
    put(library, "a", "old words of a", "x")
    put(library, "a", "new words of a", "x")
    put(library, "b", "words of b")
    library.put(from_file("c", "words of c")[0])
    library.close()
    JobStore(tmp_path).create("add", {"n": 1})
    return tmp_path


def tamper(home: Path, sql: str) -> None:
    with contextlib.closing(sqlite3.connect(home / "library.db")) as connection, connection:
        assert connection.execute(sql).rowcount >= 1


def named(home: Path) -> list[tuple[str | None, str | None, str]]:
    return [(found.document_id, found.version, found.what) for found in check_library(home)]


A_OLD, A_NEW = (from_file("a", f"{age} words of a")[0] for age in ("old", "new"))
B, C = from_file("b", "words of b")[0], from_file("c", "words of c")[0]


def repaired(home: Path) -> Repair:
    repair = repair_library(home, reread)
    assert check_library(home) == []
    assert not list(home.glob("repairing-*"))
    return repair


def test_a_whole_library_has_no_findings(home: Path) -> None:
    assert check_library(home) == []
    assert check_library(home / "none") == []


def test_a_damaged_text_is_named_and_read_again_from_its_original(home: Path) -> None:
    tamper(home, f"UPDATE versions SET content = x'00' WHERE version = '{A_OLD.version}'")
    assert named(home) == [("a", A_OLD.version, "its checksum does not fit")]
    repair = repaired(home)
    assert repair.lost == []
    assert repair.mended == [
        f"a@{A_OLD.version}: its checksum does not fit; read again from its original"
    ]
    library = Library(home)
    assert library.get("a", A_OLD.version) == A_OLD
    assert library.get("a") == A_NEW
    assert library.head("a").tags == ("x",)


def test_a_damaged_text_without_its_original_is_named_as_lost(home: Path) -> None:
    tamper(home, "UPDATE versions SET content = x'00' WHERE document_id = 'c'")
    repair = repaired(home)
    assert repair.lost == [
        f"c@{C.version}: its checksum does not fit, and its original does not give it"
    ]
    assert list(Library(home).current_versions()) == ["a", "b"]


def test_where_the_current_version_is_lost_the_one_before_is_current(home: Path) -> None:
    tamper(home, f"DELETE FROM versions WHERE version = '{A_NEW.version}'")
    tamper(home, f"DELETE FROM originals WHERE sha256 = '{A_NEW.source.sha256}'")
    repair = repaired(home)
    assert len(repair.lost) == 1
    assert Library(home).versions("a") == [A_OLD.version]
    assert Library(home).get("a") == A_OLD


def test_a_damaged_original_is_lost_and_its_text_stays(home: Path) -> None:
    tamper(home, f"UPDATE originals SET content = x'00' WHERE sha256 = '{B.source.sha256}'")
    assert named(home) == [("b", B.version, "its original is missing or has changed")]
    assert repaired(home).lost == [f"b@{B.version}: its original; its text is there"]
    assert Library(home).get("b") == B


@pytest.mark.parametrize(
    "sql", ["DELETE FROM heads WHERE document_id = 'a'", "UPDATE heads SET entry = x'00'"]
)
def test_a_document_whose_entry_is_gone_comes_back_from_its_texts(home: Path, sql: str) -> None:
    tamper(home, sql)
    assert named(home) != []
    repair = repaired(home)
    assert repair.lost == []
    assert "a: its entry was damaged; it comes without its tags" in repair.mended
    library = Library(home)
    assert library.versions("a") == [A_OLD.version, A_NEW.version]
    assert library.get("a") == A_NEW
    assert library.original("a")[1] == b"new words of a"


def test_a_damaged_job_is_named_and_left_out(home: Path) -> None:
    tamper(home, "UPDATE jobs SET entry = x'00'")
    (found,) = check_library(home)
    assert "job" in found.what
    (lost,) = repaired(home).lost
    assert lost.startswith("job ")
    assert JobStore(home).list() == []


def test_jobs_and_what_was_seeded_are_carried_over(home: Path) -> None:
    Library(home).seed(*from_file("s", "words of s"))
    tamper(home, "DELETE FROM heads WHERE document_id = 'b'")
    repaired(home)
    assert [job.payload for job in JobStore(home).list()] == [{"n": 1}]
    assert list(Library(home).seeded()) == ["s"]


def test_a_file_that_is_no_database_is_replaced_and_kept(home: Path) -> None:
    (home / "library.db").write_bytes(b"\0" * 8192)
    assert named(home) != []
    repair = repaired(home)
    assert repair.lost[0].startswith("everything: ")
    assert Library(home).heads() == []
    assert (repair.kept / "library.db").read_bytes() == b"\0" * 8192


def test_a_file_that_is_no_database_and_in_use_is_left_alone(home: Path) -> None:
    script = f"""
import sys
from pathlib import Path
from corpus.store.library import Library
library = Library(Path({str(home)!r}))
library.heads()
print("open", flush=True)
sys.stdin.read()
"""
    with in_another_process(script) as said:
        assert said == "open\n"
        with (home / "library.db").open("r+b") as file:
            file.write(b"\0" * 100)
        with pytest.raises(LibraryLocked, match="wenju serve"):
            repair_library(home, reread)


@contextlib.contextmanager
def in_another_process(script: str) -> Iterator[str]:
    """Run this; gives the first line that it says."""
    command = [sys.executable, "-c", script]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline()
        process.kill()


def test_a_lost_log_is_named_with_what_it_held(tmp_path: Path) -> None:
    living, crashed = tmp_path / "living", tmp_path / "crashed"
    library = Library(living)
    put(library, "a", "words")
    shutil.copytree(living, crashed)
    library.close()
    (crashed / "library.db-wal").unlink()
    (found,) = check_library(crashed)
    assert "1 acknowledged changes are missing" in found.what
    repaired(crashed)
    assert Library(crashed).heads() == []


def test_a_running_service_sees_what_was_repaired(home: Path) -> None:
    library = Library(home)
    assert library.get("b") == B
    tamper(home, f"UPDATE versions SET content = x'00' WHERE version = '{A_NEW.version}'")
    repaired(home)
    assert library.get("a") == A_NEW
    assert put(library, "d", "words of d") == "added"
    assert list(Library(home).current_versions()) == ["a", "b", "c", "d"]
    assert check_library(home) == []
