"""The terms of a sentence, counted; the sentences of passages that are shown come up again."""

from collections import Counter
from functools import lru_cache

from index.text.analysis import BaseLanguage, terms_of


@lru_cache(maxsize=1 << 11)
def count_terms(sentence: str, language: BaseLanguage) -> Counter[str]:
    """How often each term stands in the sentence. Remembered: do not change it."""
    return Counter(terms_of(sentence, language))
