"""Questions made from sentences, by leaving out the words that would answer them."""

import random
import re
from typing import TypeVar

Part = TypeVar("Part")

ENGLISH_WINDOW = (7, 16)
CHINESE_WINDOW = (9, 26)
ENGLISH_ASKERS = ("what", "which", "who", "where", "when", "how")
CHINESE_ASKERS = ("什么", "谁", "哪里", "哪个", "何时", "什么时候", "如何")


def make_question(sentence: str, language: str, generator: random.Random) -> str:
    """Cut a window out of the sentence and put a question word in the place of some of it."""
    if generator.random() < 0.15:
        return sentence
    if language == "en":
        return _ask_in_english(sentence.split(), generator)
    return _ask_in_chinese(sentence, generator)


def _ask_in_english(words: list[str], generator: random.Random) -> str:
    words = _window(words, ENGLISH_WINDOW, generator)
    numbers = [place for place, word in enumerate(words) if any(map(str.isdigit, word))]
    names = [place for place, word in enumerate(words) if place and word[:1].isupper()]
    if numbers and generator.random() < 0.5:
        place = generator.choice(numbers)
        words[place : place + 1] = [generator.choice(("how many", "when", "what"))]
    elif names and generator.random() < 0.4:
        place = generator.choice(names)
        words[place : place + 1] = [generator.choice(("who", "what", "which", "where"))]
    elif len(words) > 4:
        place = generator.randrange(len(words) - 1)
        words[place : place + generator.randint(1, 3)] = []
        words.insert(0, generator.choice(ENGLISH_ASKERS))
    return " ".join(words).rstrip(".,;:!?") + "?"


def _ask_in_chinese(sentence: str, generator: random.Random) -> str:
    clauses = [part for part in re.split(r"[，。；：！？、,;!?]", sentence) if part.strip()]
    text = "".join(_window(clauses, (1, 2), generator)) if clauses else sentence
    text = "".join(_window(list(text), CHINESE_WINDOW, generator))
    number = re.search(r"[0-9一二三四五六七八九十百千万亿]+", text)
    if number and generator.random() < 0.5:
        text = (
            text[: number.start()] + generator.choice(("多少", "几", "哪")) + text[number.end() :]
        )
    elif len(text) > 6:
        place = generator.randrange(len(text) - 2)
        left_out = generator.randint(2, min(5, len(text) - 3))
        text = text[:place] + generator.choice(CHINESE_ASKERS) + text[place + left_out :]
    return text + "？"


def _window(parts: list[Part], size: tuple[int, int], generator: random.Random) -> list[Part]:
    count = min(len(parts), generator.randint(*size))
    first = generator.randint(0, len(parts) - count)
    return parts[first : first + count]
