from collections.abc import Sequence

import pytest

from corpus.documents import Document, Kind, Source
from corpus.passages import cut_evenly, measure, split_document
from corpus.readers.blocks import Block, Body, Heading, Note, assemble_document

SOURCE = Source("made-up.txt", "0" * 64, "text/plain")


def document(*blocks: Block) -> Document:
    return assemble_document("made-up", "zh-Hant", blocks, {}, SOURCE)


def texts(*blocks: Block) -> list[str]:
    made = document(*blocks)
    passages = split_document(made)
    assert all(made.text[passage.start : passage.end] == passage.text for passage in passages)
    return [passage.text for passage in passages]


def sentence(length: int, mark: str = "甲") -> str:
    return mark * (length - 1) + "。"


def test_a_paragraph_that_fits_is_one_passage() -> None:
    paragraph = sentence(200) + sentence(200)
    assert texts(Body(paragraph), Body(sentence(150, "乙"))) == [paragraph, sentence(150, "乙")]


def test_a_long_paragraph_is_cut_between_sentences_into_even_parts() -> None:
    parts = texts(Body(sentence(120) * 5))
    assert parts == [sentence(120) * 2, sentence(120) * 3] or parts == [
        sentence(120) * 3,
        sentence(120) * 2,
    ]


def test_a_sentence_is_never_cut_however_long() -> None:
    parts = texts(Body(sentence(150) + sentence(5000, "乙") + sentence(150, "丙")))
    assert parts == [sentence(150), sentence(5000, "乙"), sentence(150, "丙")]


def test_short_neighbours_of_one_section_are_joined_and_sections_are_not() -> None:
    parts = texts(
        Heading("第一節", 1),
        Body("甲。"),
        Body("乙。"),
        Heading("第二節", 1),
        Body("丙。"),
        Body(sentence(300, "丁")),
    )
    assert parts == ["甲。\n\n乙。", "丙。\n\n" + sentence(300, "丁")]


def test_a_heading_is_the_path_of_its_passages_and_no_passage() -> None:
    made = document(Heading("第一章", 1), Body("甲。"), Heading("第一節", 2), Body("乙。"))
    passages = split_document(made)
    assert [(p.text, p.section_path, p.paragraph) for p in passages] == [
        ("甲。", ("第一章",), 1),
        ("乙。", ("第一章", "第一節"), 1),
    ]


def test_an_address_and_the_sentences_are_places_in_the_document() -> None:
    made = document(Heading("章", 1), Body("甲。乙！"))
    (passage,) = split_document(made)
    assert passage.address == f"made-up@{made.version}:3-7"
    assert [made.text[start:end] for start, end in passage.sentences] == ["甲。", "乙！"]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [(("5", "5"), "5"), (("5", "6"), None), (("5", None), None), ((None, None), None)],
)
def test_a_passage_has_a_page_only_if_all_its_paragraphs_stand_there(
    pages: Sequence[str | None], expected: str | None
) -> None:
    (passage,) = split_document(document(*(Body("甲。", page) for page in pages)))
    assert passage.page == expected


def test_only_the_passage_that_runs_across_a_page_break_is_sure_to_stand_on_its_page() -> None:
    passages = split_document(document(Body(sentence(300) + sentence(300, "乙"), "137", 20)))
    assert [passage.page for passage in passages] == ["137", None]
    # Between two passages, too: the page could be the one above the break or the one below.
    passages = split_document(document(Body(sentence(300) + sentence(300, "乙"), "137", 300)))
    assert [passage.page for passage in passages] == [None, None]


def test_an_english_passage_in_a_chinese_document_is_english() -> None:
    abstract = "This chapter concludes that the concept has been put into practice. " * 8
    passages = split_document(document(Body(abstract.strip()), Body(sentence(200))))
    assert [passage.language for passage in passages] == ["en", "zh-Hant"]


def test_sizes_are_shares_of_400_characters_or_250_words() -> None:
    assert measure("甲，" * 200) == pytest.approx(1)
    assert measure("word, " * 250) == pytest.approx(1)
    assert measure("") == 0


@pytest.mark.parametrize(
    ("sizes", "runs"),
    [
        ([], []),
        ([0.2], [(0, 1)]),
        ([3.0], [(0, 1)]),
        ([0.5, 0.5, 0.5, 0.5], [(0, 2), (2, 4)]),
        ([0.9, 0.2, 0.9], [(0, 1), (1, 2), (2, 3)]),
        ([0.6, 0.3, 0.3, 0.6], [(0, 2), (2, 4)]),
    ],
)
def test_runs_are_even_and_none_is_too_large(
    sizes: list[float], runs: list[tuple[int, int]]
) -> None:
    assert cut_evenly(sizes) == runs


def test_a_note_is_a_passage_of_its_own_however_short() -> None:
    made = document(
        Heading("第一節", 1),
        Body("甲。"),
        Body("乙。"),
        Note("見丙。", "1"),
        Note("見丁。", "2"),
        Body("戊。"),
    )
    passages = split_document(made)
    assert [(p.text, p.note, p.paragraph, p.section_path) for p in passages] == [
        ("甲。\n\n乙。", None, 1, ("第一節",)),
        ("見丙。", "1", 1, ("第一節",)),
        ("見丁。", "2", 2, ("第一節",)),
        ("戊。", None, 3, ("第一節",)),
    ]


def test_every_passage_of_a_long_note_names_the_note() -> None:
    passages = split_document(document(Body("甲。"), Note(sentence(300) * 2, "①", "9")))
    assert [(p.note, p.page) for p in passages] == [(None, None), ("①", "9"), ("①", "9")]


def test_passages_do_not_mix_kinds() -> None:
    kinds: list[Kind] = ["body", "appendix", "body", "table", "caption"]
    made = document(*(Body(f"{kind}。", kind=kind) for kind in kinds))
    assert [passage.kind for passage in split_document(made)] == kinds


def test_passages_stay_within_an_article_of_a_statute() -> None:
    made = document(
        Body("第三條　甲。", kind="article", article="第三條"),
        Body("一、乙。", kind="article", article="第三條"),
        Body("第四條　丙。", kind="article", article="第四條"),
    )
    assert [(p.text, p.article) for p in split_document(made)] == [
        ("第三條　甲。\n\n一、乙。", "第三條"), ("第四條　丙。", "第四條")
    ]  # fmt: skip


def test_what_was_read_in_doubt_stands_alone_and_says_so() -> None:
    made = document(Body("甲。"), Body("乙。", doubt="order"), Body("丙。"))
    assert [(p.text, p.doubt) for p in split_document(made)] == [
        ("甲。", None), ("乙。", "order"), ("丙。", None)
    ]  # fmt: skip


def test_recognised_text_is_as_sure_as_its_least_sure_line() -> None:
    made = document(Body("甲。", ocr=0.9), Body("乙。", ocr=0.7), Body("丙。"))
    assert [(p.text, p.ocr) for p in split_document(made)] == [
        ("甲。\n\n乙。", 0.7),
        ("丙。", None),
    ]


def test_rows_of_a_table_are_quoted_whole_and_know_their_head() -> None:
    rows = [Body(f"Dr. A. {n} | 1.{n}", kind="table", table_head="Name | Share") for n in (1, 2)]
    (passage,) = split_document(document(*rows))
    assert passage.table_head == "Name | Share"
    assert passage.texts_at(passage.sentences) == ["Dr. A. 1 | 1.1", "Dr. A. 2 | 1.2"]


def test_a_sentence_is_placed_in_its_own_paragraph_and_on_its_own_page() -> None:
    (passage,) = split_document(
        document(Body("甲一。甲二。", "7"), Body("乙。", "8"), Body("丙。", "8"))
    )
    assert (passage.paragraph, passage.page) == (1, None)
    placed = {
        text: passage.place_of(span)
        for text, span in zip(passage.texts_at(passage.sentences), passage.sentences, strict=True)
    }
    assert placed == {"甲一。": (1, "7"), "甲二。": (1, "7"), "乙。": (2, "8"), "丙。": (3, "8")}


def test_a_passage_of_one_paragraph_has_one_place() -> None:
    (passage,) = split_document(document(Body("甲。乙。", "7")))
    assert passage.places == ()
    assert passage.place_of(passage.sentences[1]) == (1, "7")


def test_lists_of_what_is_elsewhere_and_comments_are_text_and_no_passages() -> None:
    long = sentence(300)
    blocks = [
        Body("第一章……1", kind="contents"), Body(long), Body("王小明（1990）。", kind="bibliography"),
        Body("甲，3，5", kind="index"), Body("我認為是地震。", kind="comment"),
    ]  # fmt: skip
    assert texts(*blocks) == [long]
    assert "我認為是地震。" in document(*blocks).text


def test_a_document_that_is_a_bibliography_can_be_asked() -> None:
    entries = [Body(f"王小明（199{n}）。", kind="bibliography") for n in range(3)]
    assert len(texts(Body("書目。"), *entries)) == 2


def test_the_head_of_a_table_is_known_to_its_rows_and_no_passage() -> None:
    rows = [
        Body("年 | 庫容", kind="table"),
        Body("1994 | 880", kind="table", table_head="年 | 庫容"),
    ]
    made = document(Body(sentence(300)), *rows)
    assert [(p.text, p.table_head) for p in split_document(made)][1:] == [
        ("1994 | 880", "年 | 庫容")
    ]


def test_a_row_is_indexed_under_its_titles_and_the_head_of_its_table() -> None:
    row = Body("1994 | 880", kind="table", table_head="年 | 庫容")
    (passage,) = split_document(document(Heading("水庫", 1), row))
    assert passage.heading == "水庫 › 年 | 庫容"
