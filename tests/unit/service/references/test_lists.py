import json
from pathlib import Path

import pytest

from corpus.errors import RecordInvalid
from service.library.file_discovery import Found, find_files
from service.references.lists import record_in, with_references


def listed(path: Path) -> list[Found]:
    return list(with_references(find_files([str(path)])))


def test_bibtex_stands_for_its_files_with_their_records(tmp_path: Path) -> None:
    path = tmp_path / "library.bib"
    path.write_text(
        "@book{a, title={A}, file={one.txt;sub/two.txt}}\n@book{b, title={B}}\n@book{c, title={",
        encoding="utf-8",
    )
    first, second, without, broken = listed(path)
    assert (first.path, first.record) == (tmp_path / "one.txt", {"type": "book", "title": "A"})
    assert (first.origin, second.origin) == (f"{path}#a", f"{path}#a#2")
    assert second.path == tmp_path / "sub" / "two.txt"
    assert without.without_file
    assert broken.refused is not None and "1 entries cannot be read" in str(broken.refused)


def test_csl_json_with_several_works(tmp_path: Path) -> None:
    works = [
        {"id": "a", "type": "book", "title": "A", "file": "a.txt"},
        {
            "id": "b",
            "type": "book",
            "title": "B",
            "attachments": [{"path": "/x/b.pdf"}, {"url": "u"}],
        },
        {"id": "c", "type": "novel", "title": "C", "file": "c.txt"},
    ]
    path = tmp_path / "library.json"
    path.write_text(json.dumps(works), encoding="utf-8")
    first, second, wrong = listed(path)
    assert first.record == {"type": "book", "title": "A"}
    assert second.path == Path("/x/b.pdf")
    assert wrong.refused is not None and "expected a type of CSL-JSON" in str(wrong.refused)


def test_ris_with_a_url_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "library.ris"
    path.write_text("TY  - BOOK\nTI  - A\nL1  - file:///x/a%20b.pdf\nER  - \n", encoding="utf-8")
    (found,) = listed(path)
    assert found.path == Path("/x/a b.pdf")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b"A report of the north."),
        ("a.json", b'{"text": "x"}'),
        ("a.json", b"[1, 2]"),
        ("a.json", b"[]"),
        ("a.json", b"{"),
        ("a.ris", b"no tags here"),
        ("a.md", b"TY  - BOOK"),
        ("a.bib", b""),
    ],
)
def test_a_file_that_is_no_list_is_left_as_it_is(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert listed(path) == [Found(path)]


def test_a_list_without_works_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("% nothing\n", encoding="utf-8")
    (found,) = listed(path)
    assert found.refused is not None and "there is no work in it" in str(found.refused)


def test_one_work_is_a_record(tmp_path: Path) -> None:
    path = tmp_path / "a.enw"
    path.write_text("%0 Book\n%T A\n", encoding="utf-8")
    assert record_in(path) == {"type": "book", "title": "A"}
    path.write_text("%0 Book\n%T A\n\n%0 Book\n%T B\n", encoding="utf-8")
    with pytest.raises(RecordInvalid, match="holds 2 works; expected one"):
        record_in(path)
    other = tmp_path / "a.csl.json"
    other.write_text("{}", encoding="utf-8")
    assert record_in(other) is None
