"""The student's words: the teacher's English ones, and Chinese ones counted in the data."""

import logging
from collections import Counter
from collections.abc import Iterable

import jieba

from index.training.checkpoint_folding import is_han
from index.training.data import TrainingData
from index.training.tokenizer import SPECIALS, from_wordpiece

log = logging.getLogger(__name__)

LONGEST_WORD = 5
LEAST_CHARACTER = 2
LEAST_WORD = 8


def build_vocabulary(
    wordpieces: list[str], chinese: Iterable[str], table: dict[str, str], most: int
) -> tuple[list[str], dict[str, str]]:
    """Give the student's entries, and for those that the teacher has, the teacher's name.

    Args:
        wordpieces: the teacher's entries.
        chinese: texts to count; folded before words are kept, but cut as they stand.
        table: the fold of Chinese characters.
        most: how many Chinese entries at most; rarer words go first, characters never.
    """
    origins: dict[str, str] = {special: special for special in SPECIALS}
    for piece in wordpieces:
        name = from_wordpiece(piece)
        if name is not None and name not in origins:
            origins[name] = piece
    characters, words = count_chinese(chinese, table)
    kept = sorted(char for char, seen in characters.items() if seen >= LEAST_CHARACTER)
    room = max(0, most - len(kept))
    frequent = [word for word, seen in words.most_common(room) if seen >= LEAST_WORD]
    log.info(
        "vocabulary: %d English, %d characters, %d words", len(origins), len(kept), len(frequent)
    )
    new = [token for token in [*kept, *sorted(frequent)] if token not in origins]
    return [*origins, *new], origins


def count_chinese(texts: Iterable[str], table: dict[str, str]) -> tuple[Counter[str], Counter[str]]:
    """Count the Chinese characters, and the words of two to five of them, after folding."""
    characters: Counter[str] = Counter()
    cut: Counter[str] = Counter()
    for text in texts:
        characters.update(text)
        cut.update(jieba.cut(text, HMM=True))
    translation = {ord(old): new for old, new in table.items()}
    folded: Counter[str] = Counter()
    for character, seen in characters.items():
        plain = character.translate(translation)
        if len(plain) == 1 and is_han(plain):
            folded[plain] += seen
    words: Counter[str] = Counter()
    for word, seen in cut.items():
        plain = word.translate(translation)
        if 2 <= len(plain) <= LONGEST_WORD and all(map(is_han, plain)):
            words[plain] += seen
    return folded, words


def chinese_texts(data: TrainingData, most_per_source: int) -> list[str]:
    """Give the Chinese sides of the data, so many of each source, in their order."""
    seen: Counter[str] = Counter()
    texts: list[str] = []
    for source, text in _every_chinese(data):
        seen[source] += 1
        if seen[source] <= most_per_source:
            texts.append(text)
    return texts


def _every_chinese(data: TrainingData) -> Iterable[tuple[str, str]]:
    for pair in data.pairs:
        yield pair.source, pair.chinese
    for question in data.questions:
        if question.question_language == "zh":
            yield question.source, question.question
        if question.passage_language == "zh":
            yield question.source, question.passage
    for entry in data.entries:
        yield entry.source, entry.chinese
