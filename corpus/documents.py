"""A text as published: its canonical text, where its sections and paragraphs are, its record.

All offsets are half-open and count code points of `Document.text`.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from corpus.csl_markup import without_markup
from corpus.errors import RecordInvalid

Language = Literal["zh-Hant", "zh-Hans", "en"]

Kind = Literal[
    "body",
    "abstract",
    "note",
    "contents",
    "bibliography",
    "index",
    "caption",
    "table",
    "quotation",
    "article",
    "appendix",
    "licence",
    "comment",
    "colophon",
]
"""What a paragraph is in its document.

A row of a table is a paragraph of the kind `table`; `article` is one of a statute; `comment` is
what readers wrote below a page, not its author; `licence` are terms of use.
"""

Doubt = Literal["order", "characters"]
"""Of what a reader was not sure: of the words' order (two readings of the page disagree), or
which characters the file shows."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_SLUG = 80


PageBreak = tuple[int, str | None]
"""Where a printed page begins, and its number."""


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
    first heading. `number` counts from 1 among the paragraphs directly under that section;
    notes, captions, rows of tables and lists of other places are counted among themselves.
    `note` is the printed mark of a footnote or endnote, empty where none is printed; None says
    that this is no note.
    `page` is a printed page that the source proves. With `page_seam` set, what is proven is
    less: the paragraph runs across a page break at that offset, and only what itself runs
    across it is sure to stand on `page`.
    `page_breaks` say more: from each offset on it stands on the page named there (None where its
    number is not known), and before the first on `page`.
    `kind` says what the paragraph is. `article` is the number of the article of a statute that
    it belongs to, as printed: 第三條, Article 5. `table_head` is the head of its table, for a row,
    cells apart as in the row. `doubt` says of what the reader was not sure. `ocr` is set where
    the text was recognised in a picture: the confidence of its least sure line, 0 to 1.
    """

    start: int
    end: int
    section: int | None
    number: int
    page: str | None
    page_seam: int | None = None
    note: str | None = None
    kind: Kind = "body"
    article: str | None = None
    table_head: str | None = None
    doubt: Doubt | None = None
    ocr: float | None = None
    page_breaks: tuple[PageBreak, ...] = ()

    def page_of(self, start: int, end: int) -> str | None:
        """The printed pages of a span of it, as `200-201`; None where they are not proven."""
        if self.page_breaks:
            first, last = self._page_at(start), self._page_at(end - 1)
            return first if first == last or None in (first, last) else f"{first}-{last}"
        if self.page_seam is not None and not start < self.page_seam < end:
            return None
        return self.page

    def _page_at(self, offset: int) -> str | None:
        begun = [page for start, page in self.page_breaks if start <= offset]
        return begun[-1] if begun else self.page

    def __post_init__(self) -> None:
        # Documents that were stored before there were kinds tell notes by their marks only.
        if self.note is not None:
            object.__setattr__(self, "kind", "note")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a span of a document is, and how sure its reader was; fields as in `Paragraph`."""

    kind: Kind = "body"
    table_head: str | None = None
    doubt: Doubt | None = None
    ocr: float | None = None


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
        """The title of the record without its markup, else the document's id."""
        return without_markup(str(self.record.get("title") or self.document_id))

    def standing(self, start: int, end: int) -> Standing:
        """What stands at a span: the kind of its first paragraph, the doubts of all of them."""
        touched = [each for each in self.paragraphs if each.start < end and start < each.end]
        if not touched:
            return Standing()
        return Standing(
            touched[0].kind,
            touched[0].table_head,
            next((each.doubt for each in touched if each.doubt is not None), None),
            min((each.ocr for each in touched if each.ocr is not None), default=None),
        )


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
