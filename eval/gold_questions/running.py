"""Ask every gold question in each of its languages, and keep what the gate and the report need.

The answerer is the one that people get, from `service.wiring`; only `ask` is called.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.addresses import Address
from corpus.documents import Language
from corpus.languages import base_language
from eval.gold_questions.judging import Asked, LibraryLike, judge_answer
from eval.gold_questions.parts import PartRanks
from eval.gold_questions.questions import LANGUAGES, Gold, Question
from eval.gold_questions.quotations import check_quotations
from eval.gold_questions.script_twins import convert_to_simplified
from eval.measures import DEPTH
from index.search import Filters
from service.answering import Answer
from service.follow_ups import Turn


class AnswererLike(Protocol):
    """What is measured."""

    def ask(
        self,
        question: str,
        top_k: int = 5,
        filters: Filters | None = None,
        *,
        before: Sequence[Turn] = (),
    ) -> Answer:
        """Answer a question with at most `top_k` passages."""
        ...


@dataclass(frozen=True, slots=True)
class GoldRun:
    """All questions of a gold split in their languages, against one index version.

    `converted` holds the Traditional questions asked once more in Simplified characters, word
    for word; `document_languages` the language of each document that a question is about;
    `parts` what search finds beside what it is made of, where that is measured.
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
        before = _turns(question, library)
        answer = answerer.ask(text, top_k=DEPTH, filters=_filters(question), before=before)
        elapsed = (time.perf_counter() - started) * 1000
        versions.add(answer.index_version)
        spoken = {base_language(languages[one.document_id]) for one in question.evidence}
        is_own = base_language(language) in spoken
        asked.append(judge_answer(question, language, is_own, answer, library, elapsed))
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


def _turns(question: Question, library: LibraryLike) -> list[Turn]:
    """What was asked before, and the address of what it was shown."""
    if question.before is None:
        return []
    shown = question.before.shown
    document = library.get(shown.document_id)
    start = document.text.index(shown.quotation)
    place = Address(shown.document_id, document.version, start, start + len(shown.quotation))
    return [Turn(question.before.question, (str(place),))]


def _filters(question: Question) -> Filters | None:
    if not question.within or question.document_id is None:
        return None
    return Filters(documents=frozenset({question.document_id}))


def ranks_of(asked: Iterable[Asked]) -> dict[str, int | None]:
    """The rank of the answer, by question id, of the answerable questions."""
    return {one.question.question_id: one.answer_rank for one in asked if one.question.answerable}
