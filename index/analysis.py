"""From text to the terms that lexical search counts.

The folded text is cut into atoms: a Chinese character, or a word or number in another script.
Every atom is a term; two neighbouring atoms, at least one of them Chinese, are a term too. So
卡万·肖特 gives 卡 万 肖 特 and 卡万 万肖 肖特, and 1994年 gives 1994年 beside 1994 and 年, which
plain character pairs would not. Words are stemmed (Snowball English).

What was measured on development data, and decides (`python -m eval.benchmarks.analysers`):
character pairs beat jieba's words; words on top of the pairs add less than chance, and importing
jieba costs half a second of every start, so it is not used here. Stemming gains most of a
point in English. Function words are kept, at a lower weight in questions: see `term_weight`.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Literal, NamedTuple

import snowballstemmer

from index.folding import fold

ANALYSER_VERSION = "1"
"""Changes with every change of the terms that a text gives: an index of other terms is stale."""

BaseLanguage = Literal["zh", "en"]

_IDEOGRAPHS = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
    "\U00020000-\U0003ffff"
)
"""Scripts written without spaces, or with spaces that search should not rely on."""

_ATOM = re.compile(
    rf"(?P<ideograph>[{_IDEOGRAPHS}])"
    r"|(?P<number>(?<![\d.,])(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+\.\d+(?![.\d])))"
    r"|(?P<initials>(?:[a-z]\.)+[a-z]\b\.?)"
    rf"|(?P<word>[^\W_{_IDEOGRAPHS}]+(?:['’][a-z]+)?)"
)
_JOINTS = frozenset(" ·・‧•-\"'“”‘’「」『』《》<>()")
"""What may stand between two atoms of one term: a space, the dot inside a foreign name,
a quotation mark that a question leaves out. A comma parts."""

_LONGEST_WORD = 100
"""Longer ones are data, not words; the engine would drop what is longer than 64 KiB."""

_ACCENTS = re.compile("[\u0300-\u036f]")
_DECADE = re.compile(r"\d+s")

_FUNCTION_WORDS = frozenset(
    """
    a about an and are as at be been being but by can could did do does for from had has have having
    he her here him his how i if in into is it its itself me might more most much must my no nor not
    of on only or other our out over own same shall she should so some such than that the their them
    then there these they this those through to too under until up very was we were what when where
    which while who whom whose why will with would you your
    """.split()
)
_FUNCTION_CHARACTERS = frozenset(
    "的了是在和与及或之于有其为以被把所这那哪个一什么何谁怎样吗呢些几多少"
)
_FUNCTION_WEIGHT = 0.3


class Token(NamedTuple):
    """One term of a text; `text[start:end]` of the original is what it came from."""

    term: str
    start: int
    end: int


class _Atom(NamedTuple):
    term: str
    start: int
    end: int
    is_ideograph: bool


def analyse(text: str, language: BaseLanguage) -> list[Token]:
    """The terms of a text, in order of place; an atom stands before the pair that it opens.

    In English text a Latin word next to a Chinese one is chance (a name in brackets), so only
    Chinese pairs are made there.

    >>> [token.term for token in analyse("1994年，核武", "zh")]
    ['1994', '1994年', '年', '核', '核武', '武']
    """
    folded = fold(text)
    starts, ends = folded.starts, folded.ends
    tokens: list[Token] = []
    previous: _Atom | None = None
    for match in _ATOM.finditer(folded.text):
        atom = _read_atom(match)
        last = ends[atom.end - 1]
        if previous and _are_paired(previous, atom, folded.text, language):
            tokens.append(Token(previous.term + atom.term, starts[previous.start], last))
        tokens.append(Token(atom.term, starts[atom.start], last))
        previous = atom
    return tokens


def term_weight(term: str) -> float:
    """What a question's term is worth: 1, or less for function words (what, the, 的, 什么).

    Leaving them out loses questions that consist of them; full weight lets them outvote names.
    """
    if term in _function_terms() or _FUNCTION_CHARACTERS.issuperset(term):
        return _FUNCTION_WEIGHT
    return 1.0


def is_ideograph(character: str) -> bool:
    """Whether a character is written without spaces around it: Chinese, kana, hangul."""
    match = _ATOM.match(character)
    return match is not None and match.lastgroup == "ideograph"


def _read_atom(match: re.Match[str]) -> _Atom:
    kind, term = match.lastgroup, match.group()
    start, end = match.span()
    if kind == "ideograph":
        return _Atom(term, start, end, True)
    if kind == "number":
        term = term.replace(",", "")
    elif kind == "initials":
        term = term.replace(".", "")
    else:
        term = _stem_word(term[:_LONGEST_WORD])
    return _Atom(term, start, end, False)


def _are_paired(left: _Atom, right: _Atom, text: str, language: BaseLanguage) -> bool:
    gap = right.start - left.end
    if gap and (gap > 1 or text[left.end] not in _JOINTS):
        return False
    if language == "en":
        return left.is_ideograph and right.is_ideograph
    return left.is_ideograph or right.is_ideograph


@lru_cache(maxsize=1 << 17)
def _stem_word(word: str) -> str:
    """`negotiations'` and `negotiating` become `negoti`, `china's` `china`, `1990s` `1990`."""
    if not word.isascii():
        word = _ACCENTS.sub("", unicodedata.normalize("NFD", word)).replace("’", "'")
    if _DECADE.fullmatch(word):
        return word[:-1]
    stem: str = _stemmer().stemWord(word)
    return stem or word


@cache
def _stemmer() -> snowballstemmer.english_stemmer.EnglishStemmer:
    return snowballstemmer.stemmer("english")


@cache
def _function_terms() -> frozenset[str]:
    return frozenset(map(_stem_word, _FUNCTION_WORDS))
