import pytest

from corpus.languages import Detected, detect_language
from index.query.preparation import content_of, pair_of, source_of
from index.text.analysis import AnalysedText


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("What is the?", 0.0),
        ("Korea?", 0.5),
        ("South Korea?", 1.0),
        ("Why did South Korea join the Six-Party Talks?", 1.0),
        ("的？", 0.0),
        ("核？", 0.25),
        ("核武？", 0.5),
        ("六方會談", 1.0),
    ],
)
def test_two_words_that_carry_meaning_are_a_whole_question(text: str, content: float) -> None:
    assert content_of(AnalysedText(text), detect_language(text)) == content


def test_a_question_in_no_known_language_counts_as_one_in_the_passages_own() -> None:
    unknown = Detected("und", ("en", "zh"), False)
    assert source_of(unknown, "en") == "en"
    assert source_of(unknown, "zh") == "zh"
    assert pair_of(unknown, "en") == "en-en"
    assert pair_of(unknown, "zh") == "zh-zh"


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("南韓為什麼參與六方會談？", ("zh-zh", "zh-en")),
        ("韩国为什么参与六方会谈？", ("zh-zh", "zh-en")),
        ("Why did South Korea take part?", ("en-zh", "en-en")),
    ],
)
def test_a_pair_is_the_question_s_language_and_the_passages(
    text: str, pairs: tuple[str, str]
) -> None:
    detected = detect_language(text)
    assert (pair_of(detected, "zh"), pair_of(detected, "en")) == pairs
