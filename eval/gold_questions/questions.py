"""What a judged question is: its texts, and where the answer stands.

Evidence is quoted, not addressed: a passage that contains one of a question's quotations
answers it, whichever way the text is split.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.documents import Language

LANGUAGES: tuple[Language, ...] = ("zh-Hant", "zh-Hans", "en")
ANSWERED_KINDS = ("fact", "why", "how", "list", "stance", "definition", "comparison")
UNANSWERED_KINDS = ("near", "far", "trivia", "attribute", "premise")


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
class Question:
    """One judged question in one to three languages; without evidence if no text answers it.

    `document_id` is the document that it is about; None for one that is about no document.
    """

    question_id: str
    kind: str
    document_id: str | None
    texts: Mapping[Language, str]
    evidence: tuple[Evidence, ...] = ()
    place: str = field(default="", compare=False)

    @property
    def answerable(self) -> bool:
        """Whether a document answers it."""
        return bool(self.evidence)

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
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Gold:
    """The questions of one run, in the order of their files; `name` is their split or file."""

    name: str
    questions: tuple[Question, ...]
