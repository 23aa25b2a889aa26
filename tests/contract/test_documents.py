import pytest
from fastapi.testclient import TestClient

from service.citing.citations import STYLES
from tests.contract.errors import OWN, check_error

pytestmark = pytest.mark.model

THESIS = "nsc-thesis-ch6"


def test_library_lists_the_thesis(client: TestClient) -> None:
    (document,) = client.get("/v1/documents").json()["documents"]
    assert document["document_id"] == THESIS
    assert document["language"] == "zh-Hant"
    assert "author" not in document["record"]
    assert "issued" not in document["record"]


def test_document_gives_text_sections_and_versions(client: TestClient) -> None:
    document = client.get(f"/v1/documents/{THESIS}").json()
    assert [section["title"] for section in document["sections"]] == [
        "第陸章 結論", "第一節 研究回顧與成果", "第二節 後續研究方向"
    ]  # fmt: skip
    assert document["versions"] == [document["version"]]
    paragraph = document["paragraphs"][0]
    assert set(paragraph) == {
        "start", "end", "number", "page", "page_seam", "page_breaks", "note", "article", "kind", "table_head", "doubt", "ocr"
    }  # fmt: skip
    assert {each["kind"] for each in document["paragraphs"]} == {"body"}
    assert document["current_version"] == document["version"]
    again = client.get(f"/v1/documents/{THESIS}", params={"version": document["version"]})
    assert again.json() == document


def test_unknown_document_and_version_are_not_found(client: TestClient) -> None:
    check_error(client.get("/v1/documents/nothing"), 404, "unknown_document")
    check_error(
        client.get(f"/v1/documents/{THESIS}", params={"version": "0" * 12}), 404, "unknown_version"
    )


@pytest.mark.parametrize("style", STYLES)
def test_every_style_cites_document_and_passage(client: TestClient, style: str) -> None:
    version = client.get(f"/v1/documents/{THESIS}").json()["version"]
    whole = client.get(f"/v1/documents/{THESIS}/citation", params={"style": style}).json()
    assert "新安全觀" in whole["citation"]
    address = f"{THESIS}@{version}:100-140"
    passage = client.get(f"/v1/passages/{address}/citation", params={"style": style}).json()
    text = client.get(f"/v1/documents/{THESIS}").json()["text"]
    assert passage["quote"] == text[100:140]
    assert passage["citation"] != whole["citation"]


def test_unknown_style_names_the_known_ones(client: TestClient) -> None:
    response = client.get(f"/v1/documents/{THESIS}/citation", params={"style": "mla"})
    error = check_error(response, 422, "unknown_style")
    assert all(style in error["message"] for style in STYLES)


def test_a_citation_is_given_as_html_too(client: TestClient) -> None:
    whole = client.get(f"/v1/documents/{THESIS}/citation").json()
    assert set(whole) == {"document_id", "style", "citation", "html"}
    assert whole["style"] == "gb-t-7714-2025"
    version = client.get(f"/v1/documents/{THESIS}").json()["version"]
    passage = client.get(f"/v1/passages/{THESIS}@{version}:100-140/citation").json()
    assert set(passage) == {"address", "style", "citation", "html", "quote"}
    assert passage["html"].count("<br>") == passage["citation"].count("\n") == 1


@pytest.mark.parametrize(
    ("extension", "media_type", "begins"),
    [
        ("ris", "application/x-research-info-systems; charset=utf-8", "TY  - "),
        ("bib", "application/x-bibtex; charset=utf-8", "@"),
        ("csl.json", "application/vnd.citationstyles.csl+json; charset=utf-8", "["),
    ],
)
def test_reference_managers_get_files(
    client: TestClient, extension: str, media_type: str, begins: str
) -> None:
    version = client.get(f"/v1/documents/{THESIS}").json()["version"]
    address = f"{THESIS}@{version}:100-140"
    for path, name in (
        (f"documents/{THESIS}", THESIS),
        (f"passages/{address}", f"{THESIS}-{version}-100-140"),
    ):
        response = client.get(f"/v1/{path}/citation.{extension}")
        assert response.headers["content-type"] == media_type
        assert (
            response.headers["content-disposition"] == f'attachment; filename="{name}.{extension}"'
        )
        assert response.text.startswith(begins)
    link = f"{OWN}/documents/{THESIS}?at={version}:100-140"
    assert (extension == "bib") == (link not in response.text)


def test_a_file_of_another_kind_is_refused(client: TestClient) -> None:
    check_error(client.get(f"/v1/documents/{THESIS}/citation.xml"), 422, "invalid_request")
    check_error(client.get("/v1/documents/nothing/citation.ris"), 404, "unknown_document")


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("nonsense", 422, "malformed_address"),
        (f"{THESIS}@zzz:1-2", 422, "malformed_address"),
        (f"{THESIS}@{'0' * 12}:5-1", 422, "malformed_address"),
        (f"{THESIS}@{'0' * 12}:1-2", 404, "unknown_version"),
        (f"nothing@{'0' * 12}:1-2", 404, "unknown_document"),
    ],
)
def test_addresses_that_lead_nowhere_say_so(
    client: TestClient, address: str, status: int, code: str
) -> None:
    check_error(client.get(f"/v1/passages/{address}"), status, code)
    check_error(client.get(f"/v1/passages/{address}/citation"), status, code)


def test_address_past_the_end_is_out_of_range(client: TestClient) -> None:
    version = client.get(f"/v1/documents/{THESIS}").json()["version"]
    check_error(
        client.get(f"/v1/passages/{THESIS}@{version}:1-999999"), 404, "address_out_of_range"
    )


def test_examples_come_in_three_scripts_and_are_answered(client: TestClient) -> None:
    examples = client.get("/v1/examples").json()["examples"]
    assert {example["language"] for example in examples} == {"zh-Hant", "zh-Hans", "en"}
    for example in examples:
        answer = client.post("/v1/ask", json={"question": example["question"]}).json()
        assert answer["status"] == "answered", example


def test_a_works_page_says_what_it_is_to_programs(client: TestClient) -> None:
    page = client.get(f"/documents/{THESIS}")
    assert '<meta name="z:itemType" content="thesis">' in page.text
    assert '<meta name="citation_title" content="' in page.text
    assert 'class="Z3988"' not in page.text
    base = f"{OWN}/v1/documents/{THESIS}/citation"
    for extension, media in (
        ("ris", "application/x-research-info-systems"),
        ("bib", "application/x-bibtex"),
    ):
        assert f'<{base}.{extension}>; rel="describedby"; type="{media}"' in page.headers["link"]
        assert f'<link rel="describedby" href="{base}.{extension}" type="{media}">' in page.text
    assert f'<{OWN}/documents/{THESIS}>; rel="cite-as"' in page.headers["link"]
