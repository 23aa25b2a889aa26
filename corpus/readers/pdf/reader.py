"""PDF with a text layer: its headings, paragraphs and notes, and what it says about itself.

A PDF holds characters at places, no text: what is a line, a column, a paragraph or a heading has
to be seen, as a reader sees it. `pages` and `glyphs` read the characters, `readability` says
which pages can be read, `layout` puts the steps from runs to blocks after each other, `metadata`
and `title_page` say what work it is. The parser is PDFium, a C++ library: give it files of others
only through `sandbox`.
"""

import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import FileDamaged, FileEncrypted
from corpus.readers.blocks import Block
from corpus.readers.pdf.fonts import use_own_fonts
from corpus.readers.pdf.glyphs import told
from corpus.readers.pdf.headings import Entry
from corpus.readers.pdf.layout import lay_out
from corpus.readers.pdf.metadata import record_of
from corpus.readers.pdf.pages import read_pages
from corpus.readers.pdf.readability import (
    check_readable,
    find_unreadable,
    listed,
    pages_to_recognise,
    warnings_of,
)
from corpus.readers.pdf.recognition import recognise_pages
from corpus.readers.pdf.title_page import record_of_title_page

_HEADER_WITHIN = 1024  # bytes: where readers look for the sign of a PDF
_END_WITHIN = 2048

_lock = threading.Lock()  # PDFium must not be called by two threads at once


def read_pdf(content: bytes) -> tuple[list[Block], Mapping[str, Any]]:
    """The blocks of a PDF in reading order, and its CSL-JSON record."""
    blocks, record, _ = read_pdf_with_warnings(content)
    return blocks, record


def read_pdf_with_warnings(
    content: bytes,
) -> tuple[list[Block], Mapping[str, Any], tuple[str, ...]]:
    """As `read_pdf`, and what of the file could not be read: pages that are pictures."""
    with _lock:
        use_own_fonts()
        pdf = _open(content)
        try:
            pages = list(read_pages(pdf))
            wanted = pages_to_recognise(pages)
            pages = recognise_pages(pdf, pages, wanted)
            entries = list(_outline(pdf))
            info = {key: told(pdf.get_metadata_value, key) for key in ("Title", "Author")}
        except pypdfium2.PdfiumError as error:
            raise FileDamaged("PDF", str(error)) from error
        finally:
            pdf.close()
    unreadable = find_unreadable(pages)
    check_readable(pages, unreadable)
    layout = lay_out(pages, unreadable.all)
    blocks, in_doubt = layout.blocks(entries)
    warnings = [*warnings_of(pages, unreadable, wanted)]
    if in_doubt:
        warnings.append(
            f"two readings disagree about the order of words on pages {listed(in_doubt)} of the "
            "file; their passages say so: compare them with the file before you quote them"
        )
    first = [line for line in layout.lines if line.page == 0]
    record = record_of_title_page(first, layout.setting.size) | record_of(info, content)
    return blocks, record, tuple(warnings)


def _open(content: bytes) -> pypdfium2.PdfDocument:
    if b"%PDF-" not in content[:_HEADER_WITHIN]:
        raise FileDamaged("PDF", "it does not begin with %PDF-")
    if b"%%EOF" not in content[-_END_WITHIN:]:  # PDFium would give the pages that are left
        raise FileDamaged("PDF", "it does not end with %%EOF")
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise FileEncrypted(
                "a PDF that opens only with a password",
                "save it again without a password and add that",
            ) from error
        raise FileDamaged("PDF", str(error)) from error


def _outline(pdf: pypdfium2.PdfDocument) -> Iterator[Entry]:
    for bookmark in pdf.get_toc(max_depth=12):
        target = bookmark.get_dest()
        page = target.get_index() if target else None
        if page is not None:
            _, view = target.get_view()
            height = view[1] if len(view) == 3 else view[0] if len(view) == 1 else None
            yield Entry(told(bookmark.get_title), bookmark.level, page, height)
