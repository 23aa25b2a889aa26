"""Where two readings of a page disagree, the paragraph says so."""

from reportlab.pdfgen.canvas import Canvas

from corpus.readers.blocks import Body
from corpus.readers.pdf.lines import Piece
from corpus.readers.pdf.order import is_in_doubt
from corpus.readers.pdf.pages import Run
from corpus.readers.pdf.reader import read_pdf_with_warnings
from tests.unit.corpus.readers.pdf_files import GOALS, TALKS, draw, draw_lines, typeset


def line(
    *parts: tuple[float, float, int], top: float = 100.0, text: str = "of the old valley"
) -> Piece:
    runs = [Run(text, left, right, top, 10.0, False, order=order) for left, right, order in parts]
    return Piece(runs, 0, runs[0].left, runs[-1].right, top, 10.0, (50.0, 250.0))


def test_a_line_over_a_blank_that_was_not_drawn_so_is_in_doubt() -> None:
    assert is_in_doubt([line((50, 140, 0), (170, 250, 9))])


def test_a_line_over_a_blank_that_was_drawn_so_is_not() -> None:
    assert not is_in_doubt([line((50, 140, 0), (160, 250, 1))])


def test_a_line_over_a_gutter_is_in_doubt_however_it_was_drawn() -> None:
    assert is_in_doubt([line((50, 140, 0), (170, 250, 1))])


def test_lines_below_each_other_are_sure() -> None:
    assert not is_in_doubt([line((50, 250, 4)), line((50, 250, 1), top=88)])


def test_lines_that_lie_apart_and_were_drawn_otherwise_are_in_doubt() -> None:
    above, below = line((50, 140, 9), text="It was sold."), line((300, 400, 1), text="Nobody knew")

    assert is_in_doubt([above, below])


def test_pages_as_printers_set_them_are_not_in_doubt() -> None:
    source = f"#set page(width: 420pt, height: 300pt, columns: 2)\n{TALKS}\n\n{GOALS}\n\n{TALKS}"

    blocks, _, warnings = read_pdf_with_warnings(typeset(source))

    assert {block.doubt for block in blocks if isinstance(block, Body)} == {None}
    assert warnings == ()


def test_words_that_stand_apart_in_a_drawing_are_named() -> None:
    def page(canvas: Canvas) -> None:
        draw_lines(canvas, ["The talks opened in Beijing in August 2003, after months."], top=560)
        draw_lines(canvas, ["Article about the mill"], top=300)
        draw_lines(canvas, ["All was quiet in the valley."], top=200)
        draw_lines(canvas, ["Article about the bridge"], top=300, left=260)

    blocks, _, warnings = read_pdf_with_warnings(draw(page))

    doubts = [block.text for block in blocks if isinstance(block, Body) and block.doubt == "order"]
    assert doubts == ["Article about the mill Article about the bridge"]
    assert "order of words on pages 1 of the file" in warnings[0]
