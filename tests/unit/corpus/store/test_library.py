import contextlib
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.addresses import Address
from corpus.documents import Document, Source, version_of
from corpus.errors import (
    AddressOutOfRange,
    DocumentFileCorrupt,
    LibraryNotWritable,
    LibraryTooNew,
    MalformedAddress,
    OriginalMissing,
    RecordInvalid,
    UnknownDocument,
    UnknownVersion,
)
from corpus.maintenance.checking import check_library
from corpus.readers.blocks import Block, Body, Heading, Note, assemble_document
from corpus.store import writes as changes
from corpus.store.entries import Entry, Row, from_row
from corpus.store.library import Library, read_document
from tests.running import in_memory
from tests.steady import PATIENCE

SOURCE = Source("made-up.txt", "0" * 64, "text/plain")


def document(text: str, document_id: str = "made-up") -> Document:
    record = {"id": document_id, "title": "題", "issued": {"date-parts": [[2006, 5]]}}
    blocks: list[Block] = [Heading("第一章", 1), Body(text, "5-6", 2)]
    return assemble_document(document_id, "zh-Hant", blocks, record, SOURCE)


def test_kinds_and_doubts_come_back_from_another_process(library: Library, home: Path) -> None:
    blocks: list[Block] = [
        Body("第三條　甲。", kind="article", article="第三條", doubt="order"),
        Body("1994 | 880", kind="table", table_head="年 | 庫容", ocr=0.75),
        Note("註。", "1", doubt="characters", ocr=0.5),
    ]
    kept = assemble_document("made-up", "zh-Hant", blocks, {}, SOURCE)
    library.put(kept)
    assert Library(home).get("made-up") == kept


def test_a_document_that_was_stored_before_there_were_kinds_is_of_body_and_notes() -> None:
    stored = {
        "document_id": "made-up", "version": version_of("甲。\n\n註。"), "language": "zh-Hant",
        "text": "甲。\n\n註。", "sections": [], "record": {},
        "source": {"filename": "made-up.txt", "sha256": "0" * 64, "media_type": "text/plain"},
        "paragraphs": [
            {"start": 0, "end": 2, "section": None, "number": 1, "page": "5", "page_seam": None, "note": None},
            {"start": 4, "end": 6, "section": None, "number": 1, "page": None, "page_seam": None, "note": "1"},
        ],
    }  # fmt: skip
    content = json.dumps(stored).encode()
    digest = hashlib.sha256(content).hexdigest()
    read = read_document(Path("library.db"), "made-up", str(stored["version"]), digest, content)
    assert [(each.kind, each.page, each.note) for each in read.paragraphs] == [
        ("body", "5", None), ("note", None, "1")
    ]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "new" / "home"


@pytest.fixture
def library(home: Path) -> Library:
    return Library(home)


def test_a_document_comes_back_equal_from_another_process(library: Library, tmp_path: Path) -> None:
    kept = document("甲乙。😀 ＡＢ")
    library.put(kept)
    assert Library(tmp_path / "new" / "home").get("made-up") == kept


def test_documents_are_current_and_ordered_by_id(library: Library) -> None:
    library.put(document("乙。", "b"))
    library.put(document("甲。", "a"))
    library.put(document("乙二。", "b"))
    assert list(library.documents()) == [document("甲。", "a"), document("乙二。", "b")]


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
    assert library.get("made-up").title == "題"
    assert library.put(corrected) == "replaced"
    assert library.get("made-up").title == "新題"
    assert library.head("made-up").title == "新題"


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


def tamper(home: Path, sql: str, *values: object) -> None:
    """Change the database behind the library's back."""
    with contextlib.closing(sqlite3.connect(home / "library.db")) as connection, connection:
        assert connection.execute(sql, values).rowcount == 1


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda content: b"",
    "cut": lambda content: content[: len(content) // 2],
    "other text": lambda content: content.replace("甲乙".encode(), "甲丙".encode()),
    "no document": lambda content: b"[]",
}


@pytest.mark.parametrize("way", DAMAGE)
def test_a_damaged_text_is_named_and_never_served(home: Path, way: str) -> None:
    made = document("甲乙。")
    Library(home).put(made)
    with contextlib.closing(sqlite3.connect(home / "library.db")) as connection:
        (content,) = connection.execute("SELECT content FROM versions").fetchone()
    tamper(home, "UPDATE versions SET content = ?", DAMAGE[way](content))
    named = rf"library\.db is damaged: document made-up@{made.version}.*wenju doctor"
    with pytest.raises(DocumentFileCorrupt, match=named):
        Library(home).get("made-up")


def test_a_text_that_is_gone_is_damage_and_not_an_unknown_version(home: Path) -> None:
    made = document("甲乙。")
    Library(home).put(made)
    tamper(home, "DELETE FROM versions")
    with pytest.raises(DocumentFileCorrupt, match=f"made-up@{made.version}.*missing"):
        Library(home).get("made-up")


def test_the_text_of_another_version_is_not_served(home: Path) -> None:
    one, other = document("甲。"), document("乙。")
    library = Library(home)
    library.put(one)
    library.put(other)
    tamper(
        home,
        "UPDATE versions SET content = (SELECT content FROM versions WHERE version = ?) "
        "WHERE version = ?",
        other.version,
        one.version,
    )
    with pytest.raises(DocumentFileCorrupt, match=one.version):
        library.get("made-up", one.version)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE heads SET version = '0123456789ab'",
        "UPDATE heads SET entry = replace(CAST(entry AS TEXT), '題', '禎')",
        "UPDATE heads SET document_id = 'made-vp'",
        "UPDATE heads SET checksum = zeroblob(32)",
        "DELETE FROM heads",
    ],
)
def test_a_damaged_list_of_documents_is_not_served(home: Path, sql: str) -> None:
    Library(home).put(document("甲。"))
    tamper(home, sql)
    library = Library(home)
    asked = (library.heads, library.current_versions, lambda: library.get("made-up"))
    for ask in asked:
        with pytest.raises(DocumentFileCorrupt, match=r"library\.db"):
            ask()


def test_dying_within_a_change_leaves_the_library_as_it_was(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = document("舊。"), document("新。")
    library.put(old)

    def dying(connection: sqlite3.Connection, row: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(changes, "write_row", dying)
        with pytest.raises(KeyboardInterrupt):
            library.put(new)
    assert list(library.documents()) == [old]
    assert library.versions("made-up") == [old.version]
    library.put(new)
    assert list(library.documents()) == [new]
    assert library.versions("made-up") == [old.version, new.version]


def test_a_folder_that_cannot_be_made_is_named_with_its_setting(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(LibraryNotWritable, match=r"taken.*WENJU_HOME"):
        Library(tmp_path / "taken")


def test_a_version_that_is_not_that_of_its_text_is_not_stored(library: Library) -> None:
    made = document("甲。")
    wrong = Document("made-up", "0" * 12, "zh-Hant", made.text, (), (), {}, SOURCE)
    with pytest.raises(RecordInvalid, match=made.version):
        library.put(wrong)
    assert list(library.documents()) == []


def from_file(content: bytes, document_id: str = "made-up") -> Document:
    source = Source("made-up.txt", hashlib.sha256(content).hexdigest(), "text/plain")
    return assemble_document(document_id, "zh-Hant", [Body(content.decode())], {}, source)


def test_putting_says_what_it_did(library: Library) -> None:
    made = document("甲。")
    assert library.put(made) == "added"
    assert library.put(made) == "unchanged"
    assert library.put(document("乙。")) == "replaced"
    assert library.put(made) == "replaced"
    assert library.put(made, tags=["史"]) == "replaced"
    assert library.put(made, tags=["史"]) == "unchanged"
    assert library.put(made) == "unchanged"


def test_a_head_says_what_the_document_is_without_its_text(library: Library) -> None:
    made = document("甲。")
    library.put(made, tags=["b", "a", "b"])
    head = library.head("made-up")
    assert (head.document_id, head.version) == ("made-up", made.version)
    assert (head.language, head.title, head.characters) == ("zh-Hant", "題", 7)
    assert (head.record, head.source) == (made.record, SOURCE)
    assert head.tags == ("a", "b")
    assert head.added.endswith("+00:00")
    assert library.heads() == [head]


def test_tags_choose_heads_and_stay_through_a_new_version(library: Library) -> None:
    library.put(document("甲。", "a"), tags=["東亞"])
    library.put(document("乙。", "b"))
    library.put(document("甲二。", "a"))
    assert [head.document_id for head in library.heads("東亞")] == ["a"]
    assert library.heads("nothing") == []
    library.put(document("甲二。", "a"), tags=[])
    assert library.heads("東亞") == []


def test_a_removed_document_is_gone_in_all_its_versions(library: Library) -> None:
    old, new = document("舊。"), document("新。")
    library.put(document("別。", "other"))
    library.put(old)
    library.put(new)
    library.get("made-up")
    library.remove("made-up")
    assert library.current_versions() == {"other": document("別。", "other").version}
    for version in (None, old.version, new.version):
        with pytest.raises(UnknownDocument):
            library.get("made-up", version)
    with pytest.raises(UnknownDocument):
        library.remove("made-up")
    assert library.put(new) == "added"
    assert library.versions("made-up") == [new.version]


def test_the_original_comes_back_byte_for_byte(library: Library) -> None:
    made = from_file("甲。".encode())
    library.put(made, "甲。".encode())
    assert library.original("made-up") == (made.source, "甲。".encode())


def test_an_original_is_of_the_version_that_was_read_from_it(library: Library) -> None:
    old, new = from_file("舊。".encode()), from_file("新。".encode())
    library.put(old, "舊。".encode())
    library.put(new, "新。".encode())
    assert library.original("made-up")[1] == "新。".encode()
    assert library.original("made-up", old.version)[1] == "舊。".encode()


def test_an_original_that_was_never_stored_is_said_to_be_missing(library: Library) -> None:
    library.put(document("甲。"))
    with pytest.raises(OriginalMissing, match="made-up"):
        library.original("made-up")


def test_an_original_that_is_another_file_is_refused(library: Library) -> None:
    with pytest.raises(RecordInvalid, match="SHA-256"):
        library.put(from_file("甲。".encode()), "乙。".encode())
    assert library.heads() == []


def test_two_documents_share_one_original_until_the_last_is_removed(
    library: Library, home: Path
) -> None:
    content = "甲。".encode()
    library.put(from_file(content, "a"), content)
    library.put(from_file(content, "b"))
    assert library.original("b")[1] == content
    library.remove("a")
    assert library.original("b")[1] == content
    library.remove("b")
    with contextlib.closing(sqlite3.connect(home / "library.db")) as connection:
        assert connection.execute("SELECT count(*) FROM originals").fetchone() == (0,)


def test_a_damaged_original_is_named_and_never_given_out(library: Library, home: Path) -> None:
    content = "甲。".encode()
    library.put(from_file(content), content)
    tamper(home, "UPDATE originals SET content = x'00'")
    with pytest.raises(DocumentFileCorrupt, match=r"made-up.*original has changed"):
        library.original("made-up")
    # Adding the same file again mends it.
    assert library.put(from_file(content), content) == "replaced"
    assert library.original("made-up")[1] == content


def test_a_list_is_read_once_for_each_state_of_the_library(
    library: Library, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for document_id in ("a", "b", "c"):
        library.put(document("甲。", document_id))
    parsed: list[str] = []

    def counting(path: Path, row: Row) -> Entry:
        parsed.append(row[0])
        return from_row(path, row)

    monkeypatch.setattr("corpus.store.queries.from_row", counting)
    assert [head.document_id for head in library.heads()] == ["a", "b", "c"]
    before = library.heads()
    assert parsed == ["a", "b", "c"]
    other = Library(home)
    other.put(document("乙。", "b"), tags=["x"])
    assert [head.version for head in library.heads("x")] == [version_of(document("乙。").text)]
    other.remove("c")
    assert [head.document_id for head in library.heads()] == ["a", "b"]
    # As it was at first, it is listed as it was at first; the list that was given out is another.
    other.put(document("甲。", "b"), tags=[])
    other.put(document("甲。", "c"))
    assert [head.version for head in library.heads()] == [head.version for head in before]
    library.heads().clear()
    assert len(library.heads()) == 3


def test_a_list_that_was_read_follows_a_restored_library(library: Library, home: Path) -> None:
    library.put(document("甲。", "a"))
    library.close()
    kept = (home / "library.db").read_bytes()
    library.put(document("乙。", "b"))
    assert len(library.heads()) == 2
    library.close()
    (home / "restored").write_bytes(kept)
    (home / "library.seal").unlink()
    (home / "restored").replace(home / "library.db")
    assert [head.document_id for head in library.heads()] == ["a"]


def test_the_same_file_is_found_again_under_whatever_id(library: Library) -> None:
    content = "甲。".encode()
    library.put(from_file(content, "a"))
    library.put(from_file("乙。".encode(), "c"))
    library.put(from_file(content, "b"))
    found = library.find_by_source(hashlib.sha256(content).hexdigest())
    assert [head.document_id for head in found] == ["a", "b"]
    assert library.find_by_source("0" * 64) == []


def test_threads_and_other_libraries_see_each_change_whole(library: Library, home: Path) -> None:
    versions = [document(f"第{n}版。") for n in range(20)]
    library.put(versions[0])
    other, seen, errors = Library(home), [], []

    def read() -> None:
        try:
            for _ in range(200):
                seen.append(other.get("made-up"))
                assert len(other.heads()) == 1
        except Exception as error:  # handed to the test
            errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for version in versions:
        library.put(version)
    for reader in readers:
        reader.join()
    assert errors == []
    assert all(document in versions for document in seen)


PUTS = """
import sys
from pathlib import Path
from corpus.store.library import Library
from tests.fakes import document
library = Library(Path(sys.argv[1]))
for number in range(15):
    library.put(document("shared", f"version {number} of {sys.argv[2]}"))
    library.put(document(f"own-{sys.argv[2]}-{number}", "words"))
"""


def test_processes_that_write_at_once_take_turns_and_lose_nothing() -> None:
    # In memory: on a slow disk one might wait for its turn longer than a writer waits.
    with in_memory() as folder:
        home = Path(folder)
        processes = [
            subprocess.Popen([sys.executable, "-c", PUTS, str(home), name])
            for name in ("a", "b", "c")
        ]
        assert [process.wait(timeout=PATIENCE) for process in processes] == [0, 0, 0]
        library = Library(home)
        assert len(library.heads()) == 3 * 15 + 1
        assert len(library.versions("shared")) == 3 * 15
        assert check_library(home) == []


def test_an_empty_file_is_damage_and_not_an_empty_library(home: Path) -> None:
    library = Library(home)
    library.put(document("甲。"))
    library.close()
    (home / "library.db").write_bytes(b"")
    with pytest.raises(DocumentFileCorrupt, match=r"library\.db.*0 bytes"):
        Library(home)
    with pytest.raises(DocumentFileCorrupt, match=r"library\.db.*0 bytes"):
        library.heads()


def test_a_log_that_was_taken_away_is_damage_and_not_an_older_library(home: Path) -> None:
    library = Library(home)
    library.put(document("甲。"))
    for name in ("library.db", "library.seal"):
        (home.parent / name).write_bytes((home / name).read_bytes())
    library.close()
    crashed = home.parent
    with pytest.raises(DocumentFileCorrupt, match="1 acknowledged changes are missing"):
        Library(crashed)


def test_a_library_of_a_newer_program_is_left_alone(home: Path) -> None:
    Library(home).close()
    with contextlib.closing(sqlite3.connect(home / "library.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(LibraryTooNew, match="layout 99"):
        Library(home)


def test_a_home_that_cannot_be_written_is_read_and_says_so_on_a_change() -> None:
    # Not below pytest's folder, which nobody else may enter.
    with tempfile.TemporaryDirectory(prefix="wenju-") as folder:
        home = Path(folder)
        library = Library(home)
        library.put(document("甲。"))
        library.close()
        for path in (*home.iterdir(), home):
            path.chmod(0o555 if path.is_dir() else 0o444)
        in_another_process(lambda: only_reads(home))


def only_reads(home: Path) -> None:
    library = Library(home)
    assert library.get("made-up") == document("甲。")
    with pytest.raises(LibraryNotWritable, match="WENJU_HOME"):
        library.put(document("乙。"))


def in_another_process(run: Callable[[], None]) -> None:
    """Run this in a forked process that has no right to write what is not its own."""
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setuid(65534)
            run()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
