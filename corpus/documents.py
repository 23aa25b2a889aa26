"""A text as published: its canonical text, where its sections and paragraphs are, its record.

All offsets are half-open and count code points of `Document.text`.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from corpus.errors import RecordInvalid

Language = Literal["zh-Hant", "zh-Hans", "en"]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_SLUG = 80


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all that stands under it, subsections included.

    `path` holds the titles from the outermost section down to this one; `level` is its length.
    """

    title: str
    level: int
    path: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A body paragraph; headings are none.

    `section` is the position of its innermost section in `Document.sections`, None above the
    first heading. `number` counts from 1 among the paragraphs directly under that section,
    notes among themselves. `note` is the printed mark of a footnote or endnote, empty where
    none is printed; None says that this is no note.
    `page` is a printed page that the source proves. With `page_seam` set, what is proven is
    less: the paragraph runs across a page break at that offset, and only what itself runs
    across it is sure to stand on `page`.
    """

    start: int
    end: int
    section: int | None
    number: int
    page: str | None
    page_seam: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a text was read from."""

    filename: str
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Document:
    """One text as published; `text` is what its reader sees, with the page layout undone.

    Headings and paragraphs are blocks of `text`, joined by a blank line. `record` is the
    bibliographic record in CSL-JSON terms; what is unknown is missing there.
    """

    document_id: str
    version: str
    language: Language
    text: str
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    record: Mapping[str, Any]  # CSL-JSON: values are strings, numbers, lists and objects
    source: Source

    @property
    def title(self) -> str:
        """The title of the record, else the document's id."""
        return str(self.record.get("title") or self.document_id)


def version_of(text: str) -> str:
    """The version that a canonical text has: the first 12 hex digits of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def is_document_id(document_id: str) -> bool:
    """Whether this is a slug that can name a document in paths and addresses."""
    return len(document_id) <= _LONGEST_SLUG and _SLUG.fullmatch(document_id) is not None


def check_document_id(document_id: str) -> str:
    """Give the id back if it is a slug; it becomes part of paths and addresses."""
    if not is_document_id(document_id):
        raise RecordInvalid(
            f"document id {document_id[:_LONGEST_SLUG]!r} is not a slug; use lower-case letters "
            f"a-z, digits and single hyphens, at most {_LONGEST_SLUG}, such as 'nsc-thesis-ch6'"
        )
    return document_id
