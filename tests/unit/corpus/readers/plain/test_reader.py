import textwrap
from collections.abc import Callable

import pytest

from corpus.documents import Source
from corpus.errors import TextNotReadable
from corpus.readers.blocks import Body, Heading, assemble_document
from corpus.readers.plain.reader import read_text
from tests.steady import check_linear

ENGLISH = (
    "The study of security has grown since the end of the Cold War, and well-known scholars have "
    "argued that economic, social and environmental questions belong to it. Others hold that the "
    "term should be kept for military matters. Dr. Smith et al. disagree."
)
SECOND = (
    "A second paragraph follows here, which says that cooperation between states depends on "
    "information, on institutions and on the interests of those who take part in it over time."
)
CHINESE = "冷戰後中共所面臨的內外環境發生變遷，在此背景下中共提出「新安全觀」作為因應，宣揚有別於冷戰安全觀的思維，並以雙邊、多邊外交政策進行實踐。"
ANOTHER = "南韓在朝核危機主要考慮到與北韓的特殊關係及與美國的同盟關係。南韓希望在參與「六方會談」的過程中維持半島和平與穩定。"


def wrap(text: str, width: int = 65) -> str:
    return "\n".join(textwrap.wrap(text, width))


def wrap_wide(text: str, indent: str = "　　", width: int = 20) -> str:
    text = indent + text
    return "\n".join(text[n : n + width] for n in range(0, len(text), width))


def read(raw: str) -> list[str]:
    """The blocks, each heading with its level before it."""
    blocks = read_text(raw)
    source = Source("made-up.txt", "0" * 64, "text/plain")
    document = assemble_document("made-up", "en", [*blocks, Body("(end)")], {}, source)
    levels = iter(document.sections)
    return [
        f"{next(levels).level} {block.text}" if isinstance(block, Heading) else block.text
        for block in blocks
    ]


def test_english_lines_are_joined_with_a_space_and_blank_lines_part_paragraphs() -> None:
    raw = f"{wrap(ENGLISH)}\n\n{wrap(SECOND)}\n\n{wrap(ENGLISH, 60)}\n"
    assert read(raw) == [ENGLISH, SECOND, ENGLISH]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028"])
def test_chinese_lines_are_joined_without_a_space_and_indents_part_paragraphs(
    line_end: str,
) -> None:
    raw = f"{wrap_wide(CHINESE)}\n{wrap_wide(ANOTHER)}\n{wrap_wide(CHINESE)}"
    assert read(raw.replace("\n", line_end)) == [CHINESE, ANOTHER, CHINESE]


def test_a_text_set_with_a_blank_line_between_all_lines_has_its_paragraphs_by_indent() -> None:
    raw = f"{wrap_wide(CHINESE)}\n{wrap_wide(ANOTHER)}\n{wrap_wide(CHINESE)}".replace("\n", "\n\n")
    assert read(raw) == [CHINESE, ANOTHER, CHINESE]


def test_chinese_paragraphs_without_indent_are_parted_by_blank_lines() -> None:
    raw = f"{wrap_wide(CHINESE, '')}\n\n{wrap_wide(ANOTHER, '')}\n\n{wrap_wide(CHINESE, '')}"
    assert read(raw) == [CHINESE, ANOTHER, CHINESE]


def test_lines_that_no_page_cut_are_paragraphs() -> None:
    assert read(f"{CHINESE * 3}\n{ANOTHER * 4}\n\n{ENGLISH}") == [CHINESE * 3, ANOTHER * 4, ENGLISH]
    assert read("甲。\n乙。\n丙？") == ["甲。", "乙。", "丙？"]


def test_latin_words_at_the_end_of_a_chinese_line_get_no_space() -> None:
    raw = "本研究使用兩種方法，其中 BM25\n演算法作為比較的基準，並加入其\ndense retrieval 的方法來做跨語\n言檢索的實驗與分析。"
    assert read(raw) == [
        "本研究使用兩種方法，其中 BM25演算法作為比較的基準，並加入其dense retrieval 的方法來做跨語言檢索的實驗與分析。"
    ]


def test_a_chinese_term_at_the_end_of_an_english_line_keeps_its_space() -> None:
    raw = "The author of this thesis calls the concept 新安全觀\nand holds that its practice in the region has begun,\nbut that much has to be done."
    assert "新安全觀 and holds" in read(raw)[0]


def test_a_hyphen_that_divides_no_word_stays_at_a_line_end() -> None:
    raw = (
        "The invitation to take part in the new Six-\nParty Talks reached the seven pre-\n"
        "and post-war governments that had asked for them in the\nsummer of that year."
    )

    assert read(raw) == [
        "The invitation to take part in the new Six-Party Talks reached the seven pre- and post-war governments that had asked for them in the summer of that year."
    ]


def test_words_hyphenated_at_a_line_end_are_whole_and_compounds_keep_their_hyphen() -> None:
    raw = (
        "The recent develop-\nment of this inter\u00ad\nnational order is a well-\nknown fact, and a well-known\n"
        "fact needs no proof."
    )
    assert read(raw) == [
        "The recent development of this international order is a well-known fact, and a well-known fact needs no proof."
    ]


def test_chinese_headings_nest() -> None:
    raw = (
        f"第一章　緒論\n第一節　研究動機\n{wrap_wide(CHINESE)}\n{wrap_wide(ANOTHER)}\n一、研究問題\n{wrap_wide(CHINESE)}\n"
        f"（一）子題\n{wrap_wide(ANOTHER)}\n第二節　方法\n{wrap_wide(CHINESE)}\n第二章\n文獻回顧\n{wrap_wide(ANOTHER)}\n參考文獻\n甲書。"
    )
    assert read(raw) == [
        "1 第一章　緒論", "2 第一節　研究動機", CHINESE, ANOTHER, "3 一、研究問題", CHINESE, "4 （一）子題", ANOTHER,
        "2 第二節　方法", CHINESE, "1 第二章 文獻回顧", ANOTHER, "1 參考文獻", "甲書。",
    ]  # fmt: skip


def test_english_headings_nest() -> None:
    raw = f"Abstract\n\n{wrap(ENGLISH)}\n\nChapter 1 Security\n\n{wrap(SECOND)}\n\n1.1 Cooperation among States\n\n{wrap(ENGLISH)}\n\n1.1.1 In Asia\n\n{wrap(SECOND)}\n\nChapter 2\nThe Second Part\n\n{wrap(ENGLISH)}"
    assert read(raw) == [
        "1 Abstract", ENGLISH, "1 Chapter 1 Security", SECOND, "2 1.1 Cooperation among States", ENGLISH,
        "3 1.1.1 In Asia", SECOND, "1 Chapter 2 The Second Part", ENGLISH,
    ]  # fmt: skip


def test_markdown_headings_lose_their_marks() -> None:
    raw = "# Title #\n\nText with a # sign.\n\n## 1.2 Part\n\nMore.\n\n# C#\n\nEnd."
    assert read(raw) == ["1 Title", "Text with a # sign.", "2 1.2 Part", "More.", "1 C", "End."]


@pytest.mark.parametrize(
    "raw",
    [
        "我們有三點：\n一、經濟成長\n二、社會安定\n三、區域和平\n之後繼續前進。",
        "第一章的內容是安全，\n第二章則談合作。",
        "第一部分是歷史。\n第二部分是現況。",
        "第一章 緒論……………1\n第二章 方法……………9\n甲。",
        "The steps:\n1. Open the door\n2. Close the door\nAll done.",
        "2005\nIn that year all was well.",
    ],
)
def test_lists_sentences_and_contents_are_no_headings(raw: str) -> None:
    assert read(raw) == raw.split("\n")


def test_a_text_without_headings_is_all_paragraphs() -> None:
    assert [type(block) for block in read_text(f"{CHINESE}\n{ANOTHER}")] == [Body, Body]


PAGES = (
    "JOURNAL OF TESTS\n\n{one}\n\n12\n\f"
    "JOURNAL OF TESTS\n\n{two_a}\n\n13\n\f"
    "JOURNAL OF TESTS\n\n{two_b}\n\n{three}\n\n14\n"
)


def test_page_numbers_and_running_headers_at_page_breaks_are_no_text() -> None:
    lines = wrap(SECOND).split("\n")
    raw = PAGES.format(
        one=wrap(ENGLISH),
        two_a="\n".join(lines[:1]),
        two_b="\n".join(lines[1:]),
        three=wrap(ENGLISH),
    )
    blocks = read_text(raw)
    # The first stays: what comes first may be the title that the others repeat.
    assert [b.text for b in blocks] == ["JOURNAL OF TESTS", ENGLISH, SECOND, ENGLISH]
    assert [b.page for b in blocks if isinstance(b, Body)] == ["12", "12", "13", "14"]
    assert isinstance(blocks[2], Body)
    assert blocks[2].page_breaks == ((len(lines[0]) + 1, "14"),)


def test_chapter_headings_at_the_top_of_pages_are_no_running_headers() -> None:
    raw = f"Chapter 1\n\n{wrap(ENGLISH)}\n\n1\n\fChapter 2\n\n{wrap(SECOND)}\n\n2\n\fChapter 3\n\n{wrap(ENGLISH)}\n\n3"
    assert read(raw) == ["1 Chapter 1", ENGLISH, "1 Chapter 2", SECOND, "1 Chapter 3", ENGLISH]


@pytest.mark.parametrize("number", ["- 3 -", "第 3 頁", "Page 3 of 9", "3"])
def test_a_page_number_without_a_marked_break_pages_only_what_it_interrupts(number: str) -> None:
    lines = wrap_wide(CHINESE).split("\n")
    raw = "\n".join(
        [wrap_wide(ANOTHER), *lines[:2], "", number, "", *lines[2:], wrap_wide(ANOTHER)]
    )
    assert read_text(raw) == [Body(ANOTHER), Body(CHINESE, "3", 38), Body(ANOTHER)]


def test_numbers_that_may_be_text_stay() -> None:
    raw = "The results are these.\n\n2005\n\nIn that year all was well.\n\n2007\n\nAgain nothing."
    assert read(raw) == raw.split("\n\n")


def test_a_single_space_in_a_line_stays_and_spaces_that_only_place_text_go() -> None:
    assert read("\ufeff　　但 2005年 11月復於第五輪  會談 \t 陷入僵局。 ") == [
        "但 2005年 11月復於第五輪 會談 陷入僵局。"
    ]


@pytest.mark.parametrize("raw", ["", " \n\t\n\f\n", "\ufeff"])
def test_blank_text_is_refused(raw: str) -> None:
    with pytest.raises(TextNotReadable, match="blank"):
        read_text(raw)


@pytest.mark.parametrize("raw", ["PK\x03\x04\0\0", "甲\ud800乙"])
def test_binary_data_and_broken_unicode_are_refused(raw: str) -> None:
    with pytest.raises(TextNotReadable, match="UTF-8"):
        read_text(raw)


def test_a_text_of_headings_alone_is_refused() -> None:
    source = Source("made-up.txt", "0" * 64, "text/plain")
    with pytest.raises(TextNotReadable, match=r"made-up\.txt"):
        assemble_document("made-up", "zh-Hant", read_text("第一章 緒論"), {}, source)


@pytest.mark.parametrize(
    "raw",
    [
        lambda n: "a" * n,
        lambda n: "甲" * n,
        lambda n: "# " + "#" * n + " a",
        lambda n: "a-" * (n // 2),
        lambda n: "." * n + "a",
        lambda n: "a\n12\n\f" * (n // 5),
    ],
    ids=["word", "han", "marks", "hyphens", "dots", "pages"],
)
def test_time_is_linear_in_the_text(raw: Callable[[int], str]) -> None:
    check_linear(lambda n: read_text(raw(n)), 50_000)
