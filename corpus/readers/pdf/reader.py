"""PDF with a text layer: its headings, paragraphs and notes, and what it says about itself.

A PDF holds characters at places, no text: what is a line, a column, a paragraph or a heading has
to be seen, as a reader sees it. Each step is a module: `pdf_glyphs` and `pdf_pages` (runs of
characters), `pdf_lines`, `pdf_furniture` (what repeats), `pdf_columns`, `pdf_setting` (size,
leading, margins), `pdf_notes`, `pdf_headings`, `pdf_paragraphs`; `pdf_record` reads what the file
says of itself. The parser is PDFium, a C++ library: give it files of others only through
`guarded`.
"""

import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import FileDamaged, FileEncrypted, FileScanned, TextNotReadable
from corpus.readers.blocks import Block
from corpus.readers.pdf.columns import read_columns
from corpus.readers.pdf.fonts import use_own_fonts
from corpus.readers.pdf.footnotes import (
    FootNote,
    drop_marks,
    is_broken_off,
    raised_marks,
    split_notes,
)
from corpus.readers.pdf.glyphs import told
from corpus.readers.pdf.grids import find_tables
from corpus.readers.pdf.gutters import find_gutter
from corpus.readers.pdf.headers_footers import strip_furniture
from corpus.readers.pdf.headings import Entry, headings_of_outline, headings_of_type
from corpus.readers.pdf.line_numbers import drop_line_numbers
from corpus.readers.pdf.lines import Piece, find_pieces
from corpus.readers.pdf.metadata import record_of
from corpus.readers.pdf.pages import Page, read_pages
from corpus.readers.pdf.paragraphs import make_blocks
from corpus.readers.pdf.typesetting import see_setting, set_bounds

_HEADER_WITHIN = 1024  # bytes: where readers look for the sign of a PDF
_END_WITHIN = 2048
_PICTURED = 0.5  # of a page; with little text on it, it is a picture of a page
_FEW = 20  # characters
_DIGITS = re.compile(r"\d+")
_MOST_SCANNED = 0.8
_MOST_UNKNOWN = 0.1
_MOST_VERTICAL = 0.3

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
            entries = list(_outline(pdf))
            info = {key: told(pdf.get_metadata_value, key) for key in ("Title", "Author")}
        except pypdfium2.PdfiumError as error:
            raise FileDamaged("PDF", str(error)) from error
        finally:
            pdf.close()
    scanned = _scanned(pages)
    warnings = _check(pages, scanned)
    return _blocks(pages, scanned, entries), record_of(info, content), warnings


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


def _scanned(pages: Sequence[Page]) -> set[int]:
    """The pages that are pictures: of text, they have a stamp that others have, or a few signs."""
    words = {page.index: _DIGITS.sub("", "".join(run.text for run in page.runs)) for page in pages}
    often = Counter(words.values())
    return {
        page.index
        for page in pages
        if page.pictured >= _PICTURED and (page.characters < _FEW or often[words[page.index]] > 1)
    }


def _check(pages: Sequence[Page], scanned: set[int]) -> tuple[str, ...]:
    """Warnings of pages that cannot be read; an error if the file is made of such pages."""
    written = [page for page in pages if page.characters and page.index not in scanned]
    if scanned and len(scanned) >= _MOST_SCANNED * (len(scanned) + len(written)):
        raise FileScanned(len(scanned), len(pages))
    characters = sum(page.characters for page in written)
    if not characters:
        raise TextNotReadable(
            f"the PDF has {len(pages)} pages and no text on them; expected a PDF with text"
        )
    if sum(page.unknown for page in written) > _MOST_UNKNOWN * characters:
        raise TextNotReadable(
            "the PDF does not say which characters its fonts show, so its text cannot be read; "
            "make it anew from its source, or run OCR over it (`ocrmypdf --force-ocr`)"
        )
    vertical = [
        page.index + 1 for page in written if page.vertical > _MOST_VERTICAL * page.characters
    ]
    if len(vertical) > len(written) / 2:
        raise TextNotReadable(
            "the text of the PDF runs from top to bottom, which cannot be read yet; "
            "expected lines from left to right: add the text in another format"
        )
    return tuple(_warnings([index + 1 for index in sorted(scanned)], vertical))


def _warnings(scanned: Sequence[int], vertical: Sequence[int]) -> Iterator[str]:
    if scanned:
        yield (
            f"pages that are pictures without text were left out ({_listed(scanned)} of the file); "
            "run OCR (`ocrmypdf --skip-text in.pdf out.pdf`) and add the result to have them"
        )
    if vertical:
        yield (
            f"pages have text that runs from top to bottom ({_listed(vertical)} of the file); its "
            "order may be wrong: compare it with the file"
        )


def _listed(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:20]))
    return shown if len(numbers) <= 20 else f"{shown} and {len(numbers) - 20} more"


def _blocks(pages: Sequence[Page], scanned: set[int], entries: Sequence[Entry]) -> list[Block]:
    readable = [page for page in pages if page.index not in scanned]
    pieces = [find_pieces(drop_line_numbers(page.runs), page.index) for page in pages]
    kept, labels = strip_furniture(pages, pieces)
    for page in readable:
        kept[page.index] = find_tables(kept[page.index], page.rules)
    known = [found for page in readable if (found := find_gutter(kept[page.index])) is not None]
    columns = [
        column
        for page in readable
        for column in read_columns(kept[page.index], known, page.rules.level)
        if column
    ]
    set_bounds(columns)
    setting = see_setting(columns)
    notes = _take_notes(columns, setting.size)
    lines = [line for column in columns for line in column if line.text]
    headings = headings_of_outline(lines, entries) or headings_of_type(lines, setting.size)
    return list(make_blocks(lines, headings, notes, labels, setting))


def _take_notes(columns: Sequence[list[Piece]], size: float) -> dict[int, list[FootNote]]:
    """The notes of each page, taken out of its columns and their marks out of the text."""
    marks: dict[int, set[str]] = {}
    for column in columns:
        marks.setdefault(column[0].page, set()).update(raised_marks(column))
    notes: dict[int, list[FootNote]] = {}
    last: FootNote | None = None
    for column in columns:
        page = column[0].page
        for note in split_notes(column, size, marks[page]):
            if note.mark:
                notes.setdefault(page, []).append(note)
                last = note
            elif last and is_broken_off(last):
                last.lines += note.lines
            else:
                continue
            taken = set(map(id, note.lines))
            column[:] = [line for line in column if id(line) not in taken]
    for column in filter(None, columns):
        known = {note.mark for note in notes.get(column[0].page, [])}
        drop_marks(column, known)
    return notes
