"""A question, made once for every stage: its language, its vector, its terms per language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.addresses import Address
from corpus.glossary import Glossary
from corpus.languages import Detected, detect_language
from index.encoders.base import Encoder
from index.encoders.multi_vector import encode_question
from index.encoders.token_codes import QuestionPieces
from index.query.answer_types import Kind, asked_kind
from index.query.expansion import CrossLingual
from index.query.term_table import TermTable
from index.query.terms import QueryTerm, Refine
from index.query.transliteration import SoundMatcher
from index.text.analysis import AnalysedText, BaseLanguage, is_ideograph, term_weight


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked.

    Attributes:
        text: the question.
        favoured: documents that are more likely to answer than others: those that a question
            before was shown, where this one follows it up.
        answered: addresses of passages that answered another question, and are less likely to
            answer this one.
    """

    text: str
    favoured: frozenset[str] = frozenset()
    answered: frozenset[Address] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as every stage of a search takes it: made once, from one analysis of its text.

    Attributes:
        analysed: its text, folded and cut into atoms.
        detected: its language, and the base languages it holds.
        kind: the kind of answer that its words ask for, if they tell.
        vector: its unit vector.
        pieces: its tokens; none where the encoder gives none.
        terms: passage language → what to look for there.
        pairs: passage language → language pair, such as `en-zh`.
        content: how much the question says, from 0 to 1; see `content_of`.
        query: as it came, with what is known of what was asked before.
    """

    analysed: AnalysedText
    detected: Detected
    kind: Kind | None
    vector: NDArray[np.float32]
    pieces: QuestionPieces
    terms: Mapping[BaseLanguage, TermTable]
    pairs: Mapping[BaseLanguage, str]
    content: float
    query: Query = Query("")

    @property
    def text(self) -> str:
        """The question as it was asked."""
        return self.analysed.text


class QuestionReader:
    """Makes questions with one encoder and one glossary."""

    def __init__(self, encoder: Encoder, glossary: Glossary) -> None:
        self._encoder = encoder
        self._crosslingual = CrossLingual(glossary)
        self._sounds = SoundMatcher()

    def read(
        self, query: Query, languages: Sequence[BaseLanguage], note: Callable[[str], None]
    ) -> Question:
        """Make the question that is asked of passages in these languages.

        Args:
            query: what is asked.
            languages: those of the passages.
            note: called with `analyse` and `encode` when that is done.
        """
        detected = detect_language(query.text)
        analysed = AnalysedText(query.text)
        terms = {name: TermTable.of(self._terms(analysed, detected, name)) for name in languages}
        content = content_of(analysed, detected)
        kind = asked_kind(analysed.folded.text)
        wordings = self._crosslingual.wordings(analysed)
        note("analyse")
        vector, pieces = encode_question(self._encoder, wordings)
        note("encode")
        pairs = {name: pair_of(detected, name) for name in languages}
        return Question(analysed, detected, kind, vector, pieces, terms, pairs, content, query)

    def find_named(self, text: str) -> list[tuple[int, int]]:
        """Where a text names something that the glossary has."""
        return self._crosslingual.find_named(AnalysedText(text))

    def refiner(self, question: Question, target: BaseLanguage) -> Refine | None:
        """How candidates in the other language are read for names; None where none can be."""
        terms = question.terms[target].terms
        if question.pairs[target] == f"{target}-{target}" or not self._sounds.may_find(
            terms, target
        ):
            return None

        def refine(terms: Sequence[QueryTerm], texts: Sequence[str]) -> Sequence[QueryTerm]:
            return self._sounds.with_sounds(question.text, terms, target, texts)

        return refine

    def _terms(
        self, question: AnalysedText, detected: Detected, target: BaseLanguage
    ) -> list[QueryTerm]:
        """What to look for in passages of `target`.

        Words of the question's main language are translated where the passages are in the
        other one; words that it has in the passages' language are looked for as they are.
        """
        return self._crosslingual.translate(question, source_of(detected, target), target)


# Two words that carry meaning make a question that can be answered with certainty.
ENOUGH_WORDS = 2.0
WORDS_PER_IDEOGRAPH = 0.5


def content_of(question: AnalysedText, detected: Detected) -> float:
    """How much a question says: 1 from two content words on, 0 where there are none.

    Nobody can tell whether `核武?` or `the` is answered by a passage, however well it fits; the
    calibrator has seen whole questions only, so its confidence is scaled by this.
    """
    language: BaseLanguage = "zh" if detected.language.startswith("zh") else "en"
    words = 0.0
    for token in question.tokens(language):
        if term_weight(token.term) < 1.0:
            continue
        if all(is_ideograph(character) for character in token.term):
            # Pairs of characters repeat what the characters say.
            words += WORDS_PER_IDEOGRAPH if len(token.term) == 1 else 0.0
        else:
            words += 1.0
    return min(1.0, words / ENOUGH_WORDS)


def pair_of(detected: Detected, target: BaseLanguage) -> str:
    """The language pair whose calibration applies to passages of `target`.

    A question that mixes languages counts as one in its main language; one in neither Chinese
    nor English, as one in the passages' own.
    """
    return f"{source_of(detected, target)}-{target}"


def source_of(detected: Detected, target: BaseLanguage) -> BaseLanguage:
    """The base language that a question counts as when passages of `target` are searched."""
    if detected.language == "und":
        return target
    return "en" if detected.language == "en" else "zh"
