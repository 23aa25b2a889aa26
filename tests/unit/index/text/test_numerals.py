import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.analysis import analyse, terms_of
from index.text.folding import fold
from index.text.numerals import (
    numbers_for_chinese,
    numbers_for_english,
    read,
    write,
    years_in_digits,
)


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("二○○三年", "2003年"),
        ("二〇〇三年", "2003年"),
        ("二零零三年", "2003年"),
        ("一九九四年至一九九九年", "1994年至1999年"),
        ("一九九○年代", "1990年代"),
        ("二○○三─○五年", "2003─○五年"),
        ("民国一○一年", "民国101年"),
        ("民国九二年", "民国92年"),
    ],
)
def test_years_in_chinese_digits_are_read(written: str, digits: str) -> None:
    assert years_in_digits(written) == digits


@pytest.mark.parametrize(
    "text",
    [
        "九一八事變",
        "二十世紀",
        "一百二十人",
        "三三九度",
        "二二八事件",
        "一九九四五",
        "民国九十二年",
        "",
    ],
)
def test_other_numbers_stay_as_they_are(text: str) -> None:
    assert years_in_digits(text) == text


def test_a_year_gives_the_same_terms_in_either_digits_and_keeps_its_place() -> None:
    chinese, arabic = "在二○○三年，會談", "在2003年，會談"
    assert [t.term for t in analyse(chinese, "zh")] == [t.term for t in analyse(arabic, "zh")]
    assert sorted(terms_of(chinese, "zh")) == sorted(terms_of(arabic, "zh"))
    (year,) = [t for t in analyse(chinese, "zh") if t.term == "2003"]
    assert chinese[year.start : year.end] == "二○○三"


@given(st.integers(1, 999))
def test_what_is_written_is_read(number: int) -> None:
    assert read(write(number)) == number == read(str(number))


@pytest.mark.parametrize("text", ["十百", "百", "一一", "九十二三", "二十十", ""])
def test_what_is_no_numeral_is_not_read(text: str) -> None:
    assert not read(text)


def ways(question: str, target: str) -> dict[str, set[str]]:
    found = (
        numbers_for_chinese(question, fold(question))
        if target == "zh"
        else numbers_for_english(fold(question))
    )
    return {question[n.start : n.end]: set(n.ways) for n in found}


def test_years_of_the_republic_are_those_of_the_world() -> None:
    both = {"民国92年", "民国九十二年"}
    assert ways("民國九十二年的會談", "zh") == {"民國九十二年": both | {"2003"}}
    for written in ("民國九二年", "民國92年"):
        assert ways(written, "zh") == {written: both | {"2003"}}
    for written in ("民國一○五年", "民國一百零五年", "民國一百〇五年", "民國105年"):
        assert ways(written, "en") == {written: {"2016"}}
    assert ways("民國元年", "en") == {"民國元年": {"1912"}}
    assert ways("民國 92 年的會談", "zh") == {"民國 92 年": both | {"2003"}}
    assert ways("中華民國九十二年", "zh") == {"中華民國九十二年": both | {"2003"}}
    assert ways("民國92年的會談", "en") == {"民國92年": {"2003"}}
    assert ways("What happened in 2003?", "zh") == {"2003": both}
    assert ways("二○○三年的會談", "zh") == {"二○○三": both}


@pytest.mark.parametrize(
    "question", ["民國999年", "in 1905", "1,999 soldiers", "3.1994", "92年", "民國110年代"]
)
def test_what_is_no_year_of_the_republic_is_left_alone(question: str) -> None:
    assert ways(question, "zh") == {}


@pytest.mark.parametrize("question", ["the 49th state", "Super Bowl XLIX"])
def test_what_is_counted_in_english_is_found_in_chinese(question: str) -> None:
    ((written, found),) = ways(question, "zh").items()
    assert written in {"49th", "XLIX"}
    assert {"第49", "第四十九", "49"} <= found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("第四十九屆", {"49th", "forty-ninth", "49"}),
        ("第2次", {"2nd", "second", "2"}),
        ("第十二章", {"12th", "twelfth", "12"}),
        ("第111次", {"111th", "111"}),
        ("第三十次", {"30th", "thirtieth", "30"}),
        ("第一百零五屆", {"105th", "105"}),
    ],
)
def test_what_is_counted_in_chinese_is_found_in_english(question: str, found: set[str]) -> None:
    assert list(ways(question, "en").values()) == [found]


@pytest.mark.parametrize(
    "question", ["第1718號決議", "第1.5代", "第123456", "第二〇九四號決議", "第一千七百一十八號"]
)
def test_a_longer_number_is_not_cut(question: str) -> None:
    assert ways(question, "en") == {}


@pytest.mark.parametrize("question", ["MIX", "IIX", "the CIVIL war", "i am IN", "LL", "VX"])
def test_capitals_that_are_no_roman_numeral_are_left_alone(question: str) -> None:
    assert ways(question, "zh") == {}
