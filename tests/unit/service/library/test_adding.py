from pathlib import Path

import pytest

from corpus.errors import RecordInvalid, TextNotReadable
from corpus.readers.dispatch import Reading, read_bytes
from corpus.readers.sandbox.reader import GuardedReader
from corpus.store.library import Library
from service.library.adding import Added, Adder, Draft, Wish, preview, sha256_of
from service.library.adding_files import add_files
from service.library.file_discovery import Found
from service.library.origins import Origins

TEXT = "The first report says what was found in the north.\n"
OTHER = "Another report says what was found in the south.\n"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


@pytest.fixture
def adder(library: Library, tmp_path: Path) -> Adder:
    return Adder(library, Origins(tmp_path))


def draft(adder: Adder, text: str, filename: str, wish: Wish) -> Draft:
    content = text.encode()
    return adder.draft(content, filename, read_bytes(content, filename), wish)


def add(adder: Adder, text: str, filename: str, wish: Wish | None = None) -> Added:
    """As the doors do it: recognised, or else read and stored."""
    wished = wish or Wish(origin=f"/texts/{filename}")
    known = adder.known(sha256_of(text.encode()), wished)
    if known is not None:
        return Added(known.document_id, known.version, "unchanged")
    return adder.store(draft(adder, text, filename, wished))


def test_a_document_is_stored_with_record_tags_and_original(adder: Adder, library: Library) -> None:
    wish = Wish(record={"title": "北方報告"}, tags=("law", "north"), origin="/a.txt")
    added = add(adder, TEXT, "a.txt", wish)
    head = library.head("bei-fang-bao-gao")
    assert (added.document_id, added.outcome) == ("bei-fang-bao-gao", "added")
    assert head.record == {"type": "document", "title": "北方報告", "id": "bei-fang-bao-gao"}
    assert head.tags == ("law", "north")
    assert library.get(head.document_id).text == TEXT.strip()
    assert library.original(head.document_id)[1] == TEXT.encode()


def test_the_same_path_replaces_its_own_document_and_older_versions_stay(
    adder: Adder, library: Library
) -> None:
    first = add(adder, TEXT, "report.txt")
    second = add(adder, OTHER, "report.txt")
    assert (first.document_id, first.outcome) == ("report", "added")
    assert (second.document_id, second.outcome) == ("report", "replaced")
    assert library.versions("report") == [first.version, second.version]
    assert library.resolve(f"report@{first.version}:4-9")[0].text == TEXT.strip()


def test_another_path_with_the_same_name_gets_an_id_of_its_own_and_keeps_it(adder: Adder) -> None:
    one, two = Wish(origin="/one/report.txt"), Wish(origin="/two/report.txt")
    assert add(adder, TEXT, "report.txt", one).document_id == "report"
    assert add(adder, OTHER, "report.txt", two).document_id == "report-2"
    changed = add(adder, OTHER + "\nAnd more.\n", "report.txt", two)
    assert (changed.document_id, changed.outcome) == ("report-2", "replaced")


def test_the_same_content_under_another_name_is_recognised(adder: Adder, library: Library) -> None:
    add(adder, TEXT, "report.txt")
    again = add(adder, TEXT, "copy.txt")
    assert (again.document_id, again.outcome) == ("report", "unchanged")
    named = add(adder, TEXT, "copy.txt", Wish(document_id="copy", origin="/texts/copy.txt"))
    assert (named.document_id, named.outcome) == ("report", "unchanged")
    assert [head.document_id for head in library.heads()] == ["report"]


def test_the_same_content_is_stored_again_where_that_is_wished(
    adder: Adder, library: Library
) -> None:
    add(adder, TEXT, "report.txt")
    again = add(adder, TEXT, "copy.txt", Wish(again=True, origin="/texts/copy.txt"))
    assert (again.document_id, again.outcome) == ("copy", "added")
    # The wish is fulfilled: repeating it makes no third one.
    third = add(adder, TEXT, "copy.txt", Wish(again=True, origin="/texts/copy.txt"))
    assert (third.document_id, third.outcome) == ("copy", "unchanged")


def test_a_new_record_or_new_tags_of_the_same_content_are_taken_over(
    adder: Adder, library: Library
) -> None:
    add(adder, TEXT, "report.txt", Wish(tags=("old",), origin="/texts/report.txt"))
    add(adder, TEXT, "report.txt", Wish(tags=("new",), origin="/texts/report.txt"))
    assert library.head("report").tags == ("new",)
    add(adder, TEXT, "elsewhere.txt", Wish(record={"title": "T"}, origin="/elsewhere.txt"))
    assert library.head("report").title == "T"
    assert library.head("report").tags == ("new",)
    assert len(library.heads()) == 1


def test_a_path_whose_content_becomes_that_of_another_document_is_still_replaced(
    adder: Adder, library: Library
) -> None:
    add(adder, TEXT, "one.txt")
    add(adder, OTHER, "two.txt")
    assert add(adder, TEXT, "two.txt").outcome == "replaced"
    assert library.get("two").text == TEXT.strip()


def test_a_removed_document_is_not_there_already(adder: Adder, library: Library) -> None:
    add(adder, TEXT, "report.txt")
    library.remove("report")
    added = add(adder, TEXT, "report.txt")
    assert (added.document_id, added.outcome) == ("report", "added")


@pytest.mark.parametrize("document_id", ["../etc", "a/b", "UPPER", "", "a" * 81, "論文", "a--b"])
def test_an_id_that_is_no_slug_is_refused_before_anything_is_read(
    adder: Adder, library: Library, document_id: str
) -> None:
    with pytest.raises(RecordInvalid, match="is not a slug"):
        adder.known("0" * 64, Wish(document_id=document_id))
    assert library.heads() == []


def test_a_file_without_a_paragraph_leaves_the_library_as_it_was(
    adder: Adder, library: Library
) -> None:
    with pytest.raises(TextNotReadable):
        add(adder, "  \n", "blank.txt")
    assert library.heads() == []


def test_a_preview_counts_and_cites_and_writes_nothing(adder: Adder, library: Library) -> None:
    wish = Wish(
        record={
            "type": "report", "title": "A Report", "issued": {"date-parts": [[2020]]},
            "author": [{"family": "Li", "given": "Ming"}],
        }
    )  # fmt: skip
    shown = preview(draft(adder, f"{TEXT}\n{OTHER}", "a.txt", wish))
    assert (shown.document_id, shown.language, shown.encoding) == ("a-report", "en", "utf-8")
    assert (shown.sections, shown.paragraphs, shown.passages) == (0, 2, 1)
    assert shown.apa == "Li, M. (2020). A report."
    assert shown.gb_t_7714.startswith("Li Ming. A Report[R].")
    assert library.heads() == []


def test_a_preview_names_an_id_that_is_free(adder: Adder) -> None:
    add(adder, TEXT, "report.txt")
    assert draft(adder, OTHER, "report.txt", Wish()).document.document_id == "report-2"


def test_a_defect_met_on_one_file_does_not_end_the_batch(
    adder: Adder, library: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Defective(GuardedReader):
        def read(self, content: bytes, filename: str) -> Reading:
            if filename == "one.txt":
                raise ZeroDivisionError("a defect")
            return read_bytes(content, filename)

    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(f"The text of {name}.", encoding="utf-8")
    files = [Found(tmp_path / name) for name in ("one.txt", "two.txt")]
    one, two = add_files(files, adder, Wish(), Defective(), most_bytes=1000)
    assert (one.outcome, two.outcome) == ("refused", "added")
    assert "ZeroDivisionError: a defect" in str(one.why)
    assert "ZeroDivisionError" in caplog.text
    assert [head.document_id for head in library.heads()] == ["two"]
