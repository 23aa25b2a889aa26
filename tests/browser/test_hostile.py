"""What a document or a person writes is shown as text, whatever it holds."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.actions import ask
from tests.browser.served import (
    BIDI,
    HOSTILE,
    HOSTILE_TITLE,
    LONG_PARAGRAPH,
    LONG_WORD,
    MARKUP,
)

QUESTION = "<img src=x onerror=\"document.title='taken'\"> 量子豆腐的製法？ \u202e{count}"


def nothing_taken(page: Page) -> None:
    assert page.title() != "taken"
    assert (
        page.locator("main script:not([type='application/json']), main img, main style").count()
        == 0
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_hostile_document_in_the_reader(page: Page) -> None:
    page.goto(f"/documents/{HOSTILE}")
    shown = page.locator("#text").evaluate(
        """e => [...e.querySelectorAll('[data-start]')].map(b => b.lastChild.data)"""
    )
    assert shown == ["<b>第一章</b> 製法", MARKUP, BIDI, LONG_WORD, LONG_PARAGRAPH]
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE_TITLE)
    assert len(LONG_PARAGRAPH) > 50_000
    nothing_taken(page)
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_function("innerWidth === 360")
    nothing_taken(page)
    page.get_by_label("Find in the text").fill("第3199次")
    expect(page.locator(".find output")).to_have_text("1 of 1")


def test_hostile_question_and_passages_in_the_conversation(page: Page) -> None:
    page.goto("/")
    turn = ask(page, QUESTION)
    passage = turn.locator(".passage", has_text="先冷卻").first
    expect(passage.locator("[data-slot=title]")).to_have_text(HOSTILE_TITLE)
    expect(passage.locator("blockquote")).to_contain_text("<script>document.title='taken'</script>")
    nothing_taken(page)
    page.reload()
    expect(page.locator(".turn .question")).to_have_text(QUESTION)
    nothing_taken(page)


def test_hostile_question_that_the_server_renders(page: Page) -> None:
    page.goto("/")
    address = page.evaluate(
        "q => '/?q=' + encodeURIComponent(q) + '&section=<b>&document=\"x'", QUESTION
    )
    page.goto(address)
    expect(page.locator(".turn .question")).to_have_text(QUESTION)
    nothing_taken(page)


def test_data_for_the_script_cannot_end_its_element(page: Page) -> None:
    page.goto("/?q=%3C/script%3E%3Cscript%3Edocument.title='taken'%3C/script%3E量子豆腐")
    expect(page.locator(".turn")).to_have_count(1)
    nothing_taken(page)


def test_markup_assigned_by_script_is_an_error(browser: Browser, base: str) -> None:
    page = browser.new_page()
    page.goto(base)
    refused = page.evaluate(
        "() => { try { document.body.innerHTML = '<b>x</b>'; return false } catch { return true } }"
    )
    assert refused
    page.close()
