"""What came back for one question, and how right it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.addresses import Address
from corpus.documents import Document, Language
from corpus.languages import base_language
from eval.gold_questions.invariants import Checked, check_answer
from eval.gold_questions.places import Quoted, judge_first
from eval.gold_questions.questions import Question
from eval.measures import judge_rank
from service.answering import Answer, Status
from service.citing.citations import STYLES, render_reference


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


def judge_answer(
    question: Question,
    language: Language,
    is_own: bool,
    answer: Answer,
    library: LibraryLike,
    elapsed: float,
) -> Asked:
    """Judge what came back for a question.

    Args:
        question: the question.
        language: the language that it was asked in.
        is_own: whether a text answers in that language.
        answer: what came back.
        library: what its texts are compared with.
        elapsed: milliseconds.
    """
    first = [base_language(p.language) for p in (*answer.passages, *answer.related)[:1]]
    return Asked(
        question=question,
        language=language,
        status=answer.status,
        confidence=answer.confidence,
        addresses=tuple(passage.address for passage in answer.passages),
        answer_rank=_rank(question, answer, library),
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


def _rank(question: Question, answer: Answer, library: LibraryLike) -> int | None:
    """The rank of the passage that answers; 1 where the answer itself states it."""
    if question.states and answer.status != "no_answer":
        said = _without_references(answer.message or "", question.document_ids, library)
        if any(_states(said, one) for one in question.states):
            return 1
    return judge_rank([passage.text for passage in answer.passages], question.quotations)


def _without_references(said: str, document_ids: Sequence[str], library: LibraryLike) -> str:
    """What is said apart from the references of the works, which name author and year anyway."""
    for document in map(library.get, document_ids):
        for style in STYLES:
            said = said.replace(render_reference(document.record, style, document.language), "")
    return said


def _states(said: str, words: str) -> bool:
    """Whether the words are said; a number is not said by a longer one."""
    if words.isascii():
        return re.search(rf"(?<![0-9A-Za-z]){re.escape(words)}(?![0-9A-Za-z])", said) is not None
    return words in said
