"""What reference managers read: a parser of BibTeX reads each entry, whatever is in its fields."""

import re
from typing import Any

from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st

from service.citing.citations import Link, Locator, render_citation, render_reference
from tests.unit.service.citing.reference_table import WORKS

LINK = Link("t@0123456789ab:3-9", "https://example.org/documents/t?at=0123456789ab:3-9&x")
BOOK: dict[str, Any] = {
    "type": "book", "title": "論自由", "language": "zh-Hant",
    "author": [{"literal": "約翰·史都華·彌爾"}],
    "translator": [{"family": "程", "given": "崇華"}], "genre": "文集",
    "DOI": "10.1000/182", "URL": "https://example.org/x", "accessed": {"date-parts": [[2026, 11, 1]]},
}  # fmt: skip
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"]), min_size=1, max_size=40)
_COMMANDS = {r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}",
             r"\textasciitilde{}": "~", r"\textasciicircum{}": "^"}  # fmt: skip


def fields_of(entry: str) -> dict[str, str]:
    library = parse_string(entry)
    assert not library.failed_blocks
    (read,) = library.entries
    return {field.key: field.value for field in read.fields}


def letters(value: str) -> str:
    """The text that LaTeX prints for an escaped value."""
    pattern = "|".join(re.escape(command) for command in _COMMANDS)
    plain = re.sub(
        rf"{pattern}|\\([&%$#_])", lambda found: _COMMANDS.get(found[0], found[1]), value
    )
    return plain


@given(ANY_TEXT)
def test_a_parser_reads_any_title_as_it_was(title: str) -> None:
    record = {"type": "book", "title": title}
    read = fields_of(render_reference(record, "bibtex")).get("title", "{}")
    if not re.search(r"<\w", title):  # markup has its own test
        assert letters(read.removeprefix("{").removesuffix("}")) == " ".join(title.split())


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_names_notes_and_addresses_break_no_entry(name: str, quote: str, url: str) -> None:
    record = {
        "type": "report", "title": "T", "URL": url, "author": [{"literal": name}],
        "editor": [{"family": name, "given": name}],
    }  # fmt: skip
    fields = fields_of(render_citation(record, Locator((name,)), quote, "bibtex"))
    assert {"title", "author", "editor", "note", "annote"} <= fields.keys()


def test_every_work_of_the_table_is_read_by_the_parser() -> None:
    for work in WORKS.values():
        assert "title" in fields_of(render_reference(work.record, "bibtex"))


def test_bibtex_has_translators_genre_doi_and_the_day_of_access() -> None:
    fields = fields_of(render_reference(BOOK, "bibtex"))
    assert fields["translator"] == "程, 崇華"
    assert fields["author"] == "{約翰·史都華·彌爾}"
    assert (fields["type"], fields["doi"], fields["urldate"]) == (
        "文集",
        "10.1000/182",
        "2026-11-01",
    )
    without_address = {**BOOK, "URL": ""}
    assert "urldate" not in fields_of(render_reference(without_address, "bibtex"))


def test_ris_has_translators_genre_doi_and_the_day_of_access() -> None:
    lines = render_reference(BOOK, "ris").splitlines()
    for line in ("A4  - 程, 崇華", "M3  - 文集", "DO  - 10.1000/182", "Y2  - 2026/11/01"):
        assert line in lines
    assert not any(
        each.startswith("Y2") for each in render_reference({**BOOK, "URL": ""}, "ris").splitlines()
    )


def test_a_note_of_ris_has_quotation_locator_and_link() -> None:
    place = Locator(("第一章",), 1)
    lines = render_citation(BOOK, place, "「自由」<是>什麼", "ris", link=LINK).splitlines()
    assert "SE  - 第一章，第 1 段" in lines
    assert (
        "N1  - 『「自由」&lt;是&gt;什麼』（第一章，第 1 段）<br>"
        '<a href="https://example.org/documents/t?at=0123456789ab:3-9&amp;x">t@0123456789ab:3-9</a>'
    ) in lines


def test_a_note_of_csl_json_is_text_after_the_records_own() -> None:
    record = {**BOOK, "note": "借自圖書館"}
    written = render_citation(record, Locator(("第一章",), 1), "自由", "csl-json", link=LINK)
    assert f'"note": "借自圖書館\\n「自由」（第一章，第 1 段）\\n{LINK.url}"' in written


def test_a_hostile_name_stays_on_its_line_of_ris() -> None:
    record = {
        "type": "book",
        "title": "T\nER  - \nTY  - BOOK",
        "author": [{"literal": "A\r\nUR  - x"}],
    }
    assert [line[:2] for line in render_reference(record, "ris").splitlines()] == [
        "TY",
        "AU",
        "TI",
        "ER",
    ]
