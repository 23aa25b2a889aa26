"""From a file to a document in the library; the one way that every door uses.

Reading a file (corpus/readers) is not done here: it happens in a process of its own, and what it
gives comes in as a `Reading`. Here it gets its id, its record and its tags, and is stored.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from corpus.csl_markup import without_markup
from corpus.documents import Document, Language, Source, check_document_id
from corpus.errors import UnknownDocument
from corpus.passages import split_document
from corpus.readers.blocks import assemble_document
from corpus.readers.dispatch import Reading
from corpus.store.library import Head, Library, Outcome
from service.citing.citations import render_reference
from service.library.bibliography import citable
from service.library.naming import check_tags, clean_filename, numbered, slug_of
from service.library.origins import Origins


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person who adds a file says about it.

    Attributes:
        document_id: the id that it shall have; None chooses one.
        record: fields of the bibliographic record that win over the file's own.
        tags: the document's tags; None leaves those that it has.
        language: None takes the one that the reader saw.
        again: store it even if the same content is there under another id.
        origin: where it comes from (service/library/origins.py); what came from there is replaced.
    """

    document_id: str | None = None
    record: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] | None = None
    language: Language | None = None
    again: bool = False
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as it would be stored."""

    document: Document
    original: bytes
    wish: Wish
    encoding: str | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a file."""

    document_id: str
    version: str
    outcome: Outcome
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft holds, and how it would be cited."""

    document_id: str
    version: str
    title: str
    language: str
    encoding: str | None
    media_type: str
    characters: int
    sections: int
    paragraphs: int
    passages: int
    warnings: tuple[str, ...]
    record: Mapping[str, Any]
    gb_t_7714: str
    apa: str


class Adder:
    """Adds to one library; may be used by several threads and processes at once."""

    def __init__(self, library: Library, origins: Origins) -> None:
        self._library = library
        self._origins = origins

    def known(self, sha256: str, wish: Wish) -> Head | None:
        """The document that has just this content already, so that nothing is to be done.

        With an id of its own that the wish names, and nothing new about it; or under another id,
        unless it is to be stored again.
        """
        target = self._target(wish)
        same = {head.document_id: head for head in self._library.find_by_source(sha256)}
        if target in same:
            return same[target] if _says_nothing_new(same[target], wish) else None
        if not same or wish.again or (target is not None and wish.document_id is None):
            return None
        first = next(iter(same.values()))
        return first if wish.document_id or _says_nothing_new(first, wish) else None

    def draft(self, content: bytes, filename: str, reading: Reading, wish: Wish) -> Draft:
        """The document that would be stored; nothing is written.

        Raises:
            RecordInvalid: the id, the record or a tag is not as it must be.
            TextNotReadable: there is no paragraph in it.
        """
        name = clean_filename(filename)
        record = citable(reading.record, wish.record, name)
        sha256 = sha256_of(content)
        document_id = self._target(wish) or self._same(sha256, wish) or self._free(record, name)
        document = assemble_document(
            check_document_id(document_id),
            wish.language or reading.language,
            reading.blocks,
            {**record, "id": document_id},
            Source(name, sha256, reading.media_type),
        )
        check_tags(wish.tags or ())
        return Draft(document, content, wish, reading.encoding, tuple(reading.warnings))

    def store(self, draft: Draft) -> Added:
        """Put the draft into the library; it is durable when this returns."""
        document = self._with_id(draft)
        outcome = self._library.put(document, draft.original, draft.wish.tags)
        return Added(document.document_id, document.version, outcome, draft.warnings)

    def _with_id(self, draft: Draft) -> Document:
        """The draft's document under the id that it gets for good."""
        document, wish = draft.document, draft.wish
        if wish.origin is None:
            return document
        settled = wish.document_id or self._same(document.source.sha256, wish)
        if settled:
            self._origins.set(wish.origin, settled)
            return document
        claimed = self._origins.claim(wish.origin, document.document_id, self._is_taken)
        return replace(document, document_id=claimed, record={**document.record, "id": claimed})

    def _target(self, wish: Wish) -> str | None:
        """The id that is settled before the file is read."""
        if wish.document_id is not None:
            return check_document_id(wish.document_id)
        return None if wish.origin is None else self._origins.id_of(wish.origin)

    def _same(self, sha256: str, wish: Wish) -> str | None:
        """The document of the same content whose record or tags this wish changes."""
        same = [] if wish.again else self._library.find_by_source(sha256)
        return same[0].document_id if same else None

    def _free(self, record: Mapping[str, Any], filename: str) -> str:
        """A slug of the title, else of the file's name, that no document has."""
        title = str(record["title"])
        slug = slug_of(Path(filename).stem if title.startswith("[") else without_markup(title))
        candidates = (numbered(slug, number) for number in count(1))
        return next(each for each in candidates if not self._is_taken(each))

    def _is_taken(self, document_id: str) -> bool:
        try:
            self._library.head(document_id)
        except UnknownDocument:
            return False
        return True


def sha256_of(content: bytes) -> str:
    """The SHA-256 of a file's bytes in hex: what the same file is recognised by."""
    return hashlib.sha256(content).hexdigest()


def preview(draft: Draft) -> Preview:
    """What a draft holds: counts, warnings, and its reference in two styles."""
    document = draft.document
    citations = {
        style: render_reference(document.record, style, document.language)
        for style in ("gb-t-7714-2025", "apa-7")
    }
    return Preview(
        document_id=document.document_id,
        version=document.version,
        title=document.title,
        language=document.language,
        encoding=draft.encoding,
        media_type=document.source.media_type,
        characters=len(document.text),
        sections=len(document.sections),
        paragraphs=len(document.paragraphs),
        passages=len(split_document(document)),
        warnings=draft.warnings,
        record=document.record,
        gb_t_7714=citations["gb-t-7714-2025"],
        apa=citations["apa-7"],
    )


def _says_nothing_new(head: Head, wish: Wish) -> bool:
    """Whether the stored document is already as the wish wants it."""
    same_tags = wish.tags is None or sorted(wish.tags) == sorted(head.tags)
    same_language = wish.language in (None, head.language)
    said = {key: value for key, value in wish.record.items() if key != "id"}
    # An empty value says that the record has no such field.
    same_record = all((head.record.get(key) or None) == (said[key] or None) for key in said)
    return same_tags and same_language and same_record
