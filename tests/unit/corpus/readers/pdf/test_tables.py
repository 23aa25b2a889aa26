"""Tables: a row is a paragraph, its cells apart, and it knows the head of its table."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.readers.blocks import Body
from corpus.readers.pdf.reader import read_pdf
from tests.unit.corpus.readers.pdf_files import GOALS, TALKS, draw, draw_lines, typeset

ROWS = [
    ("商場", "8"),
    ("1.2 賓館", "18"),
    ("1.3 體育場", "0"),
    ("小計", "26"),
]
HEAD = ("類型", "數量")


def rows_of(content: bytes) -> list[Body]:
    blocks = read_pdf(content)[0]
    return [block for block in blocks if isinstance(block, Body) and block.kind == "table"]


@pytest.mark.parametrize("stroke", ["1pt", "none"], ids=["ruled", "open"])
def test_a_row_is_a_paragraph_that_knows_its_head(stroke: str) -> None:
    cells = ", ".join(f"[{cell}]" for row in (HEAD, *ROWS) for cell in row)
    content = typeset(
        f"#set page(width: 420pt, height: 400pt)\n{TALKS}\n\n"
        f"#table(columns: (200pt, 80pt), align: (left, right), stroke: {stroke}, {cells})\n{GOALS}"
    )

    assert rows_of(content) == [
        Body("類型 | 數量", None, kind="table"),
        *(Body(f"{name} | {n}", None, kind="table", table_head="類型 | 數量") for name, n in ROWS),
    ]


def test_a_cell_over_several_rows_stands_in_the_first() -> None:
    content = typeset(
        "#set page(width: 420pt, height: 400pt)\n"
        "#table(columns: 3, table.cell(rowspan: 2)[Public places], [Shops], [8], [Hotels], [18],"
        " [Offices], [Courts], [3])"
    )

    assert [row.text for row in rows_of(content)] == [
        "Public places | Shops | 8",
        "Hotels | 18",
        "Offices | Courts | 3",
    ]


def test_a_cell_of_several_lines_is_one_cell() -> None:
    long = "Bowling alleys, skating rinks, saunas and other places of leisure"
    content = typeset(
        "#set page(width: 420pt, height: 400pt)\n"
        f"#table(columns: (150pt, 60pt), [Kind], [Number], [{long}], [3], [Cinemas], [12])"
    )

    assert [row.text for row in rows_of(content)] == [
        "Kind | Number",
        f"{long} | 3",
        "Cinemas | 12",
    ]


def test_lines_that_fill_their_cells_are_rows_where_each_cell_has_them() -> None:
    """As journals set tables: a frame, and lines between columns, but none between rows."""
    rows = [
        ("Rita", "Sep 17-26 (Louisiana, Texas)", "566"),
        ("Stan", "Oct 1-5 (Mexico and others)", "83"),
    ]
    rows.append(("Tammy", "Oct 5-9 (Georgia, Alabama)", "18"))

    def page(canvas: Canvas) -> None:
        canvas.rect(60, 440, 260, 60)
        for left in (110, 280):
            canvas.line(left, 440, left, 500)
        for top, row in zip((485, 467, 449), rows, strict=True):
            for left, cell in zip((64, 114, 284), row, strict=True):
                draw_lines(canvas, [cell], top=top, left=left, size=11)

    assert [row.text for row in rows_of(draw(page))] == [" | ".join(row) for row in rows]


def test_lines_above_and_below_are_enough_of_a_table() -> None:
    """As journals set tables: no line between columns, one below the head."""

    def page(canvas: Canvas) -> None:
        for top in (500, 482, 440):
            canvas.line(60, top, 360, top)
        rows = [("Site", "10", "20"), ("Redhill", "0.90", "0.95"), ("Pine Creek", "0.56", "0.75")]
        for top, row in zip((488, 465, 450), rows, strict=True):
            for left, cell in zip((60, 200, 300), row, strict=True):
                draw_lines(canvas, [cell], top=top, left=left, size=10)

    assert [(row.text, row.table_head) for row in rows_of(draw(page))] == [
        ("Site | 10 | 20", None),
        ("Redhill | 0.90 | 0.95", None),
        ("Pine Creek | 0.56 | 0.75", None),
    ]


def test_a_framed_paragraph_is_no_table() -> None:
    content = typeset(f"#set page(width: 420pt, height: 400pt)\n#rect[{TALKS}]\n{GOALS}")

    assert rows_of(content) == []
    assert [block.text for block in read_pdf(content)[0]] == [TALKS, GOALS]


def test_a_numbered_list_is_no_table() -> None:
    def page(canvas: Canvas) -> None:
        for n, line in enumerate(["The first point.", "The second point.", "The third point."]):
            draw_lines(canvas, [f"{n + 1}."], top=500 - 18 * n)
            draw_lines(canvas, [line], top=500 - 18 * n, left=90)

    blocks = read_pdf(draw(page))[0]

    assert [block.text for block in blocks] == [
        "1. The first point.",
        "2. The second point.",
        "3. The third point.",
    ]
    assert rows_of(draw(page)) == []


def test_an_underlined_word_in_a_frame_leaves_the_sentence_whole() -> None:
    content = typeset(
        "#set page(width: 420pt, height: 400pt)\n"
        "#rect[Nobody #underline[signed it] before the funds were released in June 2007, and it "
        "was never #underline[ratified] by the parliaments of the countries concerned.]"
    )

    assert [block.text for block in read_pdf(content)[0]] == [
        "Nobody signed it before the funds were released in June 2007, and it was never ratified "
        "by the parliaments of the countries concerned."
    ]


def test_a_page_full_of_lines_is_read_without_them() -> None:
    """A hostile file draws more lines than a table has; they are passed over."""

    def page(canvas: Canvas) -> None:
        for n in range(2000):
            canvas.line(10 + n % 7, n / 5, 400, n / 5)
            canvas.line(n / 5, 10 + n % 7, n / 5, 590)
        draw_lines(canvas, ["1901   2", "1902   3", "1903   4"], top=500)

    assert "1903 | 4" in [block.text for block in read_pdf(draw(page))[0]]
