"""Whether what the gold set quotes is really in the texts, where a passage can contain it."""

from collections.abc import Iterator
from typing import Protocol

from corpus.documents import Document
from corpus.errors import CorpusError
from corpus.sentences import split_sentences
from eval.errors import GoldInvalid
from eval.gold_questions.questions import Evidence, Gold

Span = tuple[int, int]


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
    problems = [
        line
        for question in gold.questions
        for one in (*question.evidence, *([question.before.shown] if question.before else []))
        for line in _problems(one, library)
    ]
    if problems:
        raise GoldInvalid(problems)


def _problems(evidence: Evidence, library: DocumentsLike) -> Iterator[str]:
    try:
        document = library.get(evidence.document_id)
    except CorpusError as error:
        yield f"{evidence.place}: {error}"
        return
    if problem := _find_problem(evidence.quotation, document):
        yield f"{evidence.place}: the quotation {evidence.quotation!r} {problem}"


def _find_problem(quotation: str, document: Document) -> str | None:
    name = f"{document.document_id}@{document.version}"
    count = document.text.count(quotation)
    if count == 0:
        return f"does not occur in {name}; copy it from the text, misprints included"
    if count > 1:
        return f"occurs {count} times in {name}; make it longer until it is the only one"
    if sentence_around(quotation, document) is None:
        return f"goes past one sentence of {name}; quote within a sentence, as often as you like"
    return None


def sentence_around(quotation: str, document: Document) -> Span | None:
    """The sentence of a document that holds a quotation; None if no single one does."""
    start = document.text.index(quotation)
    end = start + len(quotation)
    for paragraph in document.paragraphs:
        if paragraph.start <= start and end <= paragraph.end:
            text = document.text[paragraph.start : paragraph.end]
            for first, last in split_sentences(text):
                if paragraph.start + first <= start and end <= paragraph.start + last:
                    return paragraph.start + first, paragraph.start + last
    return None
