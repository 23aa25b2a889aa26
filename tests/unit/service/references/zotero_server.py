"""A Zotero that answers by script: items page by page, files as redirects to where they lie."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class ZoteroServer(ThreadingHTTPServer):
    """What it answers with: the items, the URL of each attachment's file, or a status."""

    items: list[dict[str, Any]]
    files: dict[str, str]
    status: int = 200
    body: bytes | None = None
    ignores_start: bool = False
    asked: list[tuple[str, str]]


class _Handler(BaseHTTPRequestHandler):
    server: ZoteroServer

    def do_GET(self) -> None:  # the name is http.server's
        url = urlsplit(self.path)
        self.server.asked.append((self.command, self.path))
        parts = url.path.strip("/").split("/")
        if parts[-1] == "file":
            location = self.server.files.get(parts[-2])
            self.send_response(302 if location else 404)
            if location:
                self.send_header("Location", location)
            self.end_headers()
            return
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        start, limit = int(query["start"]), int(query["limit"])
        start = 0 if self.server.ignores_start else start
        body = self.server.body or json.dumps(self.server.items[start : start + limit]).encode()
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as in the base class
        pass


@contextmanager
def zotero() -> Iterator[ZoteroServer]:
    server = ZoteroServer(("127.0.0.1", 0), _Handler)
    server.items, server.files, server.asked = [], {}, []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def work(key: str, title: str, **csl: object) -> dict[str, Any]:
    return {
        "key": key, "library": {"id": 7}, "data": {"itemType": "book", "title": title},
        "csljson": {"id": f"x/{key}", "type": "book", "title": title, **csl},
    }  # fmt: skip


def attachment(
    key: str, parent: str | None, content_type: str = "application/pdf"
) -> dict[str, Any]:
    data = {"itemType": "attachment", "title": "Full Text", "contentType": content_type}
    return {
        "key": key,
        "library": {"id": 7},
        "data": data | ({"parentItem": parent} if parent else {}),
    }
