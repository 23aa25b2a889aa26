import pytest

from corpus.readers.blocks import Block, Body, Heading, Note
from corpus.readers.dispatch import read_bytes
from corpus.readers.docx.number_formats import format_number
from tests.unit.corpus.readers.packed import docx, pack, paragraph, word


def read(body: str, **parts: str) -> list[Block]:
    return list(read_bytes(docx(body, **parts), "text.docx").blocks)


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def style(name: str, style_id: str, inside: str = "") -> str:
    return f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/>{inside}</w:style>'


@pytest.mark.parametrize(
    ("name", "rank"),
    [("heading 1", 1), ("Heading 2", 2), ("標題 3", 3), ("标题 4", 4), ("標題5", 5), ("Title", 1), ("heading 9", 9)],
)  # fmt: skip
def test_a_style_named_as_a_heading_in_any_language_is_one(name: str, rank: int) -> None:
    blocks = read(paragraph("題目", "s1") + paragraph("文字"), styles=style(name, "s1"))
    assert blocks == [Heading("題目", rank), Body("文字")]


def test_an_outline_level_makes_a_heading_and_is_handed_down_to_other_styles() -> None:
    styles = style("章", "z1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>') + style(
        "小章", "z2", '<w:basedOn w:val="z1"/>'
    )
    own = '<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:r><w:t>C</w:t></w:r></w:p>'
    body_level = '<w:p><w:pPr><w:pStyle w:val="z1"/><w:outlineLvl w:val="9"/></w:pPr><w:r><w:t>D</w:t></w:r></w:p>'
    blocks = read(paragraph("A", "z1") + paragraph("B", "z2") + own + body_level, styles=styles)
    assert blocks == [Heading("A", 1), Heading("B", 1), Heading("C", 3), Body("D")]


def test_a_style_based_on_the_title_is_no_title() -> None:
    styles = style("Title", "t") + style("Date", "d", '<w:basedOn w:val="t"/>')
    assert read(paragraph("2006", "d") + paragraph("文"), styles=styles) == [
        Body("2006"),
        Body("文"),
    ]


def test_styles_that_are_based_on_each_other_end() -> None:
    styles = style("a", "a", '<w:basedOn w:val="b"/>') + style("b", "b", '<w:basedOn w:val="a"/>')
    assert read(paragraph("文字", "a"), styles=styles) == [Body("文字")]


def test_headings_without_styles_are_found_by_their_form() -> None:
    blocks = read(paragraph("第一章 緒論") + paragraph("南韓希望維持和平。"))
    assert blocks == [Heading("第一章 緒論", 2), Body("南韓希望維持和平。")]


def test_insertions_are_kept_and_deletions_left_out() -> None:
    body = (
        f"<w:p>{run('一')}<w:ins>{run('二')}</w:ins><w:del><w:r><w:delText>三</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('四')}</w:moveFrom><w:moveTo>{run('五')}</w:moveTo></w:p>"
    )
    assert read(body) == [Body("一二五")]


def test_paragraphs_whose_end_was_deleted_are_one() -> None:
    deleted = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    assert read(f"{deleted}{run('一')}</w:p><w:p>{run('二')}</w:p>") == [Body("一二")]
    assert read(f"<w:p>{run('一')}</w:p>{deleted}{run('二')}</w:p>") == [Body("一"), Body("二")]


def test_hidden_text_field_codes_and_readings_are_left_out_and_results_kept() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('ㄅㄟˇ')}</w:rt><w:rubyBase>{run('北')}</w:rubyBase></w:ruby></w:r>"
    field = "<w:r><w:instrText> PAGEREF _1 </w:instrText></w:r>" + run("12")
    link = f"<w:hyperlink>{run('連結')}</w:hyperlink><w:sdt><w:sdtContent>{run('框')}</w:sdtContent></w:sdt>"
    hidden = run("藏", "<w:vanish/>") + run("顯", '<w:vanish w:val="0"/>')
    assert read(f"<w:p>{ruby}{field}{link}{hidden}</w:p>") == [Body("北12連結框顯")]


def test_breaks_tabs_and_hyphens_are_as_a_reader_sees_them() -> None:
    body = (
        "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:br w:type='page'/>"
        "<w:t>d</w:t><w:noBreakHyphen/><w:t>e</w:t><w:softHyphen/><w:t>f</w:t><w:lastRenderedPageBreak/></w:r></w:p>"
    )
    assert read(body) == [Body("a b\ncd\u2011ef")]


def test_a_text_box_comes_after_its_paragraph_and_once() -> None:
    box = f"<w:txbxContent>{paragraph('框一')}{paragraph('框二')}</w:txbxContent>"
    drawing = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    body = f"<w:p>{run('前')}<w:r>{drawing}</w:r>{run('後')}</w:p>"
    assert read(body) == [Body("前後"), Body("框一"), Body("框二")]


def test_tables_are_read_row_by_row() -> None:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"

    body = (
        "<w:tbl>"
        + row(paragraph("年"), paragraph("輪"))
        + row(paragraph("2003"), "<w:p/>", paragraph("一"))
        + row(paragraph("a") + paragraph("b"), paragraph("c"))
        + "</w:tbl>"
    )
    assert [block.text for block in read(body)] == ["年 | 輪", "2003 |  | 一", "a b | c"]


def test_a_table_of_contents_is_left_out() -> None:
    gallery = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
        f"</w:sdtPr><w:sdtContent>{paragraph('緒論 1')}</w:sdtContent></w:sdt>"
    )
    styles = style("toc 1", "T1") + style("heading 1", "H1")
    body = gallery + paragraph("緒論 1", "T1") + paragraph("緒論", "H1") + paragraph("文字。")
    assert read(body, styles=styles) == [Heading("緒論", 1), Body("文字。")]


def note(note_id: str, text: str, kind: str = "footnote") -> str:
    return f'<w:{kind} w:id="{note_id}">{paragraph(text)}</w:{kind}>'


def mark(note_id: str, kind: str = "footnote", more: str = "") -> str:
    return f'<w:r><w:{kind}Reference w:id="{note_id}" {more}/></w:r>'


SEPARATOR = f'<w:footnote w:type="separator" w:id="0">{paragraph("———")}</w:footnote>'


def test_notes_are_numbered_in_the_order_of_their_marks() -> None:
    body = f"<w:p>{run('甲')}{mark('7')}{run('乙。')}</w:p><w:p>{run('丙')}{mark('2')}{mark('3', 'endnote')}</w:p>"
    blocks = read(
        body,
        footnotes=SEPARATOR + note("2", "二") + note("7", "七"),
        endnotes=note("3", "末", "endnote"),
    )
    assert blocks == [Body("甲乙。"), Body("丙"), Note("七", "1"), Note("二", "2"), Note("末", "i")]


def test_a_mark_that_the_author_chose_is_the_mark() -> None:
    body = (
        "<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:footnoteReference w:id='1' w:customMarkFollows='1'/><w:t>*</w:t></w:r>"
        f"{run('乙')}{mark('2')}</w:p>"
    )
    blocks = read(body, footnotes=note("1", "* 星") + note("2", "二"))
    assert blocks == [Body("甲乙"), Note("星", "*"), Note("二", "1")]


def test_a_mark_in_deleted_text_is_not_counted() -> None:
    body = f"<w:p>{run('甲')}<w:del>{mark('1')}</w:del>{mark('2')}</w:p>"
    blocks = read(body, footnotes=note("1", "一") + note("2", "二"))
    assert blocks == [Body("甲"), Note("二", "1"), Note("一", "")]


@pytest.mark.parametrize(
    ("numbering", "marks"),
    [
        ("", ["1", "2", "3"]),
        ('<w:numFmt w:val="decimalEnclosedCircle"/>', ["①", "②", "③"]),
        ('<w:numFmt w:val="upperRoman"/><w:numStart w:val="4"/>', ["IV", "V", "VI"]),
        ('<w:numRestart w:val="eachSect"/>', ["1", "2", "1"]),
        ('<w:numRestart w:val="eachPage"/>', ["", "", ""]),
        ('<w:numFmt w:val="ideographTraditional"/>', ["甲", "乙", "丙"]),
        ('<w:numFmt w:val="hebrew1"/>', ["", "", ""]),
    ],
)
def test_marks_are_those_that_word_prints_as_far_as_the_file_settles_it(
    numbering: str, marks: list[str]
) -> None:
    section = "<w:pPr><w:sectPr/></w:pPr>"
    body = f"<w:p>{run('甲')}{mark('1')}</w:p><w:p>{section}{run('乙')}{mark('2')}</w:p><w:p>{run('丙')}{mark('3')}</w:p>"
    blocks = read(
        body,
        footnotes="".join(note(str(n), f"註{n}") for n in (1, 2, 3)),
        settings=f"<w:footnotePr>{numbering}</w:footnotePr>",
    )
    assert [block.mark for block in blocks if isinstance(block, Note)] == marks


@pytest.mark.parametrize(
    ("value", "number_format", "printed"),
    [(4, "lowerRoman", "iv"), (1994, "upperRoman", "MCMXCIV"), (28, "lowerLetter", "bb"), (2, "upperLetter", "B"),
     (21, "decimalEnclosedCircle", "21"), (6, "chicago", "††"),
     (10, "taiwaneseCountingThousand", "十"), (21, "chineseCounting", "二十一"), (110, "chineseCountingThousand", "一百一十"),
     (2005, "chineseCountingThousand", "二千零五"), (13, "chineseLegalSimplified", "壹拾叁"), (30, "ideographDigital", "三〇"),
     (11, "ideographTraditional", "甲"), (22, "ordinal", "22nd"), (7, "decimalZero", "07"), (1, "bullet", "")],
)  # fmt: skip
def test_numbers_are_written_as_word_writes_them(
    value: int, number_format: str, printed: str
) -> None:
    assert format_number(value, number_format) == printed


def core(fields: str) -> dict[str, str | bytes]:
    namespaces = (
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    )
    return {"docProps/core.xml": f"<cp:coreProperties {namespaces}>{fields}</cp:coreProperties>"}


@pytest.mark.parametrize(
    ("fields", "record"),
    [
        ("", {}),
        ("<dc:title>論文</dc:title><dc:creator>林小明; Jane Doe</dc:creator><dcterms:created>2006-06-12T00:00:00Z</dcterms:created>",
         {"type": "document", "title": "論文", "author": [{"family": "林", "given": "小明"}, {"family": "Doe", "given": "Jane"}]}),
        ("<dc:creator>user</dc:creator><dc:title> </dc:title>", {}),
        ("<dc:language>zh-TW</dc:language>", {"language": "zh-TW"}),
    ],
)  # fmt: skip
def test_title_and_author_are_the_record_and_the_dates_of_the_file_are_not(
    fields: str, record: dict[str, object]
) -> None:
    body = word("document", f"<w:body>{paragraph('文字。')}</w:body>")
    content = pack({"[Content_Types].xml": "", "word/document.xml": body, **core(fields)})
    assert read_bytes(content, "a.docx").record == record


def test_the_main_part_is_the_one_that_the_document_names() -> None:
    relations = (
        '<Relationships><Relationship Type="http://purl.oclc.org/ooxml/officeDocument/relationships/'
        'officeDocument" Target="/word/document2.xml"/></Relationships>'
    )
    body = word("document", f"<w:body>{paragraph('文字。')}</w:body>")
    content = pack(
        {"[Content_Types].xml": "", "_rels/.rels": relations, "word/document2.xml": body}
    )
    assert read_bytes(content, "a.docx").blocks == (Body("文字。"),)
