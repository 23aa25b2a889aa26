"""Uploads that wait to be read: `incoming/` in the library's folder.

An upload is on the disk before its job is acknowledged, so that a crash loses nothing that was
promised. Each has a file of its own, named by its checksum and a random part: two uploads of the
same content never share one, so one can be removed without asking about the other.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from corpus.disk import sync
from corpus.errors import LibraryNotWritable
from service.errors import BodyTooLarge

_CHUNK = 1024 * 1024
_PART = ".part"
_ABANDONED = 3600.0  # seconds


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in `incoming/`."""

    name: str
    sha256: str


class Incoming:
    """The folder, which is made when it is first needed."""

    def __init__(self, home: Path, limit: int) -> None:
        self.folder = home / "incoming"
        self._limit = limit

    def keep(self, upload: BinaryIO) -> Kept:
        """Copy an upload here; it is on the disk when this returns.

        Raises:
            BodyTooLarge: it has more bytes than an upload may have.
            LibraryNotWritable: there is no room, or no right to write.
        """
        part = self.folder / f"{secrets.token_hex(8)}{_PART}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                sha256 = self._copy(upload, part)
                name = f"{sha256}-{secrets.token_hex(4)}"
                part.replace(self.folder / name)
            finally:
                part.unlink(missing_ok=True)
            sync(self.folder)
        except OSError as error:
            raise LibraryNotWritable(self.folder, error.strerror or str(error)) from error
        return Kept(name, sha256)

    def read(self, name: str) -> bytes:
        """The bytes of an upload."""
        return (self.folder / name).read_bytes()

    def remove(self, name: str) -> None:
        """Forget an upload; one that is gone already is no error."""
        (self.folder / name).unlink(missing_ok=True)

    def sweep(self, wanted: Collection[str]) -> None:
        """Remove what no job waits for: uploads that a crash cut off before they had one.

        Another service over this library may be receiving one now, so young ones stay.
        """
        if self.folder.is_dir():
            for path in self.folder.iterdir():
                with suppress(FileNotFoundError):
                    if path.name not in wanted and path.stat().st_mtime < time.time() - _ABANDONED:
                        path.unlink()

    def _copy(self, upload: BinaryIO, part: Path) -> str:
        digest, size = hashlib.sha256(), 0
        with part.open("xb") as file:
            while chunk := upload.read(_CHUNK):
                size += len(chunk)
                if size > self._limit:
                    raise BodyTooLarge(self._limit)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        return digest.hexdigest()
