from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import DocumentFileCorrupt
from corpus.store.library import Library
from tests.fakes import document
from tests.faults.old_homes import write_old

OLD, NEW, OTHER = document("a", "old words"), document("a", "new words"), document("b", "others")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_old(tmp_path, [OLD, NEW], NEW)
    write_old(tmp_path, [OTHER], OTHER)
    return tmp_path


def test_an_old_home_is_taken_over_with_every_version(home: Path) -> None:
    library = Library(home)
    assert library.current_versions() == {"a": NEW.version, "b": OTHER.version}
    assert library.versions("a") == [OLD.version, NEW.version]
    assert library.get("a", OLD.version) == OLD
    assert list(library.documents()) == [NEW, OTHER]


def test_the_old_folder_is_kept_under_another_name(home: Path) -> None:
    Library(home)
    assert not (home / "documents").exists()
    kept = home / "documents.taken-over"
    assert (kept / "a" / f"{OLD.version}.json").is_file()
    library = Library(home)
    library.remove("a")
    assert Library(home).current_versions() == {"b": OTHER.version}


def test_an_older_version_that_was_current_is_current_again(tmp_path: Path) -> None:
    write_old(tmp_path, [OLD, NEW], OLD)
    library = Library(tmp_path)
    assert library.get("a") == OLD
    assert library.versions("a") == [OLD.version, NEW.version]


def test_what_an_older_program_wrote_since_is_taken_over_beside_the_first(home: Path) -> None:
    Library(home)
    write_old(home, [document("c", "later")], document("c", "later"))
    assert list(Library(home).current_versions()) == ["a", "b", "c"]
    assert (home / "documents.taken-over-2" / "c").is_dir()


def test_a_document_that_nobody_was_told_of_is_left_out(home: Path) -> None:
    write_old(home, [document("c", "half")], None)
    assert list(Library(home).current_versions()) == ["a", "b"]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20])


def change(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"old words", b"OLD words"))


@pytest.mark.parametrize(
    ("damaged", "damage"),
    [
        (f"{OLD.version}.json", cut),
        (f"{OLD.version}.json", change),
        (f"{OLD.version}.json", Path.unlink),
        ("current", cut),
    ],
)
def test_damage_stops_it_and_the_old_folder_stays(
    home: Path, damaged: str, damage: Callable[[Path], None]
) -> None:
    path = home / "documents" / "a" / damaged
    content = path.read_bytes()
    damage(path)
    with pytest.raises(DocumentFileCorrupt, match=damaged):
        Library(home)
    assert (home / "documents" / "b").is_dir()
    # Once the file is mended, all is taken over.
    path.write_bytes(content)
    assert Library(home).versions("a") == [OLD.version, NEW.version]
    assert Library(home).get("a", OLD.version) == OLD
