"""Whether what the gold set quotes is really in the texts, where a passage can contain it."""

from collections.abc import Iterator
from typing import Protocol

from corpus.documents import Document
from corpus.errors import CorpusError
from corpus.sentences import split_sentences
from eval.errors import GoldInvalid
from eval.gold_questions.questions import FILES, Gold, Question


class DocumentsLike(Protocol):
    """What is asked of a library here."""

    def get(self, document_id: str) -> Document:
        """The current version of a document."""
        ...


def check_quotations(gold: Gold, library: DocumentsLike) -> None:
    """Compare every quotation with the text that it is taken from.

    Raises:
        GoldInvalid: a document is not in the library, or a quotation is not in its document, is
            there more than once, or is longer than one sentence (passages are whole sentences,
            so a longer one could be cut in two).
    """
    problems = [line for question in gold.questions for line in _problems(question, library)]
    if problems:
        raise GoldInvalid(problems)


def _problems(question: Question, library: DocumentsLike) -> Iterator[str]:
    place = f"{FILES[question.split]}: question {question.question_id!r}"
    try:
        document = library.get(question.document_id)
    except CorpusError as error:
        yield f"{place}: {error}"
        return
    for quotation in question.quotations:
        if problem := _find_problem(quotation, document):
            yield f"{place}: the quotation {quotation!r} {problem}"


def _find_problem(quotation: str, document: Document) -> str | None:
    name = f"{document.document_id}@{document.version}"
    count = document.text.count(quotation)
    if count == 0:
        return f"does not occur in {name}; copy it from the text, misprints included"
    if count > 1:
        return f"occurs {count} times in {name}; make it longer until it is the only one"
    start = document.text.index(quotation)
    if not _is_within_a_sentence(document, start, start + len(quotation)):
        return f"goes past one sentence of {name}; quote within a sentence, as often as you like"
    return None


def _is_within_a_sentence(document: Document, start: int, end: int) -> bool:
    for paragraph in document.paragraphs:
        if paragraph.start <= start and end <= paragraph.end:
            sentences = split_sentences(document.text[paragraph.start : paragraph.end])
            inside = (start - paragraph.start, end - paragraph.start)
            return any(first <= inside[0] and inside[1] <= last for first, last in sentences)
    return False
