"""Texts with some of their words in the other language, by the dictionary.

People's questions with known answers are in one language, with passages in the same. Put into the
other one word by word, they are bad Chinese or English and the right words, which is enough for a
model whose embeddings know both (after Qin et al. 2020, CoSDA-ML).
"""

import random
import re
from collections import defaultdict
from collections.abc import Sequence

import jieba

from index.training.data import Entry
from index.training.translation_words import TO_CHINESE, TO_ENGLISH

MOST_WORDS = 3
RENDERINGS, CHOICES = 4, 2
OTHER_CHOICE = 0.3
"""How often another rendering than the first is taken."""

_PARENTHESIS = re.compile(r"\(.*?\)")
_ARTICLE = re.compile(r"^(to|a|an|the) ")
_PLAIN = re.compile(r"[A-Za-z' -]+")
_HAN = re.compile(r"[\u4e00-\u9fff]{1,8}")
_ENGLISH_PARTS = re.compile(r"[A-Za-z]+(?:'s)?|[^A-Za-z]+")
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")
_SPACES = re.compile(r" +")
_ENDINGS = (("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ies", "y"))


class Dictionary:
    """Words of either language in the other."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Take the entries of a training folder; the likeliest renderings come first."""
        jieba.setLogLevel("WARNING")
        jieba.initialize()
        self._english: dict[str, list[str]] = {}
        weighed: dict[str, dict[str, float]] = defaultdict(dict)
        for entry in entries:
            renderings = _renderings(entry)
            if not renderings:
                continue
            self._english.setdefault(entry.chinese, renderings)
            for place, english in enumerate(renderings, start=1):
                weight = _frequency(entry.chinese) / place
                before = weighed[english.lower()].get(entry.chinese, 0.0)
                weighed[english.lower()][entry.chinese] = max(before, weight)
        self._chinese = {
            english: sorted(found, key=lambda word: -found[word])[:RENDERINGS]
            for english, found in weighed.items()
        }

    def to_english(self, word: str) -> list[str]:
        """Renderings of a Chinese word."""
        return self._english.get(word, [])

    def to_chinese(self, word: str) -> list[str]:
        """Renderings of an English word, in whatever form it stands."""
        word = word.lower()
        if found := self._chinese.get(word):
            return found
        for ending, instead in _ENDINGS:
            if word.endswith(ending):
                found = self._chinese.get(word.removesuffix(ending) + instead)
                if found:
                    return found
        return []

    def mix(self, text: str, language: str, share: float, generator: random.Random) -> str:
        """The text with about such a share of its words in the other language."""
        if language == "en":
            parts = [self._mixed_english(p, share, generator) for p in _ENGLISH_PARTS.findall(text)]
            return _BETWEEN_HAN.sub("", "".join(parts))
        words = [self._mixed_chinese(word, share, generator) for word in jieba.cut(text)]
        return _SPACES.sub(" ", "".join(words)).strip()

    def _mixed_english(self, part: str, share: float, generator: random.Random) -> str:
        if not part[0].isalpha() or generator.random() >= share:
            return part
        if part.lower() in TO_CHINESE:
            return TO_CHINESE[part.lower()]
        return _drawn(self.to_chinese(part), generator) or part

    def _mixed_chinese(self, word: str, share: float, generator: random.Random) -> str:
        if generator.random() >= share:
            return word
        found = TO_ENGLISH.get(word)
        if found is None:
            found = _drawn(self.to_english(word), generator)
        return word if found is None else f" {found} "


def _drawn(renderings: Sequence[str], generator: random.Random) -> str | None:
    if not renderings:
        return None
    is_other = generator.random() < OTHER_CHOICE
    return generator.choice(renderings[:CHOICES]) if is_other else renderings[0]


def _renderings(entry: Entry) -> list[str]:
    """The short ones, without what stands in parentheses."""
    if entry.variants or not _HAN.fullmatch(entry.chinese):
        return []
    bare = (_ARTICLE.sub("", _PARENTHESIS.sub("", text).strip()) for text in entry.renderings)
    few = [text for text in bare if _PLAIN.fullmatch(text) and len(text.split()) <= MOST_WORDS]
    return few[:RENDERINGS]


def _frequency(word: str) -> float:
    """How common a Chinese word is; single characters are in too many words to count whole."""
    count = float(jieba.dt.FREQ.get(word) or 1)
    return count if len(word) > 1 else 0.05 * count
