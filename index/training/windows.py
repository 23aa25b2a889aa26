"""Which sentences of a passage are read in training: about those that search would have read.

Search scores sentences by an index, which rows of a folder do not have; words in common, the rare
ones of the passage more, choose much the same. The draw is loosened, as search errs, too.
"""

import math
import random
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import jieba

from index.training.language_mixing import Dictionary
from index.training.translation_words import TO_CHINESE, TO_ENGLISH

RARITY, NEXT = 0.7, 0.15
"""How much a rare word counts more, and a sentence for one before it that is asked for."""

LOOSENED = (0.75, 1.25)
RENDERINGS = 3

_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
_WORDS = re.compile(r"[a-z0-9]+")
STEM = 5


class Windows:
    """Chooses sentences, in whichever language they are asked for."""

    def __init__(self, dictionary: Dictionary) -> None:
        """Translate by the dictionary where question and passage differ in language."""
        self._dictionary = dictionary

    def choose(
        self,
        question: str,
        sentences: Sequence[str],
        lengths: Sequence[int],
        longest: int,
        generator: random.Random,
        must: int | None = None,
    ) -> list[int]:
        """Places of sentences, in order.

        Args:
            question: what is asked.
            sentences: those of the passage.
            lengths: how many tokens each is.
            longest: how many tokens to read at most, the first sentence chosen not counted.
            generator: loosens the order.
            must: a sentence that is read in any case.
        """
        asked = self.parts_asked(question)
        parts = [parts_of(text) for text in sentences]
        often = Counter(part for found in parts for part in found)
        scores = [
            generator.uniform(*LOOSENED)
            * sum(often[part] ** -RARITY for part in asked & found)
            / (1 + 0.3 * math.log(2 + length / 20))
            for found, length in zip(parts, lengths, strict=True)
        ]
        after = [0.0, *(NEXT * before for before, _ in pairwise([*scores, 0.0]))]
        order = sorted(range(len(scores)), key=lambda place: -scores[place] - after[place])
        if must is not None:
            order.sort(key=lambda place: place != must)
        chosen, length = [order[0]], lengths[order[0]]
        for place in order[1:]:
            if length + lengths[place] <= longest:
                chosen.append(place)
                length += lengths[place]
        return sorted(chosen)

    def parts_asked(self, question: str) -> set[str]:
        """What a sentence may have of a question, in either language."""
        found = parts_of(question)
        for word in re.findall("[A-Za-z]+", question):
            if word.lower() not in TO_CHINESE:
                for chinese in self._dictionary.to_chinese(word)[:RENDERINGS]:
                    found |= parts_of(chinese)
        for word in jieba.cut(question):
            if word not in TO_ENGLISH:
                for english in self._dictionary.to_english(word)[:RENDERINGS]:
                    found |= parts_of(english)
        return found


def parts_of(text: str) -> set[str]:
    """Beginnings of English words, pairs of neighbouring Chinese characters."""
    words = {word[:STEM] for word in _WORDS.findall(text.lower()) if word not in TO_CHINESE}
    return words.union(
        run[place : place + 2]
        for run in _HAN_RUN.findall(text)
        for place in range(max(1, len(run) - 1))
    )
