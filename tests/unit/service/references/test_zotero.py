import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from corpus.store.library import Library
from service.cli.main import app
from service.errors import ZoteroUnreachable
from service.references.zotero import find_zotero_files
from tests.unit.service.references.zotero_server import ZoteroServer, attachment, work, zotero


def test_attached_files_come_with_the_record_of_their_work() -> None:
    with zotero() as server:
        server.items = [
            work("BOOK0001", "A", author=[{"family": "Doe", "given": "Jane"}]),
            work("BOOK0002", "B"),
            attachment("FILE0001", "BOOK0001"),
            attachment("FILE0002", "BOOK0001", "image/png"),
            attachment("FILE0003", None),
            {"key": "NOTE0001", "data": {"itemType": "note"}},
        ]
        server.files = {"FILE0001": "file:///x/a%20b.pdf", "FILE0003": "file:///x/c.pdf"}
        first, alone, without = find_zotero_files(server.server_port)
    assert first.path == Path("/x/a b.pdf")
    assert first.record == {
        "type": "book",
        "title": "A",
        "author": [{"family": "Doe", "given": "Jane"}],
    }
    assert first.origin == "zotero:7/FILE0001"
    assert (alone.path, alone.record) == (Path("/x/c.pdf"), {})
    assert without.without_file
    assert {method for method, _ in server.asked} == {"GET"}


def test_a_large_library_is_read_page_by_page() -> None:
    with zotero() as server:
        server.items = [work(f"B{number:07}", str(number)) for number in range(250)]
        assert len(list(find_zotero_files(server.server_port))) == 250
        server.ignores_start = True  # whatever answers, the reading ends
        assert len(list(find_zotero_files(server.server_port))) == 100


def test_a_file_that_is_not_here_or_a_wrong_record_is_refused_alone() -> None:
    with zotero() as server:
        server.items = [
            work("BOOK0001", "A"), work("BOOK0002", "B", type="novel"), attachment("FILE0001", "BOOK0001"),
            attachment("FILE0002", "BOOK0002"), attachment("FILE0003", "BOOK0001"), attachment("../../x", None),
        ]  # fmt: skip
        server.files = {
            "FILE0001": "https://example.org/a.pdf",
            "FILE0002": "file:///x",
            "FILE0003": "file:///a.pdf",
        }
        found = list(find_zotero_files(server.server_port))
    whys = [str(each.refused) if each.refused else "" for each in found]
    assert "has not got the file" in whys[0]
    assert "expected a type of CSL-JSON" in whys[1]
    assert found[2].refused is None
    assert "has not got the file" in whys[3]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"status": 403}, "does not allow it"),
        ({"status": 500}, "answers with 500"),
        ({"body": b"<html>"}, "not Zotero"),
        ({"body": b'{"a": 1}'}, "not Zotero"),
        ({"body": b"[1]"}, "not Zotero"),
    ],
)
def test_what_is_no_zotero_or_does_not_let_us_in_says_what_to_do(
    change: dict[str, Any], why: str
) -> None:
    with zotero() as server:
        for name, value in change.items():
            setattr(server, name, value)
        with pytest.raises(ZoteroUnreachable, match=f"{why}.*settings, under Advanced"):
            list(find_zotero_files(server.server_port))


def test_nobody_listening_says_what_to_do() -> None:
    with zotero() as server:
        port = server.server_port
    with pytest.raises(ZoteroUnreachable, match="start Zotero 7"):
        list(find_zotero_files(port))


def add(home: Path, server: ZoteroServer) -> list[dict[str, Any]]:
    result = CliRunner().invoke(
        app,
        ["add", "--zotero", "--zotero-port", str(server.server_port), "--no-index", "--json"],
        env={"WENJU_HOME": str(home)},
    )
    assert result.exit_code == 0, result.output
    files: list[dict[str, Any]] = json.loads(result.stdout)["files"]
    return files


def test_again_and_again_adds_nothing_twice_and_brings_the_record_up_to_date(
    tmp_path: Path,
) -> None:
    text, home = tmp_path / "a.txt", tmp_path / "home"
    text.write_text("The first report says what was found in the north.\n", encoding="utf-8")
    with zotero() as server:
        server.items = [work("BOOK0001", "Tea"), attachment("FILE0001", "BOOK0001", "text/plain")]
        server.files = {"FILE0001": text.as_uri()}
        assert [each["outcome"] for each in add(home, server)] == ["added"]
        assert [each["outcome"] for each in add(home, server)] == ["unchanged"]
        server.items[0] = work("BOOK0001", "Tea and salt")
        assert [each["outcome"] for each in add(home, server)] == ["replaced"]
        moved = tmp_path / "moved.txt"
        moved.write_text(text.read_text(encoding="utf-8") + "More.\n", encoding="utf-8")
        server.files = {"FILE0001": moved.as_uri()}
        (last,) = add(home, server)
    assert (last["outcome"], last["document_id"]) == ("replaced", "tea")
    heads = [head for head in Library(home).heads() if head.document_id != "nsc-thesis-ch6"]
    assert [(head.document_id, head.title) for head in heads] == [("tea", "Tea and salt")]
