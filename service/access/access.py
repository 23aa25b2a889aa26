"""What one request may do and see."""

import base64
import binascii
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.store.library import Head, Library
from service.access.keys import RIGHTS, KeyStore, Right
from service.errors import Forbidden, Unauthorized
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Access:
    """The rights of a request and the documents that it may see.

    Attributes:
        rights: what it may do.
        collections: tags of the documents that it may see; None for all.
        key_id: of the key that it came with; None without one.
        rate: how often its key may be used.
    """

    rights: frozenset[Right]
    collections: frozenset[str] | None = None
    key_id: str | None = None
    rate: str | None = None

    def require(self, right: Right) -> None:
        """Let what needs this right go on.

        Raises:
            Unauthorized: no key was given, and one is needed.
            Forbidden: the key that was given has not this right.
        """
        if right not in self.rights:
            raise Unauthorized(right) if self.key_id is None else Forbidden(right, self.key_id)

    def sees(self, tags: Iterable[str]) -> bool:
        """Whether documents with these tags may be seen."""
        return self.collections is None or not self.collections.isdisjoint(tags)

    def documents(self, library: Library) -> frozenset[str] | None:
        """The ids of the documents that may be seen; None for all."""
        if self.collections is None:
            return None
        return frozenset(head.document_id for head in self.heads(library))

    def heads(self, library: Library, tag: str | None = None) -> list[Head]:
        """The documents that may be seen."""
        return [head for head in library.heads(tag) if self.sees(head.tags)]


EVERYTHING = frozenset(RIGHTS)
READING: frozenset[Right] = frozenset(("ask", "read"))


class Doorkeeper:
    """Says what a request may do, by its header `Authorization`."""

    def __init__(self, settings: Settings, keys: KeyStore) -> None:
        self._settings = settings
        self._keys = keys

    def admit(self, authorization: str | None) -> Access:
        """The access of a request.

        A key comes as `Bearer SECRET`, or as the password of `Basic`, which browsers ask for.

        Raises:
            Unauthorized: what was given is no key.
        """
        if not authorization:
            return self._anonymous()
        secret = _secret_of(authorization)
        token = self._settings.admin_token
        # Compared in constant time, so that its beginning cannot be found by timing.
        if token is not None and hmac.compare_digest(
            secret.encode(), token.get_secret_value().encode()
        ):
            return Access(EVERYTHING, key_id="admin")
        key = self._keys.find(secret)
        if key is not None:
            collections = None if key.collections is None else frozenset(key.collections)
            return Access(frozenset(key.rights), collections, key.key_id, key.rate)
        if token is None and not self._keys.list():
            return self._anonymous()  # nobody needs a key here, so none is looked at
        raise Unauthorized()

    def _anonymous(self) -> Access:
        if self._keys.list():
            return Access(READING if self._settings.open_reading else frozenset())
        return Access(EVERYTHING if self._settings.admin_token is None else READING)


def _secret_of(authorization: str) -> str:
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() == "basic":
        try:
            _, _, password = base64.b64decode(given, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise Unauthorized() from None
        return password
    raise Unauthorized()
