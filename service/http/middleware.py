"""What happens to every request: an id, a limit on its body, one log line, a count.

The log line has the request's id, path, status and time; never the question's text.
"""

import ipaddress
import logging
import re
import time
import uuid

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import BodyTooLarge, HostNotAllowed
from service.http.errors import respond_with
from service.settings import Settings

logger = logging.getLogger("wenju.requests")

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
HEADER = b"x-request-id"
LIBRARY = "/v1/documents"
# A form has other fields and boundaries beside its file; the file itself is counted again.
FORM_ALLOWANCE = 1_048_576
LARGEST_JSON = 16_777_216  # held in memory, unlike a file


class Metrics:
    """Counts and times of one application; each has its own, so that tests do not share."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "wenju_requests",
            "Requests by route and status.",
            ["route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "wenju_request_seconds",
            "Seconds a request took.",
            ["route"],
            registry=self.registry,
            buckets=(0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5),
        )
        self.answers = Counter(
            "wenju_answers",
            "Answers by status and language of the question.",
            ["status", "language"],
            registry=self.registry,
        )
        self.stages = Histogram(
            "wenju_stage_seconds", "Seconds of each stage of an answer.", ["stage"],
            registry=self.registry, buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1),
        )  # fmt: skip


class RequestMiddleware:
    """Pure ASGI, so that responses are streamed as they are."""

    def __init__(
        self, app: ASGIApp, metrics: Metrics, max_body_bytes: int, max_upload_bytes: int
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._limit = max_body_bytes
        self._upload_limit = max_upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its id, and note how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        started, status = time.perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message.setdefault("headers", []).append((HEADER, request_id.encode()))
            await send(message)

        try:
            await self._app(scope, _limited(scope, receive, self._limit_of(scope)), send_with_id)
        finally:
            self._note(scope, request_id, status, time.perf_counter() - started)

    def _limit_of(self, scope: Scope) -> int:
        """How large a body may be: documents are larger than questions."""
        if scope["method"] not in ("POST", "PUT") or not scope["path"].startswith(LIBRARY):
            return self._limit
        if _header(scope, b"content-type").startswith(b"multipart/"):
            return self._upload_limit + FORM_ALLOWANCE
        return min(self._upload_limit, LARGEST_JSON)

    def _note(self, scope: Scope, request_id: str, status: int, seconds: float) -> None:
        # The route's template, not the path: addresses would make endless label values.
        route = getattr(scope.get("route"), "path", "unmatched")
        self._metrics.requests.labels(route, str(status)).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        logger.info(
            "%s %s %s %d %.1f ms", request_id, scope["method"], route, status, seconds * 1000
        )


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


_HOST = re.compile(r"(?P<name>\[[^\]]*\]|[^:]*)(?::\d*)?")


class HostMiddleware:
    """Refuses a request by another name before anything of it is looked at."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        listed = [name for name in (settings.allowed_hosts or "").split(",") if name.strip()]
        self._allowed = frozenset(map(name_of, listed))
        self._restricts = bool(listed) or is_loopback(name_of(settings.host))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer that it is refused."""
        if scope["type"] == "http" and self._restricts:
            request = Request(scope)
            host = request.headers.get("host", "")
            name = name_of(host)
            if name not in self._allowed and not is_loopback(name):
                await respond_with(request, HostNotAllowed(host))(scope, receive, send)
                return
        await self._app(scope, receive, send)


def name_of(host: str) -> str:
    """The name or address in a `Host`, in small letters, without port and brackets.

    Empty where it is none: `name_of("[::1]:8000") == "::1"`.
    """
    host = host.strip()
    with_port = _HOST.fullmatch(host)
    # An address of IPv6 without brackets is no `Host`, but people write it into settings.
    name = with_port["name"] if with_port else host if _address(host) else ""
    return name.strip("[]").removesuffix(".").lower()


def is_loopback(name: str) -> bool:
    """Whether only this machine is called so."""
    address = _address(name)
    return name == "localhost" or (address is not None and address.is_loopback)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None
