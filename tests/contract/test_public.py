"""A service behind a public address: absolute links, other sites' pages, frames."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from service.http.app import create_app
from service.settings import Settings
from tests.contract.errors import check_error

pytestmark = pytest.mark.model

PUBLIC = "https://wenju.example/texts"
OTHER = "https://library.example"


@pytest.fixture(scope="module")
def public(settings: Settings) -> Iterator[TestClient]:
    given = {"public_url": PUBLIC + "/", "cors_origins": OTHER, "frame_ancestors": OTHER}
    app = create_app(settings.model_copy(update=given))
    with TestClient(app, base_url="https://wenju.example") as running:
        yield running


def test_every_link_is_absolute(public: TestClient) -> None:
    answer = public.post("/v1/ask", json={"question": "南韓為什麼參與六方會談？"}).json()
    shown = answer["passages"] + answer["related"]
    assert shown
    assert all(each["url"].startswith(f"{PUBLIC}/documents/nsc-thesis-ch6?at=") for each in shown)
    (listed,) = public.get("/v1/documents").json()["documents"]
    assert listed["url"] == f"{PUBLIC}/documents/nsc-thesis-ch6"
    one = public.get(f"/v1/passages/{shown[0]['address']}").json()
    assert one["url"] == shown[0]["url"]
    ris = public.get(f"/v1/passages/{shown[0]['address']}/citation.ris").text
    assert f'href="{shown[0]["url"]}"' in ris


def test_the_public_name_is_one_of_its_own(public: TestClient) -> None:
    assert public.get("/healthz").status_code == 200
    refused = public.get("/healthz", headers={"Host": "evil.example"})
    check_error(refused, 421, "host_not_allowed")


def test_pages_of_a_named_site_may_call_and_no_others(public: TestClient) -> None:
    ask = {"Origin": OTHER, "Access-Control-Request-Method": "POST",
           "Access-Control-Request-Headers": "content-type,authorization"}  # fmt: skip
    allowed = public.options("/v1/ask", headers=ask)
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == OTHER
    foreign = public.options("/v1/ask", headers={**ask, "Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in foreign.headers
    got = public.get("/v1/documents", headers={"Origin": OTHER})
    assert got.headers["access-control-allow-origin"] == OTHER
    gone = public.delete("/v1/documents/none", headers={"Origin": OTHER})
    check_error(gone, 404, "unknown_document")
    evil = public.delete("/v1/documents/none", headers={"Origin": "https://evil.example"})
    check_error(evil, 403, "cross_origin")


def test_a_named_site_may_show_the_page_in_a_frame(public: TestClient, client: TestClient) -> None:
    headers = public.get("/").headers
    assert f"frame-ancestors {OTHER};" in headers["content-security-policy"]
    assert "x-frame-options" not in headers
    assert "frame-ancestors 'none'" in client.get("/").headers["content-security-policy"]


def test_without_a_public_address_links_are_relative(client: TestClient) -> None:
    (listed,) = client.get("/v1/documents").json()["documents"]
    assert listed["url"] == "/documents/nsc-thesis-ch6"
