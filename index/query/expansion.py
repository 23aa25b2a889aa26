"""What a question looks for in passages of the other language, and by other names in its own.

Each part of a question becomes one term with several alternatives (probabilistic structured
queries, `index/query/terms.py`), in this order:

1. Numbers that are written otherwise (`index/text/numerals.py`): 民國92年 is 2003, 49th is
   第四十九.
2. Terms of the glossary (`corpus/glossary.toml`), the longest first. Its variants are the same
   thing said otherwise, so each counts in full, however many they are.
3. Words that the learned table knows (`index/query/translations.py`), each with up to eight
   translations that share the word between them.
4. What is left stays as it is: numbers, abbreviations, names in Latin letters, which Chinese
   texts often keep. A translated Latin word is looked for as it is too, at a lower probability.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from statistics import fmean

from corpus.characters import HAN
from corpus.glossary import Entry, Glossary
from index.query.glossary_matching import GlossaryMatch, GlossaryTerms, key_terms
from index.query.terms import Alternative, QueryTerm, question_terms
from index.query.translations import Translations, load_translations
from index.text.analysis import AnalysedText, BaseLanguage, is_ideograph, term_weight
from index.text.folding import fold
from index.text.numerals import (
    Number,
    numbers_for_chinese,
    numbers_for_english,
)

_MOST_ALTERNATIVES = 8
_LEAST_PROBABILITY = 0.03
_KEPT_AS_IT_IS = 0.3
_LEARNED_BESIDE_GLOSSARY = 0.5

_CHINESE_RUN = re.compile(f"[{HAN}]+")

_REGIONS = (("zh-Hans", "zh-Hans-CN"), ("zh-Hant-TW", "zh-Hant"))

Span = tuple[int, int]
Tags = tuple[str, ...]


class CrossLingual:
    """Puts questions into other words; safe to use from several threads."""

    def __init__(self, glossary: Glossary, translations: Translations | None = None) -> None:
        self._glossary = GlossaryTerms(glossary)
        self._translations = translations or load_translations()
        # The same words are asked for again and again.
        self._learned = lru_cache(maxsize=1 << 13)(self._look_up)

    def expand(self, question: AnalysedText, language: BaseLanguage) -> list[QueryTerm]:
        """The question's own terms, those of the glossary with all that they are called.

        Which variant a question uses makes no difference: 北韓 and 朝鮮 give the same alternatives.
        """
        return self.translate(question, language, language)

    def translate(
        self, question: AnalysedText, source: BaseLanguage, target: BaseLanguage
    ) -> list[QueryTerm]:
        """What to look for in passages of `target`, in the order of the question.

        Words of `source` are translated; whatever the question has in `target` already stays, so
        that one call serves a question that mixes both.
        """
        numbers = _numbers_for(target, question)
        matches = self._glossary.find(question)
        whole = [n for n in numbers if n.is_whole and not _is_within_longer(n, matches)]
        terms = [_whole_number(question.text, number, source, target) for number in whole]
        covered = [(number.start, number.end) for number in whole]
        for match in matches:
            if any(_meet(match, span) for span in covered):
                continue
            if term := self._from_glossary(question, match, source, target):
                terms.append(term)
                covered.append((match.start, match.end))
        own = [term for term in question_terms(question, target) if not _overlaps(term, covered)]
        if source == target:
            terms += own
        elif target == "zh":
            terms += [self._with_chinese(term) for term in own]
        else:
            terms += [term for term in own if not _is_chinese(term)]
            terms += self._into_english(question, sorted(covered))
        ways = {(n.start, n.end): n.ways for n in numbers if not n.is_whole}
        terms = [_with_number(term, ways.get((term.start, term.end)), target) for term in terms]
        return sorted(terms, key=lambda term: (term.start, term.end))

    def wordings(self, question: AnalysedText) -> tuple[str, ...]:
        """The question in the words of each region, and with each term's commonest name.

        For the encoder, to which 北韓 and 朝鲜, or Moscow and Russia, are two places: the mean of
        the wordings' vectors is the same whichever region asked. A region keeps a name that it has
        (北京) beside the commonest one (中国).

        >>> crosslingual.wordings(AnalysedText("北韓的政策"))
        ('朝鲜的政策', '北韓的政策')
        >>> crosslingual.wordings(AnalysedText("What does Moscow want?"))
        ('What does Moscow want?', 'What does Russia want?')
        """
        matches = self._glossary.find(question)
        if not matches:
            return (question.text,)
        worded = [
            _worded(question.text, matches, tags, keeps_known)
            for keeps_known in (True, False)
            for tags in _REGIONS
        ]
        # Two that differ in script are one, or twins would not weigh their wordings alike.
        distinct: dict[str, str] = {}
        for one in worded:
            distinct.setdefault(fold(one).text, one)
        return tuple(distinct.values())

    def find_named(self, text: AnalysedText) -> list[tuple[int, int]]:
        """The spans of a text that name something of the glossary."""
        return [(match.start, match.end) for match in self._glossary.find(text)]

    def _from_glossary(
        self,
        question: AnalysedText,
        match: GlossaryMatch,
        source: BaseLanguage,
        target: BaseLanguage,
    ) -> QueryTerm | None:
        """The term of a match; none where the passages' language says it in one way only."""
        text = question.text[match.start : match.end]
        written = key_terms(text, target)
        ways: dict[tuple[str, ...], Alternative] = {}
        for entry in match.entries:
            for variant in entry.variants:
                if variant.base_language != target:
                    continue
                terms = key_terms(variant.text, target)
                share = 1.0 / (len(match.entries) * variant.entries)
                if terms == written:
                    ways[terms] = Alternative(terms, 1.0, text, "same")
                elif terms not in ways:
                    ways[terms] = Alternative(terms, share, variant.text, "glossary")
        if not ways or (source == target and ways.keys() <= {written}):
            return None
        weight = _phrase_weight(ways)
        if source != target:
            for way in self._learned(_only_word(question, match, source), target):
                share = way.probability * _LEARNED_BESIDE_GLOSSARY
                ways.setdefault(way.terms, replace(way, probability=share))
        return QueryTerm(text, match.start, match.end, weight, _likeliest(ways))

    def _with_chinese(self, term: QueryTerm) -> QueryTerm:
        """An English term with its Chinese translations; any other as it is."""
        [same] = term.alternatives
        if _is_chinese(term) or same.terms[0].isdigit():
            return term
        ways = {way.terms: way for way in self._learned(same.terms[0], "zh")}
        if not ways:
            return term
        ways.setdefault(same.terms, replace(same, probability=_KEPT_AS_IT_IS))
        return replace(term, alternatives=_likeliest(ways))

    def _into_english(self, question: AnalysedText, covered: list[Span]) -> Iterator[QueryTerm]:
        """The Chinese words outside the covered spans, each once, with English translations."""
        seen: set[str] = set()
        for gap in _gaps(covered, len(question.text)):
            for word, span in self._words(question, gap):
                ways = {way.terms: way for way in self._learned(word, "en")}
                if ways and word not in seen:
                    text = question.text[slice(*span)]
                    yield QueryTerm(text, *span, term_weight(word), _likeliest(ways))
                seen.add(word)

    def _words(self, question: AnalysedText, gap: Span) -> Iterator[tuple[str, Span]]:
        """The Chinese words of a span of the question, folded, with where they stand."""
        starts = question.folded.starts
        first, last = (bisect_left(starts, place) for place in gap)
        for run in _CHINESE_RUN.finditer(question.written, first, last):
            place = run.start()
            for word in self._translations.cut(run.group()):
                yield word, question.folded.original_span(place, place + len(word))
                place += len(word)

    def _look_up(self, word: str, target: BaseLanguage) -> tuple[Alternative, ...]:
        """What the table has for a folded Chinese word, or for an analysed English term."""
        if target == "zh":
            return tuple(
                [
                    Alternative(key_terms(term, "zh"), probability, text, "learned")
                    for term, text, probability in self._translations.to_chinese(word)
                ]
            )
        return tuple(
            [
                Alternative((term,), probability, text, "learned")
                for term, text, probability in self._translations.to_english(word)
            ]
        )


def _numbers_for(target: BaseLanguage, question: AnalysedText) -> Sequence[Number]:
    if target == "zh":
        return numbers_for_chinese(question.text, question.folded)
    return numbers_for_english(question.folded)


def _is_within_longer(number: Number, matches: Sequence[GlossaryMatch]) -> bool:
    """Whether a glossary term is the longer one: 第二 of 第二次世界大战."""
    meeting = [match for match in matches if _meet(match, (number.start, number.end))]
    return any(match.end - match.start >= number.end - number.start for match in meeting)


def _number_ways(ways: Mapping[str, float], target: BaseLanguage) -> Iterator[Alternative]:
    for text, share in ways.items():
        yield Alternative(key_terms(text, target), share, text, "number")


def _whole_number(
    question: str, number: Number, source: BaseLanguage, target: BaseLanguage
) -> QueryTerm:
    """The term of a number of several words."""
    text = question[number.start : number.end]
    ways = {way.terms: way for way in _number_ways(number.ways, target)}
    if source == target:
        written = key_terms(text, target)
        ways[written] = Alternative(written, 1.0, text, "same")
    return QueryTerm(text, number.start, number.end, _phrase_weight(ways), _likeliest(ways))


def _with_number(
    term: QueryTerm, written: Mapping[str, float] | None, target: BaseLanguage
) -> QueryTerm:
    """A term that is a number, with how else it is written.

    What was learned of figures is left out; IV may be no numeral.
    """
    if written is None:
        return term
    is_figures = term.text[0].isdigit()
    ways = {way.terms: way for way in term.alternatives if way.origin == "same" or not is_figures}
    for way in _number_ways(written, target):
        ways.setdefault(way.terms, way)
    return replace(term, alternatives=_likeliest(ways))


def _worded(question: str, matches: Sequence[GlossaryMatch], tags: Tags, keeps_known: bool) -> str:
    """The question with its glossary terms as a region calls them."""
    pieces: list[str] = []
    place = 0
    for match in matches:
        text = question[match.start : match.end]
        pieces += [
            question[place : match.start],
            _called(text, match.entries[0], tags, keeps_known),
        ]
        place = match.end
    return "".join([*pieces, question[place:]])


def _called(text: str, entry: Entry, tags: Tags, keeps_known: bool) -> str:
    """What a region calls a term of the glossary, in the language that the term is in.

    `keeps_known`: a name that the region has, too, stays. One in English always does then.
    """
    is_chinese = bool(_CHINESE_RUN.search(text))
    if not is_chinese and keeps_known:
        return text
    said = [
        v.text
        for tag in (tags if is_chinese else ("en",))
        for v in entry.variants
        if v.language == tag
    ]
    if not said or (keeps_known and key_terms(text, "zh") in {key_terms(v, "zh") for v in said}):
        return text
    return said[0]


def _likeliest(ways: dict[tuple[str, ...], Alternative]) -> tuple[Alternative, ...]:
    kept = [way for way in ways.values() if way.probability >= _LEAST_PROBABILITY]
    if not kept[1:]:
        return tuple(kept)
    return tuple(sorted(kept, key=lambda way: -way.probability)[:_MOST_ALTERNATIVES])


def _phrase_weight(ways: Iterable[tuple[str, ...]]) -> float:
    """What a glossary term is worth: a phrase more than a word, whichever variant is used.

    Its words alone would count one by one; the root allows for their saying one thing.
    """
    return math.sqrt(fmean(map(len, ways)))


def _only_word(question: AnalysedText, match: GlossaryMatch, language: BaseLanguage) -> str:
    """A match as the learned table would have it; nothing is found there for several words."""
    if language == "zh":
        return question.folded_slice(match.start, match.end)
    return " ".join(key_terms(question.text[match.start : match.end], "en"))


def _gaps(covered: list[Span], length: int) -> Iterator[Span]:
    """The spans between spans in ascending order, those at both ends included."""
    starts = [0, *(end for _, end in covered)]
    ends = [*(start for start, _ in covered), length]
    return zip(starts, ends, strict=True)


def _overlaps(term: QueryTerm, spans: list[Span]) -> bool:
    return any(_meet(term, span) for span in spans)


def _meet(one: QueryTerm | GlossaryMatch, span: Span) -> bool:
    start, end = span
    return one.start < end and start < one.end


def _is_chinese(term: QueryTerm) -> bool:
    return any(map(is_ideograph, term.alternatives[0].terms[0]))
