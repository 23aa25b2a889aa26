import pytest

from corpus.glossary import load_glossary
from index.query.expansion import CrossLingual
from index.query.rewriting import in_words_of
from index.query.terms import Alternative, QueryTerm
from index.text.analysis import BaseLanguage

CROSSLINGUAL = CrossLingual(load_glossary())


def worded(question: str, source: BaseLanguage, target: BaseLanguage, *sentences: str) -> str:
    terms = CROSSLINGUAL.translate(question, source, target)
    return in_words_of(sentences, target, question, terms)


def test_an_english_question_takes_the_words_of_chinese_sentences() -> None:
    found = worded(
        "What did Japan say about sanctions?", "en", "zh", "日本政府對制裁的態度", "並不一致。"
    )
    assert found == "What did 日本 say about 制裁 ?"


def test_a_chinese_question_takes_the_words_of_english_sentences() -> None:
    found = worded("日本对制裁的态度是什么？", "zh", "en", "Japan has imposed sanctions.")
    assert found.startswith("Japan 对 sanction")
    assert found.endswith("什么？")


def test_what_the_sentences_call_otherwise_in_the_same_language_is_put_in() -> None:
    assert worded("北韓的核武在哪裡？", "zh", "zh", "朝鮮的核武") == "朝鲜 的核武在哪裡？"
    assert worded("北韓的核武在哪裡？", "zh", "zh", "北韓的核武") == "北韓的核武在哪裡？"


@pytest.mark.parametrize("sentences", [(), ("",), ("今天天氣很好。",)])
def test_what_the_sentences_do_not_say_stays_as_it_was_asked(sentences: tuple[str, ...]) -> None:
    question = "What did  Japan say about sanctions? "
    assert worded(question, "en", "zh", *sentences) == question


def test_a_year_is_put_in_with_one_sign_for_year() -> None:
    assert worded("2003年的會談", "zh", "zh", "民國九十二年") == "民国九十二年 的會談"


def test_words_that_say_little_stay() -> None:
    assert worded("the talks of Japan", "en", "zh", "日本的會談") == "the 会谈 of 日本"


def test_of_two_terms_at_one_place_the_first_is_put_in() -> None:
    def term(start: int, end: int, said: str) -> QueryTerm:
        way = Alternative((said,), 0.5, said, "learned")
        return QueryTerm("六方會談"[start:end], start, end, 1.0, (way,))

    terms = [term(2, 4, "talks"), term(0, 4, "six"), term(1, 3, "parties")]
    assert in_words_of(["six parties, talks"], "en", "六方會談？", terms) == "six ？"
