"""Which language a text is in, decided on a few characters; and that of a whole document.

Statistics over letters need a sentence; a question may be `核武?` or `DPRK`. What decides here can
be seen in one character or one word: which script it is written in, whether a Chinese character
exists only in the Traditional or only in the Simplified national character set (Big5, GB 2312), and
which language's function words stand between the names.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from corpus.characters import HAN
from corpus.documents import Language

BaseLanguage = Literal["zh", "en"]
DetectedLanguage = Literal["zh-Hant", "zh-Hans", "zh", "en", "und"]

_ENGLISH = frozenset(
    "a about an and any are as at be been between but by can could did do does for from had has "
    "have how if in into is it its many more most much not of on or our should than that the their "
    "them there these they this those through to under was were what when where which who whom "
    "whose why will with would you your".split()
)
_NAME_PARTS = frozenset("a an and at by for from in of on the to with".split())
"""English words that stand inside names (Republic of Korea) and so say nothing of the sentence."""

_OTHER_LATIN = frozenset(
    # French, Spanish, German, Italian, Portuguese, Dutch, Indonesian, Polish, Turkish, Vietnamese.
    # Left out: words that English or names have too (die, come, von, van, del).
    "aux avec cette comment dans elle est le les leur mais nous où par pas pour pourquoi quand que "
    "quel quelle quelles quels qui quoi sont sur une la et il en ce du au "
    "al cómo con cuándo cuál cuáles dónde el ella es esta fue hay las más para pero porque qué "
    "quién se sus uno "
    "auf aus bei das dem den der ein eine einen einer für gibt haben ich ist mit nach nicht oder "
    "sich sie sind und warum wann welche welcher werden wie wird zum zur über "
    "che chi cosa dei della delle dove gli nella perché quali quando quanto sono è "
    "ao às com ela ele em foi mais não onde os pela pelo quem são sua seu um uma você "
    "aan dat deze dit een hebben het hoe met niet ook te voor waar waarom wat welke wordt zijn "
    "adalah apa bagaimana dari dengan itu mengapa siapa untuk yang "
    "czym dla dlaczego gdzie jak jaki jest kiedy kto nie się "
    "için nasıl nedir ve "  # noqa: RUF001  Turkish has an i without a dot
    "cái của gì là những nào người tại thế và".split()
)

_CHINESE_GRAMMAR = re.compile(
    "的|了|是|在|嗎|吗|呢|哪|誰|谁|何|怎|甚麼|什麼|什么|多少|幾|几|為什|为什|有|與|与|和|及|對|对|如"
)

_PIECES = 40
_PIECE = 1000

_HAN = re.compile(f"[{HAN}]")
_KANA = re.compile("[\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9d]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Detected:
    """What `detect_language` found.

    Attributes:
        language: The main language; `zh` where no character tells the script, `und` where the text
            is in another language or in none (digits, emoji, nothing).
        languages: The base languages to search with, the main one first: both for a mixed text and
            for one that is in neither.
        supported: False when the text is recognisably in a language that is neither.
    """

    language: DetectedLanguage
    languages: tuple[BaseLanguage, ...]
    supported: bool = True


def base_language(language: str) -> str:
    """The language without script or region: `base_language("zh-Hant") == "zh"`."""
    return language.split("-")[0].lower()


def detect_language(text: str) -> Detected:
    """The language of a text, however short.

    >>> detect_language("Six-Party Talks 是什麼").languages
    ('zh', 'en')
    """
    text = unicodedata.normalize("NFKC", text)
    han = _HAN.findall(text)
    latin, foreign = _sort_words(text)
    if _is_other_script(text, han, latin, foreign):
        return Detected("und", _languages_present(han, latin), supported=False)
    if not han and not latin:
        return Detected("und", ("zh", "en"))
    if not han:
        return _detect_latin(latin)
    if not latin or _is_mainly_chinese(text, han, latin):
        return Detected(_chinese_script(han), ("zh", "en") if latin else ("zh",))
    return Detected("en", ("en", "zh"))


def document_language(text: str) -> Language:
    """The language of a text of any length, by a sample from all of it.

    Of a mixed text the one that there is more of: a word counts as much as a Chinese character,
    which leaves a Chinese thesis with an English abstract and references Chinese. Where no
    character tells the script, or there is no word at all, the first of the languages that fit.
    """
    sample = unicodedata.normalize("NFKC", _sample(text))
    han = _HAN.findall(sample)
    words = sum(_is_latin(word[0]) for word in _WORD.findall(_HAN.sub(" ", sample)))
    if words > len(han):
        return "en"
    counts = _count_scripts(han)
    return "zh-Hans" if counts["zh-Hans"] > counts["zh-Hant"] else "zh-Hant"


def is_supported(text: str) -> bool:
    """Whether a text of any length is in a language that is known here, or in none."""
    return detect_language(_sample(text)).supported


def _sample(text: str) -> str:
    """Pieces from all over a text; a short one is looked at as a whole."""
    if len(text) <= _PIECES * _PIECE:
        return text
    step = len(text) // _PIECES
    return " ".join(text[start : start + _PIECE] for start in range(0, step * _PIECES, step))


def _sort_words(text: str) -> tuple[list[str], list[str]]:
    """The words in Latin letters, and those in scripts of third languages.

    A single letter beside Chinese (甲 A, x 軸) is a label, not English.
    """
    words = _WORD.findall(_HAN.sub(" ", text))
    shortest = 2 if _HAN.search(text) else 1
    latin = [word.lower() for word in words if _is_latin(word[0]) and len(word) >= shortest]
    return latin, [word for word in words if not _is_latin(word[0])]


@lru_cache(maxsize=4096)
def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")


def _is_other_script(text: str, han: list[str], latin: list[str], foreign: list[str]) -> bool:
    """Japanese, or letters of a third script that outweigh what we know."""
    if _KANA.search(text):
        return True
    if sum(map(_is_japanese_form, han)) > max(1, _count_scripts(han).total()):
        return True
    return sum(map(len, foreign)) > len(han) + sum(map(len, latin))


def _languages_present(han: list[str], latin: list[str]) -> tuple[BaseLanguage, ...]:
    if han and not latin:
        return ("zh",)
    if latin and not han:
        return ("en",)
    return ("zh", "en")


def _detect_latin(words: list[str]) -> Detected:
    """English unless function words or accents say another language.

    Names and abbreviations prove nothing, so a text without evidence counts as English.
    """
    english = sum(word in _ENGLISH for word in words)
    other = sum(0.5 if len(word) < 3 else 1.0 for word in words if word in _OTHER_LATIN)
    accented = sum(not word.replace("’", "'").isascii() for word in words)
    if other >= max(1.0, english) or (not english and accented * 2 > len(words)):
        return Detected("und", ("en",), supported=False)
    return Detected("en", ("en",))


def _is_mainly_chinese(text: str, han: list[str], latin: list[str]) -> bool:
    """A mixed text is in the language of its grammar; without any, of the greater part."""
    chinese = bool(_CHINESE_GRAMMAR.search(text))
    english = any(word in _ENGLISH - _NAME_PARTS for word in latin)
    if chinese != english:
        return chinese
    return len(han) >= len(latin)


def _chinese_script(han: list[str]) -> Literal["zh-Hant", "zh-Hans", "zh"]:
    counts = _count_scripts(han)
    if counts["zh-Hant"] == counts["zh-Hans"]:
        return "zh"
    return "zh-Hant" if counts["zh-Hant"] > counts["zh-Hans"] else "zh-Hans"


def _count_scripts(han: list[str]) -> Counter[str]:
    return Counter(script for script in map(_script_of, han) if script != "both")


@lru_cache(maxsize=1 << 15)
def _script_of(character: str) -> Literal["zh-Hant", "zh-Hans", "both"]:
    """The script whose national character set alone has the character."""
    traditional, simplified = _is_in("big5", character), _is_in("gb2312", character)
    if traditional == simplified:
        return "both"
    return "zh-Hant" if traditional else "zh-Hans"


def _is_japanese_form(character: str) -> bool:
    """Whether only Japan writes the character so (経済, 対戦)."""
    return (
        _is_in("shift_jis", character)
        and not _is_in("big5", character)
        and not _is_in("gb2312", character)
    )


def _is_in(character_set: str, character: str) -> bool:
    try:
        character.encode(character_set)
    except UnicodeEncodeError:
        return False
    return True
