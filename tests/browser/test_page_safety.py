"""Weight, policy, and the page without JavaScript."""

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.actions import SOUTH_KOREA, ask, open_source
from tests.browser.conftest import NewContext
from tests.browser.served import NOTES, THESIS

LIMIT = 60_000


@pytest.mark.parametrize("address", ["/", f"/documents/{NOTES}"])
def test_page_and_all_it_loads_weigh_less_than_60_kilobytes(page: Page, address: str) -> None:
    loaded: dict[str, int] = {}
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    for response in responses:
        loaded[response.url.rsplit("/", 1)[-1]] = len(response.body())
    assert "page.css" in loaded
    assert len(loaded) > 4
    assert sum(loaded.values()) < LIMIT, loaded


@pytest.mark.parametrize("address", ["/", "/?q=x", f"/documents/{THESIS}", "/documents/none"])
def test_policy_allows_nothing_inline(page: Page, address: str) -> None:
    response = page.goto(address)
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "trusted-types 'none'" in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    inline = page.evaluate(
        """[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()
             .filter(n => n === 'style' || n.startsWith('on'))).length
           + [...document.querySelectorAll('script:not([src])')].filter(s => s.type !== 'application/json').length
           + document.querySelectorAll('style').length"""
    )
    assert inline == 0


def test_files_of_the_page_are_kept_by_the_browser_until_they_change(page: Page) -> None:
    page.goto("/")
    source = page.locator("link[rel=stylesheet]").get_attribute("href")
    kept = page.request.get(source or "").headers["cache-control"]
    assert "immutable" in kept
    assert page.request.get("/page/0/page.css").headers["cache-control"] == "no-cache"
    for name in ("../pages.py", "%2e%2e%2fpages.py", "locales", "templates/base.html", "none.js"):
        assert page.request.get(f"/page/0/{name}").status == 404


def test_without_javascript_one_question_is_asked_and_read(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False, locale="zh-TW").new_page()
    page.goto("/")
    # Playwright's way of switching scripts off leaves <noscript> unrendered; a browser shows it.
    served = page.request.get("/", headers={"accept-language": "zh-TW"}).text()
    assert '<noscript><p class="quiet">未啟用 JavaScript' in served
    page.get_by_role("textbox", name="您的問題").fill(SOUTH_KOREA)
    page.get_by_role("button", name="提問").click()
    expect(page.locator(".turn .question")).to_have_text(SOUTH_KOREA)
    assert page.url.endswith("/")  # the question is in no address
    passage = page.locator(".passage", has_text="南韓在朝核危機")
    expect(passage.locator("mark").first).to_be_visible()
    expect(page.locator(".status strong")).to_be_visible()
    passage.locator(".citation summary").click()
    expect(passage.locator("[data-slot=citation]")).to_contain_text(
        "第一節 研究回顧與成果，第 7 段"
    )
    open_source(page, passage.get_by_role("link", name="看原文"))
    expect(page.locator("#at")).to_be_in_viewport()
    for button in page.get_by_role("button").all():
        assert not button.is_visible()  # nothing that would do nothing


def test_without_javascript_the_scope_and_errors_work(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/")
    page.locator("#filters > summary").click()
    page.get_by_label("Notes on lighthouses").check()
    page.locator("#question").fill("What did the lamp burn?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".passage").first).to_contain_text("whale oil")
    expect(page.locator(".scope")).to_have_text("Notes on lighthouses")
    expect(page.get_by_label("Notes on lighthouses")).to_be_checked()
    page.goto("/?q=" + "x" * 2100)
    expect(page.get_by_role("alert")).to_contain_text("The question is too long")
    expect(page.locator("#question")).to_have_value("x" * 2100)


def test_server_and_script_show_the_same_answer(page: Page, new_context: NewContext) -> None:
    """The same markup from the template, filled here and there."""
    page.goto("/")
    ask(page, SOUTH_KOREA)
    other = new_context(java_script_enabled=False).new_page()
    other.goto(f"/?q={SOUTH_KOREA}")
    visible = """turn => [...turn.querySelectorAll('.question, .status, .message, .where, .passage h3, blockquote, [data-slot=citation]')]
        .filter(e => !e.hidden).map(e => e.textContent.replace(/\\s+/g, ' ').trim())"""
    assert page.locator(".turn").evaluate(visible) == other.locator(".turn").evaluate(visible)
