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

from index.analysis import BaseLanguage, term_weight
from index.glossary_terms import key_terms
from index.query_terms import Alternative, QueryTerm
from index.sounds import LONGEST_PIECE, Scores, Sounds, load_sounds, plain_letters, spell

_LEAST_PER_LETTER = 1.2
_SURE_PER_LETTER = 1.8
_LEAST_PROBABILITY = 0.3
_SILENT_LETTER = np.float32(-2.5)
_SHORTEST_NAME, _LONGEST_NAME = 4, 14
_MOST_NAMES = 4
_MOST_WAYS = 7
_BETWEEN = "`"  # spelled 0: before `a`
_NEVER = np.float32(-1e9)

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

    def with_sounds(
        self,
        question: str,
        terms: Sequence[QueryTerm],
        target: BaseLanguage,
        texts: Sequence[str],
    ) -> list[QueryTerm]:
        """The question's terms, and its names as passages of `target` spell them.

        `terms` are those of `CrossLingual.translate`; `texts` are the candidate passages. The
        terms come back unchanged, and as the same list, where no name is found.
        """
        if target == "zh":
            return self._into_chinese(terms, texts)
        return self._into_english(question, terms, texts)

    def find(self, name: str, text: str) -> list[SoundMatch]:
        """Where Chinese characters say a Latin name, best first; none overlaps another."""
        letters = plain_letters(name)
        if not _SHORTEST_NAME <= len(letters) <= _LONGEST_NAME:
            return []
        syllables = self._sounds.read(text)
        rows = self._lay(letters, syllables)
        scores = rows[-1] / len(letters)
        found: list[SoundMatch] = []
        for end in np.argsort(-scores, kind="stable")[: 4 * _MOST_WAYS].tolist():
            if scores[end] < _LEAST_PER_LETTER:
                break
            start = self._start(letters, syllables, rows, end)
            if end > start and all(end < other.start or other.end <= start for other in found):
                found.append(SoundMatch(name, start, end + 1, float(scores[end])))
        return found

    def _into_chinese(self, terms: Sequence[QueryTerm], texts: Sequence[str]) -> list[QueryTerm]:
        text = "\n".join(texts)
        heard: list[QueryTerm] = []
        names = 0
        for term in terms:
            if names < _MOST_NAMES and _is_untranslated(term):
                names += 1
                ways = [(text[m.start : m.end], m.score) for m in self.find(term.text, text)]
                term = _with_ways(term, ways, "zh")
            heard.append(term)
        return heard

    def _into_english(
        self, question: str, terms: Sequence[QueryTerm], texts: Sequence[str]
    ) -> list[QueryTerm]:
        names = sorted({name for text in texts for name in _latin_names(text)})
        ways: dict[tuple[int, int], list[tuple[str, float]]] = {}
        for name in self._promising(names, question):
            for match in self.find(name, question)[:1]:
                ways.setdefault((match.start, match.end), []).append((name, match.score))
        heard = list(terms)
        for (start, end), found in sorted(ways.items(), key=lambda item: -_best(item[1])):
            if _is_name(question, start, end, heard):
                inside = [t for t in heard if start <= t.start and t.end <= end]
                heard = [t for t in heard if t not in inside or len(t.text) > 1]
                text = question[start:end]
                heard.append(QueryTerm(text, start, end, 1.0, _alternatives(found, "en")))
        return sorted(heard, key=lambda term: (term.start, term.end))

    def _promising(self, usable: Sequence[tuple[str, str]], question: str) -> list[str]:
        """Names that the question says, by one pass over all of them at once."""
        if not usable:
            return []
        codes = spell("".join(f"{_BETWEEN}{plain}" for _, plain in usable))
        ends = np.cumsum([len(plain) + 1 for _, plain in usable]) - 1
        pieces = np.stack([self._sounds.pieces(codes, n + 1) for n in range(LONGEST_PIECE)])
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

    def _lay(self, letters: str, syllables: NDArray[np.int32]) -> list[Scores]:
        """For each number of letters, how well so many are said by syllables up to each place."""
        codes = spell(letters)
        pieces = [self._sounds.pieces(codes, length + 1) for length in range(LONGEST_PIECE)]
        silent = syllables < 0
        rows = [np.zeros(len(syllables), np.float32)]
        for said in range(1, len(letters) + 1):
            best = np.full(len(syllables), _NEVER)
            for length in range(1, min(LONGEST_PIECE, said) + 1):
                before = rows[said - length]
                if said > length:
                    before = np.concatenate([[_NEVER], before[:-1]])
                odds = self._sounds.odds[:, pieces[length - 1][said - 1]]
                best = np.maximum(best, before + odds[syllables])
            best[silent] = _NEVER
            if said > 1:
                best = np.maximum(best, rows[-1] + _SILENT_LETTER)
            rows.append(best.astype(np.float32))
        return rows

    def _start(
        self, letters: str, syllables: NDArray[np.int32], rows: list[Scores], end: int
    ) -> int:
        """Where the name that ends at a place begins: back along the way that scored best."""
        codes = spell(letters)
        pieces = [self._sounds.pieces(codes, length + 1) for length in range(LONGEST_PIECE)]
        said, place = len(letters), end
        while said > 0:
            if said > 1 and rows[said][place] == rows[said - 1][place] + _SILENT_LETTER:
                said -= 1
                continue
            ways = [
                (
                    (rows[said - length][place - 1] if said > length else 0.0)
                    + self._sounds.odds[syllables[place], pieces[length - 1][said - 1]],
                    length,
                )
                for length in range(1, min(LONGEST_PIECE, said) + 1)
                if place > 0 or said == length
            ]
            said -= max(ways)[1]
            place -= 1
        return place + 1


@lru_cache(maxsize=1 << 11)
def _latin_names(text: str) -> tuple[tuple[str, str], ...]:
    """The capitalised words of a passage that can be names, with their plain letters."""
    spelled = [(name, plain_letters(name)) for name in set(_CAPITALISED.findall(text))]
    return tuple(
        (name, letters)
        for name, letters in spelled
        if _SHORTEST_NAME <= len(letters) <= _LONGEST_NAME and not name.isupper()
    )


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
    if min(term_weight(question[start]), term_weight(question[end - 1])) < 1.0:
        return False
    words = [t for t in terms if t.end - t.start > 1 and t.start < end and start < t.end]
    cuts = any(word.start < start or end < word.end for word in words)
    return not cuts and sum(word.end - word.start for word in words) < end - start


def _with_ways(
    term: QueryTerm, ways: Sequence[tuple[str, float]], language: BaseLanguage
) -> QueryTerm:
    if not ways:
        return term
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
