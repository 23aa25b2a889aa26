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
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from operator import add
from threading import Lock
from typing import Literal, NamedTuple, Protocol

import snowballstemmer

from corpus.characters import HAN, KANA
from index.text.folding import fold
from index.text.numerals import years_in_digits

ANALYSER_VERSION = "2"
"""Changes with every change of the terms that a text gives: an index of other terms is stale."""

BaseLanguage = Literal["zh", "en"]

_IDEOGRAPHS = HAN + KANA + "\uac00-\ud7af"
"""Scripts written without spaces, or with spaces that search should not rely on."""

_IDEOGRAPH = re.compile(rf"[{_IDEOGRAPHS}]")
_OTHER_ATOM = (
    r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+\.\d+(?![.\d]))"  # a number
    r"|(?:[a-z]\.)+[a-z]\b\.?"  # initials
    rf"|[^\W_{_IDEOGRAPHS}]+(?:['’][a-z]+)?"  # a word
)
_ATOM = re.compile(rf"[{_IDEOGRAPHS}]|{_OTHER_ATOM}")
_RUN = re.compile(rf"[{_IDEOGRAPHS}]+|{_OTHER_ATOM}")
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

# A stemmer holds the word that it is at: two threads in it would get each other's.
_stemming = Lock()


class Token(NamedTuple):
    """One term of a text; `text[start:end]` of the original is what it came from."""

    term: str
    start: int
    end: int


class Atom(NamedTuple):
    """A character of Chinese, or a word or number in another script, in a folded text."""

    term: str
    is_ideograph: bool
    start: int
    end: int


class AnalysedText:
    """A text that is folded and cut into atoms once; the terms of either language come from them.

    Attributes:
        text: as it was written.
        folded: the same as search compares it.
        written: the folded text with years in digits; each character stays where it is.
        atoms: in the order of the text, with places in `written`.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self.written = years_in_digits(self.folded.text)
        self.atoms = [
            Atom(*_read_atom(match.group()), *match.span())
            for match in _ATOM.finditer(self.written)
        ]
        self._tokens: dict[BaseLanguage, Sequence[Token]] = {}

    def tokens(self, language: BaseLanguage) -> Sequence[Token]:
        """The terms, in order of place; an atom stands before the pair that it opens.

        In English text a Latin word next to a Chinese one is chance (a name in brackets), so only
        Chinese pairs are made there.
        """
        if language not in self._tokens:
            self._tokens[language] = self._make_tokens(language)
        return self._tokens[language]

    def folded_slice(self, start: int, end: int) -> str:
        """What `text[start:end]` is in the folded text."""
        starts = self.folded.starts
        return self.folded.text[bisect_left(starts, start) : bisect_left(starts, end)]

    def _make_tokens(self, language: BaseLanguage) -> list[Token]:
        starts, ends = self.folded.starts, self.folded.ends
        tokens: list[Token] = []
        before = Atom("", False, 0, -2)
        for atom in self.atoms:
            last = ends[atom.end - 1]
            if _may_pair(before, atom, language) and _are_joined(
                self.written, before.end, atom.start
            ):
                tokens.append(Token(before.term + atom.term, starts[before.start], last))
            tokens.append(Token(atom.term, starts[atom.start], last))
            before = atom
        return tokens


def analyse(text: str, language: BaseLanguage) -> Sequence[Token]:
    """The terms of a text, as `AnalysedText.tokens` gives them.

    >>> [token.term for token in analyse("一九九四年，核武", "zh")]
    ['1994', '1994年', '年', '核', '核武', '武']
    """
    return AnalysedText(text).tokens(language)


def terms_of(text: str, language: BaseLanguage) -> list[str]:
    """The terms alone, in no particular order: for those who count them, in a quarter of the time.

    A run of Chinese is taken as a whole, its characters and then its pairs.
    """
    return _terms_of_folded(fold(text).text, language)


def _terms_of_folded(folded: str, language: BaseLanguage) -> list[str]:
    if folded.isascii():
        return [_read_atom(atom)[0] for atom in _ATOM.findall(folded)]
    folded = years_in_digits(folded)
    terms: list[str] = []
    before, reach, before_is_ideograph = "", -2, False
    for match in _RUN.finditer(folded):
        start, end = match.span()
        run = match.group()
        is_ideographs = _IDEOGRAPH.match(run) is not None
        atoms = list(run) if is_ideographs else [_read_atom(run)[0]]
        is_pair = before_is_ideograph and is_ideographs
        is_pair |= language == "zh" and (before_is_ideograph or is_ideographs)
        if is_pair and _are_joined(folded, reach, start):
            terms.append(before + atoms[0])
        terms += atoms
        terms += map(add, atoms, atoms[1:])
        before, before_is_ideograph, reach = atoms[-1], is_ideographs, end
    return terms


@lru_cache(maxsize=1 << 16)
def term_weight(term: str) -> float:
    """What a question's term is worth: 1, or less for function words (what, the, 的, 什么).

    Leaving them out loses questions that consist of them; full weight lets them outvote names.
    """
    if term in _function_terms() or _FUNCTION_CHARACTERS.issuperset(term):
        return _FUNCTION_WEIGHT
    return 1.0


@lru_cache(maxsize=1 << 15)
def is_ideograph(character: str) -> bool:
    """Whether a character is written without spaces around it: Chinese, kana, hangul."""
    return _IDEOGRAPH.match(character) is not None


@lru_cache(maxsize=1 << 17)
def _read_atom(atom: str) -> tuple[str, bool]:
    """The term that an atom gives, and whether it is an ideograph."""
    if _IDEOGRAPH.match(atom):
        return atom, True
    # Words have neither point nor comma in them.
    if "." in atom or "," in atom:
        return atom.replace("." if atom[0].isalpha() else ",", ""), False
    return _stem_word(atom[:_LONGEST_WORD]), False


def _may_pair(one: Atom, other: Atom, language: BaseLanguage) -> bool:
    """Whether two neighbours are a term: in English text, Chinese ones alone."""
    if language == "zh":
        return one.is_ideograph or other.is_ideograph
    return one.is_ideograph and other.is_ideograph


def _are_joined(text: str, end: int, start: int) -> bool:
    """Whether nothing parts two atoms, of which the first ends and the second starts there."""
    return start == end or (start == end + 1 and text[end] in _JOINTS)


def _stem_word(word: str) -> str:
    """`negotiations'` and `negotiating` become `negoti`, `china's` `china`, `1990s` `1990`."""
    if not word.isascii():
        word = _ACCENTS.sub("", unicodedata.normalize("NFD", word)).replace("’", "'")
    if _DECADE.fullmatch(word):
        return word[:-1]
    with _stemming:
        stem: str = _stemmer().stemWord(word)
    return stem or word


class _Stemmer(Protocol):
    """snowballstemmer's own, or PyStemmer's, which it takes where that is installed."""

    def stemWord(self, word: str) -> str:  # as both have it
        """The stem of a word."""


@cache
def _stemmer() -> _Stemmer:
    stemmer: _Stemmer = snowballstemmer.stemmer("english")
    return stemmer


@cache
def _function_terms() -> frozenset[str]:
    return frozenset(map(_stem_word, _FUNCTION_WORDS))


class AnalysedSentence(NamedTuple):
    """A sentence: its folded text, and how often each term stands in it."""

    folded: str
    counts: Mapping[str, int]
    length: int


@lru_cache(maxsize=1 << 9)
def analyse_sentences(
    text: str, spans: tuple[tuple[int, int], ...], language: BaseLanguage
) -> tuple[AnalysedSentence, ...]:
    """The sentences at some spans of a text, which is folded as a whole."""
    folded = fold(text)
    if isinstance(folded.starts, range) and len(folded.text) == len(text):
        texts = [folded.text[start:end] for start, end in spans]
    else:
        texts = [fold(text[start:end]).text for start, end in spans]
    terms = [_terms_of_folded(one, language) for one in texts]
    return tuple(map(AnalysedSentence, texts, map(Counter, terms), map(len, terms)))
