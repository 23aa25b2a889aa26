"""From a question to an answer with citations; the one way that every door uses.

HTTP, the page, the command line and the evaluation call `Answerer.ask`.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import BoundedSemaphore
from typing import Any, Literal

from corpus.documents import Document, Doubt, Kind
from corpus.errors import UnknownDocument, UnknownVersion
from corpus.languages import Detected
from corpus.passages import Passage
from corpus.store.library import Head, Library
from index.search import Filters, Hit, Query, Searcher, SearchResult
from service.citing.citations import Locator, render_citation
from service.errors import QuestionEmpty, QuestionTooLong, QuestionUnreadable, TopKOutOfRange
from service.messages import message_for

Status = Literal["answered", "weak", "no_answer"]

RELATED = 3

# Control characters, and halves of surrogate pairs, which no UTF-8 text can hold.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

PROPOSED = 10
SHOWN_STYLES: Mapping[str, str] = {"zh": "gb-t-7714-2025", "en": "apa-7"}


@dataclass(frozen=True, slots=True)
class Span:
    """A verbatim slice of a document: `document.text[start:end] == text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class AnsweredPassage:
    """One passage of an answer, with all that is needed to quote and to open it.

    `kind`, `table_head`, `doubt` and `ocr` are those of the passage (corpus/passages.py).
    """

    rank: int
    score: float
    address: str
    document_id: str
    title: str
    language: str
    text: str
    start: int
    end: int
    evidence: tuple[Span, ...]
    locator: Locator
    citation: str
    url: str
    explanation: Mapping[str, Any] | None = None
    kind: Kind = "body"
    table_head: str | None = None
    doubt: Doubt | None = None
    ocr: float | None = None


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """What was asked, and which language it was taken for."""

    text: str
    language: str
    supported: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """Passages that answer, best first; none when the texts do not answer."""

    index_version: str
    status: Status
    confidence: float
    message: str | None
    question: AskedQuestion
    passages: tuple[AnsweredPassage, ...]
    related: tuple[AnsweredPassage, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be asked, and from which confidence on an answer is called what.

    `confidence` is the calibrated probability that the first passage answers. From
    `answered` on the service says so; from `weak` on it shows the passages with a warning;
    below it says that the texts do not answer. `base_url` is what links begin with.
    """

    answered: float = 0.5
    weak: float = 0.06
    max_question_chars: int = 2000
    max_top_k: int = 50
    base_url: str = ""


# So many questions are answered by a process at a time: Python runs one thread, and every further
# one costs it turns. A second one goes on while the first waits for its vector.
AT_ONCE = 2


class Answerer:
    """Answers questions from one library through one searcher; safe to use from many threads."""

    def __init__(
        self, searcher: Callable[[], Searcher], library: Library, policy: Policy | None = None
    ) -> None:
        self._searcher = searcher
        self._library = library
        self._policy = policy or Policy()
        self._turns = BoundedSemaphore(AT_ONCE)

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
    ) -> Answer:
        """Answer `question` with at most `top_k` passages.

        Raises:
            QuestionEmpty, QuestionTooLong, QuestionUnreadable, TopKOutOfRange: say what was
                given and what is expected.
        """
        text = self._checked(question, top_k)
        with self._turns:
            return self._in_turn(text, top_k, filters, explain)

    def _in_turn(self, text: str, top_k: int, filters: Filters | None, explain: bool) -> Answer:
        # One searcher for the whole question: the index may be replaced while it is answered.
        searcher = self.searcher
        wanted = filters or Filters()
        try:
            return self._answer(text, searcher, top_k, wanted, explain)
        except (UnknownDocument, UnknownVersion):
            # Removed from the library, and not yet from the index: found again without it.
            wanted = replace(wanted, documents=self._held(searcher, wanted.documents))
            return self._answer(text, searcher, top_k, wanted, explain)

    def _answer(
        self, text: str, searcher: Searcher, top_k: int, filters: Filters, explain: bool
    ) -> Answer:
        result = searcher.search(Query(text), top_k, filters, explain=explain)
        started = time.perf_counter()
        status = self._status(result)
        shown = self._passages(result, status)
        timings = {**result.timings_ms, "answer": _milliseconds(started)}
        return Answer(
            index_version=result.index_version,
            status=status,
            confidence=round(result.confidence, 4),
            message=message_for(status, result.detected),
            question=AskedQuestion(text, result.detected.language, result.detected.supported),
            passages=() if status == "no_answer" else shown,
            related=shown[:RELATED] if status == "no_answer" else (),
            timings_ms=timings,
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
        return tuple(self._passage(hit, result.detected, marked) for hit in hits)

    def _passage(self, hit: Hit, detected: Detected, marked: bool) -> AnsweredPassage:
        passage = hit.passage
        document = self._described(passage)
        spans = hit.evidence if marked else ()
        texts = passage.texts_at(spans)
        evidence = tuple(Span(*span, text) for span, text in zip(spans, texts, strict=True))
        paragraph = passage.paragraph if passage.note is None else None
        locator = Locator(
            passage.section_path, paragraph, passage.page, passage.note, passage.article
        )
        return AnsweredPassage(
            rank=hit.rank,
            score=round(hit.score, 4),
            address=passage.address,
            document_id=passage.document_id,
            title=document.title,
            language=passage.language,
            text=passage.text,
            start=passage.start,
            end=passage.end,
            evidence=evidence,
            locator=locator,
            citation=cite(document, locator, evidence, detected),
            url=self._policy.base_url
            + reader_url(passage.document_id, passage.version, passage.start, passage.end),
            explanation=hit.explanation,
            kind=passage.kind,
            table_head=passage.table_head,
            doubt=passage.doubt,
            ocr=passage.ocr,
        )

    def _described(self, passage: Passage) -> Head | Document:
        """What is known of a passage's document; its text, which the passage has, is not read."""
        head = self._library.head(passage.document_id)
        if head.version == passage.version:
            return head
        return self._library.get(passage.document_id, passage.version)


def look_up(searcher: Searcher, text: str, documents: frozenset[str] | None) -> list[Passage]:
    """Passages that have words of a text, of all documents or of some: proposals, no answers."""
    return searcher.look_up(text, PROPOSED, Filters(documents=documents))


def cite(
    document: Head | Document, locator: Locator, evidence: Sequence[Span], detected: Detected
) -> str:
    """The citation shown beside a passage: in the usual style of the question's language."""
    style = SHOWN_STYLES["zh" if detected.language.startswith("zh") else "en"]
    quote = evidence[0].text if evidence else None
    return render_citation(document.record, locator, quote, style, document.language)


def reader_url(document_id: str, version: str, start: int, end: int) -> str:
    """Where the page opens the source at this place."""
    return f"/documents/{document_id}?at={version}:{start}-{end}"


def _milliseconds(since: float) -> float:
    return round((time.perf_counter() - since) * 1000, 3)
