import pytest

from corpus.documents import Kind
from corpus.readers.blocks import Block, Body, Heading, Note
from corpus.readers.dispatch import read_bytes
from corpus.readers.kinds.articles import _value
from corpus.readers.kinds.captions import is_caption
from corpus.readers.kinds.sections import kind_of_heading
from corpus.readers.kinds.telling import tell_kinds


def kinds(*blocks: Block) -> list[str]:
    return [
        block.kind if isinstance(block, Body) else type(block).__name__
        for block in tell_kinds(blocks)
    ]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("參考文獻", "bibliography"), ("徵引書目", "bibliography"), ("七、參考書目", "bibliography"), ("References", "bibliography"),
        ("6. References", "bibliography"), ("Works Cited", "bibliography"), ("目 次", "contents"), ("目录", "contents"),
        ("List of Figures", "contents"), ("人名索引", "index"), ("INDEX", "index"), ("中文摘要", "abstract"), ("Abstract", "abstract"),
        ("註釋", "note"), ("Notes:", "note"), ("附錄一　訪談紀錄", "appendix"), ("Appendix A: Data", "appendix"), ("版權頁", "colophon"),
        ("References to the king in the poem", None), ("目錄學史", None), ("The Index of Prohibited Books", None), ("附錄的作用很多", None),
    ],
)  # fmt: skip
def test_headings_that_name_a_part(heading: str, kind: Kind | None) -> None:
    assert kind_of_heading(heading) == kind


def test_a_part_ends_with_the_next_heading_that_is_not_below_it() -> None:
    assert kinds(
        Heading("第一章", 1), Body("甲。"), Heading("參考文獻", 1), Heading("中文", 2), Body("王小明 (1990)。"),
        Heading("附錄", 1), Body("乙。"), Heading("第二章", 1), Body("丙。"),
    ) == ["Heading", "body", "Heading", "Heading", "bibliography", "Heading", "appendix", "Heading", "body"]  # fmt: skip


def test_lines_under_contents_that_name_later_headings_are_the_contents() -> None:
    blocks: list[Block] = [
        Heading("目錄", 2), Heading("第一章 緒論 1", 2), Heading("第二章 起源 15", 2), Body("參考書目 110"),
        Heading("第一章 緒論", 2), Body("本文探討邊境。"), Heading("第二章 起源", 2), Body("鹽商設市。"),
    ]  # fmt: skip
    assert kinds(*blocks) == ["Heading", "contents", "contents", "contents", "Heading", "body", "Heading", "body"]  # fmt: skip
    assert kinds(Heading("Contents", 1), Body("One"), Body("Two"), Heading("One", 1), Body("Text."), Heading("Two", 1), Body("More."))[1:3] == ["contents", "contents"]  # fmt: skip


def test_lines_with_leaders_are_contents_without_a_heading() -> None:
    lines = [Body(f"第{n}章……………10") for n in "一二三"]
    assert kinds(*lines, Body("正文。")) == ["contents", "contents", "contents", "body"]
    assert kinds(Body("他說……"), Body("正文。")) == ["body", "body"]


def test_a_text_under_contents_is_not_swallowed() -> None:
    text = Body("The contents of the box were sold at auction, and nobody knows who bought them.")
    assert kinds(Heading("Contents", 1), text) == ["Heading", "body"]


def test_notes_under_their_heading_are_notes_with_their_marks() -> None:
    assert tell_kinds([Heading("註釋", 2), Body("[1] 見上文。"), Body("2. 同上。"), Body("說明。")]) == [
        Heading("註釋", 2), Note("見上文。", "1"), Note("同上。", "2"), Body("說明。")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("表一 歷年降雨量", True), ("圖3-2：壩體", True), ("Figure 2: The valley", True), ("Table 3. Prices, 1908–1911", True),
        ("圖3所示，壩體分為三段。", False), ("Table 2 shows that prices fell.", False), ("表現優異。", False),
    ],
)  # fmt: skip
def test_captions_are_told_by_how_they_begin(text: str, told: bool) -> None:
    assert is_caption(text) is told


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("三", 3),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("二〇", 20),
        ("１２", 12),
        ("36", 36),
    ],
)
def test_numerals_of_articles(numeral: str, value: int) -> None:
    assert _value(numeral) == value


def test_paragraphs_of_a_statute_know_their_article() -> None:
    told = tell_kinds([
        Heading("第一章 總則", 1), Body("第一條　甲。"), Body("第二條　乙：\n一、丙。"), Body("二、丁。"), Body("第二條之一　戊。"),
        Body("己。"), Heading("第二章 罰則", 1), Body("第三條　庚。"),
    ])  # fmt: skip
    found = [(block.kind, block.article) for block in told if isinstance(block, Body)]
    assert found == [
        ("article", "第一條"), ("article", "第二條"), ("article", "第二條"), ("article", "第二條之一"), ("article", "第二條之一"), ("article", "第三條"),
    ]  # fmt: skip


def test_articles_in_english_stand_as_headings_or_before_a_stop() -> None:
    told = tell_kinds([
        Heading("Article 1", 2), Body("Anyone may ask."), Heading("Article 2", 2), Body("Nobody must answer."),
        Heading("Article 3", 2), Body("(1) So be it."),
    ])  # fmt: skip
    assert [block.article for block in told if isinstance(block, Body)] == ["Article 1", "Article 2", "Article 3"]  # fmt: skip
    prose = [
        Body("Article 1 of the treaty was broken."),
        Body("Article 2 was not."),
        Body("Article 3 was forgotten."),
    ]
    assert kinds(*prose) == ["body", "body", "body"]


def test_a_text_that_speaks_of_some_articles_has_none() -> None:
    told = kinds(
        Heading("第 4 條：什麼叫偏遠", 2), Body("條例的定義。"), Heading("第 7 條：經費", 2), Body("說明。"),
        Heading("第 11 條：混齡", 2), Body("說明。"),
    )  # fmt: skip
    assert told == ["Heading", "body"] * 3


def test_a_text_file_has_contents_chapters_and_works_cited() -> None:
    text = (
        "論文題目：邊境貿易\n\n目錄\n\n第一章　緒論………………1\n第二章　起源………………15\n參考書目…………110\n\n"
        "第一章　緒論\n\n本文探討邊境貿易。\n\n第二章　起源\n\n鹽商首先設市。\n\n參考書目\n\n林大同，《鴉片之路》（臺北：某某，1987）。\n"
    )
    blocks = read_bytes(text.encode(), "a.txt").blocks
    assert [(b.text[:3], b.kind if isinstance(b, Body) else "heading") for b in blocks] == [
        ("論文題", "body"), ("目錄", "contents"), ("第一章", "contents"), ("第二章", "contents"), ("參考書", "contents"),
        ("第一章", "heading"), ("本文探", "body"), ("第二章", "heading"), ("鹽商首", "body"), ("參考書", "heading"), ("林大同", "bibliography"),
    ]  # fmt: skip


def test_marks_in_the_text_of_notes_under_a_heading_are_no_text() -> None:
    blocks: list[Block] = [
        Body("So it was.[1] It is[9] not 2003.[2]", "5", page_breaks=((14, "6"),)),
        Heading("Notes", 2), Body("[1] See above."), Body("[2] Ibid."),
    ]  # fmt: skip
    assert tell_kinds(blocks)[0] == Body(
        "So it was. It is[9] not 2003.", "5", page_breaks=((11, "6"),)
    )


def test_a_chapter_of_prose_is_no_list_whatever_its_title() -> None:
    prose = Body("An index makes a table faster to search, at the price of space on the disk.")
    assert kinds(Heading("Index", 2), prose) == ["Heading", "body"]
    assert kinds(Heading("References", 2), Body("A reference is a name for a place."), prose) == [
        "Heading", "body", "body"
    ]  # fmt: skip
    assert kinds(Heading("Index", 2), Body("Dams, 12, 40–41"), Body("Mills, 7")) == [
        "Heading",
        "index",
        "index",
    ]
