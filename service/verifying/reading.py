"""A draft's file as text: Markdown, plain text in any encoding that is read, or DOCX."""

from dataclasses import dataclass

from corpus.errors import FormatNotRead
from corpus.readers.formats import binary_format, text_format
from corpus.readers.plain.decoding import decode_text
from service.errors import DraftTooLong
from service.verifying.docx_draft import read_docx_draft
from service.verifying.draft import Quotation, find_quotations

MOST_QUOTATIONS = 1000
MOST_LETTERS = 1_000_000
_ADVICE = "save the draft as Markdown, DOCX or plain text"


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft's text, and whether it is in Markdown."""

    text: str
    markdown: bool = True

    def quotations(self) -> list[Quotation]:
        """What is to be verified.

        Raises:
            DraftTooLong: there is more than is looked up at once.
        """
        if len(self.text) > MOST_LETTERS:
            raise DraftTooLong(len(self.text), "characters", MOST_LETTERS)
        found = find_quotations(self.text, self.markdown)
        if len(found) > MOST_QUOTATIONS:
            raise DraftTooLong(len(found), "quotations", MOST_QUOTATIONS)
        return found


def read_draft(content: bytes, filename: str) -> Draft:
    """The draft in a file; places in it are those of this text.

    Raises:
        TextNotReadable: one of its kinds says what is wrong with the file and what to do.
    """
    packed = binary_format(content)
    if packed is None:
        text = decode_text(content).text.replace("\r\n", "\n")
        kind = text_format(text, filename)
        if kind == "html":
            raise FormatNotRead("a web page", _ADVICE)
        return Draft(text, markdown=kind == "markdown")
    kind, archive = packed
    if kind != "docx" or archive is None:
        raise FormatNotRead(f"a file of the kind {kind.upper()}", _ADVICE)
    return Draft(read_docx_draft(archive))
