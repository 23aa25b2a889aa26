import json
from pathlib import Path

import pytest

from corpus.errors import RecordInvalid
from corpus.records import check_record, find_sidecar, merge_records, read_sidecar

THESIS = {
    "id": "lin2006",
    "type": "thesis",
    "title": "中共新安全觀",
    "author": [{"family": "林", "given": "小明"}, {"literal": "外交部"}],
    "issued": {"date-parts": [[2006, "6"]]},
    "accessed": {"raw": "2024-05-01"},
    "volume": 3,
    "custom": {"shelf": ["B", 7]},
    "shelf": "B 7",
}


def test_a_record_is_one_object_or_a_list_with_one(tmp_path: Path) -> None:
    content = json.dumps(THESIS, ensure_ascii=False).encode()
    path = tmp_path / "text.csl.json"
    path.write_bytes(b"\xef\xbb\xbf[" + content + b"]")
    assert read_sidecar(content) == THESIS
    assert read_sidecar(path) == THESIS


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"not JSON in UTF-8.*export the reference"),
        (b"{", r"not JSON in UTF-8"),
        ('{"title": "書"}'.encode("big5"), r"not JSON in UTF-8"),
        (b"[" * 100_000, r"not JSON in UTF-8"),
        (b"[]", r"a list of 0; expected one CSL-JSON object"),
        (b"[{}, {}]", r"a list of 2; expected one CSL-JSON object"),
        (b'"title"', r"holds 'title'; expected one CSL-JSON object"),
        (b" " * 1_048_577, r"1048577 bytes; expected one record"),
        (b'{"type": "tesis"}', r"'type' is 'tesis'; expected a type.*did you mean 'thesis'"),
        (b'{"type": 7}', r"'type' is 7; expected a type"),
        (b'{"autor": "Doe"}', r"'autor' is no field of CSL-JSON; did you mean 'author'"),
        (b'{"author": "Doe"}', r"'author' is 'Doe'; expected a list of names"),
        (b'{"author": ["Doe"]}', r"'author' has 'Doe'; expected a list of names"),
        (b'{"editor": [{"name": "Doe"}]}', r"'editor' has .*expected a list of names"),
        (b'{"author": [{"family": "Doe", "first": "J"}]}', r"'first': 'J'; expected a list"),
        (b'{"issued": 2006}', r"'issued' is 2006; expected a date"),
        (b'{"issued": {"year": 2006}}', r"expected a date"),
        (b'{"issued": {"date-parts": [2006]}}', r"'issued' has 2006; expected a date"),
        (b'{"issued": {"date-parts": [["June 2006"]]}}', r"expected a date"),
        (b'{"issued": {"date-parts": [[true]]}}', r"expected a date"),
        (b'{"title": ["a"]}', r"'title' is \['a'\]; expected a text or a number"),
        (b'{"title": true}', r"'title' is True; expected a text or a number"),
        (b'{"title": "a\\u0000b"}', r"'title' holds control characters"),
        (b'{"custom": {"a": ["\\ud800"]}}', r"'custom' holds control characters"),
    ],
)
def test_a_record_that_is_none_is_refused_with_what_is_expected(
    content: bytes, message: str
) -> None:
    with pytest.raises(RecordInvalid, match=message):
        read_sidecar(content)


def test_a_sidecar_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordInvalid, match=r"the record 'gone.json' cannot be read"):
        read_sidecar(tmp_path / "gone.json")


@pytest.mark.parametrize("empty", ["", None, [], {}])
def test_an_empty_field_is_no_mistake(empty: object) -> None:
    assert check_record({"author": empty, "issued": empty, "type": empty}) == {
        "author": empty, "issued": empty, "type": empty
    }  # fmt: skip


def test_what_a_person_says_counts_before_the_sidecar_and_that_before_the_file() -> None:
    from_file = {
        "type": "document",
        "title": "Template",
        "author": [{"literal": "user"}],
        "DOI": "1",
    }
    sidecar = {"type": "thesis", "title": "論文", "author": []}
    given = {"title": "中共新安全觀", "DOI": None}
    assert merge_records(from_file, sidecar, given) == {"type": "thesis", "title": "中共新安全觀"}
    assert merge_records(from_file) == from_file
    assert merge_records({}, None, {"volume": 0}) == {"volume": 0}


@pytest.mark.parametrize("name", ["text.csl.json", "text.pdf.csl.json", "text.json"])
def test_a_sidecar_is_found_beside_its_text(tmp_path: Path, name: str) -> None:
    path = tmp_path / "text.pdf"
    assert find_sidecar(path) is None
    (tmp_path / name).write_text("{}")
    assert find_sidecar(path) == tmp_path / name


def test_a_file_is_not_its_own_sidecar(tmp_path: Path) -> None:
    (tmp_path / "text.json").write_text("{}")
    assert find_sidecar(tmp_path / "text.json") is None
