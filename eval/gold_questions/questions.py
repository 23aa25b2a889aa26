"""What a judged question is: its texts, and where the answer stands.

Evidence is quoted, not addressed: a passage that contains one of a question's quotations
answers it, whichever way the text is split.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.documents import Language

LANGUAGES: tuple[Language, ...] = ("zh-Hant", "zh-Hans", "en")
TEXT_KINDS = ("fact", "why", "how", "list", "stance", "definition", "comparison")
FOLLOW_UP_KINDS = ("substitution", "pronoun", "ellipsis", "new")
WORK_KINDS = (
    "subject",
    "aims",
    "conclusions",
    "limits",
    "outlook",
    "author",
    "date",
    "container",
    "parts",
)
ANSWERED_KINDS = (*TEXT_KINDS, *FOLLOW_UP_KINDS, *WORK_KINDS)
# Under these nothing may be shown: the question is asked back, or the work does not say.
SILENT_KINDS = ("unclear", "not-stated")
UNANSWERED_KINDS = ("near", "far", "trivia", "attribute", "premise", *SILENT_KINDS)


@dataclass(frozen=True, slots=True)
class ExpectedLocator:
    """Where a quotation stands in the printed work; None where nothing is said.

    `section` is the title of a section around it, or the beginning of one: `Article 4`.
    """

    section: str | None = None
    paragraph: int | None = None
    page: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that answer a question, verbatim from a document.

    `place` names the line or question that says so, for messages.
    """

    document_id: str
    quotation: str
    locator: ExpectedLocator | None = None
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Before:
    """What was asked before a follow-up, and what it was answered by."""

    question: str
    shown: Evidence


@dataclass(frozen=True, slots=True)
class Question:
    """One judged question in one to three languages.

    Attributes:
        question_id: what baselines call it.
        kind: one of `ANSWERED_KINDS` or `UNANSWERED_KINDS`.
        document_id: the document that it is about; None for one that is about no document.
        texts: the question in each language that it is asked in.
        evidence: where texts answer it.
        place: the line or table that it stands in, for messages.
        before: what was asked before, of a follow-up.
        within: whether it is asked of its document alone.
        states: what an answer must say that is taken from the record: one of these.
    """

    question_id: str
    kind: str
    document_id: str | None
    texts: Mapping[Language, str]
    evidence: tuple[Evidence, ...] = ()
    place: str = field(default="", compare=False)
    before: Before | None = None
    within: bool = False
    states: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether a document or its record answers it."""
        return bool(self.evidence or self.states)

    @property
    def is_silent(self) -> bool:
        """Whether nothing may be shown, not even with a warning."""
        return self.kind in SILENT_KINDS

    @property
    def quotations(self) -> tuple[str, ...]:
        """The words that answer it."""
        return tuple(one.quotation for one in self.evidence)

    @property
    def document_ids(self) -> tuple[str, ...]:
        """The documents that it is about or answered by, each once."""
        named = [self.document_id, *(one.document_id for one in self.evidence)]
        return tuple(dict.fromkeys(name for name in named if name is not None))

    @property
    def fingerprint(self) -> str:
        """Changes with everything that its judgement depends on."""
        parts = [self.document_id or "", *(self.texts.get(name, "") for name in LANGUAGES)]
        for one in self.evidence:
            parts.append(one.quotation)
            if one.document_id != self.document_id:
                parts.append(one.document_id)
            if one.locator is not None:
                parts.append(repr(one.locator))
        if self.before is not None:
            shown = self.before.shown
            parts += [self.before.question, shown.document_id, shown.quotation]
        if self.within or self.states:
            parts += [str(self.within), *self.states]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Gold:
    """The questions of one run, in the order of their files; `name` is their split or file."""

    name: str
    questions: tuple[Question, ...]
