from corpus.readers.blocks import Body
from corpus.readers.dispatch import read_bytes
from corpus.readers.tables import Cell, Row, read_rows
from tests.unit.corpus.readers.packed import docx, paragraph


def rows(*texts: str) -> list[Row]:
    return [Row([Cell(text.strip()) for text in line.split("|")]) for line in texts]


def html_rows(table: str) -> list[tuple[str, str | None]]:
    reading = read_bytes(f"<html><body><table>{table}</table></body></html>".encode(), "a.html")
    return [(block.text, block.table_head) for block in reading.blocks if isinstance(block, Body)]


def test_the_first_row_is_the_head_where_each_column_has_a_name() -> None:
    assert read_rows(rows("年 | 庫容", "1964 | 1,195", "1994 |"), guess_head=True) == [
        Body("年 | 庫容", kind="table"),
        Body("1964 | 1,195", kind="table", table_head="年 | 庫容"),
        Body("1994", kind="table"),
    ]


def test_a_row_of_numbers_is_no_head() -> None:
    read = read_rows(rows("1964 | 1,195", "1994 | 880"), guess_head=True)
    assert [row.table_head for row in read] == [None, None]


def test_cells_that_span_rows_stand_in_each_and_name_columns_together() -> None:
    assert html_rows(
        "<tr><th rowspan=2>年度<th colspan=2>庫容</tr><tr><th>計畫值<th>實測值</tr>"
        "<tr><td rowspan=2>甲<td>1200<td>1195</tr><tr><td>1200<td>880</tr>"
    ) == [
        ("年度 | 庫容", None),
        ("計畫值 | 實測值", None),
        ("甲 | 1200 | 1195", "年度 | 庫容 計畫值 | 庫容 實測值"),
        ("甲 | 1200 | 880", "年度 | 庫容 計畫值 | 庫容 實測值"),
    ]


def test_an_empty_cell_keeps_its_column() -> None:
    read = html_rows("<tr><th>a<th>b<th>c</tr><tr><td>1<td><td>3</tr>")
    assert read[1] == ("1 |  | 3", "a | b | c")


def test_a_table_that_sets_texts_beside_each_other_is_no_table() -> None:
    paragraphs = "".join(f"<p>{'A sentence of some length. ' * 9}{n}.</p>" for n in range(3))
    reading = read_bytes(
        f"<html><body><table><tr><td>Menu<td>{paragraphs}</tr></table></body></html>".encode(),
        "a.html",
    )
    assert [block.text[-2:] for block in reading.blocks] == ["nu", "0.", "1.", "2."]
    assert all(isinstance(block, Body) and block.kind == "body" for block in reading.blocks)


def test_merged_cells_of_word_are_read_as_they_span() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    down, wide = '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>'
    first = cell("年度", down) + cell("庫容", wide)
    second = cell("", "<w:vMerge/>") + cell("計畫值") + cell("實測值")
    third = cell("1994") + cell("1200") + cell("880")
    table = "".join(f"<w:tr>{row}</w:tr>" for row in (first, second, third))
    table = f"<w:tbl>{table}</w:tbl>"
    last = read_bytes(docx(table), "a.docx").blocks[-1]
    assert last == Body(
        "1994 | 1200 | 880", kind="table", table_head="年度 | 庫容 計畫值 | 庫容 實測值"
    )


def test_spans_of_a_hostile_page_are_bounded() -> None:
    read = html_rows("<tr><td colspan=9999999999>a<td rowspan=9999>b</tr><tr><td>c<td>d</tr>" * 50)
    assert len(read) == 100


def test_a_row_that_has_the_form_of_a_heading_is_a_row() -> None:
    reading = read_bytes("Text.\n\n| 0 公頃 | 0 m |\n| --- | --- |\n".encode(), "a.md")
    assert reading.blocks == (Body("Text."), Body("0 公頃 | 0 m", kind="table"))
