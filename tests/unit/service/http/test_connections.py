"""A real server on a free port, with an application that takes bodies and says how many bytes."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import uvicorn
from starlette.types import Receive, Scope, Send

from service.http.connections import ConnectionLimits, protocol_with


async def count_bytes(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        return
    total = 0
    while True:
        message = await receive()
        total += len(message.get("body", b""))
        if message["type"] == "http.disconnect":
            return
        if not message.get("more_body"):
            break
        await asyncio.sleep(0)
    start = {"type": "http.response.start", "status": 200, "headers": [(b"x", b"y")]}
    await send(start)
    await send({"type": "http.response.body", "body": str(total).encode()})


@contextmanager
def serving(limits: ConnectionLimits) -> Iterator[Callable[[], socket.socket]]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        count_bytes, http=protocol_with(limits), ws="none", lifespan="off", log_level="critical"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield lambda: socket.create_connection(listener.getsockname(), timeout=5)
    finally:
        server.should_exit = True
        thread.join()


def answer(connection: socket.socket) -> bytes:
    """All that comes until the server closes."""
    got = b""
    while chunk := connection.recv(65_536):
        got += chunk
    return got


def code_of(response: bytes) -> tuple[int, str]:
    head, _, body = response.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)["error"]["code"]


def test_a_request_within_the_limits_is_answered() -> None:
    with serving(ConnectionLimits()) as connect, closing(connect()) as client:
        client.sendall(
            b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 300000\r\nconnection: close\r\n\r\n"
            + b"z" * 300_000
        )
        assert answer(client).endswith(b"\r\n300000\r\n0\r\n\r\n")


def test_headers_without_end_are_refused() -> None:
    with serving(ConnectionLimits(header_bytes=1000)) as connect, closing(connect()) as client:
        client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\nx-long: " + b"a" * 1200)
        assert code_of(answer(client)) == (431, "headers_too_large")


def test_headers_of_later_requests_are_counted_anew() -> None:
    request = b"GET / HTTP/1.1\r\nhost: x\r\nx-long: " + b"a" * 700 + b"\r\n\r\n"
    with serving(ConnectionLimits(header_bytes=1000)) as connect, closing(connect()) as client:
        for _ in range(3):
            client.sendall(request)
            assert client.recv(4096).startswith(b"HTTP/1.1 200")


def test_headers_that_do_not_come_are_not_waited_for() -> None:
    with serving(ConnectionLimits(header_seconds=0.2)) as connect:
        with closing(connect()) as silent:
            assert code_of(answer(silent)) == (408, "request_timeout")
        with closing(connect()) as begun:
            begun.sendall(b"GET / HTTP/1.1\r\nhost:")
            assert code_of(answer(begun)) == (408, "request_timeout")


def test_a_body_that_trickles_is_not_waited_for() -> None:
    limits = ConnectionLimits(body_seconds=0.2, body_bytes=100)
    with serving(limits) as connect, closing(connect()) as client:
        client.sendall(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nz")
        assert code_of(answer(client)) == (408, "request_timeout")


def test_a_body_that_comes_slowly_but_steadily_is_taken() -> None:
    limits = ConnectionLimits(body_seconds=0.3, body_bytes=10)
    with serving(limits) as connect, closing(connect()) as client:
        client.sendall(
            b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 200\r\nconnection: close\r\n\r\n"
        )
        for _ in range(20):
            client.sendall(b"z" * 10)
            time.sleep(0.05)
        assert answer(client).endswith(b"\r\n200\r\n0\r\n\r\n")


def test_one_address_has_so_many_connections_and_gets_them_back() -> None:
    with serving(ConnectionLimits(per_peer=2)) as connect:
        with closing(connect()) as one, closing(connect()) as two:
            for client in (one, two):
                client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
                assert client.recv(4096).startswith(b"HTTP/1.1 200")
            with closing(connect()) as third:
                assert code_of(answer(third)) == (429, "too_many_connections")
        time.sleep(0.1)
        with closing(connect()) as client:
            client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            assert client.recv(4096).startswith(b"HTTP/1.1 200")
