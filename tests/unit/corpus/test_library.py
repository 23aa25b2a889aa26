import json
import os
from pathlib import Path

import pytest

from corpus.addresses import Address
from corpus.documents import Document, Source
from corpus.errors import (
    AddressOutOfRange,
    DocumentFileCorrupt,
    LibraryNotWritable,
    MalformedAddress,
    RecordInvalid,
    UnknownDocument,
    UnknownVersion,
)
from corpus.library import Library
from corpus.readers.blocks import Block, Body, Heading, assemble_document

SOURCE = Source("made-up.txt", "0" * 64, "text/plain")


def document(text: str, document_id: str = "made-up") -> Document:
    record = {"id": document_id, "title": "題", "issued": {"date-parts": [[2006, 5]]}}
    blocks: list[Block] = [Heading("第一章", 1), Body(text, "5-6", 2)]
    return assemble_document(document_id, "zh-Hant", blocks, record, SOURCE)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "new" / "home")


def test_a_document_comes_back_equal_from_another_process(library: Library, tmp_path: Path) -> None:
    kept = document("甲乙。😀 ＡＢ")
    library.put(kept)
    assert Library(tmp_path / "new" / "home").get("made-up") == kept


def test_documents_are_current_and_ordered_by_id(library: Library) -> None:
    library.put(document("乙。", "b"))
    library.put(document("甲。", "a"))
    library.put(document("乙二。", "b"))
    assert library.documents() == [document("甲。", "a"), document("乙二。", "b")]


def test_an_address_of_an_older_version_still_resolves_to_its_text(library: Library) -> None:
    old, new = document("舊文字。"), document("新的文字。")
    library.put(old)
    library.put(new)
    assert library.versions("made-up") == [old.version, new.version]
    found, address = library.resolve(f"made-up@{old.version}:5-9")
    assert found.text[address.start : address.end] == "舊文字。"
    assert library.get("made-up") == new


def test_putting_an_older_version_again_makes_it_current_without_listing_it_twice(
    library: Library,
) -> None:
    old, new = document("舊。"), document("新。")
    for version in (old, new, old):
        library.put(version)
    assert library.get("made-up") == old
    assert library.versions("made-up") == [old.version, new.version]


def test_a_corrected_record_of_the_same_text_replaces_the_old_record(library: Library) -> None:
    library.put(document("甲。"))
    made = document("甲。")
    corrected = assemble_document(
        "made-up", "zh-Hant", [Heading("第一章", 1), Body("甲。")], {"title": "新題"}, SOURCE
    )
    assert corrected.version == made.version
    library.put(corrected)
    assert library.get("made-up").title == "新題"


@pytest.mark.parametrize(
    "document_id", ["gone", "", "..", "../made-up", "made-up/../made-up", "a\0b", "x" * 5000]
)
def test_an_unknown_document_is_said_to_be_unknown(library: Library, document_id: str) -> None:
    library.put(document("甲。"))
    with pytest.raises(UnknownDocument):
        library.get(document_id)


@pytest.mark.parametrize(
    "version", ["000000000000", "", "current", "../made-up/current", "a" * 5000]
)
def test_an_unknown_version_is_refused_with_those_there_are(library: Library, version: str) -> None:
    made = document("甲。")
    library.put(made)
    with pytest.raises(UnknownVersion, match=made.version):
        library.get("made-up", version)


@pytest.mark.parametrize(("start", "end"), [(0, 8), (7, 8), (3, 3), (5, 2), (-1, 2)])
def test_an_address_past_the_text_is_out_of_range(library: Library, start: int, end: int) -> None:
    made = document("甲。")
    assert len(made.text) == 7
    library.put(made)
    with pytest.raises(AddressOutOfRange, match="7 characters"):
        library.resolve(Address("made-up", made.version, start, end))


def test_what_is_no_address_does_not_resolve(library: Library) -> None:
    with pytest.raises(MalformedAddress):
        library.resolve("made-up")


def damage(content: str) -> list[str]:
    stored = json.loads(content)
    return [
        "",
        content[: len(content) // 2],
        "[]",
        content.replace("甲乙", "甲丙"),
        json.dumps(stored | {"sha256": "0" * 64}),
        json.dumps({"sha256": stored["sha256"]}),
    ]


@pytest.mark.parametrize("way", range(6))
def test_a_damaged_file_is_named_and_never_served(
    library: Library, tmp_path: Path, way: int
) -> None:
    made = document("甲乙。")
    library.put(made)
    (path,) = tmp_path.rglob(f"{made.version}.json")
    path.write_text(damage(path.read_text("utf-8"))[way], encoding="utf-8")
    with pytest.raises(DocumentFileCorrupt, match=f"{made.version}.json"):
        library.get("made-up")


def test_a_file_under_the_name_of_another_version_is_not_served(
    library: Library, tmp_path: Path
) -> None:
    one, other = document("甲。"), document("乙。")
    library.put(one)
    library.put(other)
    folder = tmp_path / "new" / "home" / "documents" / "made-up"
    (folder / f"{one.version}.json").write_bytes((folder / f"{other.version}.json").read_bytes())
    with pytest.raises(DocumentFileCorrupt, match="version"):
        library.get("made-up", one.version)


def test_a_damaged_list_of_versions_is_named(library: Library, tmp_path: Path) -> None:
    library.put(document("甲。"))
    (path,) = tmp_path.rglob("current")
    path.write_text("{", encoding="utf-8")
    with pytest.raises(DocumentFileCorrupt, match="current"):
        library.get("made-up")


@pytest.mark.parametrize("lost", ["first", "second"])
def test_dying_at_either_rename_loses_no_document(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    old, new = document("舊。"), document("新。")
    library.put(old)
    renames = []

    def dying(self: Path, target: Path) -> Path:
        renames.append(target)
        if len(renames) == ("first", "second").index(lost) + 1:
            raise KeyboardInterrupt
        os.replace(self, target)
        return target

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", dying)
        with pytest.raises(KeyboardInterrupt):
            library.put(new)
    assert library.get("made-up") == old
    assert library.documents() == [old]
    assert not list(tmp_path.rglob("*.part"))
    library.put(new)
    assert library.documents() == [new]
    assert library.versions("made-up") == [old.version, new.version]


def test_a_folder_that_cannot_be_made_is_named_with_its_setting(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(LibraryNotWritable, match=r"taken.*WENJU_HOME"):
        Library(tmp_path / "taken")


def test_a_full_disk_is_said_and_what_was_there_stays(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.put(document("舊。"))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(LibraryNotWritable, match="No space left"):
            library.put(document("新。"))
    assert library.documents() == [document("舊。")]


def test_a_version_that_is_not_that_of_its_text_is_not_stored(library: Library) -> None:
    made = document("甲。")
    wrong = Document("made-up", "0" * 12, "zh-Hant", made.text, (), (), {}, SOURCE)
    with pytest.raises(RecordInvalid, match=made.version):
        library.put(wrong)
    assert library.documents() == []
