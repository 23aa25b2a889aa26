"""Ask every gold question in each of its languages, and keep what the gate and the report need.

The answerer is the one that people get, from `service.wiring`; only `ask` is called.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from corpus.addresses import Address
from corpus.documents import Document, Language
from corpus.languages import base_language
from eval.gold_questions.invariants import Checked, check_answer
from eval.gold_questions.parts import PartRanks
from eval.gold_questions.places import Quoted, judge_first
from eval.gold_questions.questions import LANGUAGES, Gold, Question
from eval.gold_questions.quotations import check_quotations
from eval.gold_questions.script_twins import convert_to_simplified
from eval.measures import DEPTH, judge_rank
from index.search import Filters
from service.answering import Answer, Status


class AnswererLike(Protocol):
    """What is measured."""

    def ask(self, question: str, top_k: int = 5, filters: Filters | None = None) -> Answer:
        """Answer a question with at most `top_k` passages."""
        ...


class LibraryLike(Protocol):
    """The stored texts that answers are compared with."""

    def get(self, document_id: str) -> Document:
        """The current version of a document."""
        ...

    def resolve(self, address: str) -> tuple[Document, Address]:
        """The document version and the span that an address names."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in one language, and what came back.

    `answer_rank` is the rank of the first passage with a quotation of the question, None if
    there is none among the first ten. `related_rank` is the same among the passages that a
    refusal names as related; they count for nothing, but tell a refusal from a miss. `quoted`
    is what the citation of the first passage quotes; None for a question without an answer.
    `own_language` is whether the first passage, shown or related, is in the language of the
    question; None where no text answers in that language.
    """

    question: Question
    language: Language
    status: Status
    confidence: float
    addresses: tuple[str, ...]
    answer_rank: int | None
    related_rank: int | None
    quoted: Quoted | None
    own_language: bool | None
    checked: Checked
    milliseconds: float

    @property
    def decided_right(self) -> bool:
        """Whether it was shown passages if answerable, and not called answered if not."""
        return is_right(self.question.answerable, self.question.is_silent, self.status)


@dataclass(frozen=True, slots=True)
class GoldRun:
    """All questions of a gold split in their languages, against one index version.

    `parts` is what search finds beside what it is made of, where that is measured.

    `converted` holds the Traditional questions asked once more in Simplified characters, word
    for word; `document_languages` the language of each document that a question is about.
    """

    split: str
    index_version: str
    asked: tuple[Asked, ...]
    converted: tuple[Asked, ...]
    document_languages: Mapping[str, Language]
    parts: tuple[PartRanks, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions, each once."""
        return tuple({one.question.question_id: one.question for one in self.asked}.values())

    def in_language(self, language: Language) -> dict[str, Asked]:
        """What came back in one question language, by question id."""
        return {one.question.question_id: one for one in self.asked if one.language == language}


def run_gold(
    answerer: AnswererLike,
    library: LibraryLike,
    gold: Gold,
    progress: Callable[[int, int], None] | None = None,
) -> GoldRun:
    """Ask everything and judge it.

    Args:
        answerer: what is measured.
        library: the texts that it answers from.
        gold: the questions; their quotations are compared with the library first.
        progress: called with the number of questions done and their total.

    Raises:
        GoldInvalid: a quotation is not in the library's text.
    """
    check_quotations(gold, library)
    languages = {
        name: library.get(name).language
        for name in {name for question in gold.questions for name in question.document_ids}
    }
    ordinary = list(_requests(gold))
    requests = [*ordinary, *_converted_requests(gold)]
    versions: set[str] = set()
    asked: list[Asked] = []
    for question, language, text in requests:
        started = time.perf_counter()
        answer = answerer.ask(text, top_k=DEPTH, filters=_filters(question))
        elapsed = (time.perf_counter() - started) * 1000
        versions.add(answer.index_version)
        spoken = {base_language(languages[one.document_id]) for one in question.evidence}
        is_own = base_language(language) in spoken
        asked.append(_judge(question, language, is_own, answer, library, elapsed))
        if progress is not None:
            progress(len(asked), len(requests))
    return GoldRun(
        split=gold.name,
        # More than one version means that the index was replaced while it was measured.
        index_version=", ".join(sorted(versions)),
        asked=tuple(asked[: len(ordinary)]),
        converted=tuple(asked[len(ordinary) :]),
        document_languages=languages,
    )


def _requests(gold: Gold) -> Iterator[tuple[Question, Language, str]]:
    for question in gold.questions:
        for language in LANGUAGES:
            if language in question.texts:
                yield question, language, question.texts[language]


def _converted_requests(gold: Gold) -> Iterator[tuple[Question, Language, str]]:
    for question in gold.questions:
        if "zh-Hant" in question.texts:
            yield question, "zh-Hans", convert_to_simplified(question.texts["zh-Hant"])


def _judge(
    question: Question,
    language: Language,
    is_own: bool,
    answer: Answer,
    library: LibraryLike,
    elapsed: float,
) -> Asked:
    first = [base_language(p.language) for p in (*answer.passages, *answer.related)[:1]]
    return Asked(
        question=question,
        language=language,
        status=answer.status,
        confidence=answer.confidence,
        addresses=tuple(passage.address for passage in answer.passages),
        answer_rank=_rank(question, answer),
        related_rank=judge_rank([p.text for p in answer.related], question.quotations),
        quoted=judge_first(question, answer, library) if question.evidence else None,
        own_language=first == [base_language(language)] if is_own else None,
        checked=check_answer(answer, library),
        milliseconds=elapsed,
    )


def is_right(answerable: bool, is_silent: bool, status: Status) -> bool:
    """Whether a question was decided rightly.

    An answerable one must be shown passages, another not be called answered, and where nothing
    may be shown there must be none.
    """
    if is_silent:
        return status == "no_answer"
    return status != ("no_answer" if answerable else "answered")


def _filters(question: Question) -> Filters | None:
    if not question.within or question.document_id is None:
        return None
    return Filters(documents=frozenset({question.document_id}))


def _rank(question: Question, answer: Answer) -> int | None:
    """The rank of the passage that answers; 1 where the answer itself states it."""
    said = answer.message or ""
    if any(_states(said, one) for one in question.states):
        return 1
    return judge_rank([passage.text for passage in answer.passages], question.quotations)


def _states(said: str, words: str) -> bool:
    """Whether the words are said; a number is not said by a longer one."""
    if words.isascii():
        return re.search(rf"(?<![0-9A-Za-z]){re.escape(words)}(?![0-9A-Za-z])", said) is not None
    return words in said


def ranks_of(asked: Iterable[Asked]) -> dict[str, int | None]:
    """The rank of the answer, by question id, of the answerable questions."""
    return {one.question.question_id: one.answer_rank for one in asked if one.question.answerable}
