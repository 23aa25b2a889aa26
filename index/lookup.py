"""Passages that have the words of a text, for those who look for the text itself.

No question is answered here, so neither meaning nor another language counts: the words propose, and
the caller compares.
"""

import numpy as np

from corpus.languages import detect_language
from corpus.passages import Passage
from index.engines.base import Filters, View
from index.query.preparation import source_of
from index.query.term_table import TermTable
from index.query.terms import question_terms
from index.text.analysis import AnalysedText

# So many characters of a text tell where it stands.
SAMPLED = 60


def look_up(view: View, dimensions: int, text: str, most: int, filters: Filters) -> list[Passage]:
    """At most `most` passages of each language that the text may be in, the likeliest first."""
    sample = _sample(text)
    detected, analysed = detect_language(sample), AnalysedText(sample)
    no_vector = np.zeros(dimensions, np.float32)
    found: list[Passage] = []
    for language, number in view.passages.items():
        if not number or source_of(detected, language) != language:
            continue
        terms = TermTable.of(question_terms(analysed, language))
        proposed = view.propose(language, no_vector, terms, most, filters).matching[:most]
        fetched = view.fetch(language, proposed)
        places = {key: place for place, key in enumerate(fetched.keys)}
        found += [fetched.records[places[key]] for key in proposed if key in places]
    return found


def _sample(text: str) -> str:
    """The beginning, the middle and the end of a long text."""
    if len(text) <= SAMPLED:
        return text
    third = SAMPLED // 3
    middle = len(text) // 2
    return " ".join((text[:third], text[middle : middle + third], text[-third:]))
