"""A hyphen at a line's end is dropped only where the joined word is known."""

import pytest

from corpus.readers.plain.hyphens import NO_WORDS, Words, keeps_hyphen, words_of
from corpus.readers.plain.joining import join_lines
from corpus.readers.plain.lines import Line


def join(*texts: str) -> str:
    lines = [Line(text, 0, 0, len(text)) for text in texts]
    return join_lines(lines, words_of(texts)).text


@pytest.mark.parametrize(
    "halves",
    ["govern-ment", "infor-mation", "to-gether", "under-stand", "denuclearisa-tion", "some-thing"],
)
def test_a_divided_word_is_joined(halves: str) -> None:
    first, second = halves.split("-")
    assert not keeps_hyphen(first, second, NO_WORDS)


@pytest.mark.parametrize(
    "halves",
    ["cross-sectional", "TDIE-based", "n-tridecanal", "long-lived", "price-determining"],
)
def test_a_compound_keeps_its_hyphen(halves: str) -> None:
    first, second = halves.split("-")
    assert keeps_hyphen(first, second, NO_WORDS)


def test_the_words_of_the_document_decide_first() -> None:
    assert not keeps_hyphen("meta", "clustering", Words(frozenset(), frozenset({"metaclustering"})))
    assert keeps_hyphen("re", "elected", Words(frozenset({"re-elected"}), frozenset()))


def test_halves_at_the_ends_of_lines_are_no_words_of_the_document() -> None:
    assert words_of(["the metaclus-", "tering of well-known", "words"]) == Words(
        frozenset({"well-known"}), frozenset({"the", "of", "words"})
    )


def test_hyphens_that_end_no_syllable_stay() -> None:
    assert join("between pre-", "and post-war years") == "between pre- and post-war years"
    assert join("the Six-", "Party Talks on 1-", "butanol") == "the Six-Party Talks on 1-butanol"


def test_latin_words_in_chinese_text_keep_apart() -> None:
    assert join("學報以 open", "source 之名，第27卷（12）:", "68頁") == (
        "學報以 open source 之名，第27卷（12）: 68頁"
    )


def test_an_address_is_not_parted() -> None:
    assert join("See http://www.example.", "org/reports/2020 for it.") == (
        "See http://www.example.org/reports/2020 for it."
    )
