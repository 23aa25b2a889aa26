"""Who a request comes from is found out before anything of it is looked at.

What needs which right is said here in one place, and what is not named needs one, too. Changes need
the right to write; their routes ask for it (service/http/library_routes.py), with what else speaks
against a change.
"""

import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import WenjuError
from service.access.access import Access, Doorkeeper
from service.access.keys import Right
from service.errors import TooManyRequests
from service.http.errors import respond_with

OPEN = frozenset(("/healthz", "/readyz", "/version", "/docs", "/redoc", "/openapi.json"))
"""What says nothing of the library."""
OPEN_BELOW = ("/static-offline-docs/", "/page/")
CHANGING = ("/v1/documents", "/v1/jobs")


def right_for(method: str, path: str) -> Right | None:
    """The right that a request needs before its route is asked; None where anybody may."""
    if path in OPEN or path.startswith(OPEN_BELOW):
        return None
    if path == "/metrics":
        return "manage"
    if method in ("GET", "HEAD"):
        return "read"
    return None if path.startswith(CHANGING) else "ask"


class AccessMiddleware:
    """Gives each request its `Access`, or answers that it needs a key."""

    def __init__(self, app: ASGIApp, doorkeeper: Doorkeeper) -> None:
        self._app = app
        self._doorkeeper = doorkeeper
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with what it may do, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            access = self._doorkeeper.admit(request.headers.get("authorization"))
            right = right_for(scope["method"], scope["path"])
            if right is not None:
                access.require(right)
            headers = self._count(access)
        except WenjuError as error:
            response = respond_with(request, error)
            if scope["method"] == "GET" and "text/html" in request.headers.get("accept", ""):
                # A browser then asks for the key, once, and sends it along from there on.
                response.headers["www-authenticate"] = 'Basic realm="Wenju", charset="UTF-8"'
            await response(scope, receive, send)
            return
        scope.setdefault("state", {})["access"] = access

        async def send_with_limits(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *headers]
            await send(message)

        await self._app(scope, receive, send_with_limits if headers else send)

    def _count(self, access: Access) -> list[tuple[bytes, bytes]]:
        """Count the request against its key's rate; the headers that tell of it."""
        if access.rate is None or access.key_id is None:
            return []
        rate: RateLimitItem = parse(access.rate)
        is_within = self._limiter.hit(rate, access.key_id)
        state = self._limiter.get_window_stats(rate, access.key_id)
        seconds = max(math.ceil(state.reset_time - time.time()), 1)
        if not is_within:
            raise TooManyRequests(access.rate, seconds)
        told = {"limit": rate.amount, "remaining": state.remaining, "reset": seconds}
        return [(f"ratelimit-{name}".encode(), str(value).encode()) for name, value in told.items()]
