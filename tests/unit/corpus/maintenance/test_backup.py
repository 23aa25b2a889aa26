import io
import json
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import BackupInvalid, BackupNotWritable, DocumentFileCorrupt
from corpus.maintenance.backup import restore_database, unpack_archive, write_archive
from corpus.maintenance.checking import check_library
from corpus.store.library import Library
from tests.fakes import document
from tests.unit.corpus.maintenance.test_repair import from_file, tamper


@pytest.fixture
def home(tmp_path: Path) -> Path:
    library = Library(tmp_path / "home")
    library.put(*from_file("a", "old words"))
    library.put(*from_file("a", "new words"), tags=["x"])
    return tmp_path / "home"


@pytest.fixture
def archive(home: Path, tmp_path: Path) -> Path:
    target = tmp_path / "backup.tar"
    write_archive(home, target, {})
    return target


def restore(archive: Path, home: Path, tmp_path: Path) -> Path:
    staged = tmp_path / "staged"
    staged.mkdir()
    unpack_archive(archive, staged)
    return restore_database(home, staged / "library.db")


def test_a_backup_gives_the_library_back_with_versions_tags_and_originals(
    archive: Path, home: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    restore(archive, other, tmp_path)
    library, before = Library(other), Library(home)
    assert library.heads() == before.heads()
    assert library.versions("a") == before.versions("a")
    assert library.original("a") == before.original("a")
    assert check_library(other) == []


def test_a_running_library_sees_the_restored_one_and_goes_on(
    archive: Path, home: Path, tmp_path: Path
) -> None:
    running = Library(home)
    running.put(document("b", "words that came later"))
    kept = restore(archive, home, tmp_path)
    assert list(running.current_versions()) == ["a"]
    assert running.put(document("c", "words that come after")) == "added"
    again = Library(home)
    assert list(again.current_versions()) == ["a", "c"]
    assert check_library(home) == []
    assert list(Library(kept).current_versions()) == ["a", "b"]


def test_a_backup_is_made_while_the_library_is_written(home: Path, tmp_path: Path) -> None:
    library = Library(home)
    with library._changing() as connection:  # a change that is under way
        connection.execute("UPDATE state SET changes = changes + 1")
        write_archive(home, tmp_path / "while.tar", {})
    restore(tmp_path / "while.tar", tmp_path / "other", tmp_path)
    assert list(Library(tmp_path / "other").current_versions()) == ["a"]


def test_a_damaged_library_does_not_replace_a_good_backup(home: Path, archive: Path) -> None:
    before = archive.read_bytes()
    tamper(home, "UPDATE versions SET content = x'00'")
    with pytest.raises(DocumentFileCorrupt, match=r"no backup was written.*a@"):
        write_archive(home, archive, {})
    assert archive.read_bytes() == before
    assert sorted(path.name for path in archive.parent.iterdir()) == ["backup.tar", "home"]


def test_a_place_that_cannot_be_written_is_said(home: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupNotWritable, match=r"no folder.*nowhere"):
        write_archive(home, tmp_path / "nowhere" / "backup.tar", {})


def test_every_cut_and_flip_is_refused_and_changes_nothing(
    archive: Path, home: Path, tmp_path: Path
) -> None:
    content = archive.read_bytes()
    before = (home / "library.db").read_bytes()
    (tmp_path / "whole").mkdir()
    unpack_archive(archive, tmp_path / "whole")
    refused = 0
    for place in range(0, len(content), 997):
        flipped = bytearray(content)
        flipped[place] ^= 4
        for damaged in (bytes(flipped), content[:place]):
            archive.write_bytes(damaged)
            staged = tmp_path / "staged"
            staged.mkdir()
            try:
                unpack_archive(archive, staged)
            except BackupInvalid as error:
                assert "backup.tar" in str(error)
                refused += 1
            else:  # a tar has bytes that nothing reads
                whole = (tmp_path / "whole" / "library.db").read_bytes()
                assert (staged / "library.db").read_bytes() == whole
            shutil.rmtree(staged)
    assert refused > 100
    assert (home / "library.db").read_bytes() == before


def with_manifest(change: Callable[[dict[str, object]], None]) -> bytes:
    manifest: dict[str, object] = {
        "format": 1, "created": "2026-01-01T00:00:00+00:00", "files": {"library.db": [1, "0" * 64]}
    }  # fmt: skip
    change(manifest)
    content = json.dumps(manifest).encode()
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:") as archive:
        for name, data in (("manifest.json", content), ("library.db", b"x"), ("../out", b"x")):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return target.getvalue()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda manifest: None, "library.db does not match its checksum"),
        (lambda manifest: manifest.update(format=2), "format is 2"),
        (lambda manifest: manifest.update(files={}), "no library.db"),
        (
            lambda manifest: manifest.update(
                files={"../out": [1, "0" * 64], "library.db": [1, "0" * 64]}
            ),
            "'../out'",
        ),
        (lambda manifest: manifest.update(extra=1), "cannot be read"),
    ],
)
def test_an_archive_of_somebody_else_is_refused(
    tmp_path: Path, change: Callable[[dict[str, object]], None], said: str
) -> None:
    archive = tmp_path / "foreign.tar"
    archive.write_bytes(with_manifest(change))
    staged = tmp_path / "staged"
    staged.mkdir()
    with pytest.raises(BackupInvalid, match=said):
        unpack_archive(archive, staged)
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_no_archive_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.tar").write_text("words")
    for name in ("text.tar", "gone.tar"):
        with pytest.raises(BackupInvalid, match=name):
            unpack_archive(tmp_path / name, tmp_path)
