"""How a page is laid out must not show in the text: columns, headers, notes, numbers, headings."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.readers.blocks import Block, Body, Heading, Note
from corpus.readers.pdf.reader import read_pdf
from tests.unit.corpus.readers.pdf_files import (
    DELAY,
    GOALS,
    LESSONS,
    ORIGIN,
    STATEMENT,
    TALKS,
    draw,
    draw_lines,
    typeset,
)

PAGE = "#set page(width: 420pt, height: 400pt, margin: 54pt)\n#set par(justify: true)\n"
ROUNDS = [
    ["The first round lasted three days.", "Nothing was signed."],
    ["In February the delegations met again.", "A working group was formed."],
    ["The third round was held in June.", "Proposals were exchanged at last."],
    ["More than a year passed before the fourth.", "It produced the statement."],
]


def texts(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks]


def pages_of(blocks: list[Block]) -> list[str | None]:
    return [block.page for block in blocks if not isinstance(block, Heading)]


def draw_rounds(headers: list[str], footers: list[str]) -> list[Block]:
    """Four pages with a line above and a line below their text."""

    def pages(canvas: Canvas) -> None:
        for lines, header, footer in zip(ROUNDS, headers, footers, strict=True):
            draw_lines(canvas, [header], top=560, size=9)
            draw_lines(canvas, lines, top=500)
            draw_lines(canvas, [footer], top=30, size=9)
            canvas.showPage()

    return read_pdf(draw(pages))[0]


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_columns_are_read_one_after_the_other(columns: int) -> None:
    paragraphs = [TALKS, GOALS, STATEMENT, LESSONS]
    source = f"{PAGE}#set page(columns: {columns})\n#set text(size: 8pt)\n" + "\n\n".join(
        paragraphs
    )

    assert texts(read_pdf(typeset(source))[0]) == paragraphs


def test_what_stands_above_both_columns_comes_first() -> None:
    source = (
        f"{PAGE}#set page(columns: 2)\n#set text(size: 9pt)\n"
        f'#place(top, scope: "parent", float: true)[{LESSONS}]\n{TALKS}\n\n{GOALS}'
    )

    assert texts(read_pdf(typeset(source))[0]) == [LESSONS, TALKS, GOALS]


def test_a_note_that_runs_over_the_page_is_one_note() -> None:
    note = f"{ORIGIN} {STATEMENT} {DELAY}"
    source = f"{PAGE}#set page(height: 260pt)\n{TALKS}#footnote[{note}] {LESSONS} {GOALS}"

    notes = [block for block in read_pdf(typeset(source))[0] if isinstance(block, Note)]

    assert [(found.mark, found.text) for found in notes] == [("1", note)]


def test_notes_in_the_type_of_the_text_are_known_by_their_raised_marks() -> None:
    def page(canvas: Canvas) -> None:
        draw_lines(canvas, ["中共提出新安全觀，"], font="MSung-Light", top=520)
        draw_lines(canvas, ["1"], left=168, top=525, size=7)
        draw_lines(canvas, ["並主張對話。"], font="MSung-Light", left=172, top=520)
        draw_lines(canvas, ["1"], top=105, size=7)
        draw_lines(canvas, ["林大明，《問題與研究》，頁二。"], font="MSung-Light", left=66, top=100)

    assert read_pdf(draw(page))[0] == [
        Body("中共提出新安全觀，並主張對話。"),
        Note("林大明，《問題與研究》，頁二。", "1"),
    ]


def test_a_note_stands_in_the_section_that_its_mark_is_in() -> None:
    source = f"{PAGE}= One\n{GOALS}#footnote[{ORIGIN}]\n= Two\nAnother section."

    assert texts(read_pdf(typeset(source))[0]) == ["One", GOALS, ORIGIN, "Two", "Another section."]


def test_a_raised_number_that_marks_no_note_stays() -> None:
    source = f"{PAGE}The area is 220 m#super[2] in all, as the first survey said."

    assert texts(read_pdf(typeset(source))[0]) == [
        "The area is 220 m² in all, as the first survey said."
    ]


def test_small_type_without_a_mark_is_no_note() -> None:
    source = f"{PAGE}{TALKS}\n\n#text(size: 8pt)[Map after the survey of 2003.]"

    assert read_pdf(typeset(source))[0] == [
        Body(TALKS),
        Body("Map after the survey of 2003."),
    ]


def test_a_header_that_changes_with_the_chapter_goes() -> None:
    headers = ["The talks  12", "13  The rounds", "The rounds  14", "15  The statement"]

    blocks = draw_rounds(headers, ["Press of Examples"] * 4)

    assert texts(blocks) == [line for lines in ROUNDS for line in lines] or texts(blocks) == [
        " ".join(lines) for lines in ROUNDS
    ]
    assert pages_of(blocks)[0] == "12"
    assert pages_of(blocks)[-1] == "15"


def test_roman_and_arabic_numbers_each_count_on() -> None:
    blocks = draw_rounds([""] * 4, ["iii", "iv", "1", "2"])

    assert sorted(set(pages_of(blocks)), key=str) == ["1", "2", "iii", "iv"]


def test_a_year_at_the_foot_of_every_page_is_no_page_number() -> None:
    blocks = draw_rounds([""] * 4, ["Taipei 2004"] * 4)

    assert set(pages_of(blocks)) == {None}
    assert "Taipei" not in " ".join(texts(blocks))


def test_a_stamp_that_stands_on_every_page_goes() -> None:
    def pages(canvas: Canvas) -> None:
        for lines in ROUNDS:
            draw_lines(canvas, [*lines, "The chair thanked the delegations."], top=500)
            draw_lines(canvas, ["DRAFT"], top=300, left=150, size=60)
            draw_lines(canvas, ["So it is recorded, " + lines[0].lower()], top=120)
            canvas.showPage()

    blocks = read_pdf(draw(pages))[0]

    assert "DRAFT" not in " ".join(texts(blocks))
    assert "Nothing was signed." in " ".join(texts(blocks))


def test_bold_lines_are_headings_and_bold_words_are_none() -> None:
    def page(canvas: Canvas) -> None:
        draw_lines(canvas, ["Background"], top=540, font="Times-Bold")
        draw_lines(canvas, ["The talks opened in Beijing in August 2003, and the", "host"], top=510)
        draw_lines(canvas, ["drafted"], top=492, left=84, font="Times-Bold")
        draw_lines(canvas, ["the statement."], top=492, left=126)
        draw_lines(canvas, ["Figure 1. The table at which they sat"], top=460, font="Times-Bold")

    assert read_pdf(draw(page))[0] == [
        Heading("Background", 2),
        Body("The talks opened in Beijing in August 2003, and the host drafted the statement."),
        Body("Figure 1. The table at which they sat", kind="caption"),
    ]


def test_the_lines_of_a_table_of_contents_stay_apart() -> None:
    lines = [f"{n} Chapter number {n} {'.' * 40} {n * 7}" for n in range(1, 5)]

    assert texts(read_pdf(draw(lambda canvas: draw_lines(canvas, lines)))[0]) == lines


def test_a_title_does_not_contain_the_chapters() -> None:
    source = f"{PAGE}#text(size: 20pt, weight: 700)[Talks in Six Parts]\n\n= Introduction\n{TALKS}"

    assert read_pdf(typeset(source))[0] == [
        Heading("Talks in Six Parts", 0),
        Heading("Introduction", 0),
        Body(TALKS),
    ]


def test_an_outline_that_numbers_what_the_page_does_not_is_followed() -> None:
    def page(canvas: Canvas) -> None:
        canvas.bookmarkPage("one")
        canvas.addOutlineEntry("1. Background", "one", level=0)
        draw_lines(canvas, ["Background"], top=540)
        draw_lines(canvas, ROUNDS[0], top=500)

    blocks = read_pdf(draw(page))[0]

    assert blocks[0] == Heading("Background", 0)


def test_a_space_between_chinese_characters_is_kept_where_it_is_wider_than_the_others() -> None:
    def page(canvas: Canvas) -> None:
        for spread, top in ((0, 540), (2, 500)):
            text = canvas.beginText(60, top)
            text.setFont("MSung-Light", 12)
            text.setCharSpace(spread)
            text.textOut("第一章 緒論之研究動機。")
            canvas.drawText(text)

    assert texts(read_pdf(draw(page))[0]) == ["第一章 緒論之研究動機。"] * 2


def test_bullets_of_word_are_shown_as_bullets() -> None:
    line = "\uf0b7 第一點，各方認知不同。"

    blocks = read_pdf(draw(lambda canvas: draw_lines(canvas, [line], font="MSung-Light")))[0]

    assert texts(blocks) == ["• 第一點，各方認知不同。"]


def test_chinese_and_english_on_one_line_keep_their_own_spaces() -> None:
    def page(canvas: Canvas) -> None:
        draw_lines(canvas, ["見 "], font="MSung-Light")
        draw_lines(canvas, ["Kim Jong-il"], left=80)
        draw_lines(canvas, ["一九九四年之言。"], left=141, font="MSung-Light")

    assert texts(read_pdf(draw(page))[0]) == ["見 Kim Jong-il一九九四年之言。"]
