from collections.abc import Callable

import pytest

from corpus.errors import FileDamaged
from corpus.readers.blocks import Block, Body, Heading, Note
from corpus.readers.dispatch import read_bytes
from corpus.readers.markup.webpage import read_webpage
from tests.steady import check_linear


def read(body: str) -> list[Block]:
    return read_webpage(f"<html><body>{body}</body></html>")[0]


def texts(body: str) -> list[str]:
    return [block.text for block in read(body)]


def test_what_a_reader_does_not_see_or_sees_around_the_text_is_left_out() -> None:
    assert texts(
        "<script>x()</script><style>p{}</style><nav><p>Menu</p></nav><aside>Advertisement</aside>"
        "<template><p>t</p></template><noscript>n</noscript><!-- comment --><p hidden>h</p>"
        "<p style='color:red; DISPLAY : none'>d</p><svg><text>s</text></svg>"
        "<form><button>Send</button><select><option>o</option></select></form>"
        "<p>Seen <span aria-hidden='true'>★</span>text.</p>tail"
    ) == ["Seen text.", "tail"]


def test_headings_paragraphs_lists_quotations_and_preformatted_text() -> None:
    assert read(
        "loose<h1>A <em>b</em></h1><p>One<br>line</p><ul><li>x<li>y <p>z</p></ul>"
        "<blockquote>quoted</blockquote><h3>C</h3><pre>a = 1\n\n  b = 2\n</pre><dl><dt>t<dd>d</dl>"
    ) == [
        Body("loose"), Heading("A b", 1), Body("One\nline"), Body("x"), Body("y"), Body("z"),
        Body("quoted", kind="quotation"), Heading("C", 3), Body("a = 1\nb = 2"), Body("t"), Body("d"),
    ]  # fmt: skip


def test_blanks_are_as_a_reader_sees_them() -> None:
    assert texts(
        "<p>\n  南韓希望\n  維持和平 and\n peace&nbsp;\t now.\u200b co\u00adoperation  </p><p>　　甲\u3000乙</p>"
    ) == ["南韓希望維持和平 and peace now. cooperation", "甲\u3000乙"]


def test_paragraphs_that_are_parted_by_line_breaks_alone_are_paragraphs() -> None:
    assert texts("<div>　　甲。<br>\n　　乙。<br/>丙<br> <br>\n<br>丁 <b>戊</b></div>") == [
        "甲。", "乙。\n丙", "丁 戊",
    ]  # fmt: skip
    assert texts("<h1>A<br><br>B</h1><pre>a\n\n　　b</pre>") == ["A B", "a\n　　b"]


def test_words_in_neighbouring_elements_are_not_run_together_nor_cut() -> None:
    assert texts("<div>one<div>two</div>three</div><p>f<b>o</b>ur <i>five</i></p>") == [
        "one", "two", "three", "four five",
    ]  # fmt: skip


def test_a_row_of_a_table_is_a_paragraph() -> None:
    assert texts(
        "<table><caption>T</caption><tr><th>Year<th>Round</tr><tr><td>2003<td><p>first</p></tr>"
        "<tr><td>a<td></tr><tr><td><p>one</p><p>two</p><td>b</tr></table>"
    ) == ["T", "Year | Round", "2003 | first", "a", "one two | b"]


def test_a_table_in_a_table_keeps_its_own_rows() -> None:
    assert texts("<table><tr><td>a<table><tr><td>b<td>c</table></td><td>d</td></tr></table>") == [
        "a",
        "b | c",
        "d",
    ]


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ('<a role="doc-noteref" href="#n">1</a>', '<aside role="doc-footnote" id="n">N. <a href="#r" role="doc-backlink">↩</a></aside>'),
        ('<a epub:type="noteref" href="#n">1</a>', '<aside epub:type="footnote" id="n"><p>N.</p></aside>'),
        ('<sup class="reference"><a href="#cite_note-3">[1]</a></sup>', '<ol class="references"><li id="cite_note-3"><a href="#cite_ref-3">^</a> N.</li></ol>'),
        ('<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a>', '<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> N.</p></div>'),
        ('<sup><a href="#fn1">1</a></sup>', '<section class="footnotes"><h2>Notes</h2><ol><li id="fn1"><p>N. <a class="footnote-back" href="#r">back</a></p></li></ol></section>'),
        ('<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a>', '<div id="sdfootnote1"><p><a name="sdfootnote1sym" href="#sdfootnote1anc">1</a>N.</p></div><div title="footer"><p>7</p></div>'),
        ('<sup id="r"><a href="#x">1</a></sup>', '<p id="x">1. N.</p>'),
    ],
    ids=["aria", "epub", "wikipedia", "word", "pandoc", "libreoffice", "bare"],
)  # fmt: skip
def test_a_note_goes_to_where_its_mark_stood(mark: str, note: str) -> None:
    assert read(f"<h1>A</h1><p>In 2003{mark}, so.</p><h1>B</h1><p>End.</p>{note}") == [
        Heading("A", 1), Body("In 2003, so."), Note("N.", "1"), Heading("B", 1), Body("End."),
    ]  # fmt: skip


def test_a_note_of_two_paragraphs_is_two_units_of_one_mark() -> None:
    note = '<aside epub:type="footnote" id="n"><p>① One.</p><p>Two.</p></aside>'
    assert read(f'<p>A<a epub:type="noteref" href="#n">①</a>.</p>{note}') == [
        Body("A."), Note("One.", "①"), Note("Two.", "①"),
    ]  # fmt: skip


def test_a_note_that_nothing_refers_to_stays_with_its_own_mark() -> None:
    assert read('<p>A.</p><p class="footnote">* N.</p><p class="footnote">1990 was cold.</p>') == [
        Body("A."), Note("N.", "*"), Note("was cold.", "1990"),
    ]  # fmt: skip


def test_a_link_to_a_place_in_the_page_is_no_note() -> None:
    assert read('<p>See <a href="#part2">section 2</a> and <a href="#top">2003</a>.</p><p id="part2">P.</p>') == [
        Body("See section 2 and 2003."), Body("P."),
    ]  # fmt: skip


def test_printed_pages_are_those_that_page_breaks_name() -> None:
    body = (
        '<p>A.</p><div role="doc-pagebreak" aria-label="page 12"></div><p>B.</p>'
        '<p>C<span role="doc-pagebreak" title="13"></span>D.</p><p>E.</p>'
        '<p>F<span epub:type="pagebreak">14</span>g<span epub:type="pagebreak">15</span>h.</p>'
        '<p>I.<span role="doc-pagebreak" title="16"/></p><p>J.</p>'
    )
    assert read(body) == [
        Body("A."), Body("B.", "12"), Body("CD.", "12", page_breaks=((1, "13"),)), Body("E.", "13"), Body("Fgh.", "13", page_breaks=((1, "14"), (2, "15"))),
        Body("I.", "15"), Body("J.", "16"),
    ]  # fmt: skip


def test_blanks_around_a_page_break_are_one_and_the_break_stays() -> None:
    mark = '<span role="doc-pagebreak" title="5"/>'
    assert read(f"<p>a {mark} b</p><p>甲\n{mark}\n乙</p>") == [
        Body("a b", page_breaks=((2, "5"),)), Body("甲 乙", "5"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "encoding", "reported"),
    [
        ('<meta charset="big5">', "big5", "big5"),
        ('<META http-equiv="Content-Type" content="text/html; charset=GB2312">', "gb18030", "gb18030"),
        ("", "big5", "big5"),
        ("", "utf-16", "utf-16-le"),
        ('<meta charset="utf-8">', "utf-8-sig", "utf-8"),
    ],
)  # fmt: skip
def test_the_encoding_that_a_page_names_is_used(head: str, encoding: str, reported: str) -> None:
    page = (
        f"<html><head>{head}</head><body><p>六方會談的目的是和平，大家都這樣說。</p></body></html>"
    )
    reading = read_bytes(page.encode(encoding), "page.html")
    assert [block.text for block in reading.blocks] == ["六方會談的目的是和平，大家都這樣說。"]
    assert (reading.encoding, reading.warnings) == (reported, ())


def test_a_page_that_names_a_wrong_encoding_is_read_with_a_warning() -> None:
    page = '<html><meta charset="utf-8"><p>六方會談的目的是和平，大家都這樣說。</p></html>'
    reading = read_bytes(page.encode("big5"), "page.html")
    assert [block.text for block in reading.blocks] == ["六方會談的目的是和平，大家都這樣說。"]
    assert reading.warnings == ("the page calls its encoding 'utf-8', but it is big5",)


@pytest.mark.parametrize("encoding", ["utf-8", "big5"])
def test_a_page_that_wrongly_names_an_encoding_which_takes_all_bytes_is_still_read(
    encoding: str,
) -> None:
    page = '<html><meta charset="gb2312"><p>六方會談的目的是和平，大家都這樣說。</p></html>'
    content = page.encode(encoding)
    reading = read_bytes(content, "page.html")
    assert [block.text for block in reading.blocks] == ["六方會談的目的是和平，大家都這樣說。"]
    assert reading.warnings == (f"the page calls its encoding 'gb2312', but it is {encoding}",)


def test_an_encoding_that_only_a_page_can_name_is_believed() -> None:
    page = '<html><meta charset="windows-1252"><p>The “talks” – a détente.</p></html>'
    reading = read_bytes(page.encode("cp1252"), "page.html")
    assert [block.text for block in reading.blocks] == ["The “talks” – a détente."]
    assert (reading.encoding, reading.warnings) == ("cp1252", ())


def test_a_page_in_ascii_is_in_whatever_it_says() -> None:
    page = b"<html><meta charset=iso-8859-1><p>Plain text.</p></html>"
    assert read_bytes(page, "page.html").warnings == ()


def test_what_a_page_says_of_the_work_is_its_record() -> None:
    head = (
        '<title>Talks | Journal</title><meta name="citation_title" content="The Talks">'
        '<meta name="citation_author" content="Doe, Jane"><meta name="citation_author" content="林小明">'
        '<meta name="citation_journal_title" content="Asian Studies">'
        '<meta name="citation_publication_date" content="2006/06/12"><meta name="citation_volume" content="4">'
        '<meta name="citation_firstpage" content="101"><meta name="citation_lastpage" content="120">'
        '<meta name="citation_doi" content="10.1000/182"><meta property="og:title" content="Share me">'
    )
    record = read_webpage(f'<html lang="en">{head}<body><p>T.</p></body></html>')[1]
    assert record == {
        "type": "article-journal",
        "title": "The Talks",
        "author": [{"family": "Doe", "given": "Jane"}, {"family": "林", "given": "小明"}],
        "issued": {"date-parts": [[2006, 6, 12]]},
        "container-title": "Asian Studies",
        "volume": "4",
        "page": "101-120",
        "DOI": "10.1000/182",
        "language": "en",
    }


@pytest.mark.parametrize(
    ("head", "record"),
    [
        ("", {}),
        ("<title> A  title </title>", {"type": "webpage", "title": "A title"}),
        ('<meta name="DC.title" content="D"><meta name="DC.creator" content="外交部"><meta name="DC.date" content="2008">',
         {"type": "webpage", "title": "D", "author": [{"literal": "外交部"}], "issued": {"date-parts": [[2008]]}}),
        ('<meta property="og:title" content="O"><meta property="og:site_name" content="S">',
         {"type": "webpage", "title": "O", "container-title": "S"}),
        ('<meta name="citation_title" content="T"><meta name="citation_dissertation_institution" content="國立政治大學">',
         {"type": "thesis", "title": "T", "publisher": "國立政治大學"}),
    ],
)  # fmt: skip
def test_the_record_has_what_the_head_says_and_no_more(
    head: str, record: dict[str, object]
) -> None:
    assert read_webpage(f"<html><head>{head}</head><body><p>T.</p></body></html>")[1] == record


def test_headings_of_a_page_without_heading_tags_are_found_in_its_lines() -> None:
    page = "<html><p>第一章 緒論</p><p>南韓希望維持和平。</p><p>1990</p></html>"
    assert read_bytes(page.encode(), "a.html").blocks == (
        Heading("第一章 緒論", 2), Body("南韓希望維持和平。"), Body("1990"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "size"),
    [
        (lambda n: "<div>" * n + "x", 2_000),
        (lambda n: "<sup><a>" * n + "x", 1_000),
        (lambda n: "<table><tr><td>" * n + "x", 600),
        (lambda n: "<p>x" * n, 20_000),
        (lambda n: " \n" * n + "x", 200_000),
        (lambda n: "<p>" + "甲\n" * n, 100_000),
        (lambda n: "<sup><a href='#a'>1</a></sup>" * n + "x", 8_000),
        (lambda n: "<br>" * n + "x", 20_000),
        (lambda n: "<br>" + "<i>　　</i>" * n + "x", 20_000),
    ],
    ids=["div", "sup", "table", "p", "blanks", "lines", "marks", "breaks", "indents"],
)
def test_time_is_linear_and_depth_is_no_matter(body: Callable[[int], str], size: int) -> None:
    def read(size: int) -> None:
        assert "".join(texts(body(size))).rstrip(" )")[-1] in "x甲"

    check_linear(read, size)


def test_a_page_that_cannot_be_read_to_its_end_is_refused() -> None:
    with pytest.raises(FileDamaged, match=r"Excessive depth"):
        texts("<div>" * 20_000 + "x")


@pytest.mark.parametrize(
    ("title", "record"),
    [
        ("水壩安全報告 | 某某新聞網", ("水壩安全報告", "某某新聞網")),
        ("水壩安全報告 – News", ("水壩安全報告", "News")),
        ("水壩安全報告：續篇", ("水壩安全報告：續篇", None)),
        ("Another title | News", ("Another title | News", None)),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(
    title: str, record: tuple[str, str | None]
) -> None:
    page = f"<html><head><title>{title}</title></head><body><h1>水壩安全報告</h1><p>甲。</p></body></html>"
    found = read_bytes(page.encode(), "a.html").record
    assert (found["title"], found.get("container-title")) == record
