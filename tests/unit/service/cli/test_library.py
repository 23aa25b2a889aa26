"""The library on the command line. Nothing here is indexed: that needs an encoder."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from corpus.store.library import Library
from service.cli.main import app

NORTH = "The first report says what was found in the north.\n"
SOUTH = "Another report says what was found in the south.\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WENJU_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "north.txt").write_text(NORTH, encoding="utf-8")
    (folder / "south.txt").write_text(SOUTH, encoding="utf-8")
    return folder


def run(*arguments: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    assert result.exit_code == code, result.output
    return result


def run_json(*arguments: str | Path, code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*arguments, "--json", code=code).stdout)
    return found


def add(*arguments: str | Path, code: int = 0) -> dict[str, dict[str, Any]]:
    """What became of each file, by its name."""
    files = run_json("add", *arguments, "--no-index", code=code)["files"]
    return {Path(each["path"]).name: each for each in files}


def ids() -> list[str]:
    listed = run_json("list")["documents"]
    return [each["document_id"] for each in listed if each["document_id"] != "nsc-thesis-ch6"]


def test_a_folder_is_added_then_unchanged_then_replaced_where_it_changed(
    home: Path, texts: Path
) -> None:
    assert {name: each["outcome"] for name, each in add(texts).items()} == {
        "north.txt": "added", "south.txt": "added"
    }  # fmt: skip
    (texts / "south.txt").write_text(SOUTH + "\nAnd a second paragraph.\n", encoding="utf-8")
    assert {name: each["outcome"] for name, each in add(texts).items()} == {
        "north.txt": "unchanged", "south.txt": "replaced"
    }  # fmt: skip
    assert ids() == ["north", "south"]


def test_the_summary_names_what_became_of_each_file(home: Path, texts: Path) -> None:
    (texts / "empty.txt").write_bytes(b"")
    printed = run("add", texts, texts / "none.txt", "--no-index", code=1).stdout
    assert "+ added  " in printed
    assert "→ north" in printed
    assert "none.txt': there is no such file" in printed
    assert printed.rstrip().endswith("2 added, 2 refused")


def test_a_refused_file_leaves_the_others_in_and_makes_the_exit_code_one(
    home: Path, texts: Path, tmp_path: Path
) -> None:
    (texts / "empty.txt").write_bytes(b"")
    (texts / "noise.txt").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "secret.txt").write_text("A secret.", encoding="utf-8")
    (texts / "link.txt").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(texts / "pipe.txt")
    files = add(texts, code=1)
    assert {name for name, each in files.items() if each["outcome"] == "refused"} == {
        "empty.txt", "noise.txt", "link.txt", "pipe.txt"
    }  # fmt: skip
    assert all(len(each["why"]) > 20 for each in files.values() if each["why"])
    assert ids() == ["north", "south"]


def test_a_sidecar_gives_way_to_a_record_file_and_that_to_options(
    home: Path, texts: Path, tmp_path: Path
) -> None:
    sidecar = {"title": "Sidecar", "publisher": "Sidecar Press", "issued": {"date-parts": [[1990]]}}
    (texts / "north.csl.json").write_text(json.dumps(sidecar), encoding="utf-8")
    record = tmp_path / "record.json"
    record.write_text('{"title": "Record", "publisher": "Record Press"}', encoding="utf-8")
    add(texts / "north.txt", "--record", record, "--title", "Option", "--author", "Li, Ming")
    assert Library(home).head("option").record == {
        "type": "document", "title": "Option", "publisher": "Record Press", "id": "option",
        "issued": {"date-parts": [[1990]]}, "author": [{"family": "Li", "given": "Ming"}],
    }  # fmt: skip


def test_a_broken_sidecar_refuses_its_file_alone(home: Path, texts: Path) -> None:
    (texts / "north.csl.json").write_text("{", encoding="utf-8")
    files = add(texts, code=1)
    assert "'north.csl.json' is not JSON" in files["north.txt"]["why"]
    assert files["south.txt"]["outcome"] == "added"


def test_a_dry_run_shows_counts_and_references_and_stores_nothing(home: Path, texts: Path) -> None:
    before = run_json("list")
    preview = add(texts / "north.txt", "--dry-run", "--title", "North", "--issued", "2020")[
        "north.txt"
    ]["preview"]
    assert (preview["document_id"], preview["language"], preview["encoding"]) == (
        "north", "en", "utf-8"
    )  # fmt: skip
    assert (preview["sections"], preview["paragraphs"], preview["passages"]) == (0, 1, 1)
    assert preview["apa"] == "North. (2020)."
    assert "GB/T 7714  North" in run("add", texts / "north.txt", "--dry-run").stdout.replace(
        "[north]", "North"
    )
    assert run_json("list") == before


def test_the_same_file_under_another_name_is_there_already_unless_it_is_wanted_again(
    home: Path, texts: Path
) -> None:
    (texts / "copy.txt").write_text(NORTH, encoding="utf-8")
    add(texts / "north.txt")
    again = add(texts / "copy.txt")["copy.txt"]
    assert (again["outcome"], again["document_id"]) == ("unchanged", "north")
    assert again["warnings"] == ["already there as north"]
    assert add(texts / "copy.txt", "--again")["copy.txt"]["document_id"] == "copy"


def test_an_id_is_for_one_file(home: Path, texts: Path) -> None:
    assert add(texts / "north.txt", "--id", "my-report")["north.txt"]["document_id"] == "my-report"
    # The path keeps its id, also where it is not said again.
    (texts / "north.txt").write_text(NORTH * 2, encoding="utf-8")
    assert add(texts / "north.txt")["north.txt"]["document_id"] == "my-report"
    result = run("add", texts, "--id", "both", "--no-index", code=1)
    assert "gives 2 files" in str(result.exception) or "give 2 files" in str(result.exception)
    refused = add(texts / "south.txt", "--id", "../up", code=1)["south.txt"]
    assert "is not a slug" in refused["why"]


def test_names_with_every_oddity_are_added_and_printed(home: Path, tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path / "odd")
    os.mkdir(folder)
    names = [
        b"\xff\xfe.txt", b"[bold]red.txt", "evil\u202etxt.exe.txt".encode(),
        "e\u0301 é.txt".encode(), "👨\u200d👩\u200d👧.txt".encode(), b"new\nline.txt",
        b"-dash.txt", "論文 ①.txt".encode(), ("長" * 80 + ".txt").encode(), b"\x1b[31mred.txt",
    ]  # fmt: skip
    for number, name in enumerate(names):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(f"The odd report number {number}.\n")
    result = run("add", os.fsdecode(folder), "--no-index")
    assert result.stdout.rstrip().endswith("10 added")
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert "[bold]red.txt" in result.stdout
    assert len(ids()) == 10
    for head in Library(home).heads():
        assert "/" not in head.source.filename
        assert head.source.filename.isprintable() or "\u200d" in head.source.filename


def test_tags_select_what_is_listed(home: Path, texts: Path) -> None:
    add(texts / "north.txt", "--tag", "law", "--tag", "北方")
    add(texts / "south.txt")
    listed = run_json("list", "--tag", "北方")["documents"]
    assert [each["document_id"] for each in listed] == ["north"]
    assert listed[0]["tags"] == ["law", "北方"]
    assert "law, 北方" in run("list").stdout


def test_show_tells_what_is_known_and_an_unknown_id_is_named(home: Path, texts: Path) -> None:
    add(texts / "north.txt", "--title", "North", "--type", "report")
    shown = run_json("show", "north")
    assert shown["versions"] == [shown["version"]]
    assert (shown["file"], shown["media_type"]) == ("north.txt", "text/plain")
    assert shown["apa"] == "North. (n.d.)."
    assert "nothing" in str(run("show", "nothing", code=1).exception)


def test_removal_asks_first(home: Path, texts: Path) -> None:
    add(texts)
    refused = CliRunner().invoke(app, ["remove", "north", "--no-index"], input="n\n")
    assert refused.exit_code == 1
    assert ids() == ["north", "south"]
    agreed = CliRunner().invoke(app, ["remove", "north", "--no-index"], input="y\n")
    assert agreed.exit_code == 0
    assert ids() == ["south"]


def test_an_unknown_id_is_named_and_the_others_are_removed(home: Path, texts: Path) -> None:
    add(texts)
    removed = run_json("remove", "north", "nothing", "../up", "--yes", "--no-index", code=1)
    assert removed == {"removed": ["north"], "unknown": ["nothing", "../up"]}
    assert ids() == ["south"]


def test_what_was_exported_is_what_was_added_and_can_be_added_again(
    home: Path, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(texts / "north.txt", "--title", "North", "--issued", "2020")
    to = tmp_path / "out"
    run("export", "--all", "--to", to)
    assert (to / "north.txt").read_text(encoding="utf-8") == NORTH
    assert (to / "north.canonical.txt").read_text(encoding="utf-8") == NORTH.strip()
    assert json.loads((to / "north.csl.json").read_text(encoding="utf-8"))["title"] == "North"
    monkeypatch.setenv("WENJU_HOME", str(tmp_path / "second"))
    add(to)
    assert ids() == ["north"]
    first, second = Library(home).head("north"), Library(tmp_path / "second").head("north")
    assert (first.version, first.record) == (second.version, second.record)


def test_an_export_follows_no_link_and_trusts_no_name(
    home: Path, texts: Path, tmp_path: Path
) -> None:
    add(texts / "north.txt")
    (tmp_path / "victim").write_text("untouched", encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "north.txt").symlink_to(tmp_path / "victim")
    run("export", "north", "--to", tmp_path / "out")
    assert (tmp_path / "victim").read_text(encoding="utf-8") == "untouched"
    assert (tmp_path / "out" / "north.txt").read_text(encoding="utf-8") == NORTH


@pytest.mark.parametrize("command", ["add", "list", "show", "remove", "export"])
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    assert f"Example: wenju {command}" in run(command, "--help").stdout


def test_a_list_of_references_adds_its_files_with_their_records(home: Path, texts: Path) -> None:
    listed = texts / "library.bib"
    entry = "@report{north, title={%s}, author={Doe, Jane}, year=2006, file={:north.txt:TXT}}\n"
    listed.write_text(entry % "Northern report" + "@book{b, title={B}}\n", encoding="utf-8")
    outcomes = [each["outcome"] for each in add(listed).values()]
    assert outcomes == ["added", "skipped"]
    assert ids() == ["northern-report"]
    assert run_json("show", "northern-report")["record"]["author"] == [
        {"family": "Doe", "given": "Jane"}
    ]
    listed.write_text(entry % "The northern report", encoding="utf-8")
    assert [each["outcome"] for each in add(listed).values()] == ["replaced"]
    assert [each["outcome"] for each in add(listed).values()] == ["unchanged"]
    assert ids() == ["northern-report"]


def test_a_tagged_record_describes_a_file(home: Path, texts: Path) -> None:
    record = texts.parent / "cnki.txt"
    record.write_text(
        "RT Dissertation/Thesis\nA1 王琦\nT1 土壤湿度\nPB 武汉大学\nYR 2022\n", encoding="utf-8"
    )
    add(texts / "north.txt", "--record", record)
    (document_id,) = ids()
    assert run_json("show", document_id)["gb_t_7714"].startswith("王琦. 土壤湿度[D].")


def test_nothing_named_says_what_can_be(home: Path) -> None:
    result = CliRunner().invoke(app, ["add"])
    assert result.exception is not None and "or --zotero" in str(result.exception)
