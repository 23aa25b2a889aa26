"""Numbers come back from a PDF as they were drawn: exponents, units, decimals, cells."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from corpus.readers.blocks import Body
from corpus.readers.pdf.reader import read_pdf
from tests.unit.corpus.readers.pdf_files import draw

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

decimals = st.decimals(0, 99999, places=2).map(str) | st.integers(0, 99999).map(str)
exponents = st.integers(-99, 99).filter(bool).map(str)
units = st.sampled_from(["km", "m", "s", "cm"])


@_SLOW
@given(st.lists(st.tuples(decimals, exponents, units), min_size=40, max_size=40))
def test_exponents_and_units_come_back(numbers: list[tuple[str, str, str]]) -> None:
    def page(canvas: Canvas) -> None:
        for n, (number, exponent, unit) in enumerate(numbers):
            text = canvas.beginText(40, 570 - 13 * n)
            for piece, size, rise in (
                (f"Basin {n} holds {number} x 10", 10, 0),
                (exponent, 7, 4),
                (f" litres over {number} {unit}", 10, 0),
                ("2", 7, 4),
                (".", 10, 0),
            ):
                text.setFont("Times-Roman", size)
                text.setRise(rise)
                text.textOut(piece)
            canvas.drawText(text)

    read = " ".join(block.text for block in read_pdf(draw(page))[0])

    assert read == " ".join(
        f"Basin {n} holds {number} x 10{exponent.translate(_RAISED)} litres over {number} {unit}²."
        for n, (number, exponent, unit) in enumerate(numbers)
    )


@_SLOW
@given(st.lists(st.tuples(decimals, decimals, decimals), min_size=20, max_size=20), st.booleans())
def test_cells_come_back(rows: list[tuple[str, str, str]], ruled: bool) -> None:
    def page(canvas: Canvas) -> None:
        for n, row in enumerate(rows):
            top = 560 - 16 * n
            canvas.setFont("Times-Roman", 10)
            canvas.drawString(42, top, f"{n}.1 商 Site {n}")
            for right, cell in zip((200, 250, 300), row, strict=True):
                canvas.drawRightString(right - 3, top, cell)
            if ruled:
                canvas.rect(40, top - 4, 110, 16)
                for left in (150, 200, 250):
                    canvas.rect(left, top - 4, 50, 16)

    read = [block for block in read_pdf(draw(page))[0] if isinstance(block, Body)]

    assert [block.text.split(" | ")[1:] for block in read] == [list(row) for row in rows]
    assert {block.kind for block in read} == {"table"}
