"""The texts that come with Wenju: `corpus/texts/<document_id>/`.

Each folder holds the original file, byte for byte, and `record.json`: the text's language, the
file with its checksum, and what is known of the work in CSL-JSON terms.
"""

import hashlib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from corpus.documents import Document, Language, Source
from corpus.errors import RecordInvalid, SourceChanged
from corpus.readers.blocks import assemble_document
from corpus.readers.dispatch import read_bytes
from corpus.store.library import Library

TEXTS = Path(__file__).with_name("texts")


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    filename: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    media_type: str


class _Manifest(BaseModel):
    """`record.json`."""

    model_config = ConfigDict(extra="forbid")
    about: str = ""
    language: Language
    version: str = Field(pattern=r"^[0-9a-f]{12}$")  # of the text that reading the file gives
    source: _File
    record: dict[str, Any]  # CSL-JSON


def shipped_documents(folder: Path = TEXTS) -> list[Document]:
    """The documents that come with Wenju, ordered by id."""
    return [read_shipped(path.parent) for path in sorted(folder.glob("*/record.json"))]


def seed(library: Library, folder: Path = TEXTS) -> None:
    """Put the texts that come with Wenju into a library, each once.

    A later release's reading of a text takes the place of the one that was put, but not of what
    somebody put in its place; a text that was removed stays removed.
    """
    seeded = library.seeded()
    for path in sorted(folder.glob("*/record.json")):
        document_id, before = path.parent.name, seeded.get(path.parent.name)
        version = _read_manifest(path).version
        if before == version:
            continue
        if before is None or library.current_versions().get(document_id) == before:
            library.seed(*_read_with_original(path.parent))


def read_shipped(folder: Path) -> Document:
    """The document of one such folder; its name is the document's id."""
    return _read_with_original(folder)[0]


def _read_with_original(folder: Path) -> tuple[Document, bytes]:
    path = folder / "record.json"
    manifest = _read_manifest(path)
    original = (folder / manifest.source.filename).read_bytes()
    found = hashlib.sha256(original).hexdigest()
    if found != manifest.source.sha256:
        raise SourceChanged(folder / manifest.source.filename, manifest.source.sha256, found)
    source = Source(**manifest.source.model_dump())
    blocks = read_bytes(original, source.filename).blocks
    document = assemble_document(folder.name, manifest.language, blocks, manifest.record, source)
    if document.version != manifest.version:
        raise RecordInvalid(
            f"{path} says version {manifest.version!r}, but reading the file gives "
            f"{document.version!r}; write that into the record if the reading is right"
        )
    return document, original


def _read_manifest(path: Path) -> _Manifest:
    try:
        manifest = _Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, problem['loc'])) or 'file'}: {problem['msg']}"
            for problem in error.errors()
        )
        raise RecordInvalid(
            f"{path} is not a record of a text ({problems}); expected language, version, source "
            "(filename, sha256, media_type) and record (CSL-JSON)"
        ) from error
    if not path.with_name(manifest.source.filename).is_file():
        raise RecordInvalid(f"{path} names {manifest.source.filename!r}, which is not beside it")
    return manifest


class Example(BaseModel):
    """A question, in the language it is asked in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Language
    question: str


def examples_of(document_ids: Collection[str], folder: Path = TEXTS) -> list[Example]:
    """The examples of those documents that came with some, in the order of their ids.

    Raises:
        RecordInvalid: a file of examples is not as it must be.
    """
    found: list[Example] = []
    for path in sorted(folder.glob("*/examples.json")):
        if path.parent.name in document_ids:
            try:
                found += TypeAdapter(list[Example]).validate_json(path.read_bytes())
            except ValidationError as error:
                raise RecordInvalid(f"{path} is not a list of examples: {error}") from error
    return found
