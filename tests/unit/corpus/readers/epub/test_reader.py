import pytest

from corpus.readers.blocks import Body, Heading, Note
from corpus.readers.dispatch import Reading, read_bytes
from tests.unit.corpus.readers.packed import epub

NAV = (
    '<nav epub:type="toc"><h1>Contents</h1><ol><li><a href="c1.xhtml">第一章</a></li>'
    '<li><a href="c2.xhtml#s1">第二章</a></li></ol></nav>'
    '<nav epub:type="page-list"><ol><li><a href="c1.xhtml#p5">5</a></li>'
    '<li><a href="c2.xhtml#p6">vi</a></li></ol></nav>'
)


def read(content: bytes) -> Reading:
    return read_bytes(content, "book.epub")


def test_chapters_come_in_reading_order_and_a_title_that_is_only_listed_is_their_heading() -> None:
    pages = {
        "c2": "<p>Second.</p>",
        "c1": "<p>First.</p>",
        "c3": "<h2>Third</h2><p>End.</p>",
    }
    order = '<itemref idref="nav"/><itemref idref="c1"/><itemref idref="c2"/><itemref idref="c3"/><itemref idref="x"/>'
    assert read(epub(pages, navigation=NAV, spine=order)).blocks == (
        Heading("第一章", 1), Body("First."), Heading("第二章", 1), Body("Second."),
        Heading("Third", 2), Body("End."),
    )  # fmt: skip


def test_a_title_that_is_set_as_a_paragraph_is_the_heading() -> None:
    pages = {"c1": "<p>第一 章</p><p>First.</p>", "c2": "<p>Second.</p>"}
    assert read(epub(pages, navigation=NAV)).blocks == (
        Heading("第一章", 1), Body("First."), Heading("第二章", 1), Body("Second."),
    )  # fmt: skip


def test_titles_and_pages_of_an_older_book_are_in_its_ncx() -> None:
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>One</text>'
        '</navLabel><content src="c1.xhtml"/></navPoint></navMap><pageList><pageTarget><navLabel>'
        '<text>17</text></navLabel><content src="c1.xhtml#p"/></pageTarget></pageList></ncx>'
    )
    assert read(epub({"c1": "<p>A</p><p id='p'>B</p>"}, ncx=ncx)).blocks == (
        Heading("One", 1), Body("A"), Body("B", "17"),
    )  # fmt: skip


def test_listed_pages_begin_at_their_marks_and_go_on_into_the_next_chapter() -> None:
    pages = {
        "c1": '<h1>1</h1><p>A.</p><p>B<a id="p5"/>C</p>',
        "c2": '<h1>2</h1><p>D.</p><span id="p6" epub:type="pagebreak" title="9"/><p>E.</p>',
    }
    assert read(epub(pages, navigation=NAV)).blocks == (
        Heading("1", 1), Body("A."), Body("BC", page_breaks=((1, "5"),)),
        Heading("2", 1), Body("D.", "5"), Body("E.", "vi"),
    )  # fmt: skip


def test_notes_in_a_file_of_their_own_go_to_their_marks() -> None:
    pages = {
        "c1": '<h1>1</h1><p>A<a epub:type="noteref" href="notes.xhtml#n1">1</a>.</p>',
        "c2": '<h1>2</h1><p>B<a epub:type="noteref" href="../OPS/notes.xhtml#n2">2</a>.</p>',
        "notes": '<section epub:type="endnotes"><h1>Notes</h1><ol><li id="n1"><p>One.</p></li>'
        '<li id="n2"><p>Two.</p></li></ol></section>',
    }
    assert read(epub(pages)).blocks == (
        Heading("1", 1), Body("A."), Note("One.", "1"), Heading("2", 1), Body("B."), Note("Two.", "2"),
    )  # fmt: skip


def test_named_characters_and_broken_markup_are_read() -> None:
    pages = {
        "c1": "<p>a&nbsp;&mdash;&#160;b &amp; c &unknown; d</p>",
        "c2": "<p>open <b>bold<p>next",
    }
    assert [block.text for block in read(epub(pages)).blocks] == [
        "a — b & c &unknown; d", "open bold", "next",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("metadata", "record"),
    [
        ("", {}),
        (
            "<dc:title>六方會談</dc:title><dc:creator>林小明</dc:creator><dc:creator opf:role='edt'>Jane Doe</dc:creator>"
            "<dc:contributor id='t'>John Smith</dc:contributor><meta refines='#t' property='role'>trl</meta>"
            "<dc:contributor opf:role='bkp'>calibre</dc:contributor><dc:date opf:event='modification'>2020</dc:date>"
            "<dc:date opf:event='publication'>2008-03</dc:date><dc:publisher>五南</dc:publisher><dc:language>zh-TW</dc:language>"
            "<dc:identifier>urn:uuid:1</dc:identifier><dc:identifier>urn:isbn:978-957-11-0000-7</dc:identifier>",
            {
                "type": "book", "title": "六方會談", "author": [{"family": "林", "given": "小明"}],
                "editor": [{"family": "Doe", "given": "Jane"}], "translator": [{"family": "Smith", "given": "John"}],
                "issued": {"date-parts": [[2008, 3]]}, "publisher": "五南", "language": "zh-TW",
                "ISBN": "978-957-11-0000-7",
            },
        ),
    ],
)  # fmt: skip
def test_the_package_gives_the_record(metadata: str, record: dict[str, object]) -> None:
    assert read(epub({"c1": "<p>T.</p>"}, metadata)).record == record


def test_parts_outside_the_linear_order_come_behind_the_book_and_are_known() -> None:
    spine = '<itemref idref="a" linear="no"/><itemref idref="b"/>'
    book = epub({"a": "<h1>Answers</h1><p>Two.</p>", "b": "<h1>1</h1><p>One.</p>"}, spine=spine)
    assert read(book).blocks == (
        Heading("1", 1), Body("One."), Heading("Answers", 1), Body("Two.", kind="appendix")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("date", "issued"),
    [("2026-11-30T18:49:43Z", None), ("1913", {"date-parts": [[1913]]})],
)
def test_the_day_on_which_a_file_was_made_is_no_year_of_publication(
    date: str, issued: dict[str, list[list[int]]] | None
) -> None:
    metadata = (
        f"<dc:title>T</dc:title><dc:date>{date}</dc:date>"
        '<meta property="dcterms:modified">2026-11-30T18:50:00Z</meta>'
    )
    assert read(epub({"a": "<p>One.</p>"}, metadata)).record.get("issued") == issued


def test_braces_around_the_numbers_of_pages_are_no_part_of_them() -> None:
    navigation = '<nav epub:type="page-list" xmlns:epub="http://www.idpf.org/2007/ops"><a href="a.xhtml#p">{176}</a></nav>'
    book = epub({"a": '<p id="p">One.</p>'}, navigation=navigation)
    assert read(book).blocks == (Body("One.", "176"),)
