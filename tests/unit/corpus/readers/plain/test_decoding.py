import pytest

from corpus.errors import EncodingUnclear, FileDamaged, FileEmpty
from corpus.readers.plain.decoding import Decoded, decode_as, decode_text

# Thirty characters each, from the middle of running text.
HANT = "南韓在朝核危機主要考慮到與北韓的特殊關係及與美國的同盟關係。"
HANS = "朝鲜半岛的和平与稳定，取决于各方能否在会谈中互相让步，建立信"
ENGLISH = "No agreement was reached in the second round – not even on a date."


@pytest.mark.parametrize(
    ("text", "written", "reported"),
    [
        (HANT, "utf-8", "utf-8"),
        (HANT, "utf-8-sig", "utf-8"),
        (HANT, "utf-16", "utf-16-le"),
        (HANT, "utf-16-le", "utf-16-le"),
        (HANT, "utf-16-be", "utf-16-be"),
        (HANT, "big5", "big5"),
        (HANT, "cp950", "big5"),
        (HANT, "big5hkscs", "big5"),
        (HANT, "gb18030", "gb18030"),
        (HANT, "gbk", "gb18030"),
        (HANS, "utf-8", "utf-8"),
        (HANS, "utf-16-le", "utf-16-le"),
        (HANS, "utf-16-be", "utf-16-be"),
        (HANS, "gb2312", "gb18030"),
        (HANS, "gb18030", "gb18030"),
        (ENGLISH, "utf-8", "utf-8"),
        (ENGLISH, "utf-16-le", "utf-16-le"),
        (ENGLISH, "utf-16-be", "utf-16-be"),
        (ENGLISH, "utf-32", "utf-32-le"),
        ("plain", "ascii", "utf-8"),
    ],
)
def test_a_text_is_decoded_and_its_encoding_named(text: str, written: str, reported: str) -> None:
    assert decode_text(text.encode(written)) == Decoded(text, reported)


@pytest.mark.parametrize(
    "text",
    ["六方會談的開始", "北韓的核武問題，中共怎麼看？", "第一章 緒論\r\n\r\n這是 2006 年的事。"],
)
def test_a_line_of_big5_is_enough(text: str) -> None:
    assert decode_text(text.encode("big5")) == Decoded(text, "big5")


@pytest.mark.parametrize(
    "text", ["六方会谈的开始", "朝鲜的核武问题，中国怎么看？", "第一章 绪论\n\n这是 2006 年的事。"]
)
def test_a_line_of_gb18030_is_enough(text: str) -> None:
    assert decode_text(text.encode("gb18030")) == Decoded(text, "gb18030")


def test_characters_that_only_hong_kong_has_are_read_and_named() -> None:
    text = "佢哋喺香港開會，係咪真嘅？我哋唔知，但係大家都話係嘅。"
    assert decode_text(text.encode("big5hkscs")) == Decoded(text, "big5-hkscs")


def test_characters_that_taiwan_added_to_big5_are_read() -> None:
    text = "碁銹裏墻恒粧嫺都是後來加入的字，這一行的標點和間隔號‧也要對～"
    assert decode_text(text.encode("cp950")) == Decoded(text, "big5")


def test_circled_numbers_of_big5_are_not_taken_for_kana() -> None:
    text = "①這是第一點，②這是第二點，大家都說沒有問題～"
    # Python's table has the tilde operator where the others have the full-width tilde.
    content = text.replace("～", "\u223c").encode("big5hkscs")
    assert decode_text(content) == Decoded(text, "big5-hkscs")


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(128, 256)),
        b"\x89\x00\x01\x02" * 40,
        "Café, naïve – élève".encode("latin-1", "replace"),
        "Привет, мир. Это русский текст.".encode("koi8-r"),
        "これは日本語の文章です。".encode("shift_jis"),
        "甲乙丙丁".encode("big5"),
    ],
    ids=["all bytes", "binary", "latin-1", "russian", "japanese", "four rare characters"],
)
def test_what_makes_no_chinese_or_english_text_is_refused_with_what_to_do(content: bytes) -> None:
    with pytest.raises(EncodingUnclear, match=r"UTF-8, UTF-16, Big5 or GB18030.*save it as UTF-8"):
        decode_text(content)


def test_no_bytes_are_no_text() -> None:
    with pytest.raises(FileEmpty, match="0 bytes"):
        decode_text(b"")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_text_cut_off_inside_a_character_is_called_damaged(encoding: str) -> None:
    with pytest.raises(FileDamaged, match="copy or download it again"):
        decode_text((HANT * 10).encode(encoding)[:-1])


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Big5", Decoded(HANT, "big5")),
        (" x-x-big5 ", None),
        ("utf-8", None),
        ("idna\0", None),
        ("base64", None),
    ],
)
def test_a_label_is_believed_if_the_bytes_are_valid_in_it(
    label: str, expected: Decoded | None
) -> None:
    assert decode_as(HANT.encode("big5"), label) == expected


def test_gb2312_is_a_name_for_all_of_gb18030() -> None:
    text = "朱镕基说：裏面有繁體字。"
    assert decode_as(text.encode("gb18030"), "gb2312") == Decoded(text, "gb18030")
