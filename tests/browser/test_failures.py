"""Whatever goes wrong, the page says so in words and shows a way on."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from service.http.app import create_app
from service.settings import Settings
from tests.browser.actions import SOUTH_KOREA, ask
from tests.browser.conftest import NewContext
from tests.browser.served import THESIS, serve


def refuse(route: Route) -> None:
    route.abort("connectionrefused")


def html_500(route: Route) -> None:
    route.fulfill(status=500, content_type="text/html", body="<h1>Internal Server Error</h1>")


def json_503(route: Route) -> None:
    error = {"code": "index_unavailable", "message": "run `wenju index build`", "details": {}}
    route.fulfill(status=503, json={"error": error, "request_id": "abc123"})


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (refuse, ["The server cannot be reached"]),
        (html_500, ["The server failed", "HTTP 500"]),
        (json_503, ["the index is not ready", "run `wenju index build`", "Request abc123"]),
    ],
    ids=["refused", "html", "json"],
)
def test_failure_is_said_and_can_be_tried_again(
    page: Page, failure: object, words: list[str]
) -> None:
    page.goto("/")
    page.route("**/v1/ask", failure)  # type: ignore[arg-type]  # one of the three above
    ask(page, SOUTH_KOREA)
    alert = page.get_by_role("alert")
    for each in words:
        expect(alert).to_contain_text(each)
    page.unroute("**/v1/ask")
    alert.get_by_role("button", name="Try again").click()
    expect(page.locator(".passage").first).to_be_visible()
    expect(page.locator(".turn")).to_have_count(1)


def test_failed_question_can_be_edited(page: Page) -> None:
    page.goto("/")
    page.route("**/v1/ask", html_500)
    ask(page, SOUTH_KOREA)
    page.get_by_role("alert").get_by_role("button", name="Edit and ask again").click()
    expect(page.locator("#question")).to_have_value(SOUTH_KOREA)
    expect(page.locator(".turn")).to_have_count(0)


def test_question_that_the_server_refuses_is_explained(page: Page) -> None:
    page.goto("/")
    page.locator("#question").evaluate("box => box.removeAttribute('maxlength')")
    ask(page, "為什麼" * 700)
    expect(page.get_by_role("alert")).to_contain_text("The question is too long")


def test_citation_that_fails_says_so(page: Page) -> None:
    page.goto("/")
    passage = ask(page, SOUTH_KOREA).locator(".passage").first
    page.route("**/citation?*", refuse)
    passage.locator(".menu summary").click()
    passage.get_by_role("button", name=re.compile("APA 7$")).click()
    expect(page.locator("#toast")).to_contain_text("The server cannot be reached")


def test_copying_that_is_refused_leaves_the_text_selected(page: Page) -> None:
    page.goto("/")
    passage = ask(page, SOUTH_KOREA).locator(".passage").first
    page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('denied')) }"
    )
    passage.locator(".menu summary").click()
    passage.get_by_role("button", name=re.compile("APA 7$")).click()
    expect(page.locator("#toast")).to_contain_text("press Ctrl+C")
    assert "無日期" in page.evaluate("getSelection().toString()")


def test_browser_that_keeps_nothing_still_answers(new_context: NewContext) -> None:
    context = new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no') }})"
    )
    page = context.new_page()
    page.goto("/")
    ask(page, SOUTH_KOREA)
    expect(page.locator(".passage").first).to_be_visible()
    expect(page.locator("#toast")).to_contain_text("does not keep the history")


def test_full_storage_makes_room_by_forgetting_the_oldest(page: Page) -> None:
    page.goto("/")
    ask(page, SOUTH_KOREA)
    page.evaluate("localStorage.setItem('other', 'x'.repeat(5 * 1024 * 1024 - 40_000))")
    for number in range(4):
        ask(page, f"{SOUTH_KOREA} {number}")
    page.reload()
    kept = page.locator(".turn .question").all_inner_texts()
    assert kept[-1] == f"{SOUTH_KOREA} 3"
    assert SOUTH_KOREA not in kept


def test_history_of_another_make_is_passed_over(page: Page) -> None:
    page.goto("/")
    page.evaluate(
        """() => { localStorage.setItem('wenju:turn:0', '{broken');
                   localStorage.setItem('wenju:turn:1', '{"id": 5}'); }"""
    )
    page.reload()
    expect(page.locator("#welcome")).to_be_visible()


@pytest.fixture(scope="module")
def without_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home: Path = tmp_path_factory.mktemp("unbuilt")
    with serve(create_app(Settings(home=home, _env_file=None))) as address:
        yield address


def test_service_without_index_says_so_and_shows_the_texts(
    new_context: NewContext, base: str, without_index: str
) -> None:
    page = new_context(base_url=without_index).new_page()
    page.goto(f"{without_index}/")
    expect(page.locator(".notice")).to_contain_text("the index is not ready")
    page.locator(".library a").first.click()
    expect(page.locator("#text")).to_contain_text("新安全觀")


@pytest.mark.parametrize(
    ("address", "status", "words", "way_on"),
    [
        ("/documents/nothing-here", 404, "There is no such text", "Back to asking"),
        (f"/documents/{THESIS}?at=0123456789ab:0-5", 404, "no such version", "Open the whole text"),
        (f"/documents/{THESIS}?at=x", 422, "not complete", "Open the whole text"),
    ],
)
def test_broken_link_has_a_page_with_a_way_on(
    page: Page, address: str, status: int, words: str, way_on: str
) -> None:
    response = page.goto(address)
    assert response is not None
    assert response.status == status
    expect(page.locator("main")).to_contain_text(words)
    page.get_by_role("link", name=way_on).click()
    expect(page.locator("#question, #text")).to_be_visible()
