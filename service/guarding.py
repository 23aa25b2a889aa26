"""Who may change the library over HTTP: checked before any of the request's body is read."""

import hmac
from urllib.parse import urlsplit

from fastapi import Request

from service.errors import CrossOrigin, ReadOnly, Unauthorized
from service.settings import Settings


def may_change(request: Request) -> None:
    """Let the request through if it may change the library.

    Raises:
        ReadOnly: nobody may.
        CrossOrigin: a page of another site sent it. A page of this service has the host of the
            request in its origin; a program that is no browser sends no origin.
        Unauthorized: the token is missing or another.
    """
    settings: Settings = request.app.state.settings
    if settings.read_only:
        raise ReadOnly()
    _check_origin(request.headers.get("origin"), request.headers.get("host", ""))
    if settings.admin_token is not None:
        _check_token(request.headers.get("authorization"), settings.admin_token.get_secret_value())


def _check_origin(origin: str | None, host: str) -> None:
    # The scheme is not compared: behind a proxy that speaks TLS it is another one here.
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        raise CrossOrigin(origin, host)


def _check_token(authorization: str | None, token: str) -> None:
    scheme, _, given = (authorization or "").partition(" ")
    # Compared in constant time, so that its length and beginning cannot be found by timing.
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), token.encode()):
        raise Unauthorized()
