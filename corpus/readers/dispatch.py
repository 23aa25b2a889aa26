"""One way from a file's bytes to its blocks, whatever format it is in.

`read_bytes` reads in this process and trusts no content; a file that a stranger sent is read in
a process of its own (`guarded.py`), because a parser can be made to spin or to crash.

Each format's reader is imported where it is needed: their parsers take 40 ms of a start, and a
service that only answers needs none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.documents import Language
from corpus.errors import TextNotReadable
from corpus.languages import document_language, is_supported
from corpus.readers.archives import Archive
from corpus.readers.blocks import Block, Body, move_notes
from corpus.readers.formats import (
    MEDIA_TYPES,
    Format,
    binary_format,
    picture_type,
    text_format,
    wrong_ending,
)
from corpus.readers.gutenberg import read_gutenberg, read_gutenberg_text
from corpus.readers.kinds.telling import tell_kinds
from corpus.readers.markup.webpage import decode_page
from corpus.readers.ocr.availability import is_installed
from corpus.readers.page_marks import read_page_marks
from corpus.readers.plain.decoding import decode_text
from corpus.readers.plain.headings import promote_headings

_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds.

    Attributes:
        blocks: Headings, paragraphs and notes; a note stands behind its section's paragraphs.
        language: Of most of the text.
        record: What the file says of the work, in CSL-JSON terms; empty if it says nothing.
        media_type: Of the content, whatever the file's name ends in.
        encoding: What a text format was decoded as, such as `big5`; None for the others.
        warnings: What a person should know, one sentence each.
    """

    blocks: tuple[Block, ...]
    language: Language
    record: Mapping[str, Any]  # CSL-JSON
    media_type: str
    encoding: str | None
    warnings: tuple[str, ...] = ()


_Read = tuple[Sequence[Block], Mapping[str, Any]]


def read_bytes(content: bytes, filename: str) -> Reading:
    """Read a file's content; its name serves messages, and tells Markdown from plain text.

    Raises:
        TextNotReadable: one of its kinds says what is wrong with the file and what to do.
    """
    try:
        return _read(content, filename)
    except TextNotReadable as error:
        # A reader knows the content only; the person who added ten files knows their names.
        error.args = (f"{filename[:_SHOWN]!r}: {error}",)
        raise


def _read(content: bytes, filename: str) -> Reading:
    warnings: list[str] = []
    picture = picture_type(content)
    if picture and is_installed():
        from corpus.readers.ocr.pictures import read_picture

        recognised, said = read_picture(content)
        return _finish(recognised, {}, [*said], picture, None)
    packed = binary_format(content)
    encoding: str | None = None
    blocks: Sequence[Block]
    record: Mapping[str, Any]
    if packed is None:
        found, encoding, (blocks, record) = _read_text(content, filename, warnings)
    else:
        found, archive = packed
        blocks, record = _read_binary(found, archive, content, warnings)
    wrong = wrong_ending(found, filename)
    warnings += [wrong] if wrong else []
    return _finish(blocks, record, warnings, MEDIA_TYPES[found], encoding)


def _finish(
    blocks: Sequence[Block],
    record: Mapping[str, Any],
    warnings: list[str],
    media_type: str,
    encoding: str | None,
) -> Reading:
    """The reading, once it is known that there is something to read, and in which language."""
    tidied, record = _tidy(blocks, record)
    if not any(isinstance(block, Body) for block in tidied):
        raise TextNotReadable(
            "there is no paragraph to read; expected at least one line of text that is no heading: "
            "look whether the text is a picture, or in a part of the page that a program fills in"
        )
    text = "\n".join(block.text for block in tidied)
    if not is_supported(text):
        warnings.append(
            "the text is in neither Chinese nor English; it is searched as well as it goes"
        )
    language = document_language(text)
    return Reading(tuple(tidied), language, record, media_type, encoding, tuple(warnings))


def _read_text(content: bytes, filename: str, warnings: list[str]) -> tuple[Format, str, _Read]:
    decoded, misnamed = decode_page(content)
    found = text_format(decoded.text, filename)
    if found == "html":
        if misnamed:
            warnings.append(
                f"the page calls its encoding {misnamed!r}, but it is {decoded.encoding}"
            )
        from corpus.readers.markup.webpage import read_webpage

        blocks, record = read_webpage(decoded.text)
        return found, decoded.encoding, (promote_headings(blocks), record)
    if found == "csv":
        from corpus.readers.sheets.separated import read_csv

        return found, decoded.encoding, (read_csv(decoded.text), {})
    decoded = decode_text(content)  # what only looks like a page may quote one's head
    if found == "markdown":
        from corpus.readers.markup.markdown import read_markdown

        blocks, record = read_markdown(decoded.text)
        return found, decoded.encoding, (promote_headings(blocks), record)
    return found, decoded.encoding, read_gutenberg_text(decoded.text)


def _read_binary(
    found: Format, archive: Archive | None, content: bytes, warnings: list[str]
) -> _Read:
    if found == "pdf":
        from corpus.readers.pdf.reader import read_pdf_with_warnings

        blocks, record, said = read_pdf_with_warnings(content)
        warnings += said
        return blocks, record
    if found == "rtf":
        from corpus.readers.richtext.reader import read_rtf

        blocks, record = read_rtf(content)
        return promote_headings(blocks), record
    assert archive is not None
    return _read_packed(found, archive, warnings)


def _read_packed(found: Format, archive: Archive, warnings: list[str]) -> _Read:
    if found == "epub":
        from corpus.readers.epub.reader import read_epub

        return read_epub(archive)
    if found in ("odt", "ods", "odp"):
        from corpus.readers.opendocument.reader import read_opendocument

        blocks, record = read_opendocument(archive)
        return promote_headings(blocks), record
    if found == "xlsx":
        from corpus.readers.sheets.xlsx import read_xlsx as read
    elif found == "pptx":
        from corpus.readers.slides.pptx import read_pptx as read
    else:
        from corpus.readers.docx.reader import read_docx as read
    blocks, record, noted = read(archive)
    warnings += noted
    return (promote_headings(blocks) if found == "docx" else blocks), record


def _tidy(blocks: Sequence[Block], record: Mapping[str, Any]) -> _Read:
    """The blocks without blank ones, and without blank lines inside, which part blocks.

    What any format may hold is told apart here: pages, kinds, what Project Gutenberg adds.
    """
    cleaned = [block for block in map(_clean, blocks) if block.text]
    paged = read_page_marks(cleaned)
    blocks, record = read_gutenberg(paged, dict(record))
    return move_notes(tell_kinds(blocks)), record


def _clean(block: Block) -> Block:
    text = _BLANK_LINES.sub("\n", _NO_CHARACTER.sub("", block.text)).strip()
    if text == block.text:
        return block
    if isinstance(block, Body) and (block.page_seam is not None or block.page_breaks):
        return replace(block, text=text, page=None, page_seam=None, page_breaks=())
    return replace(block, text=text)
