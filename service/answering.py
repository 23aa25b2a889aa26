"""From a question to an answer with citations; the one way that every door uses.

HTTP, the page, the command line and the evaluation call `Answerer.ask`.
"""

import re
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from corpus.errors import UnknownDocument, UnknownVersion
from corpus.languages import detect_language
from corpus.passages import Passage
from corpus.store.library import Library
from index.search import Filters, Hit, Searcher, SearchResult
from service.answers import Answer, AnsweredPassage, AskedQuestion, Span, Status
from service.errors import QuestionEmpty, QuestionTooLong, QuestionUnreadable, TopKOutOfRange
from service.follow_ups import Turn, Understood, understand
from service.messages import message_for
from service.presenting import Presenter, reader_url
from service.works.answering import CONFIDENCE, AboutWork, Works
from service.works.messages import say_fact

__all__ = [
    "Answer",
    "AnsweredPassage",
    "Answerer",
    "AskedQuestion",
    "Policy",
    "Span",
    "Status",
    "look_up",
    "reader_url",
]

RELATED = 3

# Control characters, and halves of surrogate pairs, which no UTF-8 text can hold.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

PROPOSED = 10


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be asked, and from which confidence on an answer is called what.

    `confidence` is the calibrated probability that the first passage answers. From
    `answered` on the service says so; from `weak` on it shows the passages with a warning;
    below it says that the texts do not answer. `base_url` is what links begin with.
    """

    answered: float = 0.35
    weak: float = 0.05
    max_question_chars: int = 2000
    max_top_k: int = 50
    base_url: str = ""


class Answerer:
    """Answers questions from one library through one searcher; safe to use from many threads."""

    def __init__(
        self, searcher: Callable[[], Searcher], library: Library, policy: Policy | None = None
    ) -> None:
        self._searcher = searcher
        self._library = library
        self._policy = policy or Policy()
        self._presenter = Presenter(library, self._policy.base_url)
        self._works = Works(library)

    @property
    def searcher(self) -> Searcher:
        """The searcher over the index that is served now."""
        return self._searcher()

    def ask(
        self,
        question: str,
        top_k: int = 5,
        filters: Filters | None = None,
        explain: bool = False,
        before: Sequence[Turn] = (),
    ) -> Answer:
        """Answer `question` with at most `top_k` passages.

        `before` is what was asked before, oldest first: a follow-up is understood by it.

        Raises:
            QuestionEmpty, QuestionTooLong, QuestionUnreadable, TopKOutOfRange: say what was
                given and what is expected.
        """
        text = self._checked(question, top_k)
        # One searcher for the whole question: the index may be replaced while it is answered.
        searcher = self.searcher
        wanted = filters or Filters()
        understood = understand(text, before, searcher.find_named)
        if not understood.question:
            return _asked_back(text, searcher)
        try:
            return self._answer(text, understood, searcher, top_k, wanted, explain)
        except (UnknownDocument, UnknownVersion):
            # Removed from the library, and not yet from the index: found again without it.
            wanted = replace(wanted, documents=self._held(searcher, wanted.documents))
            return self._answer(text, understood, searcher, top_k, wanted, explain)

    def _answer(
        self,
        text: str,
        understood: Understood,
        searcher: Searcher,
        top_k: int,
        filters: Filters,
        explain: bool,
    ) -> Answer:
        about = self._works.answer(understood.question, _scope(searcher, filters))
        if about is not None:
            return self._about_work(text, about, searcher, top_k)
        result = searcher.search(understood.query, top_k, filters, explain=explain)
        started = time.perf_counter()
        status = self._status(result)
        shown = self._passages(result, status)
        timings = {**result.timings_ms, "answer": _milliseconds(started)}
        return Answer(
            index_version=result.index_version,
            status=status,
            confidence=round(result.confidence, 4),
            message=message_for(status, result.detected),
            question=AskedQuestion(
                text,
                result.detected.language,
                result.detected.supported,
                understood.question if understood.is_follow_up else None,
            ),
            passages=() if status == "no_answer" else shown,
            related=shown[:RELATED] if status == "no_answer" else (),
            timings_ms=timings,
        )

    def _about_work(self, text: str, about: AboutWork, searcher: Searcher, top_k: int) -> Answer:
        """What is asked of a work itself, from its record, its headings and its text."""
        started = time.perf_counter()
        detected = detect_language(text)
        sure = CONFIDENCE if about.fact is None else 1.0
        hits = [
            Hit(one.passage, sure, rank, one.evidence)
            for rank, one in enumerate(about.chosen[:top_k], start=1)
        ]
        message = None
        if about.fact is not None or not hits:
            reference = self._presenter.refer(about.document, detected)
            message = say_fact(about.intent, about.fact, reference, detected)
        return Answer(
            index_version=searcher.view.index_version,
            status="answered" if about.is_stated else "no_answer",
            confidence=sure if about.is_stated else 0.0,
            message=message,
            question=AskedQuestion(text, detected.language, detected.supported),
            passages=tuple(self._presenter.present(hit, detected, marked=True) for hit in hits),
            timings_ms={"answer": _milliseconds(started)},
        )

    def _held(self, searcher: Searcher, wanted: frozenset[str] | None) -> frozenset[str]:
        """The documents of the index that the library still has in that version."""
        current = self._library.current_versions()
        return frozenset(
            name
            for name, version in searcher.view.documents.items()
            if (wanted is None or name in wanted)
            and name in current
            and (version == current[name] or version in self._library.versions(name))
        )

    def _checked(self, question: str, top_k: int) -> str:
        if not 1 <= top_k <= self._policy.max_top_k:
            raise TopKOutOfRange(top_k, self._policy.max_top_k)
        if len(question) > self._policy.max_question_chars:
            raise QuestionTooLong(len(question), self._policy.max_question_chars)
        text = question.strip()
        if found := _UNREADABLE.search(text):
            raise QuestionUnreadable(found.start(), found.group())
        if not text:
            raise QuestionEmpty()
        return text

    def _status(self, result: SearchResult) -> Status:
        if not result.hits or result.confidence < self._policy.weak:
            return "no_answer"
        return "answered" if result.confidence >= self._policy.answered else "weak"

    def _passages(self, result: SearchResult, status: Status) -> tuple[AnsweredPassage, ...]:
        # What does not answer is shown, if at all, without marks that would say it does.
        hits: Sequence[Hit] = result.hits[:RELATED] if status == "no_answer" else result.hits
        marked = status != "no_answer"
        return tuple(self._presenter.present(hit, result.detected, marked) for hit in hits)


def _scope(searcher: Searcher, filters: Filters) -> Collection[str]:
    """The documents that are asked; none where only a part of them is."""
    held = searcher.view.documents.keys()
    if filters.section is not None or filters.languages is not None:
        return ()
    return held if filters.documents is None else held & filters.documents


def _asked_back(text: str, searcher: Searcher) -> Answer:
    """Nobody can tell what is meant: the reader is asked."""
    detected = detect_language(text)
    return Answer(
        index_version=searcher.view.index_version,
        status="no_answer",
        confidence=0.0,
        message=message_for("unclear", detected),
        question=AskedQuestion(text, detected.language, detected.supported),
        passages=(),
    )


def look_up(searcher: Searcher, text: str, documents: frozenset[str] | None) -> list[Passage]:
    """Passages that have words of a text, of all documents or of some: proposals, no answers."""
    return searcher.look_up(text, PROPOSED, Filters(documents=documents))


def _milliseconds(since: float) -> float:
    return round((time.perf_counter() - since) * 1000, 3)
