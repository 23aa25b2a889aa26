"""From a place in a document to the locator that a citation prints."""

from corpus.addresses import Address
from corpus.documents import Document, Paragraph
from service.citing.citations import Locator


def locate(document: Document, place: Address) -> Locator:
    """The section path, paragraph and page of what stands at `place`.

    A place that begins between paragraphs (in a heading) belongs to its section and has no
    paragraph number. A note has its mark in place of one.
    """
    for paragraph in document.paragraphs:
        if paragraph.start <= place.start < paragraph.end:
            path = () if paragraph.section is None else document.sections[paragraph.section].path
            number = paragraph.number if paragraph.note is None else None
            return Locator(path, number, _page(paragraph, place), paragraph.note)
    inside = [s for s in document.sections if s.start <= place.start < s.end]
    innermost = max(inside, key=lambda section: section.level, default=None)
    return Locator(() if innermost is None else innermost.path, None, None)


def _page(paragraph: Paragraph, place: Address) -> str | None:
    """The printed page, where the source proves it for all of `place`."""
    if place.end > paragraph.end:
        return None
    seam = paragraph.page_seam
    return paragraph.page if seam is None or place.start < seam < place.end else None
