"""The texts that come with Wenju: `corpus/texts/<document_id>/`.

Each folder holds the original file, byte for byte, and `record.json`: the text's language, the
file with its checksum, and what is known of the work in CSL-JSON terms.
"""

import hashlib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.documents import Document, Language, Source
from corpus.errors import RecordInvalid, SourceChanged
from corpus.readers.blocks import assemble_document
from corpus.readers.reading import read_bytes

_TEXTS = Path(__file__).with_name("texts")


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
    source: _File
    record: dict[str, Any]  # CSL-JSON


def shipped_documents(folder: Path = _TEXTS) -> list[Document]:
    """The documents that come with Wenju, ordered by id."""
    return [read_shipped(path.parent) for path in sorted(folder.glob("*/record.json"))]


def read_shipped(folder: Path) -> Document:
    """The document of one such folder; its name is the document's id."""
    path = folder / "record.json"
    try:
        manifest = _Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, problem['loc'])) or 'file'}: {problem['msg']}"
            for problem in error.errors()
        )
        raise RecordInvalid(
            f"{path} is not a record of a text ({problems}); expected language, source "
            "(filename, sha256, media_type) and record (CSL-JSON)"
        ) from error
    if not (folder / manifest.source.filename).is_file():
        raise RecordInvalid(f"{path} names {manifest.source.filename!r}, which is not beside it")
    original = (folder / manifest.source.filename).read_bytes()
    found = hashlib.sha256(original).hexdigest()
    if found != manifest.source.sha256:
        raise SourceChanged(folder / manifest.source.filename, manifest.source.sha256, found)
    source = Source(**manifest.source.model_dump())
    blocks = read_bytes(original, source.filename).blocks
    return assemble_document(folder.name, manifest.language, blocks, manifest.record, source)
