import pytest

from corpus.languages import (
    base_language,
    detect_language,
    document_language,
    is_supported,
)


@pytest.mark.parametrize(
    ("text", "language", "languages"),
    [
        ("核武?", "zh", ("zh",)),
        ("北韓核武危機為何發生？", "zh-Hant", ("zh",)),
        ("朝鲜核危机的原因", "zh-Hans", ("zh",)),
        ("后来", "zh-Hans", ("zh",)),
        ("臺灣", "zh-Hant", ("zh",)),
        ("DPRK", "en", ("en",)),
        ("ＤＰＲＫ", "en", ("en",)),
        ("Kim Jong-il", "en", ("en",)),
        ("Kim Il Sung", "en", ("en",)),
        ("de facto recognition", "en", ("en",)),
        ("Who was Kim Il-sŏng?", "en", ("en",)),
        ("no", "en", ("en",)),
        ("Six-Party Talks 是什麼", "zh-Hant", ("zh", "en")),
        ("Democratic People's Republic of Korea 是什么", "zh", ("zh", "en")),
        ("三方會談 in 2003", "zh-Hant", ("zh", "en")),
        ("What is 北韓's policy?", "en", ("en", "zh")),
        ("甲 A", "zh", ("zh",)),
    ],
)
def test_chinese_and_english_are_told_apart_on_a_few_characters(
    text: str, language: str, languages: tuple[str, ...]
) -> None:
    detected = detect_language(text)
    assert (detected.language, detected.languages) == (language, languages)
    assert detected.supported


@pytest.mark.parametrize(
    "text",
    [
        "日本語は何ですか",
        "経済対策",
        "한국의 핵 위기",
        "العربية",
        "Россия и Корея",
        "français",
        "Quelle est la politique nucléaire de la Corée du Nord ?",
        "¿Qué es la crisis?",
        "Was ist die Atomkrise?",
        "Kuzey Kore nükleer krizi nedir?",
        "Cuộc khủng hoảng hạt nhân là gì",
    ],
)
def test_other_languages_are_flagged_and_still_searched(text: str) -> None:
    detected = detect_language(text)
    assert (detected.language, detected.supported) == ("und", False)
    assert detected.languages


@pytest.mark.parametrize("text", ["", "  \n", "?!…", "1994", "😀👩\u200d🚀", "\0"])
def test_text_in_no_language_is_searched_in_both(text: str) -> None:
    detected = detect_language(text)
    assert (detected.language, detected.languages, detected.supported) == (
        "und",
        ("zh", "en"),
        True,
    )


def test_a_question_about_a_russian_name_stays_chinese() -> None:
    assert detect_language("「Россия」在俄羅斯外交政策研究裡指什麼？").language == "zh-Hant"


@pytest.mark.parametrize(
    ("tag", "base"),
    [("zh-Hant", "zh"), ("zh-Hans", "zh"), ("zh", "zh"), ("en", "en"), ("en-GB", "en")],
)
def test_base_language(tag: str, base: str) -> None:
    assert base_language(tag) == base


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("南韓希望維持半島和平與穩定。" * 10_000, "zh-Hant"),
        ("朝鲜半岛的和平与稳定。" * 10_000, "zh-Hans"),
        ("The talks were not a success. " * 10_000, "en"),
        ("南韓希望維持和平。" * 60 + "An abstract in English follows here. " * 60, "zh-Hant"),
        ("An English paper that quotes 新安全觀 and 六方會談 now and then. " * 90, "en"),
        ("朝鲜半岛的和平与稳定。" * 500 + "引自臺灣學者的觀點。" * 50, "zh-Hans"),
        ("1994", "zh-Hant"),
        ("DPRK", "en"),
        ("", "zh-Hant"),
    ],
)
def test_a_document_is_in_the_language_of_most_of_it(text: str, language: str) -> None:
    assert document_language(text) == language


def test_the_language_of_a_long_document_is_not_that_of_its_first_pages() -> None:
    text = (
        "A preface in English that goes on for a while. " * 500 + "南韓希望維持半島和平。" * 20_000
    )
    assert document_language(text) == "zh-Hant"


def test_a_document_in_a_third_language_is_told_from_one_that_quotes_it() -> None:
    assert not is_supported("Quelle est la politique nucléaire de la Corée du Nord ? " * 500)
    assert is_supported("The word détente comes from French, and means a relaxation. " * 500)
    assert is_supported("南韓希望維持半島和平。" * 5000)
