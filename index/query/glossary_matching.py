"""Meets the glossary's terms in a question, the longest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.glossary import Entry, Glossary, Variant
from index.text.analysis import (
    AnalysedText,
    Atom,
    BaseLanguage,
    is_ideograph,
    term_weight,
    terms_of,
)

_MOST_CAPITALS = 3
"""Up to so many capitals make a variant that lower case does not meet: `us` is not the US."""

Key = tuple[str, ...]
"""How a variant is compared: the characters of folded Chinese, the stems of English."""


@dataclass(frozen=True, slots=True)
class GlossaryMatch:
    """A glossary term in a question: `question[start:end]`, and what it may mean."""

    start: int
    end: int
    entries: tuple[Entry, ...]


class GlossaryTerms:
    """The glossary, ready to be met in questions."""

    def __init__(self, glossary: Glossary) -> None:
        self._entries: dict[Key, list[Entry]] = {}
        self._longest: dict[str, int] = {}
        plain: set[Key] = set()
        for entry in glossary.entries:
            for variant in entry.variants:
                key = _key(variant)
                self._add(key, entry)
                if not _is_capitals(variant.text):
                    plain.add(key)
        self._capitals = self._entries.keys() - plain
        # A question is asked for in each language, and once more for its wordings.
        self._remembered = lru_cache(maxsize=64)(self._find)

    def find(self, question: AnalysedText) -> Sequence[GlossaryMatch]:
        """Terms in the order of the question; none overlaps another, the longest wins."""
        return self._remembered(question)

    def _find(self, question: AnalysedText) -> Sequence[GlossaryMatch]:
        atoms = question.atoms
        found: list[GlossaryMatch] = []
        place = 0
        while place < len(atoms):
            length, entries = self._longest_at(question, place)
            if entries:
                span = _span(question, atoms[place : place + length])
                found.append(GlossaryMatch(*span, tuple(entries)))
            place += max(length, 1)
        return tuple(found)

    def _add(self, key: Key, entry: Entry) -> None:
        if not key:
            return
        entries = self._entries.setdefault(key, [])
        if entry not in entries:
            entries.append(entry)
        self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def _longest_at(self, question: AnalysedText, place: int) -> tuple[int, list[Entry]]:
        atoms = question.atoms
        most = min(self._longest.get(atoms[place].term, 0), len(atoms) - place)
        for length in range(most, 0, -1):
            window = atoms[place : place + length]
            key = tuple([atom.term for atom in window])
            if key in self._entries and self._is_met(question, key, window):
                return length, self._entries[key]
        return 0, []

    def _is_met(self, question: AnalysedText, key: Key, window: Sequence[Atom]) -> bool:
        """Whether the window is the term, not only its stems: in capitals, in one piece."""
        written = question.text[slice(*_span(question, window))]
        if key in self._capitals:
            return "".join(filter(str.isalnum, written)).isupper()
        return not any(mark in written for mark in ",;:!?，。；：！？、\n")


def _span(question: AnalysedText, window: Sequence[Atom]) -> tuple[int, int]:
    """Where some atoms stand in the question as it was written."""
    return question.folded.starts[window[0].start], question.folded.ends[window[-1].end - 1]


@lru_cache(maxsize=1 << 16)
def key_terms(text: str, language: BaseLanguage) -> tuple[str, ...]:
    """What a passage in `language` must have for it to say `text`.

    Of Chinese the pairs of characters, or the one character; of English the stems that are not
    function words, where there are any.
    """
    terms = list(dict.fromkeys(terms_of(text, language)))
    if language == "zh":
        telling = [term for term in terms if _is_pair(term)]
    else:
        telling = [term for term in terms if term_weight(term) == 1.0]
    return tuple(telling or terms)


def _key(variant: Variant) -> Key:
    return tuple(term for term in terms_of(variant.text, "en") if not _is_pair(term))


def _is_pair(term: str) -> bool:
    """Whether a term is two atoms, at least one of them an ideograph."""
    return len(term) > 1 and any(map(is_ideograph, term))


def _is_capitals(text: str) -> bool:
    letters = "".join(filter(str.isalnum, text))
    return letters.isascii() and letters.isupper() and len(letters) <= _MOST_CAPITALS
