"""One text, written by other programs in the formats that they have, is read as the same text."""

import pytest

from corpus.readers.blocks import Heading, Note
from corpus.readers.dispatch import read_bytes
from tests.unit.corpus.readers import other_programs
from tests.unit.corpus.readers.other_programs import (
    SOURCE,
    TEXT,
    TITLE,
    written_by_office,
    written_by_pandoc,
)

AUTHOR = [{"family": "林", "given": "小明"}]
ISSUED = {"date-parts": [[2006, 6, 12]]}
RECORD = {"title": "中共新安全觀", "author": AUTHOR, "issued": ISSUED, "language": "zh-Hant"}


def test_markdown() -> None:
    reading = read_bytes(SOURCE.encode(), "text.md")
    assert list(reading.blocks) == TEXT
    assert reading.record == {"type": "document", **RECORD}
    assert (reading.language, reading.media_type) == ("zh-Hant", "text/markdown")
    assert (reading.encoding, reading.warnings) == ("utf-8", ())


def test_html_by_pandoc() -> None:
    reading = read_bytes(written_by_pandoc("html"), "text.html")
    assert list(reading.blocks) == [*TITLE, *TEXT]
    assert reading.record == {"type": "webpage", **RECORD}
    assert (reading.media_type, reading.encoding, reading.warnings) == ("text/html", "utf-8", ())


def test_docx_by_pandoc() -> None:
    reading = read_bytes(written_by_pandoc("docx"), "text.docx")
    assert list(reading.blocks) == [*TITLE, *TEXT]
    # Word keeps no date of the work, only those of the file.
    assert reading.record == {
        "type": "document", "title": "中共新安全觀", "author": AUTHOR, "language": "zh-Hant"
    }  # fmt: skip
    assert reading.media_type.endswith("wordprocessingml.document")
    assert (reading.encoding, reading.warnings) == (None, ())


def test_epub_by_pandoc() -> None:
    reading = read_bytes(written_by_pandoc("epub"), "text.epub")
    assert list(reading.blocks) == [*TITLE, *TEXT]
    assert reading.record == {"type": "book", **RECORD}
    assert (reading.media_type, reading.warnings) == ("application/epub+zip", ())


def test_odt_by_pandoc() -> None:
    reading = read_bytes(written_by_pandoc("odt"), "text.odt")
    assert [block.text for block in reading.blocks if not isinstance(block, Note)] == [
        block.text for block in [*TITLE, *TEXT] if not isinstance(block, Note)
    ]
    assert [block for block in reading.blocks if isinstance(block, Note)] == [
        Note("參見外交部談話。", "1"), Note("See Doe 2004.", "2")
    ]  # fmt: skip


def test_rtf_by_pandoc() -> None:
    reading = read_bytes(written_by_pandoc("rtf"), "text.rtf")
    assert {block.text for block in [*TITLE, *TEXT] if not isinstance(block, Note)} <= {
        block.text.removeprefix("• ") for block in reading.blocks
    }


needs_office = pytest.mark.skipif(
    not other_programs.find_office(),
    reason="LibreOffice is not installed (.ci/office installs it where it can)",
)


@needs_office
def test_docx_by_libreoffice() -> None:
    reading = read_bytes(written_by_office("docx"), "text.docx")
    assert list(reading.blocks) == [*TITLE, *TEXT]
    assert reading.record == {
        "type": "document", "title": "中共新安全觀", "author": AUTHOR, "language": "zh-Hant"
    }  # fmt: skip


@needs_office
def test_html_by_libreoffice() -> None:
    reading = read_bytes(written_by_office("html"), "text.html")
    # It breaks lines of source at blanks, which between Chinese characters says nothing.
    assert [without_blanks(block.text) for block in reading.blocks] == [
        without_blanks(block.text) for block in [*TITLE, *TEXT]
    ]
    notes = [block for block in reading.blocks if isinstance(block, Note)]
    assert notes == [Note("參見外交部談話。", "1"), Note("See Doe 2004.", "2")]
    assert reading.record["title"] == "中共新安全觀"


@needs_office
def test_epub_by_libreoffice() -> None:
    reading = read_bytes(written_by_office("epub"), "text.epub")
    # It writes chapters as files that only the contents give a title, and no row of table heads.
    headings = [block.text for block in reading.blocks if isinstance(block, Heading)]
    assert headings == ["Section 1", "第一章 緒論", "第二章 結論"]
    kept = [b.text for b in [*TITLE, *TEXT] if b.text != "年份 | 輪次" and not isinstance(b, Note)]
    texts = [block.text for block in reading.blocks if not isinstance(block, Note)]
    assert texts == ["Section 1", *kept]
    assert [block for block in reading.blocks if isinstance(block, Note)] == [
        Note("參見外交部談話。", "1"), Note("See Doe 2004.", "2"),
    ]  # fmt: skip


def without_blanks(text: str) -> str:
    return "".join(text.split())


@needs_office
@pytest.mark.parametrize("ending", ["odt", "rtf"])
def test_other_formats_by_libreoffice(ending: str) -> None:
    reading = read_bytes(written_by_office(ending), f"text.{ending}")
    assert [block.text for block in reading.blocks] == [block.text for block in [*TITLE, *TEXT]]
