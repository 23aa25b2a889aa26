"""A question in the words of what is read with it: how the passage says what was asked.

Who reads `How many points did the Panthers defense surrender?` beside 黑豹队的防守只丢了 308分
must know both languages at once to see that it answers. Lexical search has found out already which
words stand for which (index/query/terms.py), so they are put in:
`How many 分 did the 豹 防守 surrender?` Where a passage calls a thing by another name of its own
language (北韓, 朝鮮), that is put in, too. What the passage does not say stays as it was asked, so
that it is seen to be missing.
"""

import re
from collections.abc import Iterator, Sequence

from index.query.terms import QueryTerm
from index.text.analysis import BaseLanguage, count_terms

_LEAST_WEIGHT = 0.5  # words that say little stay: `of` is 的 nearly everywhere
_SPACES = re.compile(r" {2,}")


def in_words_of(
    sentences: Sequence[str], language: BaseLanguage, question: str, terms: Sequence[QueryTerm]
) -> str:
    """The question with those of its terms replaced that the sentences say otherwise.

    Args:
        sentences: what is read with it.
        language: theirs.
        question: as it was asked.
        terms: what lexical search looked for in passages of that language.
    """
    pieces: list[str] = []
    place = 0
    for start, end, said in sorted(_said_otherwise(sentences, language, terms)):
        if start >= place:
            pieces += [question[place:start], f" {said} "]
            is_said_with_year = said.endswith("年") and question[end : end + 1] == "年"
            place = end + is_said_with_year
    if not pieces:
        return question
    return _SPACES.sub(" ", "".join([*pieces, question[place:]])).strip()


def _said_otherwise(
    sentences: Sequence[str], language: BaseLanguage, terms: Sequence[QueryTerm]
) -> Iterator[tuple[int, int, str]]:
    """Where in the question a term stands, and the best of its other names that is there.

    One character is in many words: 会谈 is preferred to the likelier 谈 within it.
    """
    there = set().union(*(count_terms(sentence, language) for sentence in sentences))
    for term in terms:
        if term.weight < _LEAST_WEIGHT:
            continue
        said = [way for way in term.alternatives if there.issuperset(way.terms)]
        if said and all(way.origin != "same" for way in said):
            best = max(said, key=lambda way: way.probability * len(way.text))
            yield term.start, term.end, best.text
