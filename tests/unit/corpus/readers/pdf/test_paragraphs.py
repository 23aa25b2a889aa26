"""What interrupts, numbers or surrounds a paragraph is no part of it."""

from collections.abc import Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.readers.blocks import Block, Body, Heading
from corpus.readers.pdf.reader import read_pdf
from tests.unit.corpus.readers.pdf_files import draw, draw_lines

LINES = [
    "The glacier retreated by 1200 metres between 1950 and 2000, and",
    "the lake below it grew to three times its former size. Villages",
    "on its shore were moved to higher ground in 1987, after the dam",
    "of ice had broken for the second time in ten years, and since",
    "that time the road to the valley has been closed every winter.",
    "Herdsmen lost a third of their cattle in that year, and most of",
    "them never came back to the upper pastures of the valley.",
]

SITTINGS = [
    "The commission sat for the first time in March.",
    "Two of the witnesses were millers.",
    "The engineer opposed this at length.",
    "A vote was taken in May.",
]


def read(*pages: Sequence[tuple[float, float, str]]) -> list[Block]:
    """What is read of pages of lines, each given with its left edge and its height."""

    def draw_pages(canvas: Canvas) -> None:
        for page in pages:
            for left, top, text in page:
                wide = any(character > "\u2e80" for character in text)
                font = "MSung-Light" if wide else "Times-Roman"
                draw_lines(canvas, [text], left=left, top=top, size=10, font=font)
            canvas.showPage()

    return read_pdf(draw(draw_pages))[0]


def column(
    lines: Sequence[str], top: float = 520, left: float = 70
) -> list[tuple[float, float, str]]:
    return [(left, top - 14 * n, line) for n, line in enumerate(lines)]


@pytest.mark.parametrize("first", [1, 26])
def test_numbers_of_lines_go(first: int) -> None:
    numbers = [(40.0, 520.0 - 14 * n, str(first + n)) for n in range(len(LINES))]

    assert read([*column(LINES), *numbers]) == [Body(" ".join(LINES))]


def test_numbers_of_every_fifth_line_go() -> None:
    lines = LINES * 5
    numbers = [(400.0, 520.0 - 14 * n, str(n + 1)) for n in range(4, 35, 5)]

    blocks = read([*column(lines), *numbers])

    assert " ".join(block.text for block in blocks) == " ".join(lines)


def test_years_beside_a_column_are_no_numbers_of_lines() -> None:
    rows = [(40.0, 520.0 - 14 * n, f"{1901 + n}") for n in range(7)]
    cells = [(120.0, 520.0 - 14 * n, f"{20 + n}") for n in range(7)]

    texts = [block.text for block in read([*rows, *cells])]

    assert texts == [f"{1901 + n} | {20 + n}" for n in range(7)]


def test_a_paragraph_goes_on_behind_a_figure() -> None:
    first, second = LINES[:4], LINES[4:]

    blocks = read(
        [*column(first), (150, 430, "Figure 3. Plan of the lake in 1987.")],
        [(120, 540, "Table 1. Herds"), *column(second, top=500)],
    )

    assert [(type(block), block.text) for block in blocks] == [
        (Body, " ".join(LINES)),
        (Body, "Figure 3. Plan of the lake in 1987."),
        (Body, "Table 1. Herds"),
    ]
    assert [block.kind for block in blocks if isinstance(block, Body)] == [
        "body",
        "caption",
        "caption",
    ]


def test_a_sentence_that_names_a_table_at_a_line_end_stays_whole() -> None:
    lines = [
        "The number of articles and clusters that were found is shown in",
        "Table 2. It is large.",
    ]

    assert [block.text for block in read(column(lines))] == [" ".join(lines)]


def test_each_numbered_entry_is_a_paragraph() -> None:
    blocks = read(
        [
            (70, 540, "參考文獻"),
            *column(
                [
                    "[1] Liu X F, Wang B Z. A scheme for exact attenuation con-",
                    "stant extraction of lines. Proceedings, 2006, 27(12):",
                    "68-71.",
                    "[2] Kinkoph P. The harvest of the valley. Examples Press, 1973.",
                ],
                top=500,
            ),
        ]
    )

    assert blocks[1:] == [
        Body(
            "[1] Liu X F, Wang B Z. A scheme for exact attenuation constant extraction of lines. "
            "Proceedings, 2006, 27(12): 68-71.",
            kind="bibliography",
        ),
        Body(
            "[2] Kinkoph P. The harvest of the valley. Examples Press, 1973.", kind="bibliography"
        ),
    ]
    assert blocks[0] == Heading("參考文獻", 1002)


def test_each_hanging_entry_is_a_paragraph() -> None:
    entries = [
        (
            "Ada Lin and Bo Chen. 2001. The harvest of the valley in the years",
            "of the war, vol. 2.",
        ),
        ("Bo Chen. 2002. Lakes of ice and how they break, with a chapter on", "the herds. Press."),
        ("Carl Doe. 2003. A register of mills that stood on the river until", "1888. Examples."),
        ("Dora Eve. 2004. Roads that were closed in winter, and what became", "of them. Journal."),
    ]
    page: list[tuple[float, float, str]] = []
    for n, (first, second) in enumerate(entries):
        page += [(70, 520 - 28 * n, first), (85, 506 - 28 * n, second)]

    assert read(page) == [Body(" ".join(entry), kind="bibliography") for entry in entries]


def test_a_page_number_behind_the_last_line_goes_alone() -> None:
    texts = [LINES[:2], LINES[2:4], LINES[4:6]]
    pages = [
        column([first, f"{second} {number}"])
        for number, (first, second) in enumerate(texts, start=31)
    ]

    blocks = read(*pages)

    assert " ".join(block.text for block in blocks) == " ".join(LINES[:6])
    assert not any(str(number) in blocks[0].text for number in (31, 32, 33))


def test_numbers_of_five_digits_in_alternating_headers_are_page_numbers() -> None:
    pages = [
        [
            (40.0 if n % 2 else 330.0, 570.0, f"{47698 + n}"),
            (180.0, 570.0, "Official Gazette / Vol. 85"),
            *column([line]),
        ]
        for n, line in enumerate(SITTINGS)
    ]

    blocks = read(*pages)

    assert [block.page for block in blocks if isinstance(block, Body)] == [
        "47698",
        "47699",
        "47700",
        "47701",
    ]
    assert [block.text for block in blocks] == SITTINGS


def test_a_number_at_the_foot_of_a_first_page_counts_with_those_above_the_others() -> None:
    pages = [
        [(200.0, 40.0 if n == 1 else 570.0, str(n)), *column([line])]
        for n, line in enumerate(SITTINGS, start=1)
    ]

    blocks = read(*pages)

    assert [block.page for block in blocks if isinstance(block, Body)] == ["1", "2", "3", "4"]


def test_ten_thousand_numbers_in_a_margin_are_read_in_time() -> None:
    """A hostile page: every line a number, none of them counting on."""

    def page(canvas: Canvas) -> None:
        for n in range(10_000):
            draw_lines(canvas, [str((n * 7919) % 10_007)], left=10 + n % 97, top=590 - n * 0.05)

    assert read_pdf(draw(page))[0]
