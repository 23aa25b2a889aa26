import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpus.store.library import Library
from index.engines.local.engine import LocalEngine
from index.engines.local.segments.generations import current_generation
from index.indexing import build_index
from service.cli.main import app
from service.library.backup import index_files, restore_home
from service.library.doctor import examine, mend
from tests.fakes import FakeEncoder
from tests.unit.corpus.maintenance.test_repair import from_file, tamper


def engine_in(home: Path) -> LocalEngine:
    return LocalEngine(home / "index")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WENJU_HOME", str(tmp_path / "home"))
    library = Library(tmp_path / "home")
    library.put(*from_file("a", "old words of a"))
    library.put(*from_file("a", "new words of a"), tags=["x"])
    build(tmp_path / "home")
    return tmp_path / "home"


def build(home: Path) -> None:
    build_index(LocalEngine(home / "index"), list(Library(home).documents()), FakeEncoder())


def run(*arguments: str) -> tuple[int, str]:
    ended = CliRunner().invoke(app, list(arguments))
    return ended.exit_code, ended.stdout


def test_a_whole_home_is_said_to_be_whole(home: Path) -> None:
    assert run("doctor") == (0, f"{home}: all is whole\n")
    code, said = run("doctor", "--json")
    assert code == 0
    facts = json.loads(said)
    assert facts == {
        "home": str(home), "library": [], "index": [], "leftovers": [], "writer": None,
        "damaged": False, "repaired": False,
    }  # fmt: skip


def test_damage_is_named_and_ends_with_1(home: Path) -> None:
    tamper(home, "UPDATE versions SET content = x'00'")
    (vectors,) = (home / "index").glob("segments/*/en/sentences.npy")
    vectors.write_bytes(b"")
    code, said = run("doctor")
    assert code == 1
    assert "library.db: document a@" in said
    assert "its checksum does not fit" in said
    assert "en/sentences.npy has 0 bytes" in said
    assert "wenju doctor --repair" in said
    facts = json.loads(run("doctor", "--json")[1])
    assert [each["document_id"] for each in facts["library"]] == ["a", "a"]
    assert len(facts["index"]) == 1


def test_mending_rebuilds_what_the_stored_documents_give(home: Path) -> None:
    tamper(home, "UPDATE versions SET content = x'00'")
    (vectors,) = (home / "index").glob("segments/*/en/sentences.npy")
    vectors.write_bytes(b"")
    repair = mend(
        home, engine_in(home), examine(home, engine_in(home)), rebuild=lambda: build(home)
    )
    assert repair is not None
    assert repair.lost == []
    assert len(repair.mended) == 2
    assert Library(home).get("a").text == "new words of a"
    assert not examine(home, engine_in(home)).damaged


def test_leftovers_are_named_and_removed(home: Path) -> None:
    for name in ("index/building-999999999-x", "restoring-20260101-000000-000000"):
        (home / name).mkdir()
    found = examine(home, engine_in(home))
    assert found.leftovers == [
        "index/building-999999999-x",
        "restoring-20260101-000000-000000",
    ]
    assert not found.damaged
    assert run("doctor", "--repair")[0] == 0
    assert examine(home, engine_in(home)).leftovers == []


def test_a_pointer_to_nothing_is_damage(home: Path) -> None:
    (home / "index" / "CURRENT").write_text("")
    (found,) = examine(home, engine_in(home)).index
    assert "CURRENT names no generation" in found.what


def test_a_backup_with_its_index_is_restored_with_it(home: Path, tmp_path: Path) -> None:
    code, said = run("backup", str(tmp_path / "backup.tar"), "--with-index")
    assert (code, "bytes" in said) == (0, True)
    with index_files(engine_in(home), True) as files:
        names = set(files)
    assert "index/CURRENT" in names
    library = Library(home)
    library.remove("a")
    build(home)
    kept = restore_home(home, engine_in(home), tmp_path / "backup.tar")
    assert list(library.current_versions()) == ["a"]
    assert not examine(home, engine_in(home)).damaged
    with index_files(engine_in(home), True) as files:
        assert set(files) == names
    assert (kept / "index" / "CURRENT").is_file()


def test_a_backup_without_its_index_leaves_the_index_alone(home: Path, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "backup.tar"))[0] == 0
    before = current_generation(home / "index")
    restore_home(home, engine_in(home), tmp_path / "backup.tar")
    assert current_generation(home / "index") == before


def test_what_is_no_backup_changes_nothing(home: Path, tmp_path: Path) -> None:
    (tmp_path / "text.tar").write_text("words")
    ended = CliRunner().invoke(app, ["restore", str(tmp_path / "text.tar")])
    assert "text.tar cannot be restored" in str(ended.exception)
    assert not examine(home, engine_in(home)).damaged
    assert examine(home, engine_in(home)).leftovers == []


@pytest.mark.model
def test_restoring_on_the_command_line_brings_the_index_along(home: Path, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "backup.tar"))[0] == 0
    Library(home).remove("a")
    code, said = run("restore", str(tmp_path / "backup.tar"))
    assert (code, "before-restore-" in said) == (0, True)
    assert run("doctor")[0] == 0
