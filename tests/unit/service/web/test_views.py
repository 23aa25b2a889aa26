from typing import get_args

import pytest

from corpus.documents import Doubt, Kind, Paragraph, Source
from corpus.readers import blocks as corpus_blocks
from corpus.readers.blocks import Body, Heading, Note, assemble_document
from service.citing.citations import STYLES, Locator
from service.web.strings import LANGUAGES, strings
from service.web.views import STYLES as SHOWN_STYLES
from service.web.views import document_blocks, standing, where

EN = strings("en")

DOCUMENT = assemble_document(
    "ferries",
    "en",
    [Heading("1 Times", 1), Body("It leaves at noon."), Heading("1.1 Winter", 2), Body("At dawn 🌊."), Body("Late.")],
    {},
    Source("ferries.txt", "0" * 64, "text/plain"),
)  # fmt: skip


def test_blocks_put_together_are_the_text() -> None:
    blocks = document_blocks(DOCUMENT, None, EN)
    assert (
        "\n\n".join("".join(text for text, _, _ in block.segments) for block in blocks)
        == DOCUMENT.text
    )
    assert [(block.level, block.number) for block in blocks] == [
        (2, None),
        (0, 1),
        (3, None),
        (0, 1),
        (0, 2),
    ]
    assert all(DOCUMENT.text[b.start : b.end] == b.segments[0][0] for b in blocks)


def test_mark_over_several_blocks_is_cut_at_each_and_begins_once() -> None:
    start = DOCUMENT.text.index("noon")
    end = DOCUMENT.text.index("🌊") + 1
    segments = [
        segment
        for block in document_blocks(DOCUMENT, (start, end), EN)
        for segment in block.segments
    ]
    assert [text for text, marked, _ in segments if marked] == ["noon.", "1.1 Winter", "At dawn 🌊"]
    assert [first for _, marked, first in segments if marked] == [True, False, False]
    assert "".join(text for text, _, _ in segments) == DOCUMENT.text.replace("\n\n", "")


def test_where_names_only_what_is_known() -> None:
    t = strings("en")
    assert where(Locator(("A", "B"), 3, "137"), t) == "A › B · para. 3 · p. 137"
    assert where(Locator(), t) == ""


def test_a_note_is_named_by_its_mark_and_one_without_a_mark_is_still_a_note() -> None:
    assert where(Locator(("A",), None, "137", "12"), strings("en")) == "A · note 12 · p. 137"
    assert where(Locator(("甲",), None, None, "①"), strings("zh-Hant")) == "甲 · 註 ①"
    assert where(Locator((), None, None, ""), strings("zh-Hans")) == "注"


def test_a_note_of_the_reader_shows_its_mark_in_place_of_a_number() -> None:
    blocks: list[corpus_blocks.Block] = [Body("A."), Note("See B.", "*"), Body("C.")]
    document = assemble_document("noted", "en", blocks, {}, DOCUMENT.source)
    shown = [(block.number, block.note) for block in document_blocks(document, None, EN)]
    assert shown == [(1, None), (1, "*"), (2, None)]


def test_page_offers_every_style_that_there_is() -> None:
    assert tuple(style for style, _ in SHOWN_STYLES) == STYLES


def test_an_article_is_named_in_place_of_a_paragraph() -> None:
    locator = Locator(("第一章",), 2, None, None, "第三條")
    assert where(locator, strings("zh-Hant")) == "第一章 · 第三條"


def test_standing_says_what_is_no_running_text_and_what_is_in_doubt() -> None:
    assert standing(Paragraph(0, 1, None, 1, None), EN) == ""
    row = Paragraph(0, 1, None, 1, None, kind="table", table_head="a | b", doubt="order", ocr=0.81)
    assert standing(row, EN) == (
        "row of a table · a | b · recognised in a picture (OCR, 81%): compare with the original · "
        "the order of the words is not sure: compare with the original"
    )


def test_the_reader_says_a_doubt_once_where_it_begins() -> None:
    blocks: list[corpus_blocks.Block] = [
        Body("A."), Body("B.", ocr=0.5), Body("C.", ocr=0.5), Body("D.")
    ]  # fmt: skip
    document = assemble_document("doubted", "en", blocks, {}, DOCUMENT.source)
    said = [block.standing for block in document_blocks(document, None, EN)]
    assert said == ["", "recognised in a picture (OCR, 50%): compare with the original", "", ""]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_and_doubt_has_a_name(language: str) -> None:
    words = strings(language)
    assert all(f"kind_{kind}" in words for kind in get_args(Kind) if kind != "body")
    assert all(f"doubt_{doubt}" in words for doubt in get_args(Doubt))
