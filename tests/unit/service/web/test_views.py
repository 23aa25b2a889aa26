from corpus.documents import Source
from corpus.readers import blocks as corpus_blocks
from corpus.readers.blocks import Body, Heading, Note, assemble_document
from service.citing.citations import STYLES, Locator
from service.web.strings import strings
from service.web.views import STYLES as SHOWN_STYLES
from service.web.views import document_blocks, where

DOCUMENT = assemble_document(
    "ferries",
    "en",
    [Heading("1 Times", 1), Body("It leaves at noon."), Heading("1.1 Winter", 2), Body("At dawn 🌊."), Body("Late.")],
    {},
    Source("ferries.txt", "0" * 64, "text/plain"),
)  # fmt: skip


def test_blocks_put_together_are_the_text() -> None:
    blocks = document_blocks(DOCUMENT, None)
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
        segment for block in document_blocks(DOCUMENT, (start, end)) for segment in block.segments
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
    shown = [(block.number, block.note) for block in document_blocks(document, None)]
    assert shown == [(1, None), (1, "*"), (2, None)]


def test_page_offers_every_style_that_there_is() -> None:
    assert tuple(style for style, _ in SHOWN_STYLES) == STYLES
