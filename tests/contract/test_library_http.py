"""The library is changed over HTTP while it is asked; each test has documents of its own."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from corpus.store.library import Library
from service.http.app import create_app
from service.settings import Settings
from service.wiring import ensure_index
from tests.bad_files import bad_files
from tests.contract.errors import OWN, check_error
from tests.fakes import document
from tests.steady import until

pytestmark = pytest.mark.model

THESIS = "nsc-thesis-ch6"
LIGHTHOUSE = "The lighthouse of Pharos was built of pale limestone under Ptolemy the Second.\n"
QUESTION = "What stone was the lighthouse of Pharos built of?"


def served(home: Path, **settings: Any) -> TestClient:  # noqa: ANN401  # of many types
    made = Settings(home=home, _env_file=None, **settings)
    return TestClient(create_app(made), base_url=OWN, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("library")
    ensure_index(Settings(home=made, _env_file=None))
    return made


@pytest.fixture(scope="module")
def library(home: Path) -> Iterator[TestClient]:
    with served(home) as running:
        yield running


def ended(client: TestClient, job: dict[str, Any]) -> dict[str, Any]:
    """The job once nothing more comes of it."""

    def found() -> dict[str, Any]:
        seen: dict[str, Any] = client.get(job["url"]).json()
        return seen

    until(lambda: found()["state"] in ("done", "failed", "cancelled"))
    return found()


def nothing_is_left(home: Path) -> None:
    """No upload waits any more; a job is done before its upload is removed."""
    until(lambda: not list((home / "incoming").iterdir()))


def put_text(client: TestClient, document_id: str, text: str, **more: object) -> dict[str, Any]:
    """The job of a document that was sent as JSON."""
    response = client.put(f"/v1/documents/{document_id}", json={"text": text, **more})
    assert response.status_code == 202, response.json()
    job: dict[str, Any] = response.json()
    assert response.headers["location"] == job["url"]
    return job


def put_file(
    client: TestClient, document_id: str, content: bytes, name: str, **fields: str | list[str]
) -> Response:
    return client.put(f"/v1/documents/{document_id}", files={"file": (name, content)}, data=fields)


def ids(client: TestClient) -> list[str]:
    return [each["document_id"] for each in client.get("/v1/documents").json()["documents"]]


def found(client: TestClient, question: str, **filters: object) -> list[str]:
    """The documents that a question finds, best first, whether or not they answer it."""
    answer = client.post("/v1/ask", json={"question": question, "filters": filters}).json()
    return [each["document_id"] for each in answer["passages"] or answer["related"]]


def test_an_uploaded_file_is_answered_from_and_given_back(library: TestClient) -> None:
    record = {"type": "report", "title": "Lighthouses", "author": [{"literal": "Li"}]}
    response = put_file(
        library, "pharos", LIGHTHOUSE.encode(), "pharos.txt",
        record=json.dumps(record), tags=["sea", "stone"],
    )  # fmt: skip
    assert response.status_code == 202
    job = ended(library, response.json())
    assert (job["state"], job["error"]) == ("done", None)
    assert job["result"]["outcome"] == "added"
    assert job["document_id"] == "pharos"

    assert "pharos" in found(library, QUESTION)
    document = library.get("/v1/documents/pharos").json()
    assert document["tags"] == ["sea", "stone"]
    assert document["record"] == {**record, "id": "pharos"}
    assert document["text"] == LIGHTHOUSE.strip()
    original = library.get("/v1/documents/pharos/original")
    assert original.content == LIGHTHOUSE.encode()
    assert original.headers["content-disposition"] == "attachment; filename*=UTF-8''pharos.txt"
    assert "sandbox" in original.headers["content-security-policy"]


def test_json_blocks_become_sections_and_paragraphs(library: TestClient) -> None:
    blocks = [
        {"kind": "heading", "text": "第一章 燈塔", "rank": 1},
        {"kind": "paragraph", "text": "法羅斯島上的燈塔用石灰石建成。", "page": "12"},
        {"kind": "note", "text": "參見斯特拉波。", "mark": "3"},
    ]
    sent = {"blocks": blocks, "record": {"title": "燈塔"}}
    response = library.put("/v1/documents/blocks", json=sent)
    assert ended(library, response.json())["state"] == "done"
    document = library.get("/v1/documents/blocks").json()
    assert document["language"] == "zh-Hant"
    assert [section["title"] for section in document["sections"]] == ["第一章 燈塔"]
    assert document["source"]["media_type"] == "application/json"
    # The same blocks are the same content.
    assert library.put("/v1/documents/blocks", json=sent).json()["outcome"] == "unchanged"


def test_posting_chooses_an_id_and_never_replaces(library: TestClient) -> None:
    posted = [
        library.post(
            "/v1/documents",
            files={"file": ("年報.txt", f"The annual report number {number}.".encode())},
        )
        for number in (1, 2)
    ]
    assert [response.status_code for response in posted] == [202, 202]
    jobs = [ended(library, response.json()) for response in posted]
    assert [job["document_id"] for job in jobs] == ["nian-bao", "nian-bao-2"]
    again = library.post("/v1/documents", files={"file": ("x.txt", b"The annual report number 1.")})
    assert (again.status_code, again.json()["document_id"]) == (200, "nian-bao")
    assert again.json()["outcome"] == "unchanged"


def test_a_replaced_document_keeps_its_versions_and_their_addresses(library: TestClient) -> None:
    first = ended(library, put_text(library, "versions", "The old text stands here."))
    second = ended(library, put_text(library, "versions", "A new text stands there."))
    assert second["result"]["outcome"] == "replaced"
    old = first["result"]["version"]
    found = library.get(f"/v1/passages/versions@{old}:4-12").json()
    assert (found["text"], found["is_current_version"]) == ("old text", False)


def test_two_puts_of_one_id_at_once_are_both_accepted_and_the_last_wins(
    library: TestClient,
) -> None:
    jobs = [put_text(library, "twice", f"The text number {number} of two.") for number in (1, 2)]
    first, second = (ended(library, job) for job in jobs)
    assert [first["result"]["outcome"], second["result"]["outcome"]] == ["added", "replaced"]
    document = library.get("/v1/documents/twice").json()
    assert document["text"] == "The text number 2 of two."
    assert document["versions"] == [first["result"]["version"], second["result"]["version"]]


def test_puts_from_many_threads_all_arrive(library: TestClient) -> None:
    jobs: list[dict[str, Any]] = []

    def put(number: int) -> None:
        jobs.append(put_text(library, f"crowd-{number}", f"The text of thread {number}."))

    threads = [threading.Thread(target=put, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [ended(library, job)["state"] for job in jobs] == ["done"] * 8
    assert {f"crowd-{number}" for number in range(8)} <= set(ids(library))


def test_a_removed_document_is_neither_listed_nor_found(library: TestClient) -> None:
    ended(library, put_text(library, "gone", "Zanzibar exported cloves to Muscat in 1840."))
    question = "What did Zanzibar export to Muscat in 1840?"
    assert found(library, question)[0] == "gone"
    response = library.delete("/v1/documents/gone")
    assert response.status_code == 202
    assert ended(library, response.json())["result"]["outcome"] == "removed"
    check_error(library.get("/v1/documents/gone"), 404, "unknown_document")
    assert "gone" not in found(library, question)


def test_removing_what_is_not_there_is_refused(library: TestClient) -> None:
    before = ids(library)
    check_error(library.delete("/v1/documents/nothing"), 404, "unknown_document")
    assert ids(library) == before


def test_a_dry_run_previews_and_stores_nothing(library: TestClient) -> None:
    before = ids(library)
    response = library.put(
        "/v1/documents/dry",
        params={"dry_run": True},
        json={"text": "One paragraph.", "record": {"title": "Dry", "type": "report"}},
    )
    shown = response.json()
    assert response.status_code == 200
    assert (shown["document_id"], shown["paragraphs"], shown["passages"]) == ("dry", 1, 1)
    assert shown["apa"] == "Dry. (n.d.)."
    assert ids(library) == before


def test_unchanged_content_is_answered_at_once(library: TestClient) -> None:
    ended(library, put_text(library, "same", "This stays as it is.", tags=["a"]))
    again = library.put("/v1/documents/same", json={"text": "This stays as it is."})
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")
    retagged = put_text(library, "same", "This stays as it is.", tags=["b"])
    assert ended(library, retagged)["state"] == "done"
    assert library.get("/v1/documents/same").json()["tags"] == ["b"]


def test_the_same_file_under_another_id_is_named_and_stored_only_on_request(
    library: TestClient,
) -> None:
    text = "A text that comes under two names."
    ended(library, put_text(library, "name-one", text))
    error = check_error(
        library.put("/v1/documents/name-two", json={"text": text}), 409, "already_there"
    )
    assert error["details"] == {"document_id": "name-one"}
    again = library.put("/v1/documents/name-two", params={"again": True}, json={"text": text})
    assert ended(library, again.json())["result"]["outcome"] == "added"


def test_tags_narrow_a_question(library: TestClient) -> None:
    for name in ("red", "blue"):
        text = f"The {name} submarine dived near Cape Horn to two hundred metres."
        ended(library, put_text(library, f"boat-{name}", text, tags=[name]))
    question = "How deep did the submarine dive near Cape Horn?"
    assert found(library, question, tags=["blue"]) == ["boat-blue"]
    assert sorted(found(library, question, tags=["blue", "red"])) == ["boat-blue", "boat-red"]
    assert found(library, question, tags=["blue"], documents=["boat-red"]) == []
    assert found(library, question, tags=["no such tag"]) == []


@pytest.mark.parametrize("document_id", ["UPPER", "a--b", "%2e%2e", "論文", "a" * 81, "a b"])
def test_an_id_that_is_no_slug_is_refused(library: TestClient, document_id: str) -> None:
    response = library.put(f"/v1/documents/{document_id}", json={"text": "A text."})
    check_error(response, 422, "record_invalid")


@pytest.mark.parametrize("path", ["../secrets", "a/b", "..%2fsecrets", "%2e%2e%2fsecrets"])
def test_an_id_that_is_a_path_leads_nowhere(library: TestClient, home: Path, path: str) -> None:
    response = library.put(f"/v1/documents/{path}", json={"text": "A text."})
    assert response.status_code in (404, 405, 422)
    assert not list(home.parent.rglob("secrets*"))


@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/passwd", "..\\evil.txt", "a\x00b.txt"])
def test_a_file_name_that_is_a_path_is_refused(library: TestClient, name: str) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="'
        + name.encode()
        + b'"\r\n\r\nA text.\r\n--x--\r\n'
    )
    response = library.put(
        "/v1/documents/named",
        content=body,
        headers={"content-type": "multipart/form-data; boundary=x"},
    )
    assert response.status_code in (400, 422)
    check_error(library.get("/v1/documents/named"), 404, "unknown_document")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "either 'text' or 'blocks'"),
        ({"text": "a", "blocks": []}, "either 'text' or 'blocks'"),
        ({"text": 5}, "text"),
        ({"text": "a", "unknown": 1}, "unknown"),
        ({"text": "a", "language": "fr"}, "language"),
        ({"blocks": [{"kind": "picture"}]}, "picture"),
        ({"blocks": [{"kind": "heading", "text": ""}]}, "text"),
    ],
)
def test_json_that_is_no_document_is_refused(
    library: TestClient, body: dict[str, Any], says: str
) -> None:
    error = check_error(library.put("/v1/documents/wrong", json=body), 422, "upload_invalid")
    assert says in error["message"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"text": "\\ud800"}', "application/json"),
        (b"A text.", "text/plain"),
        (b"", ""),
    ],
)
def test_a_body_of_another_kind_is_refused(library: TestClient, content: bytes, kind: str) -> None:
    response = library.put("/v1/documents/kind", content=content, headers={"content-type": kind})
    check_error(response, 422, "upload_invalid")


def test_a_form_without_a_file_or_with_a_wrong_field_is_refused(library: TestClient) -> None:
    no_file = library.put("/v1/documents/form", files={"other": ("a.txt", b"A text.")})
    check_error(no_file, 422, "upload_invalid")
    check_error(put_file(library, "form", b"A text.", "a.txt", colour="red"), 422, "upload_invalid")
    check_error(put_file(library, "form", b"A text.", "a.txt", record="{"), 422, "record_invalid")
    check_error(put_file(library, "form", b"A text.", "a.txt", tags=[" "]), 422, "record_invalid")


def test_a_file_that_cannot_be_read_fails_alone(library: TestClient, home: Path) -> None:
    before = ids(library)
    jobs = [
        put_file(library, "bad-one", b"", "empty.txt").json(),
        put_text(library, "good-one", "A text between two bad ones."),
        put_file(library, "bad-two", b"   \n", "blank.txt").json(),
    ]
    one, good, two = (ended(library, job) for job in jobs)
    assert (one["state"], one["error"]["code"]) == ("failed", "file_empty")
    assert (two["state"], two["error"]["code"]) == ("failed", "text_not_readable")
    assert good["state"] == "done"
    assert ids(library) == sorted([*before, "good-one"])
    nothing_is_left(home)


def test_each_bad_file_fails_with_its_own_code_and_changes_nothing(library: TestClient) -> None:
    before = ids(library)
    jobs = {
        name: put_file(library, f"bad-{number}", content, name).json()
        for number, (name, (content, _)) in enumerate(bad_files().items())
    }
    errors = {name: ended(library, job)["error"] for name, job in jobs.items()}
    expected = {name: code for name, (_, code) in bad_files().items()}
    assert {name: error["code"] for name, error in errors.items()} == expected
    assert [name for name, error in errors.items() if name not in error["message"]] == []
    assert ids(library) == before


def test_the_interface_describes_its_bodies(library: TestClient) -> None:
    paths = library.get("/openapi.json").json()["paths"]
    content = paths["/v1/documents/{document_id}"]["put"]["requestBody"]["content"]
    assert set(content) == {"multipart/form-data", "application/json"}
    blocks = content["application/json"]["schema"]["properties"]["blocks"]
    kinds = {each["properties"]["kind"]["const"] for each in blocks["anyOf"][0]["items"]["oneOf"]}
    assert kinds == {"heading", "paragraph", "note"}
    assert "$ref" not in json.dumps(content)


def test_an_unknown_job_is_not_found(library: TestClient) -> None:
    check_error(library.get("/v1/jobs/nothing"), 404, "unknown_job")
    check_error(library.delete("/v1/jobs/nothing"), 404, "unknown_job")


def test_jobs_are_listed_newest_first_and_a_finished_one_cannot_be_cancelled(
    library: TestClient,
) -> None:
    job = ended(library, put_text(library, "listed", "A text for the list of jobs."))
    assert library.get("/v1/jobs").json()["jobs"][0]["job_id"] == job["job_id"]
    error = check_error(library.delete(job["url"]), 409, "job_not_cancellable")
    assert error["details"] == {"state": "done"}


def test_an_index_that_is_behind_at_the_start_is_served_and_brought_up_to_date(
    home: Path, library: TestClient
) -> None:
    text = "The narwhal of Baffin Bay dives to fifteen hundred metres."
    stored = document("narwhal", text)
    Library(home).put(stored)  # as a service that was killed before it indexed
    with served(home) as client:
        (job, *_) = client.get("/v1/jobs").json()["jobs"]
        assert job["kind"] == "index"
        assert client.get("/readyz").status_code == 200
        assert ended(client, job)["state"] == "done"
        assert "narwhal" in found(client, "How deep does the narwhal of Baffin Bay dive?")
        # Another service over the same folder follows.
        assert "narwhal" in found(library, "How deep does the narwhal of Baffin Bay dive?")


def test_what_is_stored_without_an_index_is_listed_at_once_and_found_after_the_next_change(
    home: Path, library: TestClient
) -> None:
    question = "How many kinds of leaves does the okapi of Ituri eat?"
    text = "The okapi of Ituri eats a hundred kinds of leaves."
    Library(home).put(document("okapi", text))  # as `wenju add --no-index` does
    assert "okapi" in ids(library)
    assert "okapi" not in found(library, question)
    ended(library, put_text(library, "after-okapi", "A text that is indexed."))
    assert "okapi" in found(library, question)
    Library(home).remove("okapi")  # as `wenju remove --no-index` does
    assert "okapi" not in found(library, question)


def test_a_page_of_another_site_cannot_change_the_library(library: TestClient) -> None:
    for origin in ("http://evil.example", "null", "http://localhost.evil.example"):
        headers = {"origin": origin}
        for method, path in [
            ("PUT", "/v1/documents/evil"), ("POST", "/v1/documents"),
            ("DELETE", f"/v1/documents/{THESIS}"), ("DELETE", "/v1/jobs/x"),
        ]:  # fmt: skip
            response = library.request(method, path, headers=headers)
            check_error(response, 403, "cross_origin")
    own = library.delete("/v1/documents/nothing", headers={"origin": "http://localhost"})
    check_error(own, 404, "unknown_document")


def test_a_read_only_service_refuses_every_change(home: Path) -> None:
    with served(home, read_only=True) as client:
        for method, path in [
            ("PUT", "/v1/documents/a"), ("POST", "/v1/documents"),
            ("DELETE", f"/v1/documents/{THESIS}"), ("DELETE", "/v1/jobs/x"),
        ]:  # fmt: skip
            check_error(client.request(method, path), 403, "read_only")
        assert client.get(f"/v1/documents/{THESIS}").status_code == 200
        assert client.get("/v1/jobs").status_code == 200


def test_with_a_token_only_who_has_it_may_change(home: Path) -> None:
    token = "a-token-of-our-own"
    with served(home, admin_token=token) as client:
        for given in (None, "Bearer wrong", f"Basic {token}", f"Bearer {token}x"):
            headers = {} if given is None else {"authorization": given}
            response = client.delete("/v1/documents/nothing", headers=headers)
            check_error(response, 401, "unauthorized")
            assert response.headers["www-authenticate"] == "Bearer"
            assert token not in response.text
        right = {"authorization": f"Bearer {token}"}
        check_error(client.delete("/v1/documents/nothing", headers=right), 404, "unknown_document")
        assert client.post("/v1/ask", json={"question": QUESTION}).status_code == 200


def test_an_upload_larger_than_allowed_is_refused_and_other_bodies_keep_their_limit(
    home: Path,
) -> None:
    with served(home, max_upload_bytes=100_000) as client:
        check_error(put_file(client, "large", b"a" * 100_001, "a.txt"), 413, "body_too_large")
        check_error(put_file(client, "large", b"a" * 2_000_000, "a.txt"), 413, "body_too_large")
        check_error(
            client.put("/v1/documents/large", json={"text": "a" * 100_001}), 413, "body_too_large"
        )
        check_error(client.post("/v1/ask", json={"question": "a" * 70_000}), 413, "body_too_large")
        assert client.get("/v1/documents/large").status_code == 404
        nothing_is_left(home)
