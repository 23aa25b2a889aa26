"""How much of what a question asks for a passage has, and has in one place.

A passage of the right subject has most of a question's words; the passage that answers has them
in one sentence, or in two. Words count by their idf.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Passage
from index.query.terms import QueryTerm
from index.sentence_terms import count_terms
from index.text.analysis import BaseLanguage


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares, from 0 to 1, of the question's terms that occur.

    Attributes:
        passage: anywhere in the passage.
        sentence: in its best sentence.
        two_sentences: in its best two sentences together.
        missing: what the term that is worth most of those that occur nowhere is worth, as a share
            of all: a name or a year that is asked for, and not there.
    """

    passage: float
    sentence: float
    two_sentences: float
    missing: float


NOTHING = Coverage(0.0, 0.0, 0.0, 1.0)


def measure_coverage(
    terms: Sequence[QueryTerm],
    worth: NDArray[np.float64],
    passage: Passage,
    language: BaseLanguage,
) -> Coverage:
    """The coverage of one passage.

    Args:
        terms: what the question looks for in the passage's language.
        worth: what each term is worth, shape (terms,).
        passage: the passage.
        language: its base language.
    """
    total = float(worth.sum())
    if not total or not passage.sentences:
        return NOTHING
    bags = [count_terms(text, language) for text in passage.texts_at(passage.sentences)]
    ways = _ways_in(terms, bags)
    has = np.array([[_occurs(those, bag) for those in ways] for bag in bags])
    shares = has @ worth / total
    best = int(np.argmax(shares))
    pairs = (has | has[best]) @ worth / total
    anywhere = has.any(axis=0)
    return Coverage(
        passage=float(anywhere @ worth / total),
        sentence=float(shares[best]),
        two_sentences=float(pairs.max()),
        missing=float(np.where(anywhere, 0.0, worth).max() / total),
    )


def _ways_in(
    terms: Sequence[QueryTerm], bags: Sequence[Counter[str]]
) -> list[list[tuple[str, ...]]]:
    """For each term the ways to say it of which the passage has all parts: few, mostly."""
    present = set().union(*bags)
    return [
        [way.terms for way in term.alternatives if present.issuperset(way.terms)] for term in terms
    ]


def _occurs(ways: Sequence[tuple[str, ...]], there: Counter[str]) -> bool:
    return any(all(name in there for name in way) for way in ways)
