"""Libraries as they lay before there was a database: HOME/documents, one JSON file a version.

Their documents are put into the database when a home is opened; once all are there, the folder is
renamed. Dying in between loses nothing: putting what is there already changes nothing.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from corpus.documents import Document, version_of
from corpus.errors import DocumentFileCorrupt
from corpus.store.database import sync
from corpus.store.writes import Putting

FOLDER = "documents"
TAKEN_OVER = "documents.taken-over"
_DOCUMENT = TypeAdapter(Document)


class _Stored(BaseModel):
    """A version as it lay on disk; the checksum is over `document` as written."""

    model_config = ConfigDict(extra="forbid")
    sha256: str
    document: str


class _Versions(BaseModel):
    """The file `current`."""

    model_config = ConfigDict(extra="forbid")
    current: str
    versions: list[str]


def has_old_layout(home: Path) -> bool:
    """Whether documents lie here that the database may not have."""
    return (home / FOLDER).is_dir()


def old_puttings(home: Path) -> Iterator[Putting]:
    """What has to be put, in this order, to have what the old folder has.

    Raises:
        DocumentFileCorrupt: a file is damaged; nothing was changed by then that matters.
    """
    # A folder without `current` was being made when its process died; nobody was told of it.
    for path in sorted((home / FOLDER).glob("*/current")):
        listed = _read(_Versions, path)
        # Oldest first, and the current one last: it may be an older one that was put again.
        for version in (*listed.versions, listed.current):
            yield _old_version(path.with_name(f"{version}.json"), path.parent.name, version)


def set_aside(home: Path) -> Path:
    """Rename the old folder, now that the database has what it has."""
    names = (TAKEN_OVER if n == 1 else f"{TAKEN_OVER}-{n}" for n in count(1))
    target = next(home / name for name in names if not (home / name).exists())
    (home / FOLDER).rename(target)
    sync(home)
    return target


def _old_version(path: Path, document_id: str, version: str) -> Putting:
    stored = _read(_Stored, path)
    content = stored.document.encode()
    if stored.sha256 != hashlib.sha256(content).hexdigest():
        raise DocumentFileCorrupt(path, "its checksum does not fit", document_id, version)
    try:
        document = _DOCUMENT.validate_json(content)
    except ValidationError as error:
        reason = "it is not the JSON of a document"
        raise DocumentFileCorrupt(path, reason, document_id, version) from error
    if (document.document_id, document.version) != (document_id, version) or (
        version != version_of(document.text)
    ):
        reason = "its text is not of the version that its name says"
        raise DocumentFileCorrupt(path, reason, document_id, version)
    added = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
    return Putting(document, _DOCUMENT.dump_json(document), None, None, added)


_Model = TypeVar("_Model", bound=BaseModel)


def _read(model: type[_Model], path: Path) -> _Model:
    try:
        return model.model_validate_json(path.read_bytes())
    except (ValidationError, FileNotFoundError) as error:
        reason = "it is missing" if isinstance(error, OSError) else "it is not the JSON expected"
        raise DocumentFileCorrupt(path, reason) from error
