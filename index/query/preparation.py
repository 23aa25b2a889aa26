"""A question, made ready for every leg: its language, its vector, its terms per pool."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.glossary import Glossary
from corpus.languages import Detected, detect_language
from index.encoders.base import Encoder
from index.encoders.multi_vector import encode_question
from index.encoders.token_codes import QuestionPieces
from index.query.expansion import CrossLingual
from index.query.terms import QueryTerm, Refine
from index.query.transliteration import SoundMatcher
from index.text.analysis import BaseLanguage, analyse, is_ideograph, term_weight


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked."""

    text: str


@dataclass(frozen=True, slots=True)
class PreparedQuestion:
    """A question as the legs need it.

    Attributes:
        text: the question as it was asked.
        detected: its language, and the base languages it holds.
        vector: its unit vector.
        pieces: its tokens; none where the encoder gives none.
        terms: passage language → what to look for there.
        pairs: passage language → language pair, such as `en-zh`.
        content: how much the question says, from 0 to 1; see `content_of`.
    """

    text: str
    detected: Detected
    vector: NDArray[np.float32]
    pieces: QuestionPieces
    terms: dict[str, list[QueryTerm]]
    pairs: dict[str, str]
    content: float


class QuestionReader:
    """Prepares questions with one encoder and one glossary."""

    def __init__(self, encoder: Encoder, glossary: Glossary) -> None:
        self._encoder = encoder
        self._crosslingual = CrossLingual(glossary)
        self._sounds = SoundMatcher()

    def detect(self, query: Query) -> Detected:
        """The question's language, as it looks."""
        return detect_language(query.text)

    def terms(self, text: str, detected: Detected, target: BaseLanguage) -> list[QueryTerm]:
        """What to look for in passages of `target`.

        Words of the question's main language are translated where the passages are in the
        other one; words that it has in the passages' language are looked for as they are.
        """
        return self._crosslingual.translate(text, source_of(detected, target), target)

    def refiner(self, question: PreparedQuestion, target: str) -> Refine | None:
        """How candidates in the other language are read for names; None in the question's own."""
        if question.pairs[target] == f"{target}-{target}":
            return None
        language: BaseLanguage = "zh" if target == "zh" else "en"

        def refine(terms: Sequence[QueryTerm], texts: Sequence[str]) -> list[QueryTerm]:
            return self._sounds.with_sounds(question.text, terms, language, texts)

        return refine

    def encode(self, text: str) -> tuple[NDArray[np.float32], QuestionPieces]:
        """The question's unit vector and its pieces, over its wordings in each Chinese region.

        So they are the same whether 北韓 or 朝鲜 was asked about.
        """
        return encode_question(self._encoder, self._crosslingual.wordings(text))


# Two words that carry meaning make a question that can be answered with certainty.
ENOUGH_WORDS = 2.0
WORDS_PER_IDEOGRAPH = 0.5


def content_of(text: str, detected: Detected) -> float:
    """How much a question says: 1 from two content words on, 0 where there are none.

    Nobody can tell whether `核武?` or `the` is answered by a passage, however well it fits; the
    calibrator has seen whole questions only, so its confidence is scaled by this.
    """
    language: BaseLanguage = "zh" if detected.language.startswith("zh") else "en"
    words = 0.0
    for token in analyse(text, language):
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
