import pytest
from fastapi.testclient import TestClient

from tests.contract.errors import check_error
from tests.unit.service.verifying.test_draft import docx, paragraph

SENTENCE = "南韓希望在參與「六方會談」的過程中維持半島和平與穩定"
DRAFT = f"他說「{SENTENCE}」，而不是「南韓不希望在參與『六方會談』的過程中維持半島和平」。"


def test_every_quotation_of_a_draft_is_named(client: TestClient) -> None:
    body = client.post("/v1/verify", json={"text": DRAFT}).json()
    assert set(body) == {"request_id", "quotations", "counts"}
    assert body["counts"] == {
        "verbatim": 1, "other_script": 0, "altered": 1, "elsewhere": 0, "not_found": 0
    }  # fmt: skip
    first, second = body["quotations"]
    assert set(first) == {
        "text", "start", "end", "line", "cited", "status", "at_cited_place", "place",
        "differences", "others", "problem",
    }  # fmt: skip
    assert set(first["place"]) == {
        "address", "document_id", "title", "language", "text", "locator", "citation", "url"
    }  # fmt: skip
    assert DRAFT[first["start"] : first["end"]] == first["text"]
    passage = client.get(f"/v1/passages/{first['place']['address']}").json()
    assert passage["text"] == first["place"]["text"] == SENTENCE
    assert second["status"] == "altered"
    assert second["differences"] == [{"quoted": "不", "original": ""}]


def test_a_file_is_taken_as_a_form(client: TestClient) -> None:
    content = docx(paragraph(f"<w:r><w:t>「{SENTENCE}」</w:t></w:r>"))
    files = {"file": ("draft.docx", content)}
    assert client.post("/v1/verify", files=files).json()["counts"]["verbatim"] == 1
    files = {"file": ("draft.md", f"> {SENTENCE}\n".encode())}
    assert client.post("/v1/verify", files=files).json()["counts"]["verbatim"] == 1


def test_a_draft_longer_than_a_question_is_taken(client: TestClient) -> None:
    text = "字" * 100_000 + DRAFT
    assert client.post("/v1/verify", json={"text": text, "format": "text"}).status_code == 200


def test_a_draft_without_quotations_is_no_error(client: TestClient) -> None:
    assert client.post("/v1/verify", json={"text": ""}).json()["quotations"] == []


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"content": b"{", "headers": {"content-type": "application/json"}}, "upload_invalid"),
        ({"json": {"text": 3}}, "upload_invalid"),
        ({"json": {"text": "x", "shelf": 1}}, "upload_invalid"),
        ({"json": {"text": "x", "format": "rtf"}}, "upload_invalid"),
        ({"content": b"x", "headers": {"content-type": "text/plain"}}, "upload_invalid"),
        ({"data": {"text": "x"}, "files": {"other": ("a", b"x")}}, "upload_invalid"),
        ({"files": {"file": ("a.pdf", b"%PDF-1.7")}}, "format_not_read"),
        ({"files": {"file": ("a.md", b"")}}, "file_empty"),
        ({"files": {"file": ("a.docx", docx("")[:90])}}, "file_damaged"),
        ({"json": {"text": "字" * 1_000_001}}, "draft_too_long"),
    ],
)
def test_what_is_no_draft_is_refused(
    client: TestClient, sent: dict[str, object], code: str
) -> None:
    check_error(client.post("/v1/verify", **sent), 422, code)  # type: ignore[arg-type]


def test_without_an_index_the_service_says_so(client_without_index: TestClient) -> None:
    check_error(
        client_without_index.post("/v1/verify", json={"text": DRAFT}), 503, "index_unavailable"
    )
