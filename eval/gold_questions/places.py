"""Whether an answer quotes the sentence that answers, and says rightly where it stands.

The gold questions quote the sentence that answers; what the citation of the first passage quotes
is its first evidence. Where that stands is computed here anew from the stored document, or is as
a person wrote it down from the printed work.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from corpus.documents import Document
from eval.gold_questions.questions import Evidence, ExpectedLocator, Question
from eval.gold_questions.quotations import sentence_around
from service.answering import Answer, AnsweredPassage
from service.citing.citations import Locator


class DocumentsLike(Protocol):
    """What is asked of a library here."""

    def get(self, document_id: str) -> Document:
        """The current version of a document."""
        ...


@dataclass(frozen=True, slots=True)
class Quoted:
    """What the first passage of an answer quotes, and how much of it is marked.

    Attributes:
        sentence: whether the quoted sentence is one that answers; False without a passage.
        locator: whether its citation names the place of a sentence that answers.
        marked: the share of the passage's characters that are marked as evidence.
    """

    sentence: bool
    locator: bool
    marked: float


def judge_first(question: Question, answer: Answer, library: DocumentsLike) -> Quoted:
    """Judge the first passage of the answer to an answerable question."""
    if not answer.passages:
        return Quoted(False, False, 0.0)
    first = answer.passages[0]
    candidates = [
        (one, library.get(one.document_id))
        for one in question.evidence
        if one.document_id == first.document_id
    ]
    return Quoted(
        sentence=any(_quotes(first, one, document) for one, document in candidates),
        locator=any(_is_located(first.locator, one, document) for one, document in candidates),
        marked=_marked(first),
    )


def _quotes(passage: AnsweredPassage, evidence: Evidence, document: Document) -> bool:
    """Whether the first evidence lies within the sentence that the gold question quotes.

    Within it, so that marking several sentences as one does not pass for the right one.
    """
    sentence = sentence_around(evidence.quotation, document)
    if sentence is None or not passage.evidence:
        return False
    first = passage.evidence[0]
    return sentence[0] <= first.start < first.end <= sentence[1]


def _is_located(locator: Locator, evidence: Evidence, document: Document) -> bool:
    if evidence.locator is not None:
        return agrees(locator, evidence.locator)
    return locator in locators_of(evidence.quotation, document)


def agrees(locator: Locator, expected: ExpectedLocator) -> bool:
    """Whether everything that is expected is said."""
    return (
        (expected.section is None or any(_names(t, expected.section) for t in locator.section_path))
        and expected.paragraph in (None, locator.paragraph)
        and expected.page in (None, locator.page)
        and expected.note in (None, locator.note)
    )


def _names(title: str, section: str) -> bool:
    """Whether a title is or holds the words: `Article 1` is not in `Article 10`."""
    return re.search(rf"(?<!\w){re.escape(section)}(?!\w)", title) is not None


def locators_of(quotation: str, document: Document) -> Iterator[Locator]:
    """The place of a quotation, as the stored document has it."""
    sentence = sentence_around(quotation, document)
    for paragraph in document.paragraphs:
        if sentence is not None and paragraph.start <= sentence[0] < paragraph.end:
            path = () if paragraph.section is None else document.sections[paragraph.section].path
            number = paragraph.number if paragraph.note is None else None
            yield Locator(path, number, paragraph.page_of(*sentence), paragraph.note)


def _marked(passage: AnsweredPassage) -> float:
    marked = sum(span.end - span.start for span in passage.evidence)
    return marked / max(1, passage.end - passage.start)
