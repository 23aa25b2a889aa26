"""Columns in reading order: what a reader's eye does at a gutter, a float, a heading."""

from collections.abc import Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.readers.blocks import Block, Body
from corpus.readers.pdf.reader import read_pdf
from tests.unit.corpus.readers.pdf_files import draw, draw_lines

LEFT = [
    "The mill was built in 1801 by three",
    "brothers from the valley, who had",
    "sold their boats to pay for it. It",
    "ground barley and, after the war, some",
    "wheat that came up from the coast.",
    "The eldest kept the accounts until his",
    "death, and his widow after him.",
]
MIDDLE = [
    "A second mill stood below the bridge,",
    "where the river is narrow and runs",
    "fast in spring. It belonged to the",
    "abbey, which let it every nine years",
    "to whoever offered most, and which",
    "took a tenth of the flour besides.",
    "Its wheel was broken twice by ice.",
]
RIGHT = [
    "No miller of the valley was ever rich,",
    "and few were poor. Their sons went to",
    "the school of the abbey and learned",
    "enough to read a lease. When the rail-",
    "way came, flour was cheaper in town",
    "than at the mill, and both wheels were",
    "still by 1888, as the register says.",
]
WHOLE = ["The mills of the valley and the men who kept them, from the first wheel to the last."]


def joined(lines: Sequence[str]) -> str:
    return " ".join(lines).replace("rail- way", "railway")


def texts(blocks: Sequence[Block]) -> list[str]:
    return [block.text for block in blocks]


def draw_columns(
    canvas: Canvas,
    columns: Sequence[Sequence[str]],
    lefts: Sequence[float],
    *,
    top: float = 480,
    by_rows: bool,
) -> None:
    """Draw columns beside each other, one after the other or line by line."""
    lines = [
        (n, left, line)
        for column, left in zip(columns, lefts, strict=True)
        for n, line in enumerate(column)
    ]
    for n, left, line in sorted(lines, key=lambda item: item[:2]) if by_rows else lines:
        draw_lines(canvas, [line], top=top - 11 * n, left=left, size=8)


@pytest.mark.parametrize("by_rows", [False, True], ids=["by columns", "by rows"])
def test_three_columns_with_narrow_gutters_read_in_their_order(by_rows: bool) -> None:
    def page(canvas: Canvas) -> None:
        draw_columns(canvas, [LEFT, MIDDLE, RIGHT], [30, 160, 289], by_rows=by_rows)

    read = " ".join(texts(read_pdf(draw(page))[0]))

    assert read == " ".join(map(joined, (LEFT, MIDDLE, RIGHT)))


@pytest.mark.parametrize("by_rows", [False, True], ids=["by columns", "by rows"])
def test_a_column_that_begins_with_a_table_stays_one(by_rows: bool) -> None:
    table = [
        f"{year}   {number}"
        for year, number in zip(range(1801, 1811), range(30, 50, 2), strict=True)
    ]

    def page(canvas: Canvas) -> None:
        draw_columns(canvas, [[*table, *LEFT], MIDDLE + RIGHT], [40, 220], by_rows=by_rows)

    blocks = read_pdf(draw(page))[0]

    rows = [block for block in blocks if isinstance(block, Body) and block.kind == "table"]
    assert texts(rows) == [line.replace("   ", " | ") for line in table]
    assert texts(blocks)[len(table) :] == [joined(LEFT), joined(MIDDLE + RIGHT)]


def test_what_runs_over_both_columns_parts_them() -> None:
    def page(canvas: Canvas) -> None:
        draw_columns(canvas, [LEFT, MIDDLE], [40, 220], by_rows=False)
        draw_lines(canvas, WHOLE, top=390, left=40, size=8)
        draw_columns(canvas, [RIGHT, LEFT], [40, 220], top=370, by_rows=False)

    assert texts(read_pdf(draw(page))[0]) == [
        joined(LEFT),
        joined(MIDDLE),
        *WHOLE,
        joined(RIGHT),
        joined(LEFT),
    ]


def test_a_short_heading_over_both_columns_parts_them() -> None:
    def page(canvas: Canvas) -> None:
        draw_columns(canvas, [LEFT, MIDDLE], [40, 220], by_rows=False)
        draw_lines(canvas, ["The decline"], top=390, left=40, size=12)
        draw_columns(canvas, [RIGHT, LEFT], [40, 220], top=370, by_rows=False)

    read = texts(read_pdf(draw(page))[0])

    assert read == [joined(LEFT), joined(MIDDLE), "The decline", joined(RIGHT), joined(LEFT)]


def test_a_table_over_both_columns_is_not_cut_at_the_gutter() -> None:
    rows = [["Mill", "1801", "1830", "1860"], ["Upper", "12", "19", "7"], ["Abbey", "8", "11", "9"]]

    def page(canvas: Canvas) -> None:
        draw_columns(canvas, [LEFT, MIDDLE], [40, 220], by_rows=False)
        for n, row in enumerate(rows):
            for left, cell in zip((40, 150, 230, 330), row, strict=True):
                draw_lines(canvas, [cell], top=370 - 12 * n, left=left, size=8)
        draw_columns(canvas, [RIGHT, LEFT], [40, 220], top=320, by_rows=False)

    assert texts(read_pdf(draw(page))[0])[2:5] == [" | ".join(row) for row in rows]


def test_a_line_that_is_too_long_stays_in_its_column() -> None:
    long = [*LEFT[:3], "ground barley and, after the war of independence, some", *LEFT[4:]]

    def page(canvas: Canvas) -> None:
        draw_columns(canvas, [long, MIDDLE], [40, 205], by_rows=False)

    assert texts(read_pdf(draw(page))[0]) == [joined(long), joined(MIDDLE)]


def test_chinese_columns_read_in_their_order() -> None:
    left = "清末新政始於光緒二十七年，朝廷設立督辦政務處，統籌改革事宜，各省督撫亦紛紛響應。" * 2
    right = "新式學堂遍設各地，留學生人數逐年增加，科舉於光緒三十一年廢止，士人出路為之一變。" * 2

    def page(canvas: Canvas) -> None:
        for text, start in ((left, 40), (right, 215)):
            lines = [text[n : n + 16] for n in range(0, len(text), 16)]
            draw_lines(canvas, lines, left=start, font="MSung-Light", size=10, step=15)

    assert texts(read_pdf(draw(page))[0]) == [left, right]


def test_a_last_page_has_its_columns_where_the_others_do() -> None:
    def pages(canvas: Canvas) -> None:
        draw_columns(canvas, [LEFT, MIDDLE], [40, 220], by_rows=True)
        canvas.showPage()
        draw_columns(canvas, [RIGHT, ["It was sold in 1890."]], [40, 220], by_rows=True)

    assert texts(read_pdf(draw(pages))[0]) == [
        joined(LEFT),
        joined(MIDDLE),
        joined(RIGHT),
        "It was sold in 1890.",
    ]
