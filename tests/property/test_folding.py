import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from index.text.folding import fold

PIECES = st.sampled_from(
    [
        "核武",
        "乾淨的乾坤",
        "看著",
        "後來",
        "ＤＰＲＫ",
        "１９９４年",
        "½",
        "ﬁ",
        "e\u0301",
        "가\u11a8",
        "ｶﾞ",
        "İ",
        "ß",
        "rela\u00adtions",
        "\u200b",
        "👩\u200d🚀",
        "«",
        "㈱",
        "ﷺ",
        "\0",
        "\ud800",
        "中\ufe00",
        "\u0301",
        " ",
        "\n",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=12).map("".join)


@given(TEXTS)
@example("\u0301e")
def test_every_folded_character_came_from_somewhere_and_in_order(text: str) -> None:
    folded = fold(text)
    spans = list(zip(folded.starts, folded.ends, strict=True))
    assert len(spans) == len(folded.text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a <= b for a, b in zip(folded.starts, folded.starts[1:], strict=False))
    assert all(a <= b for a, b in zip(folded.ends, folded.ends[1:], strict=False))


@given(TEXTS, st.data())
def test_the_original_span_of_a_folded_span_covers_it(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    first, last = folded.original_span(start, end)
    if start == end:
        assert first == last
    else:
        assert first < last
        for place in range(start, end):
            assert first <= folded.starts[place] and folded.ends[place] <= last


@given(TEXTS)
def test_the_original_span_folds_to_the_same_characters(text: str) -> None:
    folded = fold(text)
    for place, character in enumerate(folded.text):
        start, end = folded.original_span(place, place + 1)
        if unicodedata.category(character) != "Lo":  # Chinese may depend on its phrase
            assert character in fold(text[start:end]).text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cf", "Cc", "Lo"]), max_size=30))
def test_without_chinese_it_is_unicode_normalisation(text: str) -> None:
    visible = "".join(c for c in text if not 0xFE00 <= ord(c) < 0xFE10 and ord(c) != 0x34F)
    assert fold(text).text == unicodedata.normalize("NFKC", visible).casefold()


@given(TEXTS)
def test_folding_ascii_keeps_every_place(text: str) -> None:
    plain = text.encode("ascii", "ignore").decode().replace("\0", "")
    folded = fold(plain)
    assert folded.text == plain.lower()
    assert list(folded.starts) == list(range(len(plain)))
