"""What a connection may cost before it is a request: bytes of headers, time, places for one peer.

uvicorn limits none of these, so its protocol is extended here; of the servers looked at, granian
limits the time of headers but runs the application in workers of its own, and hypercorn with its
limits answers half as many questions a second. A reverse proxy in front may limit further.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """What a connection may take.

    Attributes:
        header_bytes: of the request line and the headers together.
        header_seconds: from the first byte of a request, or the opening of its connection, to the
            end of its headers.
        body_seconds, body_bytes: while a body is awaited, at least so many bytes come in so many
            seconds.
        per_peer: connections of one address at a time.
    """

    header_bytes: int = 65_536
    header_seconds: float = 10.0
    body_seconds: float = 20.0
    body_bytes: int = 4_096
    per_peer: int = 2_048
    peers: Counter[str] = field(default_factory=Counter)


_PHRASES = {
    408: ("Request Timeout", "request_timeout", "the request came too slowly; send it at once"),
    429: (
        "Too Many Requests", "too_many_connections",
        "too many connections are open from this address; close some",
    ),
    431: ("Request Header Fields Too Large", "headers_too_large", "the headers are too long"),
}  # fmt: skip


def protocol_with(limits: ConnectionLimits) -> type[HttpToolsProtocol]:
    """Uvicorn's protocol for HTTP, kept to these limits."""
    return type("LimitedProtocol", (_LimitedProtocol,), {"limits": limits})


class _LimitedProtocol(HttpToolsProtocol):
    limits: ConnectionLimits

    _is_in_headers = True
    _is_refused = False
    _header_bytes = 0
    _body_bytes = 0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._peer = self.client[0] if self.client else ""
        self.limits.peers[self._peer] += 1
        self._await_headers()
        if self.limits.peers[self._peer] > self.limits.per_peer:
            self._refuse(429)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        self.limits.peers[self._peer] -= 1
        if self.limits.peers[self._peer] <= 0:
            del self.limits.peers[self._peer]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            return
        if self._is_in_headers:
            self._header_bytes += len(data)
            if self._timer is None:
                self._await_headers()
        super().data_received(data)
        if self._is_in_headers and self._header_bytes > self.limits.header_bytes:
            self._refuse(431)

    def on_headers_complete(self) -> None:
        self._is_in_headers = False
        self._body_bytes = 0
        self._start_timer(self.limits.body_seconds, self._check_body)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._is_in_headers, self._header_bytes = True, 0
        self._stop_timer()
        super().on_message_complete()

    def _await_headers(self) -> None:
        self._start_timer(self.limits.header_seconds, lambda: self._refuse(408))

    def _check_body(self) -> None:
        # While the application does not take what came, none is read: that is not the client's.
        if self._body_bytes < self.limits.body_bytes and not self.flow.read_paused:
            self._refuse(408)
            return
        self._body_bytes = 0
        self._start_timer(self.limits.body_seconds, self._check_body)

    def _start_timer(self, seconds: float, then: Callable[[], None]) -> None:
        self._stop_timer()
        self._timer = self.loop.call_later(seconds, then)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, status: int) -> None:
        self._is_refused = True
        self._stop_timer()
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            self.transport.write(_response(status))
        self.transport.close()


def _response(status: int) -> bytes:
    phrase, code, message = _PHRASES[status]
    body = json.dumps(
        {"error": {"code": code, "message": message, "details": {}}, "request_id": ""}
    ).encode()
    head = (
        f"HTTP/1.1 {status} {phrase}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\nx-content-type-options: nosniff\r\n"
        "connection: close\r\n\r\n"
    )
    return head.encode() + body
