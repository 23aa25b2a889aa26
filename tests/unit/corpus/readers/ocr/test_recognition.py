"""Pictures of pages are read: scanned PDFs, pages of gibberish, files that are pictures."""

import io
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.errors import FileDamaged, FileTooLarge, TextNotReadable
from corpus.readers.blocks import Body
from corpus.readers.dispatch import read_bytes
from corpus.readers.sandbox.reader import Limits, read_guarded
from tests.unit.corpus.readers.pdf_files import CHINESE, GOALS, TALKS, draw, draw_lines, typeset

FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")


def scan(source: str) -> list[Image.Image]:
    """Pictures of the pages that typst makes of a source."""
    pdf = pypdfium2.PdfDocument(typeset(source))
    return [page.render(scale=200 / 72).to_pil() for page in pdf]


def bound(pages: list[Image.Image]) -> bytes:
    """A PDF of pictures, as a scanner makes it."""

    def draw_pages(canvas: Canvas) -> None:
        for page in pages:
            canvas.drawImage(ImageReader(page), 0, 0, 420, 595)
            canvas.showPage()

    return draw(draw_pages)


def saved(picture: Image.Image, kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind)
    return buffer.getvalue()


SOURCE = (
    '#set page(width: 420pt, height: 595pt, numbering: "1")\n#counter(page).update(41)\n'
    f"#set text(size: 11pt)\n{TALKS}\n\n#pagebreak()\n{GOALS}"
)


def test_a_scanned_pdf_is_read_with_its_printed_pages_in_the_process_that_reads() -> None:
    reading = read_guarded(bound(scan(SOURCE)), "scan.pdf")

    bodies = [block for block in reading.blocks if isinstance(block, Body)]
    assert [body.text for body in bodies] == [TALKS, GOALS]
    assert [body.page for body in bodies] == ["41", "42"]
    assert all(body.ocr is not None and body.ocr > 0.9 for body in bodies)
    assert "OCR: 1, 2 of the file" in reading.warnings[0]


def test_a_page_of_gibberish_is_read_as_it_looks() -> None:
    """The file says other letters than it shows; the pages around it are not recognised."""
    moved = TALKS.translate({n: chr((n - 97 + 7) % 26 + 97) for n in range(97, 123)})

    def pages(canvas: Canvas) -> None:
        for text in (GOALS, moved):
            lines = [text[n : n + 60] for n in range(0, len(text), 60)]
            draw_lines(canvas, lines, size=10, step=14)
            canvas.showPage()

    bodies = [b for b in read_bytes(draw(pages), "fonts.pdf").blocks if isinstance(b, Body)]

    assert bodies[0].ocr is None
    assert bodies[-1].ocr is not None


def test_a_picture_is_read() -> None:
    reading = read_bytes(saved(scan(SOURCE)[0], "JPEG"), "page.jpg")

    assert reading.media_type == "image/jpeg"
    assert reading.blocks[0].text == TALKS
    assert "OCR" in reading.warnings[0]


@pytest.mark.skipif(not FONT.exists(), reason="needs a font for Chinese")
@pytest.mark.parametrize("vertical", [False, True], ids=["across", "down"])
def test_chinese_is_read_across_and_down(vertical: bool) -> None:
    picture = Image.new("RGB", (1100, 1300), "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), 34, index=3)
    text = CHINESE.replace("「", "").replace("」", "").replace("，", "").replace("、", "")
    for n, character in enumerate(text):
        line, place = divmod(n, 20)
        x, y = (980 - 70 * line, 80 + 46 * place) if vertical else (80 + 46 * place, 80 + 70 * line)
        pen.text((x, y), character, font=font, fill="black")

    read = "".join(block.text for block in read_bytes(saved(picture), "page.png").blocks)

    # One mark at the end of a sentence is lost where lines run down; 內 comes back as 内.
    assert SequenceMatcher(None, read, text).ratio() > 0.97


def test_a_blank_picture_is_refused() -> None:
    with pytest.raises(TextNotReadable, match="no text was recognised"):
        read_bytes(saved(Image.new("RGB", (400, 400), "white")), "blank.png")


def test_a_broken_picture_is_refused() -> None:
    with pytest.raises(FileDamaged, match="picture"):
        read_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100), "broken.png")


def test_a_picture_of_too_many_pixels_is_refused_unread() -> None:
    """A hostile picture: 100 million pixels in a file of some kilobytes."""
    with pytest.raises(FileTooLarge, match="pixels"):
        read_bytes(saved(Image.new("1", (10_000, 10_000))), "bomb.png")


def test_recognising_that_takes_too_long_is_an_error_of_that_file() -> None:
    limits = Limits(recognising_seconds=0.2)

    with pytest.raises(TextNotReadable, match=r"scan\.pdf.*0\.2"):
        read_guarded(bound(scan(SOURCE)), "scan.pdf", limits)


def test_recognising_that_takes_too_much_memory_is_an_error_of_that_file() -> None:
    limits = Limits(recognising_memory_mb=256, memory_mb=256)

    with pytest.raises(TextNotReadable, match=r"scan\.pdf"):
        read_guarded(bound(scan(SOURCE)), "scan.pdf", limits)
