"""Pages of a PDF that cannot be read as text, read as pictures, where that is installed."""

from collections import Counter
from collections.abc import Collection, Sequence

import pypdfium2

from corpus.readers.ocr.availability import announce, is_installed
from corpus.readers.ocr.placing import place_lines
from corpus.readers.pdf.pages import Page
from corpus.readers.pdf.readability import is_garbled

_SCALE = 200 / 72  # 200 dots to an inch
_SAME = 0.6
_MOST_PIXELS = 6_000_000  # of a page


def recognise_pages(
    pdf: pypdfium2.PdfDocument, pages: Sequence[Page], wanted: Collection[int]
) -> list[Page]:
    """The pages, those that are wanted as recognised; without the extra, all as they are."""
    if not wanted or not is_installed():
        return list(pages)
    announce()
    return [_recognise(pdf, page) if page.index in wanted else page for page in pages]


def _recognise(pdf: pypdfium2.PdfDocument, page: Page) -> Page:
    """The page as recognised; as it is, where nothing or something else is recognised."""
    from corpus.readers.ocr.engine import recognise

    raw = pdf[page.index]
    try:
        width, height = raw.get_size()
        scale = min(_SCALE, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        picture = raw.render(scale=scale, rev_byteorder=True, prefer_bgrx=False).to_numpy()
    finally:
        raw.close()
    lines = recognise(picture)
    found = place_lines(lines, page.index, width, height, scale, page.label)
    found.pictured = page.pictured
    if page.vertical and not is_garbled(page) and not _say_the_same(page, found):
        return page  # its fonts are not in the file, and what was drawn are others
    return found if found.runs else page


def _say_the_same(page: Page, found: Page) -> bool:
    """Whether most characters of a page were recognised, in whatever order."""
    written = Counter("".join(run.text for run in page.runs))
    read = Counter("".join(run.text for run in found.runs))
    return (written & read).total() > _SAME * written.total()
