"""Raised and lowered text keeps its meaning; accents stand on their letters."""

from reportlab.pdfgen.canvas import Canvas

from corpus.readers.pdf.reader import read_pdf
from corpus.readers.pdf.scripts import level_of
from tests.unit.corpus.readers.pdf_files import draw, draw_lines, typeset

PAGE = "#set page(width: 420pt, height: 400pt, margin: 54pt)\n"


def test_small_capitals_stand_on_the_line() -> None:
    assert level_of(7.0, 0.0, 10.0, "MMARY") == "line"


def test_digits_that_are_raised_without_being_smaller_are_raised() -> None:
    assert level_of(10.0, 4.0, 10.0, "6") == "raised"
    assert level_of(10.0, 4.0, 10.0, "the next line") == "line"


def test_exponents_units_and_formulas_keep_their_meaning() -> None:
    source = (
        f"{PAGE}The lake holds 2.6 × 10#super[4] m#super[3] of water and 0.4 mg of CO#sub[2] a "
        "litre; the leak was 10#super[−3] litres a second on the 19#super[th] of May."
    )

    assert read_pdf(typeset(source))[0][0].text == (
        "The lake holds 2.6 × 10⁴ m³ of water and 0.4 mg of CO₂ a litre; the leak was 10⁻³ litres "
        "a second on the 19th of May."
    )


def test_a_mark_that_is_drawn_after_its_page_stands_in_its_line() -> None:
    def page(canvas: Canvas) -> None:
        draw_lines(canvas, ["The treaty was signed in May", "and was never ratified at all."])
        draw_lines(canvas, ["7"], top=525, left=202, size=11)

    assert read_pdf(draw(page))[0][0].text == (
        "The treaty was signed in May⁷ and was never ratified at all."
    )


def test_accents_that_are_drawn_alone_stand_on_their_letters() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 12)
        canvas.drawString(60, 520, "K")
        canvas.drawString(69.3, 520, "\u00a8")
        canvas.drawString(68.7, 520, "uttler and his brother went home.")

    assert read_pdf(draw(page))[0][0].text == "Küttler and his brother went home."
