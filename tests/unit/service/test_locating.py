from corpus.addresses import Address
from corpus.documents import Source
from corpus.readers.blocks import Body, Heading, Note, assemble_document
from service.citing.citations import Locator
from service.locating import locate

DOCUMENT = assemble_document(
    "noted",
    "en",
    [Heading("One", 1), Body("Body."), Note("See Doe.", "12", "137")],
    {},
    Source("noted.txt", "0" * 64, "text/plain"),
)


def place(words: str) -> Address:
    start = DOCUMENT.text.index(words)
    return Address("noted", DOCUMENT.version, start, start + len(words))


def test_a_note_is_located_by_section_mark_and_page() -> None:
    assert locate(DOCUMENT, place("Doe")) == Locator(("One",), None, "137", "12")


def test_a_paragraph_is_located_by_its_number_and_a_heading_by_its_section() -> None:
    assert locate(DOCUMENT, place("Body")) == Locator(("One",), 1)
    assert locate(DOCUMENT, place("One")) == Locator(("One",))
