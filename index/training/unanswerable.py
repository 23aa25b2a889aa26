"""Questions that a passage does not answer, made from questions that it does.

People's questions without an answer are few, and in Chinese nearly all are about court judgments.
So a question is changed where it names somebody, a number or a thing that is asked for, or says the
contrary; or the passage is: the sentence that answers goes, is denied, or speaks of another.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import jieba.posseg

from index.training.data import Judged

FROM_PASSAGE = 0.75
"""How often another name is one of the passage: what is asked for is then there, but apart."""

NAME_FLAGS = ("nr", "nrt", "ns", "nt", "nz")
LEAST_COUNT = 3
TRIES = 8

_YEAR = re.compile(r"(?<!\d)(?:1\d{3}|20\d\d)(?!\d)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"\b(?:[A-Z][\w'’-]+(?:\s+(?:of|the|de|and)\s+(?=[A-Z]))?\s*)+\b")
_WORD = re.compile(r"\b[a-z]{4,}\b")
_NOT_NAMES = frozenset(
    "What Which Who When Where How Why In On The At Is Was Did Does Do Are Were For From To By If"
    " Whose Whom A An After During Of As".split()
)
_NOT_ASKED_FOR = frozenset(
    "what which whom whose when where many much does were from with that this these those have"
    " been being could would than most first name time year years kind people type other".split()
)
_CONTRARIES = {
    "en": [
        (" was ", " was not "), (" were ", " were not "), (" is ", " is not "),
        (" did ", " did not "), (" can ", " cannot "), (" are ", " are not "),
        (" largest", " smallest"), (" first", " last"), (" highest", " lowest"),
        (" most ", " least "), (" before ", " after "), (" increase", " decrease"),
    ],
    "zh": [
        ("最大", "最小"), ("最高", "最低"), ("第一", "最后一"), ("最早", "最晚"), ("以前", "以后"),
        ("之前", "之后"), ("最多", "最少"), ("支持", "反对"), ("增加", "减少"), ("成立", "解散"),
        ("是谁", "不是谁"), ("有哪些", "没有哪些"), ("可以", "不可以"), ("获得", "失去"),
    ],
}  # fmt: skip
_DENIALS = {
    "en": _CONTRARIES["en"][:6],
    "zh": [("是", "不是"), ("可以", "不可以"), ("曾", "不曾"), ("被", "未被")],
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that the sentences do not answer, and how it came about."""

    question: str
    sentences: list[str]
    kind: str


class Unanswerable:
    """Makes them, with words and names of other questions."""

    def __init__(self, rows: Iterable[Judged], generator: random.Random) -> None:
        """Collect words and names from the questions; `generator` decides every draw."""
        self._generator = generator
        self._words: dict[str, Counter[str]] = {"en": Counter(), "zh": Counter()}
        self._names: dict[str, list[str]] = {"en": [], "zh": []}
        for row in rows:
            language = row.question_language
            self._words[language].update(set(asked_for(row.question, language)))
            self._names[language] += names_in(row.question, language)

    def changes(self, row: Judged, sentences: Sequence[str]) -> Iterator[Changed]:
        """What can be made of a question that is answered, its answer known, by the sentences."""
        held = [place for place, text in enumerate(sentences) if row.answer and row.answer in text]
        if not held or row.question_language != row.passage_language:
            return
        language, passage = row.passage_language, "".join(sentences)
        rest = [text for place, text in enumerate(sentences) if place not in held]
        if len(rest) > 1:
            yield Changed(row.question, rest, "answer gone")
        for kind, change in (
            ("another name", self._with_other_name),
            ("another thing asked", self._with_other_word),
            ("contrary", self._contrary),
        ):
            if changed := change(row.question, passage, language):
                yield Changed(changed, list(sentences), kind)
        if denied := self._denied(sentences[held[0]], language):
            replaced = [denied if p == held[0] else text for p, text in enumerate(sentences)]
            yield Changed(row.question, replaced, "denied")

    def _with_other_name(self, question: str, passage: str, language: str) -> str | None:
        options = []
        if numbers := _NUMBER.findall(question):
            options.append((number := self._drawn(numbers), self._other_number(number, passage)))
        if names := names_in(question, language):
            name = self._drawn(names)
            near = [other for other in names_in(passage, language) if other not in question]
            from_passage = near and self._generator.random() < FROM_PASSAGE
            options.append((name, self._drawn(near if from_passage else self._names[language])))
        options = [(old, new) for old, new in options if old not in new and new not in old]
        return question.replace(*self._generator.choice(options), 1) if options else None

    def _other_number(self, number: str, passage: str) -> str:
        like = [n for n in _NUMBER.findall(passage) if n != number and len(n) == len(number)]
        if like and self._generator.random() < 1 - FROM_PASSAGE / 2:
            return self._drawn(like)
        if not number.isdigit():
            return f"{number}1"
        far = (1, 2, 3, 5, 10, 20) if _YEAR.fullmatch(number) else (1, 2, 3)
        return str(abs(int(number) + self._generator.choice((-1, 1)) * self._generator.choice(far)))

    def _with_other_word(self, question: str, passage: str, language: str) -> str | None:
        words = asked_for(question, language)
        common = {w: n**0.5 for w, n in self._words[language].items() if n >= LEAST_COUNT}
        if not words or not common:
            return None
        word = self._drawn(words)
        for other in self._generator.choices(list(common), list(common.values()), k=TRIES):
            if _are_apart(word, other, language) and other not in passage:
                return question.replace(word, other, 1)
        return None

    def _contrary(self, question: str, _: str, language: str) -> str | None:
        return self._replaced(question, _CONTRARIES[language])

    def _denied(self, sentence: str, language: str) -> str | None:
        return self._replaced(sentence, _DENIALS[language])

    def _replaced(self, text: str, pairs: Sequence[tuple[str, str]]) -> str | None:
        found = [text.replace(old, new, 1) for old, new in pairs if old in text]
        return self._generator.choice(found) if found else None

    def _drawn(self, options: Sequence[str]) -> str:
        return self._generator.choice(options) if options else ""


def names_in(text: str, language: str) -> list[str]:
    """Names of people, places and bodies."""
    if language == "zh":
        return [w.word for w in _tagged(text) if w.flag in NAME_FLAGS and len(w.word) > 1]
    found = []
    for match in _NAME.finditer(text):
        words = match.group().split()
        while words and words[0] in _NOT_NAMES:
            words.pop(0)
        # What begins a sentence has a capital letter in any case.
        if words and (match.start() or len(words) < len(match.group().split())):
            found.append(" ".join(words))
    return found


def asked_for(question: str, language: str) -> list[str]:
    """Words that may be what is asked for: nouns, in English any word that is not a common one."""
    if language == "zh":
        return [w.word for w in _tagged(question) if w.flag in ("n", "vn") and len(w.word) > 1]
    return [word for word in _WORD.findall(question) if word not in _NOT_ASKED_FOR]


def _are_apart(word: str, other: str, language: str) -> bool:
    """Whether two words are likely to mean different things, by how they are written."""
    return word[:4] != other[:4] if language == "en" else not set(word) & set(other)


_tagged: Callable[[str], Iterable[jieba.posseg.pair]] = jieba.posseg.cut
