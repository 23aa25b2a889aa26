"""Names that stand in no table, met by their sound: 卡万·肖特 is Kawann Short.

A name of the question is laid over the characters of the candidate passages (or a name of the
passages over the characters of the question): each character takes one to four letters, and what
fits better than chance by enough is the same name. What is found joins the question as one more
alternative, so that lexical search ranks it and the explanation shows it.

It adds to dense and learned translations on XQuAD: nDCG@10 .936 → .941 from English to Chinese,
.937 → .945 from Chinese to English. Letters that nobody says cost a little; abbreviations, names
of fewer than four letters and words that the table translates are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from index.query.glossary_matching import key_terms
from index.query.terms import Alternative, QueryTerm
from index.query.transliteration_model import (
    LONGEST_PIECE,
    Scores,
    Sounds,
    load_sounds,
    plain_letters,
    spell,
)
from index.text.analysis import BaseLanguage, term_weight
from index.text.folding import simplify

_LEAST_PER_LETTER = 1.2
_SURE_PER_LETTER = 1.8
_LEAST_PROBABILITY = 0.3
_SILENT_LETTER = np.float32(-2.5)
_SHORTEST_NAME, _LONGEST_NAME = 4, 14
_MOST_NAMES = 4
_MOST_WAYS = 7
_BETWEEN = "`"  # spelled 0: before `a`
_NEVER = np.float32(-1e9)
_ROUNDING = 1e-3  # sums of the same numbers in another order differ by less

_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W\d_]{3,13}")


@dataclass(frozen=True, slots=True)
class SoundMatch:
    """A place where a name is said: `text[start:end]`, and how well, per letter."""

    name: str
    start: int
    end: int
    score: float


class SoundMatcher:
    """Finds names across languages by sound; safe to use from several threads."""

    def __init__(self, sounds: Sounds | None = None) -> None:
        self._sounds = sounds or load_sounds()
        self._pieces_of = lru_cache(maxsize=1 << 12)(self._spell)

    def with_sounds(
        self,
        question: str,
        terms: Sequence[QueryTerm],
        target: BaseLanguage,
        texts: Sequence[str],
    ) -> Sequence[QueryTerm]:
        """The question's terms, and its names as passages of `target` spell them.

        `terms` are those of `CrossLingual.translate`; `texts` are the candidate passages. The
        terms come back unchanged, and as the same list, where no name is found.
        """
        if target == "zh":
            return self._into_chinese(terms, texts)
        return self._into_english(question, terms, texts)

    @staticmethod
    def may_find(terms: Sequence[QueryTerm], target: BaseLanguage) -> bool:
        """Whether there is a name to look for in passages of `target`, whatever they say."""
        return target == "en" or any(map(_is_untranslated, terms))

    def find(self, name: str, text: str) -> list[SoundMatch]:
        """Where Chinese characters say a Latin name, best first; none overlaps another."""
        letters = plain_letters(name)
        if not _SHORTEST_NAME <= len(letters) <= _LONGEST_NAME:
            return []
        syllables = self._sounds.read(text)
        odds = self._odds_of(self._pieces_of(letters), syllables)
        said = _lay(odds, syllables)
        scores = said[-1, 1:] / len(letters)
        found: list[SoundMatch] = []
        for last in np.argsort(-scores, kind="stable")[: 4 * _MOST_WAYS].tolist():
            if scores[last] < _LEAST_PER_LETTER:
                break
            start = _start(odds, said, last)
            if last > start and all(last < other.start or other.end <= start for other in found):
                found.append(SoundMatch(name, start, last + 1, float(scores[last])))
        return found

    def _into_chinese(
        self, terms: Sequence[QueryTerm], texts: Sequence[str]
    ) -> Sequence[QueryTerm]:
        names = [place for place, term in enumerate(terms) if _is_untranslated(term)]
        text = "\n".join(texts) if names else ""
        heard: dict[int, QueryTerm] = {}
        for place in names[:_MOST_NAMES]:
            ways = [(text[m.start : m.end], m.score) for m in self.find(terms[place].text, text)]
            if ways:
                heard[place] = _with_ways(terms[place], ways, "zh")
        if not heard:
            return terms
        return [heard.get(place, term) for place, term in enumerate(terms)]

    def _into_english(
        self, question: str, terms: Sequence[QueryTerm], texts: Sequence[str]
    ) -> Sequence[QueryTerm]:
        names = self._audible(texts, question)
        ways: dict[tuple[int, int], list[tuple[str, float]]] = {}
        for name in self._promising(names, question):
            for match in self.find(name, question)[:1]:
                ways.setdefault((match.start, match.end), []).append((name, match.score))
        if not ways:
            return terms
        heard = list(terms)
        for (start, end), found in sorted(ways.items(), key=lambda item: -_best(item[1])):
            if _is_name(question, start, end, heard):
                inside = [t for t in heard if start <= t.start and t.end <= end]
                heard = [t for t in heard if t not in inside or len(t.text) > 1]
                text = question[start:end]
                heard.append(QueryTerm(text, start, end, 1.0, _alternatives(found, "en")))
        return sorted(heard, key=lambda term: (term.start, term.end))

    def _audible(self, texts: Sequence[str], question: str) -> list[tuple[str, str]]:
        """Names of texts, each once, that the question's syllables can say in whatever order.

        It takes the best syllable for every letter, so no name that is said is missed, and four
        of five that are not said need no closer look.
        """
        found = [_latin_names(text) for text in texts]
        letters = "".join(plain for _, plain in found)
        syllables = self._sounds.read(question)
        syllables = np.unique(syllables[syllables >= 0])
        if not letters or not len(syllables):
            return []
        codes, pieces = spell(letters), self._spell(letters)
        odds = self._sounds.odds[syllables].max(axis=0)
        best = np.full(len(codes), _SILENT_LETTER)
        for length in range(1, LONGEST_PIECE + 1):
            share = odds[pieces[length - 1]] / np.float32(length)
            for back in range(length):
                covered = best[: len(best) - back]
                np.maximum(covered, share[back:], out=covered)
        opens = np.flatnonzero(codes == 0)
        best[opens] = 0
        sizes = np.diff(opens, append=len(codes)) - 1
        can_be_said = np.add.reduceat(best, opens) >= sizes * _LEAST_PER_LETTER - _ROUNDING
        names = [name for joined, _ in found for name in joined]
        plain = letters[1:].split(_BETWEEN)
        return sorted({(names[place], plain[place]) for place in np.flatnonzero(can_be_said)})

    def _promising(self, usable: Sequence[tuple[str, str]], question: str) -> list[str]:
        """Names that the question says, by one pass over all of them at once."""
        if not usable:
            return []
        letters = "".join(f"{_BETWEEN}{plain}" for _, plain in usable)
        codes, pieces = spell(letters), self._spell(letters)
        ends = np.cumsum([len(plain) + 1 for _, plain in usable]) - 1
        opens = np.flatnonzero(codes == 0)
        best = np.full(len(codes), _NEVER)
        # What was said before each letter, and before the one, two and three letters before it.
        said = np.full(len(codes) + LONGEST_PIECE, _NEVER)
        said[opens + LONGEST_PIECE] = 0
        before = sliding_window_view(said, len(codes))[LONGEST_PIECE - 1 :: -1]
        for syllable in self._sounds.read(question).tolist():
            if syllable >= 0:
                now = (before + self._sounds.odds[syllable, pieces]).max(axis=0)
                np.maximum(now[1:], now[:-1] + _SILENT_LETTER, out=now[1:])
                np.maximum(best, now, out=best)
                said[LONGEST_PIECE:] = now
            else:
                said[LONGEST_PIECE:] = _NEVER
            said[opens + LONGEST_PIECE] = 0
        sizes = np.array([len(plain) for _, plain in usable])
        fits = (best[ends] / sizes >= _LEAST_PER_LETTER).tolist()
        return [name for (name, _), is_said in zip(usable, fits, strict=True) if is_said]

    def _odds_of(self, pieces: NDArray[np.int32], syllables: NDArray[np.int32]) -> Scores:
        """How likely a text says each piece of a name at each place.

        Shape (lengths, letters, places).
        """
        of_name = np.ascontiguousarray(self._sounds.odds[:, pieces.ravel()].T)
        odds: Scores = of_name[:, syllables].reshape(*pieces.shape, len(syllables))
        return odds

    def _spell(self, letters: str) -> NDArray[np.int32]:
        """For each length, the pieces that end at each letter, shape (lengths, letters)."""
        codes = spell(letters)
        return np.stack([self._sounds.pieces(codes, n + 1) for n in range(LONGEST_PIECE)])


def _lay(odds: Scores, syllables: NDArray[np.int32]) -> Scores:
    """How well so many letters are said by syllables up to each place.

    Shape (letters + 1, places + 1): both start with nothing said, before the text.
    """
    _, letters, places = odds.shape
    silent = syllables < 0
    said = np.full((letters + 1, places + 1), _NEVER)
    said[0] = 0
    for letter in range(1, letters + 1):
        now = said[letter, 1:]
        for length in range(1, min(LONGEST_PIECE, letter) + 1):
            np.maximum(now, said[letter - length, :-1] + odds[length - 1, letter - 1], out=now)
        now[silent] = _NEVER
        if letter > 1:
            np.maximum(now, said[letter - 1, 1:] + _SILENT_LETTER, out=now)
    return said


def _start(odds: Scores, said: Scores, last: int) -> int:
    """Where the name that ends with a place begins: back along the way that scored best."""
    letter, place = len(said) - 1, last
    while letter > 0:
        if letter > 1 and said[letter, place + 1] == said[letter - 1, place + 1] + _SILENT_LETTER:
            letter -= 1
            continue
        letter -= max(
            (said[letter - length, place] + odds[length - 1, letter - 1, place], length)
            for length in range(1, min(LONGEST_PIECE, letter) + 1)
        )[1]
        place -= 1
    return place + 1


@lru_cache(maxsize=1 << 13)
def _latin_names(text: str) -> tuple[tuple[str, ...], str]:
    """The capitalised words of a passage that can be names, and their letters, each opened."""
    names = set(_CAPITALISED.findall(text))
    opened = {
        name: letters
        for name, letters in zip(names, map(_open_name, names), strict=True)
        if letters
    }
    return tuple(opened), "".join(opened.values())


@lru_cache(maxsize=1 << 14)
def _open_name(name: str) -> str:
    """The letters of a word that can be a name, opened; empty for any other."""
    letters = plain_letters(name)
    is_usable = _SHORTEST_NAME <= len(letters) <= _LONGEST_NAME and not name.isupper()
    return f"{_BETWEEN}{letters}" if is_usable else ""


def _is_untranslated(term: QueryTerm) -> bool:
    """Whether a term is a Latin word, no abbreviation, that nothing but itself stands for."""
    [first, *others] = term.alternatives
    return (
        not others
        and first.origin == "same"
        and term.text.isalpha()
        and not term.text.isupper()
        and bool(plain_letters(term.text))
        and term_weight(first.terms[0]) == 1.0
    )


def _is_name(question: str, start: int, end: int, terms: Sequence[QueryTerm]) -> bool:
    """Whether a span of the question can be a name.

    It cuts no word that is known, is not made of such words, and neither begins nor ends with a
    function word.
    """
    # Function words are known in Simplified characters: 幾 is 几.
    if any(term_weight(simplify(question[place])) < 1.0 for place in (start, end - 1)):
        return False
    words = [t for t in terms if t.end - t.start > 1 and t.start < end and start < t.end]
    cuts = any(word.start < start or end < word.end for word in words)
    return not cuts and sum(word.end - word.start for word in words) < end - start


def _with_ways(
    term: QueryTerm, ways: Sequence[tuple[str, float]], language: BaseLanguage
) -> QueryTerm:
    return replace(term, alternatives=(*_alternatives(ways, language), *term.alternatives))


def _alternatives(
    ways: Sequence[tuple[str, float]], language: BaseLanguage
) -> tuple[Alternative, ...]:
    """The best spellings, each as sure as it sounds alike."""
    kept: dict[tuple[str, ...], Alternative] = {}
    for text, score in sorted(ways, key=lambda way: -way[1]):
        sure = (score - _LEAST_PER_LETTER) / (_SURE_PER_LETTER - _LEAST_PER_LETTER)
        probability = min(1.0, max(_LEAST_PROBABILITY, sure))
        terms = key_terms(text, language)
        kept.setdefault(terms, Alternative(terms, probability, text, "sound"))
    return tuple(kept.values())[:_MOST_WAYS]


def _best(ways: Sequence[tuple[str, float]]) -> float:
    return max(score for _, score in ways)
