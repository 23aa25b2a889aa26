"""Pages whose characters cannot be trusted are noticed."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.errors import TextNotReadable
from corpus.readers.pdf.readability import (
    has_foreign_letters,
    has_moved_letters,
    has_rare_characters,
)
from corpus.readers.pdf.reader import read_pdf, read_pdf_with_warnings
from tests.unit.corpus.readers.pdf_files import CHINESE, GOALS, TALKS, draw, draw_lines

GIBBERISH = "ߚதག謝ᆛၡӚঁᓨᓨહસ໒ว sourceਢޑεεॺǶ" * 4
MOVED = TALKS.translate({n: chr((n - 97 + 7) % 26 + 97) for n in range(97, 123)})


def test_letters_of_many_scripts_among_each_other_are_gibberish() -> None:
    assert has_foreign_letters(GIBBERISH)


@pytest.mark.parametrize(
    "text",
    [
        CHINESE,
        TALKS,
        "Первый тур шестисторонних переговоров открылся в Пекине в августе. " * 3,
        "제1차 육자회담은 2003년 8월 베이징에서 개막되었다. 각국 대표단이 참석하였다. " * 3,
        "第一回の六者会合は２００３年８月に北京で開かれた。各国の代表が参加した。" * 3,
        "Las conversaciones de las seis partes se abrieron en Pekín en agosto de 2003. " * 5,
        "Die erste Runde der Gespräche begann im August 2003 nach langer Vorbereitung. " * 5,
        "Pierwsza runda rozmów rozpoczęła się w Pekinie w sierpniu po długich zabiegach. " * 5,
        "The wave function ψ satisfies Ĥψ = Eψ, where α, β and γ are angles. " * 3,
    ],
)
def test_texts_in_one_script_or_two_are_none(text: str) -> None:
    assert not has_foreign_letters(text)
    assert not has_moved_letters(text)
    assert not has_rare_characters(text)


def test_chinese_characters_that_no_text_has_are_gibberish() -> None:
    assert has_rare_characters("".join(map(chr, range(0x3400, 0x3440))) + CHINESE[:40])


def draw_pages(*texts: str) -> bytes:
    def pages(canvas: Canvas) -> None:
        for text in texts:
            words, lines = text.split(), [""]
            for word in words:
                if len(lines[-1]) > 50:
                    lines.append("")
                lines[-1] += f"{word} "
            draw_lines(canvas, lines, size=10)
            canvas.showPage()

    return draw(pages)


def test_a_page_of_moved_letters_is_left_out_and_named() -> None:
    blocks, _, warnings = read_pdf_with_warnings(draw_pages(GOALS, MOVED, TALKS))

    text = " ".join(block.text for block in blocks)
    assert GOALS in text
    assert TALKS in text
    assert MOVED[:20] not in text
    assert len(warnings) == 1
    assert "left out (2 of the file)" in warnings[0]
    assert "wenju[ocr]" in warnings[0]


def test_a_file_of_moved_letters_is_refused_with_what_to_do() -> None:
    with pytest.raises(TextNotReadable, match=r"which characters its fonts show.*wenju\[ocr\]"):
        read_pdf(draw_pages(MOVED, MOVED))
