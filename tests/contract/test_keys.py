"""Keys and collections: one document in A, one in B, and a key for each."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from corpus.readers.dispatch import read_bytes
from corpus.shipped import seed
from corpus.store.library import Library
from service.access.keys import KeyStore, Right
from service.http.app import create_app
from service.library.adding import Adder, Wish
from service.library.origins import Origins
from service.settings import Settings
from service.wiring import ensure_index
from tests.contract.errors import OWN, check_error

pytestmark = pytest.mark.model

MARK = "quokkabridge"  # stands in the text, title, file name and record of B alone
TEXTS = {
    "open-a": ("Open Bridges", "The open bridge was built of granite in 1908. " * 3, "a"),
    "closed-b": (
        f"Closed {MARK}",
        f"The {MARK} was built of basalt in 1911 by the closed company. " * 3,
        "b",
    ),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("keys")
    library = Library(home)
    seed(library)
    adder = Adder(library, Origins(home))
    for document_id, (title, text, tag) in TEXTS.items():
        content, name = text.encode(), f"{title}.txt"
        wish = Wish(document_id, {"title": title}, (tag,))
        adder.store(adder.draft(content, name, read_bytes(content, name), wish))
    library.close()
    ensure_index(Settings(home=home, _env_file=None))
    return home


@pytest.fixture(scope="module")
def keys(home: Path) -> Mapping[str, str]:
    """Secrets by name."""
    store = KeyStore(home)
    every: tuple[Right, ...] = ("ask", "read", "write", "manage")
    return {
        "a": store.add("a", every, ["a"])[1],
        "b": store.add("b", every, ["b"])[1],
        "all": store.add("all", every)[1],
        "asks": store.add("asks", ["ask"])[1],
        "slow": store.add("slow", ["read"], rate="2/minute")[1],
    }


@pytest.fixture(scope="module")
def app(home: Path, keys: Mapping[str, str]) -> FastAPI:
    assert keys
    return create_app(Settings(home=home, _env_file=None))


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=OWN, raise_server_exceptions=False) as running:
        yield running


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def routes_of(app: FastAPI) -> list[APIRoute]:
    """Every route, those of included routers too."""
    found: list[APIRoute] = []
    for each in app.routes:
        inside = getattr(each, "original_router", None)
        found += [
            route
            for route in ([each] if inside is None else inside.routes)
            if isinstance(route, APIRoute)
        ]
    return found


def b_address(client: TestClient, keys: Mapping[str, str]) -> str:
    found = client.get("/v1/documents/closed-b", headers=bearer(keys["b"])).json()
    return f"closed-b@{found['version']}:0-20"


def test_without_a_key_nothing_of_the_library_is_told(client: TestClient) -> None:
    for path in ("/", "/v1/documents", "/v1/documents/open-a", "/v1/jobs", "/v1/examples"):
        check_error(client.get(path), 401, "unauthorized")
    check_error(client.get("/metrics"), 401, "unauthorized")
    check_error(client.post("/v1/ask", json={"question": "bridge?"}), 401, "unauthorized")
    check_error(client.delete("/v1/documents/open-a"), 401, "unauthorized")
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").json() == {"status": "ready"}


def test_a_browser_is_asked_for_the_key_and_sends_it(
    client: TestClient, keys: Mapping[str, str]
) -> None:
    page = {"Accept": "text/html"}
    refused = client.get("/", headers=page)
    assert refused.headers["www-authenticate"].startswith("Basic ")
    assert client.get("/", headers=page, auth=("anyone", keys["a"])).status_code == 200


@pytest.mark.parametrize(
    "given", ["Bearer nothing", "Basic !!!", "Digest a", "Bearer", "Basic eA=="]
)
def test_what_is_no_key_lets_nobody_in(client: TestClient, given: str) -> None:
    answer = client.get("/v1/documents", headers={"Authorization": given})
    check_error(answer, 401, "unauthorized")


def test_a_key_does_what_it_may(client: TestClient, keys: Mapping[str, str]) -> None:
    asks = bearer(keys["asks"])
    assert client.post("/v1/ask", json={"question": "bridge?"}, headers=asks).status_code == 200
    check_error(client.get("/v1/documents", headers=asks), 403, "forbidden")
    check_error(client.delete("/v1/documents/open-a", headers=asks), 403, "forbidden")
    check_error(client.get("/metrics", headers=asks), 403, "forbidden")
    assert client.get("/metrics", headers=bearer(keys["all"])).status_code == 200


def test_a_collection_is_all_that_its_key_sees(client: TestClient, keys: Mapping[str, str]) -> None:
    def seen(name: str) -> set[str]:
        listed = client.get("/v1/documents", headers=bearer(keys[name])).json()["documents"]
        return {each["document_id"] for each in listed}

    assert seen("a") == {"open-a"}
    assert seen("b") == {"closed-b"}
    assert seen("all") == {"open-a", "closed-b", "nsc-thesis-ch6"}
    question = {"question": f"When was the {MARK} built?", "top_k": 10}
    of_b = client.post("/v1/ask", json=question, headers=bearer(keys["b"])).json()
    assert of_b["passages"][0]["document_id"] == "closed-b"
    of_a = client.post("/v1/ask", json=question, headers=bearer(keys["a"])).json()
    assert {each["document_id"] for each in of_a["passages"] + of_a["related"]} <= {"open-a"}


def test_no_route_tells_a_of_b(app: FastAPI, client: TestClient, keys: Mapping[str, str]) -> None:
    """Every route and method there is, with the ids, addresses and jobs of B in every place."""
    b = bearer(keys["b"])
    sent = client.post(
        "/v1/documents",
        files={
            "file": (f"{MARK} two.txt", f"Another {MARK} of slate was begun in 1920. ".encode())
        },
        headers=b,
    ).json()
    values = {
        "document_id": "closed-b",
        "address": b_address(client, keys),
        "job_id": sent["job_id"],
    }
    queries = {
        "q": MARK, "at": values["address"].partition("@")[2], "document": "closed-b", "tag": "b",
        "version": values["address"][9:21],
    }  # fmt: skip
    bodies: list[dict[str, Any]] = [
        {},
        {"question": MARK, "top_k": 10, "explain": True},
        {"question": MARK, "filters": {"documents": ["closed-b"]}},
        {"question": MARK, "filters": {"tags": ["b"]}},
        {
            "question": "And when?",
            "context": [{"question": "The bridge?", "addresses": [values["address"]]}],
        },
        {"text": f"« The {MARK} was built of »"},
        {"blocks": [{"kind": "paragraph", "text": "x"}], "tags": ["b"]},
    ]
    tried = 0
    for route in routes_of(app):
        path = re.sub(r"\{(\w+)(?::\w+)?\}", lambda m: values.get(m[1], "x"), route.path)
        for method in sorted(route.methods or ()):
            for body in bodies if method in ("POST", "PUT") else [None]:
                # What is asked is the asker's own: only what answers it is looked at.
                answer = client.request(
                    method, path, params=queries if method == "GET" else None, json=body,
                    headers=bearer(keys["a"]), follow_redirects=False,
                )  # fmt: skip
                text = re.sub(rf"\b{MARK}\b(?=[\"'<\s?]*$)", "", answer.text)
                told = [line for line in _lines_of(text) if "basalt" in line or "slate" in line]
                assert told == [], f"{method} {path}: {told[:2]}"
                assert f"Closed {MARK}" not in answer.text, f"{method} {path}"
                assert f"{MARK} two" not in answer.text, f"{method} {path}"
                tried += 1
    assert tried > 40
    assert client.get("/v1/documents/closed-b", headers=b).status_code == 200


def _lines_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if "«" not in line]


def test_what_a_key_adds_is_in_its_collection(client: TestClient, keys: Mapping[str, str]) -> None:
    a = bearer(keys["a"])
    body = {"text": "A third bridge was built of brick in the year 1930.", "record": {"title": "T"}}
    job = client.put("/v1/documents/third", json=body, headers=a)
    assert job.status_code == 202
    tags = body | {"tags": ["b"]}
    refused = client.put("/v1/documents/fourth", json=tags, headers=a)
    check_error(refused, 403, "outside_collections")
    refused = client.put("/v1/documents/closed-b", json=body, headers=a)
    check_error(refused, 403, "outside_collections")
    check_error(client.delete("/v1/documents/closed-b", headers=a), 404, "unknown_document")


def test_a_rate_is_told_and_kept(client: TestClient, keys: Mapping[str, str]) -> None:
    slow = bearer(keys["slow"])
    first = client.get("/v1/documents", headers=slow)
    assert first.headers["ratelimit-limit"] == "2"
    assert first.headers["ratelimit-remaining"] == "1"
    assert client.get("/v1/documents", headers=slow).status_code == 200
    third = client.get("/v1/documents", headers=slow)
    check_error(third, 429, "too_many_requests")
    assert 1 <= int(third.headers["retry-after"]) <= 60


def test_a_revoked_key_is_refused_at_once(
    client: TestClient, home: Path, keys: Mapping[str, str]
) -> None:
    assert keys
    store = KeyStore(home)
    key, secret = store.add("short", ["read"])
    assert client.get("/v1/documents", headers=bearer(secret)).status_code == 200
    store.revoke(key.key_id)
    check_error(client.get("/v1/documents", headers=bearer(secret)), 401, "unauthorized")


def test_reading_can_be_open_where_there_are_keys(home: Path, keys: Mapping[str, str]) -> None:
    assert keys
    settings = Settings(home=home, open_reading=True, _env_file=None)
    with TestClient(create_app(settings), base_url=OWN) as running:
        assert running.get("/v1/documents").status_code == 200
        assert running.post("/v1/ask", json={"question": "bridge?"}).status_code == 200
        check_error(running.delete("/v1/documents/open-a"), 401, "unauthorized")


def test_a_damaged_file_of_keys_lets_nobody_in(home: Path, keys: Mapping[str, str]) -> None:
    path = home / "keys.json"
    kept = path.read_bytes()
    settings = Settings(home=home, _env_file=None)
    with TestClient(create_app(settings), base_url=OWN) as running:
        path.write_bytes(b"[{}]")
        try:
            check_error(running.get("/v1/documents"), 500, "keys_invalid")
            answer = running.get("/v1/documents", headers=bearer(keys["all"]))
            check_error(answer, 500, "keys_invalid")
        finally:
            path.write_bytes(kept)


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("ask", {"question": f"When was the {MARK} built?"}),
        ("ask", {"question": f"When was the {MARK} built?", "documents": ["closed-b"]}),
        ("search", {"query": MARK}),
        ("fetch", {"id": "closed-b"}),
        ("cite", {"id": "closed-b"}),
        ("documents", {}),
    ],
)
def test_no_tool_tells_a_of_b(
    client: TestClient, keys: Mapping[str, str], tool: str, given: Mapping[str, Any]
) -> None:
    def call(name: str) -> str:
        headers = {**bearer(keys[name]), "Accept": "application/json, text/event-stream"}
        params = {"name": tool, "arguments": given}
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        answer = client.post("/mcp", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.text

    assert "basalt" in call("b") or f"Closed {MARK}" in call("b")
    assert "basalt" not in call("a")
    assert f"Closed {MARK}" not in call("a")


def test_tools_need_a_key_too(client: TestClient) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    check_error(client.post("/mcp", json=body), 401, "unauthorized")
