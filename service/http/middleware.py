"""What happens to every request: an id, a limit on its body, headers, one log line, a count.

The log line has the request's id, path, status and time; never the question's text.
"""

import logging
import re
import time
import uuid
from collections.abc import Iterable

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import BodyTooLarge, HostNotAllowed
from service.hosts import is_loopback, name_of
from service.http.errors import respond_unforeseen, respond_with
from service.http.metrics import Metrics
from service.settings import Settings

logger = logging.getLogger("wenju.requests")

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
HEADER = b"x-request-id"
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
TAKES_FILES = ("/v1/documents", "/v1/verify")
# A form has other fields and boundaries beside its file; the file itself is counted again.
FORM_ALLOWANCE = 1_048_576
CHAT = "/v1/chat/completions"
LARGEST_CHAT = 4_194_304  # a whole conversation comes with each question
LARGEST_JSON = 16_777_216  # held in memory, unlike a file
# Whatever is answered is what it says it is; no other site shows it in a frame, or is told of it:
# questions may stand in the address of the page.
NO_FRAMES = (b"x-frame-options", b"DENY")
SAFE_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    NO_FRAMES,
    (b"referrer-policy", b"no-referrer"),
)


class RequestMiddleware:
    """Pure ASGI, so that responses are streamed as they are."""

    def __init__(
        self,
        app: ASGIApp,
        metrics: Metrics,
        max_body_bytes: int,
        max_upload_bytes: int,
        in_frames: bool = False,
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._limit = max_body_bytes
        self._upload_limit = max_upload_bytes
        self._safe = [pair for pair in SAFE_HEADERS if not (in_frames and pair == NO_FRAMES)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its id, and note how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status: int | None = None

        is_head = scope["method"] == "HEAD"
        has_key = bool(_header(scope, b"authorization"))

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _complete(message, self._safe, request_id, has_key)
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        # Whatever can be got has a head; the routes know GET alone.
        asked = {**scope, "method": "GET"} if is_head else scope
        limited = _limited(scope, receive, self._limit_of(scope))
        try:
            await self._app(asked, limited, send_with_headers)
        except Exception as error:
            if status is not None:
                raise  # too late to say anything; the connection is closed
            await respond_unforeseen(Request(scope), error)(asked, receive, send_with_headers)
        finally:
            scope["route"] = asked.get("route")
            self._note(scope, request_id, status or 500, time.perf_counter() - started)

    def _limit_of(self, scope: Scope) -> int:
        """How large a body may be: documents are larger than questions."""
        if scope["path"] == CHAT:
            return max(self._limit, LARGEST_CHAT)
        if scope["method"] not in ("POST", "PUT") or not scope["path"].startswith(TAKES_FILES):
            return self._limit
        if _header(scope, b"content-type").startswith(b"multipart/"):
            return self._upload_limit + FORM_ALLOWANCE
        return min(self._upload_limit, LARGEST_JSON)

    def _note(self, scope: Scope, request_id: str, status: int, seconds: float) -> None:
        # The route's template, not the path: addresses would make endless label values.
        route = getattr(scope.get("route"), "path", "unmatched")
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._metrics.requests.labels(method, route, str(status)).inc()
        self._metrics.seconds.labels(method, route).observe(seconds)
        facts = {
            "request_id": request_id,
            "client": (scope.get("client") or ("",))[0],
            "method": method,
            "route": route,
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
        }
        logger.info(
            "%s %s %s %d %.1f ms", request_id, method, route, status, seconds * 1000, extra=facts
        )


def _complete(
    message: Message, safe: Iterable[tuple[bytes, bytes]], request_id: str, has_key: bool
) -> None:
    """Add the headers that every response has, where the route gave none of that name."""
    headers: list[tuple[bytes, bytes]] = list(message.get("headers", []))
    given = {name.lower() for name, _ in headers}
    headers += [(name, value) for name, value in safe if name not in given]
    headers.append((HEADER, request_id.encode()))
    if has_key:  # what a key may see, no cache may keep for others
        headers = [pair for pair in headers if pair[0].lower() != b"cache-control"]
        headers.append((b"cache-control", b"no-store"))
    message["headers"] = headers


def _request_id(scope: Scope) -> str:
    """The caller's id if it is a plain one, else a new one."""
    given = _header(scope, HEADER).decode("latin-1")
    return given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _header(scope: Scope, name: bytes) -> bytes:
    value: bytes = dict(scope["headers"]).get(name, b"")
    return value


def _limited(scope: Scope, receive: Receive, limit: int) -> Receive:
    """Count the body's bytes as they come, whatever Content-Length says."""
    declared = _header(scope, b"content-length")
    total = 0

    async def receive_limited() -> Message:
        nonlocal total
        if declared.isdigit() and int(declared) > limit:
            raise BodyTooLarge(limit)
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise BodyTooLarge(limit)
        return message

    return receive_limited


class HostMiddleware:
    """Refuses a request by another name before anything of it is looked at."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._allowed = settings.own_names
        self._restricts = bool(self._allowed) or is_loopback(name_of(settings.host))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer that it is refused."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        named = [value for name, value in scope["headers"] if name == b"host"]
        if len(named) > 1:
            # One of them would be checked here, and another be believed by a proxy or a route.
            refused = HostNotAllowed(", ".join(value.decode("latin-1") for value in named))
            await respond_with(request, refused)(scope, receive, send)
            return
        if self._restricts:
            host = request.headers.get("host", "")
            name = name_of(host)
            if name not in self._allowed and not is_loopback(name):
                await respond_with(request, HostNotAllowed(host))(scope, receive, send)
                return
        await self._app(scope, receive, send)
