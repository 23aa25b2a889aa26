import logging

import pytest
from fastapi.testclient import TestClient

from service.error_codes import INTERNAL, TABLE
from service.http.errors import HTTP_CODES, INVALID
from service.version import VERSION
from tests.contract.errors import check_error
from tests.project import ROOT

pytestmark = pytest.mark.model


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert ready["status"] == "ready"
    assert ready["documents"] == 1
    assert ready["passages"]["zh"] >= 19


def test_service_without_an_index_is_alive_but_not_ready(client_without_index: TestClient) -> None:
    assert client_without_index.get("/healthz").status_code == 200
    error = check_error(client_without_index.get("/readyz"), 503, "index_unavailable")
    assert "wenju index build" in error["message"]
    asked = client_without_index.post("/v1/ask", json={"question": "核武？"})
    check_error(asked, 503, "index_unavailable")
    assert client_without_index.get("/v1/documents/nsc-thesis-ch6").status_code == 200


def test_request_id_is_given_back_and_made_where_it_is_missing(client: TestClient) -> None:
    given = client.get("/healthz", headers={"x-request-id": "abc-123"})
    assert given.headers["x-request-id"] == "abc-123"
    made = client.get("/healthz").headers["x-request-id"]
    assert len(made) == 32
    refused = client.get("/healthz", headers={"x-request-id": "a b<script>"})
    assert len(refused.headers["x-request-id"]) == 32
    answer = client.post("/v1/ask", json={"question": "核武？"}, headers={"x-request-id": "one"})
    assert answer.json()["request_id"] == answer.headers["x-request-id"] == "one"


def test_question_is_not_logged(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post("/v1/ask", json={"question": "tell-tale wording"})
    assert "/v1/ask 200" in caplog.text
    assert "tell-tale" not in caplog.text


def test_metrics_count_requests_and_answers(client: TestClient) -> None:
    client.post("/v1/ask", json={"question": "核武？"})
    text = client.get("/metrics").text
    assert 'wenju_requests_total{method="POST",route="/v1/ask",status="200"}' in text
    assert "wenju_answers_total" in text
    assert 'wenju_stage_seconds_count{stage="encode"}' in text


def test_interface_description_works_offline(client: TestClient) -> None:
    description = client.get("/openapi.json").json()
    assert "/v1/ask" in description["paths"]
    page = client.get("/docs").text
    assert "http://" not in page.replace("http://localhost", "")
    assert "https://" not in page
    assert client.get("/static-offline-docs/swagger-ui-bundle.js").status_code == 200


def test_unknown_path_and_method_have_the_error_shape(client: TestClient) -> None:
    check_error(client.get("/v1/nothing"), 404, "not_found")
    check_error(client.get("/v1/ask"), 405, "method_not_allowed")


def test_every_error_code_is_documented() -> None:
    documented = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    codes = {code for _, code in TABLE.values()} | {*HTTP_CODES.values(), INVALID, INTERNAL}
    assert {code for code in codes if f"`{code}`" not in documented} == set()


@pytest.mark.parametrize("path", ["/", "/healthz", "/v1/documents", "/openapi.json", "/v1/nothing"])
def test_everything_that_is_answered_is_safe_to_show(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"


def test_what_a_key_may_see_is_kept_by_no_cache(client: TestClient) -> None:
    assert "no-store" not in client.get("/v1/documents").headers.get("cache-control", "")
    answer = client.get("/v1/documents", headers={"Authorization": "Bearer anything"})
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/healthz", "/version", "/v1/documents", "/metrics"])
def test_what_can_be_got_has_a_head(client: TestClient, path: str) -> None:
    answer = client.head(path)
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer.headers["content-type"] == client.get(path).headers["content-type"]


def test_the_version_is_told(client: TestClient) -> None:
    assert client.get("/version").json() == {"version": VERSION}
    assert client.get("/openapi.json").json()["info"]["version"] == VERSION


def test_metrics_tell_of_library_index_jobs_and_process(client: TestClient) -> None:
    text = client.get("/metrics").text
    assert "wenju_documents 1.0" in text
    assert 'wenju_passages{language="zh"}' in text
    assert "wenju_questions_waiting 0.0" in text
    assert "wenju_ready 1.0" in text
    assert f'wenju_build_info{{version="{VERSION}"}} 1.0' in text
    assert "process_resident_memory_bytes" in text


def test_what_nobody_foresaw_has_the_error_shape_and_the_headers(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("a secret of the inside")

    monkeypatch.setattr("service.http.routes.examples_of", fail)
    answer = client.get("/v1/examples")
    error = check_error(answer, 500, INTERNAL)
    assert "secret" not in error["message"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"] == answer.json()["request_id"]
