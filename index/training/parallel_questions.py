"""Questions across languages, made from parallel sentences.

What is asked is a stretch of a sentence with something left out; what is read is the sentence in
the other language among others that share rare words with it, or those others alone. Where the
question's number or name is exchanged for another's, nothing answers.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.training.data import Pair
from index.training.questions import make_question
from index.training.unanswerable import names_in

LEAST_CHARACTERS, MOST_CHARACTERS = 45, 420
LEAST_AGREEMENT = 0.3
COMMON = 60
"""A word of more sentences than these says nothing of what they are about."""

NEAR = 4
ACROSS = 0.85
NEIGHBOURS_ALONE = 0.5

_WORD = re.compile(r"[a-z]{4,}")
_NUMBER = re.compile(r"\d+")
STEM = 6


@dataclass(frozen=True, slots=True)
class Made:
    """A question with sentences, of which `answering` is the one it was made of, if it is there."""

    question: str
    sentences: list[str]
    answering: str | None
    question_language: str
    passage_language: str


def make_questions(pairs: Sequence[Pair], most: int, generator: random.Random) -> Iterator[Made]:
    """At most so many answered questions, and as many that are not."""
    usable = [
        pair
        for pair in pairs
        if pair.agreement >= LEAST_AGREEMENT
        and LEAST_CHARACTERS <= len(pair.english) <= MOST_CHARACTERS
    ]
    near = _Neighbours(usable)
    for place in generator.sample(range(len(usable)), min(most, len(usable))):
        others = [usable[other] for other in near.of(place)]
        if len(others) > 1:
            yield from _two(usable[place], others, generator)


def _two(pair: Pair, others: Sequence[Pair], generator: random.Random) -> Iterator[Made]:
    asked = generator.choice(("en", "zh"))
    across = {"en": "zh", "zh": "en"}[asked]
    read = across if generator.random() < ACROSS else asked
    question = make_question(_side(pair, asked), asked, generator)
    beside = [_side(other, read) for other in others]
    among = [_side(pair, read), *beside[: generator.randint(0, NEAR - 1)]]
    generator.shuffle(among)
    yield Made(question, among, _side(pair, read), asked, read)
    wrong = _exchanged(question, asked, [_side(other, asked) for other in others], generator)
    if wrong is None or generator.random() < NEIGHBOURS_ALONE:
        yield Made(question, beside, None, asked, read)
    else:
        yield Made(wrong, among, None, asked, read)


def _exchanged(
    question: str, language: str, others: Sequence[str], generator: random.Random
) -> str | None:
    """The question with a number or a name of another sentence in place of its own."""
    there = " ".join(others)
    for own, theirs in (
        (_NUMBER.findall(question), _NUMBER.findall(there)),
        (names_in(question, language), names_in(there, language)),
    ):
        foreign = [one for one in theirs if one not in question]
        if own and foreign:
            return question.replace(generator.choice(own), generator.choice(foreign), 1)
    return None


class _Neighbours:
    """Which sentences share rare words with which."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._pairs = pairs
        self._words = [
            {word[:STEM] for word in _WORD.findall(pair.english.lower())} for pair in pairs
        ]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for place, words in enumerate(self._words):
            for word in sorted(words):
                self._holders[word].append(place)

    def of(self, place: int) -> list[int]:
        shared: Counter[int] = Counter()
        for word in sorted(self._words[place]):
            holders = self._holders[word]
            if len(holders) <= COMMON:
                shared.update({other: 100 // len(holders) for other in holders})
        own = self._pairs[place]
        return [
            other
            for other, _ in shared.most_common(NEAR + 2)
            if self._pairs[other].english != own.english
            and self._pairs[other].chinese != own.chinese
        ][:NEAR]


def _side(pair: Pair, language: str) -> str:
    return pair.english if language == "en" else pair.chinese
