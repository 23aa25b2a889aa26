import subprocess
import sys

import pytest

from index.query.terms import question_terms
from index.text.analysis import AnalysedText, Token, analyse


def test_chinese_gives_characters_and_pairs_at_their_places() -> None:
    assert analyse("核武，危機", "zh") == [
        Token("核", 0, 1),
        Token("核武", 0, 2),
        Token("武", 1, 2),
        Token("危", 3, 4),
        Token("危机", 3, 5),
        Token("机", 4, 5),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1994年", "1994 1994年 年"),
        ("美 國", "美 美国 国"),
        ("卡万·肖特", "卡 卡万 万 万肖 肖 肖特 特"),
        ("「三」方", "三 三方 方"),
        ("NATO會議", "nato nato会 会 会议 议"),
        ("甲、乙", "甲 乙"),
    ],
)
def test_what_stands_together_is_a_term(text: str, expected: str) -> None:
    assert " ".join(token.term for token in analyse(text, "zh")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Negotiations negotiated", "negoti negoti"),
        ("China's Khān’s", "china khan"),
        ("six-party talks", "six parti talk"),
        ("U.S.-led D.P.R.K. U.N.", "us led dprk un"),
        ("1,000 and 3.5 in 1953.7.27", "1000 and 3.5 in 1953 7 27"),
        ("the 1990s", "the 1990"),
        ("Kim (金正日)", "kim 金 金正 正 正日 日"),
        ("!?…", ""),
    ],
)
def test_english_words_have_one_form(text: str, expected: str) -> None:
    assert " ".join(token.term for token in analyse(text, "en")) == expected


def test_latin_words_inside_chinese_have_the_english_form() -> None:
    assert {t.term for t in analyse("Negotiations", "en")} <= {
        t.term for t in analyse("談判Negotiations", "zh")
    }


def test_both_scripts_of_a_question_give_the_same_terms() -> None:
    traditional = [
        t.alternatives[0].terms
        for t in question_terms(AnalysedText("國際關係學界如何看待後冷戰？"), "zh")
    ]
    simplified = [
        t.alternatives[0].terms
        for t in question_terms(AnalysedText("国际关系学界如何看待后冷战？"), "zh")
    ]
    assert traditional == simplified


def test_a_question_term_shows_the_readers_own_words() -> None:
    terms = question_terms(AnalysedText("What are NEGOTIATIONS, negotiations?"), "en")
    assert [(t.text, t.weight) for t in terms] == [
        ("What", 0.3),
        ("are", 0.3),
        ("NEGOTIATIONS", 1.0),
    ]
    assert terms[2].alternatives[0].terms == ("negoti",)


def test_analysis_starts_without_jieba() -> None:
    code = "import sys; from index.text.analysis import analyse; analyse('核武', 'zh'); sys.exit('jieba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
