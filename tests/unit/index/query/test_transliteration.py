from collections.abc import Sequence

import numpy as np
import pytest

from corpus.glossary import Glossary
from index.query.expansion import CrossLingual
from index.query.terms import QueryTerm
from index.query.transliteration import SoundMatcher, _lay
from index.query.transliteration_model import LONGEST_PIECE, load_sounds, plain_letters
from index.text.analysis import AnalysedText, BaseLanguage


@pytest.fixture(scope="module")
def matcher() -> SoundMatcher:
    return SoundMatcher()


@pytest.fixture(scope="module")
def crosslingual() -> CrossLingual:
    return CrossLingual(Glossary((), "none"))


def heard(terms: Sequence[QueryTerm]) -> dict[str, list[str]]:
    """What was found by sound: the question's words → their spellings."""
    found = {
        term.text: [way.text for way in term.alternatives if way.origin == "sound"]
        for term in terms
    }
    return {name: ways for name, ways in found.items() if ways}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param("Mackinder", "哈尔福德·麦金德出生于英国", "麦金德", id="after the first name"),
        pytest.param("Shelley", "詩人珀西·雪萊寫了一首詩", "雪萊", id="Traditional characters"),
        pytest.param("Lindisfarne", "在林迪斯法恩的修道院", "林迪斯法恩", id="five characters"),
        pytest.param("Fresno", "他在弗雷斯诺。", "弗雷斯诺", id="next to punctuation"),
        pytest.param("Élwäy", "约翰·埃尔维", "埃尔维", id="with accents"),
    ],
)
def test_latin_name_is_found_where_its_characters_are(
    matcher: SoundMatcher, name: str, text: str, expected: str
) -> None:
    best = matcher.find(name, text)[0]

    assert text[best.start : best.end] == expected
    assert best.score > 1.2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("Mackinder", "六方會談在北京舉行，各國代表參加。", id="no name in the text"),
        pytest.param("Mackinder", "麥克阿瑟將軍", id="another name"),
        pytest.param("Li", "李先生", id="too short to tell"),
        pytest.param("x" * 500, "埃克斯", id="too long to be a name"),
        pytest.param("", "埃克斯", id="no letters"),
        pytest.param("Mackinder", "", id="no text"),
    ],
)
def test_nothing_is_found_where_the_name_is_not(
    matcher: SoundMatcher, name: str, text: str
) -> None:
    assert matcher.find(name, text) == []


def test_english_question_gets_the_spelling_of_the_passages(
    matcher: SoundMatcher, crosslingual: CrossLingual
) -> None:
    question = "Where was Halford Mackinder born?"
    terms = crosslingual.translate(AnalysedText(question), "en", "zh")

    found = matcher.with_sounds(
        question, terms, "zh", ["地理學家麥金德提出心臟地帶。", "哈尔福德·麦金德出生于英国。"]
    )

    assert heard(found)["Mackinder"] == ["麥金德"]
    [term] = [term for term in found if term.text == "Mackinder"]
    assert term.alternatives[0].terms == ("麦金", "金德")
    assert term.alternatives[-1].origin == "same"
    assert [t for t in found if t.text == "born"] == [t for t in terms if t.text == "born"]


def test_chinese_question_gets_the_spelling_of_the_passages(
    matcher: SoundMatcher, crosslingual: CrossLingual
) -> None:
    question = "麥金德的理論是什麼？"
    terms = crosslingual.translate(AnalysedText(question), "zh", "en")

    found = matcher.with_sounds(
        question, terms, "en", ["Mackinder called it the Heartland.", "The World Island of Europe."]
    )

    assert heard(found) == {"麥金德": ["Mackinder"]}
    assert [term for term in found if term.text == "理論"]
    assert question[found[0].start : found[0].end] == "麥金德"


@pytest.mark.parametrize(
    ("question", "source", "target", "text"),
    [
        pytest.param("What did BSkyB buy?", "en", "zh", "必斯凯比", id="abbreviation"),
        pytest.param("What is security?", "en", "zh", "塞丘里提", id="a word with translations"),
        pytest.param("什麼是國際安全？", "zh", "en", "Security Among Nations", id="known words"),
        pytest.param(
            "一次能拿几本？", "zh", "en", "A Chinese library.", id="a function word begins"
        ),
        pytest.param(
            "一次能拿幾本？", "zh", "en", "A Chinese library.", id="and in the other script"
        ),
        pytest.param("", "en", "zh", "麦金德", id="empty question"),
        pytest.param("谁", "zh", "en", "", id="empty passage"),
    ],
)
def test_terms_come_back_unchanged_where_there_is_no_name(
    matcher: SoundMatcher,
    crosslingual: CrossLingual,
    question: str,
    source: BaseLanguage,
    target: BaseLanguage,
    text: str,
) -> None:
    terms = crosslingual.translate(AnalysedText(question), source, target)

    assert matcher.with_sounds(question, terms, target, [text]) == terms


def test_no_passages_give_no_names(matcher: SoundMatcher, crosslingual: CrossLingual) -> None:
    terms = crosslingual.translate(AnalysedText("Where was Mackinder born?"), "en", "zh")

    assert matcher.with_sounds("Where was Mackinder born?", terms, "zh", []) == terms


def test_both_scripts_read_alike() -> None:
    sounds = load_sounds()

    assert sounds.read("麥蘭約翰").tolist() == sounds.read("麦兰约翰").tolist()
    assert -1 not in sounds.read("麦兰约翰")
    assert sounds.read("😀a，").tolist() == [-1, -1, -1]


def test_names_are_spelled_in_plain_letters() -> None:
    assert plain_letters("O'Brien-Zoë") == "obrienzoe"


def test_a_letter_that_no_syllable_says_costs() -> None:
    # Two letters, two places: each place says the first letter alone.
    odds = np.full((LONGEST_PIECE, 2, 2), -100, np.float32)
    odds[0, 0] = [2.0, 1.0]
    said = _lay(odds, np.array([3, 4], np.int32))
    assert said[1, 1:].tolist() == [2.0, 1.0]
    assert said[2, 1:].tolist() == [2.0 - 2.5, 1.0 - 2.5]
