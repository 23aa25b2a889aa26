"""Reading PDFs that other programs made; what they were made from is what must come back."""

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from corpus.errors import FileDamaged, FileEncrypted, FileScanned, TextNotReadable
from corpus.readers.blocks import Block, Body, Heading, Note
from corpus.readers.pdf.reader import read_pdf, read_pdf_with_warnings
from tests.unit.corpus.readers.pdf_files import (
    CHINESE,
    CHINESE_NEXT,
    DELAY,
    GOALS,
    LESSONS,
    ORIGIN,
    STATEMENT,
    TALKS,
    article,
    chinese_chapter,
    draw,
    draw_lines,
    draw_picture,
    write_pdf,
)

SHORT = [["The talks opened in August."], ["They were adjourned."], ["A statement followed."]]
WRAPPED = ["The talks opened in Beijing in August 2003 after months of shuttle", "diplomacy."]


def texts(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks]


def test_an_article_in_two_columns_reads_as_it_was_written() -> None:
    blocks, _ = read_pdf(article())

    assert blocks == [
        Heading("1 Introduction", 0),
        Body(TALKS, "41"),
        Note(ORIGIN, "1", "41"),
        Body(GOALS, "41"),
        Heading("1.1 The joint statement", 1),
        Body(STATEMENT, "41"),
        Note(DELAY, "2", "41"),
        Body(LESSONS, "41", page_breaks=((LESSONS.index("about the purpose"), "42"),)),
        Heading("2 Conclusion", 0),
        Body(GOALS, "42"),
        Body(TALKS, "42"),
    ]


def test_columns_make_no_difference_to_the_text() -> None:
    one, _ = read_pdf(article(columns=1))
    two, _ = read_pdf(article(columns=2))

    assert sorted(texts(one)) == sorted(texts(two))


def test_ragged_lines_without_hyphenation_read_the_same() -> None:
    blocks, _ = read_pdf(article(columns=1, hyphenate=False))

    assert {TALKS, GOALS, STATEMENT, LESSONS} <= set(texts(blocks))


def test_without_an_outline_headings_are_known_by_their_type_and_number() -> None:
    blocks, _ = read_pdf(article(bookmarked=False))
    headings = [block for block in blocks if isinstance(block, Heading)]

    assert [heading.text for heading in headings] == [
        "1 Introduction",
        "1.1 The joint statement",
        "2 Conclusion",
    ]
    assert headings[0].rank == headings[2].rank < headings[1].rank


def test_title_and_authors_come_from_the_file() -> None:
    _, record = read_pdf(article())

    assert record == {
        "title": "Talks in Six Parts",
        "author": [{"family": "Lin", "given": "Ada"}, {"family": "Chen", "given": "Bo"}],
    }


def test_chinese_lines_are_joined_without_spaces_across_pages() -> None:
    blocks, _ = read_pdf(chinese_chapter())

    assert blocks == [
        Heading("第一節 研究回顧與成果", 3),
        Body(CHINESE, "131", page_breaks=((CHINESE.index("使北京得以"), "132"),)),
        Body(CHINESE_NEXT, "132", page_breaks=((CHINESE_NEXT.index("，日本重視"), "133"),)),
    ]


def test_a_page_number_that_no_other_page_confirms_is_not_given() -> None:
    def one_page(canvas: Canvas) -> None:
        draw_lines(canvas, WRAPPED)
        draw_lines(canvas, ["7"], top=30, left=200)

    blocks, _ = read_pdf(draw(one_page))

    assert blocks[0] == Body(" ".join(WRAPPED), None)


def test_page_labels_of_the_file_are_not_believed_against_what_is_printed() -> None:
    def pages(canvas: Canvas) -> None:
        for n in range(3):
            canvas.addPageLabel(n, style="ARABIC", start=n + 1)
            draw_lines(canvas, SHORT[n])
            draw_lines(canvas, [f"{n + 77}"], top=30, left=200)
            canvas.showPage()

    blocks, _ = read_pdf(draw(pages))

    assert [block.page for block in blocks if isinstance(block, Body)] == ["77", "78", "79"]


def test_page_labels_of_the_file_are_given_where_no_number_is_printed() -> None:
    def pages(canvas: Canvas) -> None:
        canvas.addPageLabel(0, style="ROMAN_LOWER", start=4)
        for n in range(2):
            draw_lines(canvas, SHORT[n])
            canvas.showPage()

    blocks, _ = read_pdf(draw(pages))

    assert [block.page for block in blocks if isinstance(block, Body)] == ["iv", "v"]


def test_a_turned_watermark_is_no_text() -> None:
    def page(canvas: Canvas) -> None:
        draw_lines(canvas, WRAPPED)
        canvas.rotate(45)
        draw_lines(canvas, ["DRAFT"], top=100, left=300, size=60)

    assert read_pdf(draw(page))[0] == [Body(" ".join(WRAPPED))]


def test_a_page_that_lies_on_its_side_is_read() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.translate(420, 0)
        canvas.rotate(90)
        draw_lines(canvas, WRAPPED, top=300)

    assert read_pdf(draw(page))[0] == [Body(" ".join(WRAPPED))]


def test_full_width_forms_stay_as_they_are() -> None:
    line = "二００三年，ＡＢＣ三方（甲、乙、丙）。"

    blocks, _ = read_pdf(draw(lambda canvas: draw_lines(canvas, [line], font="MSung-Light")))

    assert texts(blocks) == [line]


def test_a_scanned_file_is_refused_with_what_to_do() -> None:
    def pages(canvas: Canvas) -> None:
        for _ in range(3):
            draw_picture(canvas)
            canvas.showPage()

    with pytest.raises(FileScanned, match=r"3 of the PDF's 3 pages .*ocrmypdf"):
        read_pdf(draw(pages))


def test_a_stamp_on_every_picture_of_a_page_is_no_text() -> None:
    def pages(canvas: Canvas) -> None:
        for n in range(3):
            draw_picture(canvas)
            draw_lines(canvas, [f"Downloaded from an archive on 3 May 2020, page {n}"], top=20)
            canvas.showPage()

    with pytest.raises(FileScanned):
        read_pdf(draw(pages))


def test_few_words_on_a_large_picture_are_read() -> None:
    def page(canvas: Canvas) -> None:
        draw_picture(canvas)
        draw_lines(canvas, WRAPPED)

    assert texts(read_pdf(draw(page))[0]) == [" ".join(WRAPPED)]


def test_scanned_pages_among_others_are_named() -> None:
    def pages(canvas: Canvas) -> None:
        draw_lines(canvas, WRAPPED)
        canvas.showPage()
        draw_picture(canvas)
        canvas.showPage()

    blocks, _, warnings = read_pdf_with_warnings(draw(pages))

    assert texts(blocks) == [" ".join(WRAPPED)]
    assert len(warnings) == 1
    assert "pictures without text were left out (2 of the file)" in warnings[0]


def test_a_file_that_needs_a_password_is_refused() -> None:
    locked = StandardEncryption("secret", ownerPassword="owner", strength=128)

    with pytest.raises(FileEncrypted, match="without a password"):
        read_pdf(draw(lambda canvas: draw_lines(canvas, WRAPPED), encrypt=locked))


def test_a_file_that_only_forbids_printing_is_read() -> None:
    open_to_all = StandardEncryption("", ownerPassword="owner", canPrint=0, strength=128)

    blocks, _ = read_pdf(draw(lambda canvas: draw_lines(canvas, WRAPPED), encrypt=open_to_all))

    assert texts(blocks) == [" ".join(WRAPPED)]


def test_a_character_that_stands_alone_in_a_font_that_is_not_there_is_read() -> None:
    def page(canvas: Canvas) -> None:
        draw_lines(canvas, ["第"], font="MSung-Light")
        draw_lines(canvas, ["36"], left=72)
        draw_lines(canvas, ["頁"], left=84, font="MSung-Light")

    assert texts(read_pdf(draw(page))[0]) == ["第36頁"]


def test_lines_that_run_downwards_are_refused() -> None:
    def page(canvas: Canvas) -> None:
        for column, start in enumerate(range(0, 60, 20)):
            for row, character in enumerate(CHINESE[start : start + 20]):
                left, top = 350 - 24 * column, 550 - 14 * row
                draw_lines(canvas, [character], top=top, left=left, font="MSung-Light")

    with pytest.raises(TextNotReadable, match="top to bottom"):
        read_pdf(draw(page))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"%PDF-1.7\n" + bytes(500), b"PK\x03\x04"])
def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(FileDamaged, match="damaged"):
        read_pdf(content)


def test_blank_pages_are_refused() -> None:
    with pytest.raises(TextNotReadable, match="no text"):
        read_pdf(draw(lambda canvas: canvas.showPage()))


ONE_PAGE = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"


def test_a_page_tree_that_contains_itself_is_read_once() -> None:
    blocks, _ = read_pdf(write_pdf(b"<</Type/Pages/Count 1/Kids[2 0 R 3 0 R]>>"))

    assert texts(blocks) == ["Hello there, delegates."]


def test_a_title_that_is_no_unicode_is_none() -> None:
    title = b"<</Title <FEFF0041DC00D800> /Author <FEFF5B8BD83D>>>"

    assert read_pdf(write_pdf(ONE_PAGE, title))[1] == {}
