"""Recognised lines are laid out as those of a PDF are: columns, pages, lines that run down."""

from collections.abc import Sequence

from corpus.readers.blocks import Block, Body
from corpus.readers.ocr.engine import Line
from corpus.readers.ocr.placing import place_lines
from corpus.readers.pdf.layout import lay_out

WIDTH, HEIGHT = 400.0, 600.0
COLUMN = [
    "六方會談提供了一個實踐的場域，使北京得以",
    "東道主的身分，在各方之間居中協調，並藉此",
    "提升其在東北亞安全事務中的地位。",
]


def read(*pages: Sequence[Line]) -> list[Block]:
    placed = [place_lines(lines, n, WIDTH, HEIGHT, 1.0) for n, lines in enumerate(pages)]
    return lay_out(placed, frozenset()).blocks([])[0]


def across(text: str, left: float, top: float, confidence: float = 0.99) -> Line:
    return Line(text, confidence, left, top, left + 12 * len(text), top + 14)


def down(text: str, left: float, top: float, confidence: float = 0.99) -> Line:
    return Line(text, confidence, left, top, left + 14, top + 12 * len(text))


def test_lines_of_one_paragraph_are_joined_with_the_confidence_of_the_least_sure() -> None:
    sure = [0.99, 0.91, 0.97]
    lines = [
        across(text, 60, 60 + 20 * n, confidence)
        for n, (text, confidence) in enumerate(zip(COLUMN, sure, strict=True))
    ]

    assert read(lines) == [Body("".join(COLUMN), ocr=0.91)]


def test_boxes_that_differ_a_little_are_of_one_size() -> None:
    lines = [
        Line(text, 0.99, 60, 60 + 20 * n, 60 + 12 * len(text), 73 + 20 * n + n % 2)
        for n, text in enumerate(COLUMN)
    ]

    assert [block.text for block in read(lines)] == ["".join(COLUMN)]


def test_lines_that_run_down_are_read_from_the_right() -> None:
    lines = [down(text, 320 - 24 * n, 60) for n, text in enumerate(COLUMN)]

    assert [block.text for block in read(lines)] == ["".join(COLUMN)]


def test_numbers_below_lines_that_run_down_are_page_numbers() -> None:
    pages = [
        [down(text, 320, 60), across(f"- {131 + n} -", 190, 570)]
        for n, text in enumerate(["第一次會談為時三日。", "二月各代表團再次會面。"])
    ]

    assert read(*pages) == [
        Body("第一次會談為時三日。", "131", ocr=0.99),
        Body("二月各代表團再次會面。", "132", ocr=0.99),
    ]
