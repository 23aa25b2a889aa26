import pytest

from corpus.errors import FileTooLarge
from corpus.readers.blocks import Body, Heading
from corpus.readers.dispatch import Reading, read_bytes
from corpus.readers.sheets.number_formats import show_number
from tests.unit.corpus.readers.packed import pack

_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def xlsx(*sheets: str, strings: str = "", formats: str = "", names: tuple[str, ...] = ()) -> bytes:
    """A workbook of these contents of `worksheet`."""
    entries = "".join(
        f'<sheet name="{names[n] if names else f"Sheet{n + 1}"}" sheetId="{n + 1}" r:id="r{n}"/>'
        for n in range(len(sheets))
    )
    relations = "".join(
        f'<Relationship Id="r{n}" Target="worksheets/s{n}.xml"/>' for n in range(len(sheets))
    )
    styles = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{form}"/>'
        for n, form in enumerate(formats.split("¦"))
    )
    cells = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(formats.split("¦"))))
    return pack({
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f"<workbook {_S}><sheets>{entries}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships>{relations}</Relationships>",
        "xl/sharedStrings.xml": f"<sst {_S}>{strings}</sst>",
        "xl/styles.xml": f"<styleSheet {_S}><numFmts>{styles}</numFmts><cellXfs>{cells}</cellXfs></styleSheet>",
        **{f"xl/worksheets/s{n}.xml": f"<worksheet {_S}>{sheet}</worksheet>" for n, sheet in enumerate(sheets)},
    })  # fmt: skip


def row(number: int, *cells: str) -> str:
    """A row of inline texts, or of what is given as an element."""
    made = "".join(
        cell if cell.startswith("<") or not cell
        else f'<c r="{chr(65 + n)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for n, cell in enumerate(cells)
    )  # fmt: skip
    return f'<row r="{number}">{made}</row>'


def read(content: bytes, name: str = "a.xlsx") -> Reading:
    return read_bytes(content, name)


def test_rows_know_the_head_below_a_title_and_numbers_are_as_shown() -> None:
    sheet = (
        "<sheetData>"
        + row(1, "歷年庫容")
        + row(3, "年度", "庫容", "比率")
        + row(4, "甲", '<c r="B4" s="1"><v>1605</v></c>', '<c r="C4" s="2"><v>0.27</v></c>')
        + row(5, "乙", "", '<c r="C5"><v>0.1</v></c>')
        + "</sheetData>"
    )
    assert read(xlsx(sheet, formats="General¦#,##0¦0%")).blocks == (
        Body("歷年庫容"),
        Body("年度 | 庫容 | 比率", kind="table"),
        Body("甲 | 1,605 | 27%", kind="table", table_head="年度 | 庫容 | 比率"),
        Body("乙 |  | 0.1", kind="table", table_head="年度 | 庫容 | 比率"),
    )


def test_sheets_are_sections_and_hidden_ones_are_named_and_left_out() -> None:
    content = xlsx(
        f"<sheetData>{row(1, 'a', 'b')}{row(2, 'c', 'd')}</sheetData>",
        f"<sheetData>{row(1, 'e')}</sheetData>",
        names=("甲表", "乙表"),
    )
    assert [block for block in read(content).blocks if isinstance(block, Heading)] == [
        Heading("甲表", 1), Heading("乙表", 1)
    ]  # fmt: skip


def test_merged_cells_shared_texts_exponents_and_hidden_columns() -> None:
    strings = (
        "<si><r><t>10</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>6</t></r></si>"
        "<si><t>漢</t><rPh><t>ㄏㄢ</t></rPh></si>"
    )
    sheet = (
        '<cols><col min="3" max="3" hidden="1"/></cols><sheetData>'
        + row(1, "地區", "名", "密", "值")
        + row(2, "東", '<c r="B2" t="s"><v>1</v></c>', "x", '<c r="D2" t="s"><v>0</v></c>')
        + row(
            3, '<c r="A3"/>', '<c r="B3" t="str"><v>b</v></c>', "", '<c r="D3" t="b"><v>1</v></c>'
        )
        + '</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>'
    )
    assert [block.text for block in read(xlsx(sheet, strings=strings)).blocks] == [
        "地區 | 名 | 值", "東 | 漢 | 10⁶", "東 | b | TRUE"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "form", "shown"),
    [
        ("0.27", "0%", "27%"), ("1605", "#,##0", "1,605"), ("1605.5", "#,##0.00", "1,605.50"), ("2.5", "0", "3"),
        ("0.1", "General", "0.1"), ("1.2000000000000002E-2", "General", "0.012"), ("123456789012", "General", "123456789012"),
        ("44322", "yyyy/m/d", "2021-05-06"), ("44322.5", "yyyy/m/d h:mm", "2021-05-06 12:00"), ("0.5", "h:mm", "12:00"),
        ("1234.5", '"NT$"#,##0', "NT$1,235"), ("-3", "0;(0)", "(3)"), ("-3", "0.0", "-3.0"), ("1.5", "0.##", "1.5"), ("2", "0.##", "2"),
        ("44322", 'yyyy"年"m"月"d"日"', "2021-05-06"), ("1E+100", "General", "1e+100"), ("abc", "0", "abc"), ("5", "@", "5"),
    ],
)  # fmt: skip
def test_numbers_are_shown_by_their_format(raw: str, form: str, shown: str) -> None:
    assert show_number(raw, form) == shown


@pytest.mark.parametrize(
    "text",
    [
        "年,庫容\n1964,1195\n",
        "年;庫容\n1964;1195\n",
        "年\t庫容\n1964\t1195\n",
        "年|庫容\n1964|1195\n",
    ],
)
def test_values_may_be_parted_by_any_sign(text: str) -> None:
    assert read_bytes(text.encode(), "a.csv").blocks == (
        Body("年 | 庫容", kind="table"),
        Body("1964 | 1195", kind="table", table_head="年 | 庫容"),
    )


def test_quoted_values_keep_their_commas_and_breaks() -> None:
    text = 'name,note\nA,"one, two\nthree"\n'
    assert read_bytes(text.encode(), "a.csv").blocks[1].text == "A | one, two three"


def test_a_table_of_1500_rows_has_1500_paragraphs_that_know_their_head() -> None:
    text = "年,值\n" + "".join(f"{n},{n * 7}.5\n" for n in range(1500))
    blocks = read_bytes(text.encode(), "a.csv").blocks
    assert len(blocks) == 1501
    assert blocks[1234] == Body("1233 | 8631.5", kind="table", table_head="年 | 值")


def test_a_table_without_end_is_refused() -> None:
    with pytest.raises(FileTooLarge, match="100000 rows"):
        read_bytes(b"a,b\n" * 100_001, "a.csv")
