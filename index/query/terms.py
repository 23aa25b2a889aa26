"""What a question is looking for, term by term, in the language of the passages.

Every lexical search runs on these shapes, within one language and across two. They are
probabilistic structured queries (Darwish & Oard, SIGIR 2003): instead of choosing one translation,
a term keeps several, and statistics are taken over all of them:

    tf(q, d) = sum over alternatives a of p_a * tf(a, d)
    df(q)    = sum over alternatives a of p_a * df(a)

so a word with one sure translation counts in full, and a word with eight doubtful ones counts
about as much as each of them is worth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from index.text.analysis import AnalysedText, BaseLanguage, term_weight

Origin = Literal["same", "glossary", "number", "learned", "sound"]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way in which a passage may say a term of the question.

    Attributes:
        terms: Analysed terms in the passages' language; all must be there: tf is the least of
            theirs.
        probability: The share of the term that this way carries, above 0 and at most 1.
        text: What a reader is shown for it in an explanation, such as `俄罗斯`.
        origin: Where it comes from; `same` is the question's own word.
    """

    terms: tuple[str, ...]
    probability: float
    text: str
    origin: Origin

    def __post_init__(self) -> None:
        """Refuse what would make a score meaningless; only our own code can cause it."""
        assert self.terms and "" not in self.terms, (
            f"{self.text!r} has no usable terms: {self.terms!r}"
        )
        assert 0.0 < self.probability <= 1.0, f"{self.text!r}: {self.probability} is not in (0, 1]"


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One term of a question, and the ways in which a passage may say it.

    Attributes:
        text: The term as the question writes it: `question[start:end]`.
        start: Where it begins in the question, in code points.
        end: Where it ends, half-open.
        weight: What a match is worth beside the other terms: 1 for a plain word, less for words
            that say little.
        alternatives: Likeliest first. A plain word has one, its own, with probability 1 and
            origin `same`.
    """

    text: str
    start: int
    end: int
    weight: float
    alternatives: tuple[Alternative, ...]

    def __post_init__(self) -> None:
        """Refuse what would make a score meaningless; only our own code can cause it."""
        assert self.alternatives, f"{self.text!r} has no alternative: leave the term out"
        assert self.weight >= 0.0, f"{self.text!r}: weight {self.weight} is below 0"


def question_terms(question: AnalysedText, language: BaseLanguage) -> list[QueryTerm]:
    """Each term of a question once, at its first place; function words weigh less.

    A repeated word is not worth more: people repeat what the sentence needs, not what they seek.
    """
    terms: dict[str, QueryTerm] = {}
    for term, start, end in question.tokens(language):
        if term not in terms:
            text = question.text[start:end]
            same = Alternative((term,), 1.0, text, "same")
            terms[term] = QueryTerm(text, start, end, term_weight(term), (same,))
    return list(terms.values())


Refine = Callable[[Sequence[QueryTerm], Sequence[str]], Sequence[QueryTerm]]
