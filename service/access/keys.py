"""Keys: who may do what with which collections; HOME/keys.json holds their hashes, no secret.

A secret has 256 random bits, so a plain SHA-256 of it can be neither guessed nor turned back. The
file is read again when it changes: a key that is revoked is refused by the running service.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

from limits import parse
from pydantic import TypeAdapter, ValidationError

from corpus.disk import sync
from corpus.store.locking import writing
from service.errors import KeyRefused, KeysInvalid, UnknownKey

Right = Literal["ask", "read", "write", "manage"]
RIGHTS: tuple[Right, ...] = get_args(Right)
FILE = "keys.json"
PREFIX = "wj_"


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret.

    Attributes:
        key_id: what it is called in logs and by `wenju key revoke`.
        name: whose it is, for people.
        sha256: of the secret.
        rights: what it may do.
        collections: tags of the documents that it may see; None for all documents.
        rate: how often it may ask, such as `60/minute`; None for as often as it likes.
        created: when (ISO 8601, UTC).
    """

    key_id: str
    name: str
    sha256: str
    rights: tuple[Right, ...]
    collections: tuple[str, ...] | None
    rate: str | None
    created: str


_KEYS = TypeAdapter(list[Key])


class KeyStore:
    """The keys of a home; several processes may share it."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._path = home / FILE
        self._stamp: tuple[int, int] | None = None
        self._keys: dict[str, Key] = {}

    def list(self) -> list[Key]:
        """All keys, oldest first.

        Raises:
            KeysInvalid: the file is not as it was written.
        """
        self._read()
        return list(self._keys.values())

    def find(self, secret: str) -> Key | None:
        """The key with this secret, if there is one.

        Raises:
            KeysInvalid: the file is not as it was written; nobody is let in by it.
        """
        self._read()
        return self._keys.get(_hash(secret))

    def add(
        self,
        name: str,
        rights: Sequence[Right],
        collections: Sequence[str] | None = None,
        rate: str | None = None,
    ) -> tuple[Key, str]:
        """Make a key; its secret is given here, and never again."""
        secret = PREFIX + secrets.token_urlsafe(32)
        key = Key(
            key_id=secrets.token_hex(4),
            name=name,
            sha256=_hash(secret),
            rights=tuple(right for right in RIGHTS if right in rights),
            collections=None if collections is None else tuple(dict.fromkeys(collections)),
            rate=rate,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        with writing(self._home):
            self._write([*self.list(), key])
        return key, secret

    def revoke(self, key_id: str) -> None:
        """Take a key away.

        Raises:
            UnknownKey: there is none of this id.
        """
        with writing(self._home):
            keys = self.list()
            kept = [key for key in keys if key.key_id != key_id]
            if len(kept) == len(keys):
                raise UnknownKey(key_id)
            self._write(kept)

    def _read(self) -> None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            self._stamp, self._keys = None, {}
            return
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp == self._stamp:
            return
        try:
            keys = _KEYS.validate_json(self._path.read_bytes())
        except (ValidationError, OSError) as error:
            raise KeysInvalid(self._path, str(error).splitlines()[0]) from error
        self._stamp, self._keys = stamp, {key.sha256: key for key in keys}

    def _write(self, keys: Sequence[Key]) -> None:
        part = self._path.with_suffix(".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump([asdict(key) for key in keys], file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._path)
        sync(self._home)


def check_rights(given: Sequence[str]) -> list[Right]:
    """The rights back.

    Raises:
        KeyRefused: one is none.
    """
    unknown = sorted(set(given) - set(RIGHTS))
    if unknown:
        raise KeyRefused(f"{unknown[0]!r} is no right; use {', '.join(RIGHTS)}")
    return [right for right in RIGHTS if right in given]


def check_rate(rate: str | None) -> str | None:
    """The rate back.

    Raises:
        KeyRefused: it is none.
    """
    if rate is not None:
        try:
            parse(rate)
        except ValueError:
            raise KeyRefused(
                f"{rate!r} is no rate; write a number and a time, such as 60/minute or 1000/day"
            ) from None
    return rate


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
