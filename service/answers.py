"""What an answer is: passages with evidence and citations, and how sure it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from corpus.documents import Doubt, Kind
from service.citing.citations import Locator

Status = Literal["answered", "weak", "no_answer"]


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
    """What was asked, and which language it was taken for.

    `understood_as` is the complete question that was searched for, if this one follows up another.
    """

    text: str
    language: str
    supported: bool = True
    understood_as: str | None = None


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
