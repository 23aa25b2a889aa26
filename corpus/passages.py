"""Passages: the spans of a document that are indexed, shown and cited."""

from dataclasses import dataclass

from corpus.addresses import Address
from corpus.documents import Document, Language


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one paragraph, or of a few short neighbours in one section.

    `text` is `document.text[start:end]`. `sentences` are spans of the document's text, too.
    `paragraph` is the number, within its section, of the paragraph that it starts in; `page` is
    there only if the source proves it for the whole passage.
    """

    document_id: str
    version: str
    language: Language
    text: str
    start: int
    end: int
    section_path: tuple[str, ...]
    paragraph: int
    page: str | None
    sentences: tuple[tuple[int, int], ...]

    @property
    def address(self) -> str:
        """Where this is: `document_id@version:start-end`."""
        return str(Address(self.document_id, self.version, self.start, self.end))


def split_document(document: Document) -> list[Passage]:
    """The passages of a document, in its order; together they hold every sentence of its body."""
    raise NotImplementedError
