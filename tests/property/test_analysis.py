from collections import Counter
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from index.query.terms import question_terms
from index.text.analysis import AnalysedText, analyse, term_weight, terms_of
from index.text.folding import fold

LANGUAGES = st.sampled_from(["zh", "en"])
PIECES = st.sampled_from(
    [
        "北韓核武危機",
        "六方会谈",
        "Six-Party Talks",
        "U.S.",
        "1,000",
        "3.5%",
        "Khān’s",
        "1990s",
        "・",
        "「",
        "」",
        "，",
        "한국",
        "кризис",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=10).map("".join)


@given(TEXTS, LANGUAGES)
def test_terms_point_into_the_original_in_order(text: str, language: Literal["zh", "en"]) -> None:
    tokens = analyse(text, language)
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
    assert all(token.term and not any(map(str.isspace, token.term)) for token in tokens)


@given(TEXTS, LANGUAGES)
def test_terms_do_not_depend_on_what_folding_removes(
    text: str, language: Literal["zh", "en"]
) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert [t.term for t in analyse(text, language)] == [t.term for t in analyse(wide, language)]


@given(TEXTS, LANGUAGES)
def test_a_question_has_each_term_once_and_at_its_place(
    text: str, language: Literal["zh", "en"]
) -> None:
    terms = question_terms(AnalysedText(text), language)
    wanted = {token.term for token in analyse(text, language)}
    assert {term.alternatives[0].terms[0] for term in terms} == wanted
    assert len(terms) == len(wanted)
    assert all(term.text == text[term.start : term.end] for term in terms)
    assert all(0 < term.weight <= 1 for term in terms)


@given(TEXTS)
def test_every_chinese_character_is_a_term(text: str) -> None:
    ideographs = {c for c in fold(text).text if "\u4e00" <= c <= "\u9fff"}
    assert ideographs <= {token.term for token in analyse(text, "zh")}


def test_function_words_weigh_less_but_never_nothing() -> None:
    assert [term_weight(t) for t in ["what", "的", "什么", "nuclear", "核武", "的核"]] == [
        0.3
    ] * 3 + [1.0] * 3


@given(TEXTS, LANGUAGES)
def test_terms_alone_are_those_with_their_places(text: str, language: Literal["zh", "en"]) -> None:
    placed = Counter(token.term for token in analyse(text, language))
    assert Counter(terms_of(text, language)) == placed
