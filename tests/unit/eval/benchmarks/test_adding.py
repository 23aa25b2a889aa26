"""A document counts as searchable once it is found."""

import json

import pytest

from eval.benchmarks.adding import add_and_find, remove
from eval.errors import ServiceRefused
from tests.unit.eval.benchmarks.http_services import Quiet, listening


class Library(Quiet):
    """Takes documents, and finds one from the third question on."""

    documents: dict[str, list[str]]
    asked: list[str]
    looked: list[str]

    def do_PUT(self) -> None:
        body = json.loads(self.read_body())
        name = self.path.removeprefix("/v1/documents/")
        self.documents[name] = [block["text"] for block in body["blocks"]]
        self.reply(202, b"{}")

    def do_DELETE(self) -> None:
        self.documents.pop(self.path.removeprefix("/v1/documents/"))
        self.reply(202, b'{"url": "/v1/jobs/7"}')

    def do_GET(self) -> None:
        self.looked.append(self.path)
        self.reply(200, b'{"state": "done"}' if len(self.looked) > 1 else b'{"state": "running"}')

    def do_POST(self) -> None:
        self.asked.append(json.loads(self.read_body())["question"])
        found = [{"document_id": name} for name in self.documents if len(self.asked) > 2]
        self.reply(200, json.dumps({"passages": found, "related": []}).encode())


def library() -> type[Library]:
    return type("Fresh", (Library,), {"documents": {}, "asked": [], "looked": []})


def test_the_time_runs_until_the_document_is_found() -> None:
    handler = library()
    with listening(handler) as host:
        seconds = add_and_find(host, "added", ["First.", "Second."])
    assert handler.documents == {"added": ["First.", "Second."]}
    assert len(handler.asked) == 3
    assert seconds >= 0.01  # two pauses between three questions


def test_a_removal_is_waited_for_until_its_job_is_done() -> None:
    handler = library()
    with listening(handler) as host:
        add_and_find(host, "added", ["First."])
        remove(host, "added")
    assert handler.documents == {}
    assert handler.looked == ["/v1/jobs/7", "/v1/jobs/7"]


class Closed(Quiet):
    """Takes nothing."""

    def do_PUT(self) -> None:
        self.read_body()
        self.reply(405, b'{"error": {"code": "method_not_allowed"}}')


def test_a_service_that_takes_no_documents_is_named() -> None:
    with listening(Closed) as host, pytest.raises(ServiceRefused, match=r"405.*method_not_allowed"):
        add_and_find(host, "added", ["First."])
