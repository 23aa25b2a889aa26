"""The library: the documents that this installation knows, in every version they had.

One folder per document under `documents/`: one JSON file per version, and `current`, which names
the versions in the order they came and the one that is shown now. Each file is written beside its
place, flushed to disk and renamed: whoever reads meanwhile, or after a crash, finds the old file
or the new one. A version is there once its file is; it is listed once `current` says so.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from corpus.addresses import Address, parse_address
from corpus.documents import Document, check_document_id, is_document_id, version_of
from corpus.errors import (
    AddressOutOfRange,
    DocumentFileCorrupt,
    LibraryNotWritable,
    RecordInvalid,
    UnknownDocument,
    UnknownVersion,
)

_VERSION = re.compile(r"[0-9a-f]{12}")
_DOCUMENT = TypeAdapter(Document)


class _Stored(BaseModel):
    """A version as it lies on disk; the checksum is over `document` as written."""

    model_config = ConfigDict(extra="forbid")
    sha256: str
    document: str


class _Versions(BaseModel):
    """The file `current`."""

    model_config = ConfigDict(extra="forbid")
    current: str
    versions: list[str]


class Library:
    """Documents in a folder, which is made if it is missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._documents = folder / "documents"
        with self._writing():
            self._documents.mkdir(parents=True, exist_ok=True)

    def put(self, document: Document) -> None:
        """Store a document and make it the current version; earlier versions stay."""
        check_document_id(document.document_id)
        if document.version != version_of(document.text):
            raise RecordInvalid(
                f"document {document.document_id!r} calls itself version {document.version!r}, "
                f"but its text has {version_of(document.text)!r}; build it with assemble_document"
            )
        folder = self._documents / document.document_id
        content = _DOCUMENT.dump_json(document).decode()
        stored = _Stored(sha256=_checksum(content), document=content)
        with self._writing():
            folder.mkdir(exist_ok=True)
            self._write(folder / f"{document.version}.json", stored.model_dump_json())
            with _alone(folder):
                known = self._read_versions(folder).versions if _has_current(folder) else []
                versions = [*known, *({document.version} - set(known))]
                current = _Versions(current=document.version, versions=versions)
                self._write(folder / "current", current.model_dump_json())

    def get(self, document_id: str, version: str | None = None) -> Document:
        """A document, in its current version or in the one that is named."""
        folder = self._folder_of(document_id)
        if version is None:
            version = self._read_versions(folder).current
        path = folder / f"{version}.json"
        if not _VERSION.fullmatch(version) or not path.is_file():
            raise UnknownVersion(document_id, version, self.versions(document_id))
        return _read_document(path)

    def documents(self) -> list[Document]:
        """The current version of every document, ordered by id."""
        folders = (path for path in self._documents.iterdir() if _has_current(path))
        return [self.get(folder.name) for folder in sorted(folders)]

    def current_versions(self) -> dict[str, str]:
        """The ids of all documents, in order, and their current versions; no text is read."""
        folders = sorted(path for path in self._documents.iterdir() if _has_current(path))
        return {folder.name: self._read_versions(folder).current for folder in folders}

    def versions(self, document_id: str) -> list[str]:
        """The versions of a document, oldest first."""
        return self._read_versions(self._folder_of(document_id)).versions

    def resolve(self, address: str | Address) -> tuple[Document, Address]:
        """The document that an address is in, in the version that it names, and the address."""
        if isinstance(address, str):
            address = parse_address(address)
        document = self.get(address.document_id, address.version)
        if not 0 <= address.start < address.end <= len(document.text):
            raise AddressOutOfRange(str(address), len(document.text))
        return document, address

    def _folder_of(self, document_id: str) -> Path:
        # Checked before it becomes part of a path.
        if not is_document_id(document_id) or not _has_current(self._documents / document_id):
            raise UnknownDocument(document_id)
        return self._documents / document_id

    def _read_versions(self, folder: Path) -> _Versions:
        path = folder / "current"
        try:
            return _Versions.model_validate_json(path.read_bytes())
        except ValidationError as error:
            raise DocumentFileCorrupt(path, "not the list of versions expected") from error

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise LibraryNotWritable(self._folder, error.strerror or str(error)) from error

    def _write(self, path: Path, content: str) -> None:
        """Replace a file in one step; one that already says this is left alone."""
        if path.exists() and path.read_bytes() == content.encode():
            return
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


@lru_cache(maxsize=64)
def _read_document(path: Path) -> Document:
    """A stored version; it never changes, so the last ones that were read are kept."""
    try:
        stored = _Stored.model_validate_json(path.read_bytes())
        if stored.sha256 != _checksum(stored.document):
            raise DocumentFileCorrupt(path, "its checksum does not fit")
        document = _DOCUMENT.validate_json(stored.document)
    except ValidationError as error:
        raise DocumentFileCorrupt(path, "not the JSON of a document") from error
    if path.stem != document.version or document.version != version_of(document.text):
        raise DocumentFileCorrupt(path, "its text is not of the version that its name says")
    return document


def _checksum(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _has_current(folder: Path) -> bool:
    return (folder / "current").is_file()


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold other processes off while the list of versions is read, changed and written."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    """Make a rename in this folder last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
