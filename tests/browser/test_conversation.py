import re
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.actions import LIGHTHOUSE, SOUTH_KOREA, Held, ask, copied
from tests.browser.conftest import NewContext
from tests.browser.served import NOTES, THESIS


@pytest.mark.parametrize(
    "question",
    [
        SOUTH_KOREA,
        "韩国为什么参加六方会谈？",
        "Why did South Korea take part in the Six-Party Talks?",
    ],
    ids=["zh-Hant", "zh-Hans", "en"],
)
def test_question_in_each_script_is_answered_with_the_passage_in_its_own(
    page: Page, question: str
) -> None:
    page.goto("/")
    turn = ask(page, question)
    # Which rank it has is the evaluation's business; here it must be shown, and shown well.
    passage = turn.locator(".passage", has_text="南韓在朝核危機主要考慮到")
    expect(passage).to_have_count(1)
    expect(passage.locator("blockquote")).to_have_attribute("lang", "zh-Hant")
    expect(passage.locator("mark").first).to_be_visible()
    expect(passage.locator(".where")).to_contain_text(
        "第陸章 結論 › 第一節 研究回顧與成果 · para. 7"
    )
    expect(passage.locator(".tag").first).to_have_text("Traditional Chinese")
    expect(turn.locator(".status strong")).to_be_visible()


def test_each_status_has_its_word_and_sign(page: Page) -> None:
    page.goto("/")
    signs = {}
    for status in ("answered", "weak", "no_answer"):
        page.route("**/v1/ask", partial(answer_with, status))
        turn = ask(page, f"{SOUTH_KOREA} {status}")
        words = turn.locator(".status strong").inner_text()
        sign = turn.locator(".sign").evaluate("e => getComputedStyle(e, '::before').content")
        signs[status] = (words, sign)
        page.unroute("**/v1/ask")
    assert signs == {
        "answered": ("The texts answer this", '"✓ "'),
        "weak": ("The texts may answer this", '"? "'),
        "no_answer": ("Not in the texts", '"∅ "'),
    }
    expect(
        page.locator(".turn").last.get_by_role("heading", name="Related passages")
    ).to_be_visible()


def answer_with(status: str, route: Route) -> None:
    """The server's own answer, with another status."""
    body = route.fetch().json()
    shown = body["passages"] or body["related"]
    body |= {"status": status, "passages": shown, "related": []}
    if status == "no_answer":
        body |= {"passages": [], "related": shown[:3]}
    route.fulfill(json=body)


def test_examples_come_from_the_library_and_can_be_asked(page: Page) -> None:
    page.goto("/")
    examples = page.locator(".examples a")
    expect(examples).to_have_count(3)
    assert examples.evaluate_all("links => links.map(link => link.lang)") == [
        "zh-Hant",
        "zh-Hans",
        "en",
    ]
    chosen = examples.nth(1).inner_text()
    examples.nth(1).click()
    expect(page.locator(".turn .question")).to_have_text(chosen)
    expect(page.locator(".passage").first).to_be_visible()


def test_why_this_passage_is_folded_away_and_names_the_words(page: Page) -> None:
    page.goto("/")
    passage = ask(page, SOUTH_KOREA).locator(".passage").first
    why = passage.locator("details.why")
    expect(why.locator("ul")).to_be_hidden()
    why.locator("summary").click()
    expect(why.locator("li", has_text="南韓").first).to_be_visible()
    expect(why.locator("meter")).not_to_have_count(0)


def test_translations_of_words_that_say_little_are_not_listed(page: Page) -> None:
    page.goto("/")
    turn = ask(page, "Why did South Korea take part in the Six-Party Talks?")
    why = turn.locator(".passage", has_text="南韓在朝核危機主要考慮到").locator("details.why")
    why.locator("summary").click()
    expect(why.locator("li", has_text="South Korea → 南韓")).to_be_visible()
    expect(why.locator("li", has_text="the →")).to_have_count(0)


def test_citation_of_a_passage_is_copied_in_the_chosen_style(page: Page) -> None:
    page.clock.install()
    page.goto("/")
    passage = ask(page, SOUTH_KOREA).locator(".passage").first
    page.clock.pause_at(datetime.now() + timedelta(hours=1))  # what is said stays to be seen
    marks = passage.locator("mark").evaluate_all("marks => marks.map(m => m.lastChild.data)")
    for style, expected in {
        "GB/T 7714-2025": r"\[D\].*第一節 研究回顧與成果，第 7 段\.$",
        "APA 7": r"無日期，第陸章 結論",
        "Chicago": r"n\.d\.",
        "BibTeX": r"^@misc\{nsc-thesis-ch6,",
        "RIS": r"^TY  - THES",
        "CSL-JSON": r'"id": "nsc-thesis-ch6"',
    }.items():
        passage.locator(".menu summary").click()
        passage.get_by_role("button", name=f"Copy citation: {style}", exact=True).click()
        expect(page.locator("#toast")).to_be_visible()
        text = copied(page, expected)
        assert [mark for mark in marks if mark in text]
        page.clock.run_for(5000)
        expect(page.locator("#toast")).to_be_hidden()


def test_follow_up_stays_in_the_scope_and_names_what_it_follows(page: Page) -> None:
    page.goto("/")
    turn = ask(page, SOUTH_KOREA)
    turn.locator(".passage").first.get_by_role("button", name="Ask within this section").click()
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#following")).to_contain_text(SOUTH_KOREA)
    with page.expect_request("**/v1/ask") as sent:
        second = ask(page, "日本呢？日本考慮什麼？")
    body = sent.value.post_data_json or {}
    assert body["filters"] == {"documents": [THESIS], "section": "第一節 研究回顧與成果"}
    expect(second.locator(".follows")).to_have_text(f"Following: {SOUTH_KOREA}")
    expect(page.locator("#following")).to_be_hidden()
    expect(page.locator(".turn")).to_have_count(2)


def test_edit_and_ask_again(page: Page) -> None:
    page.goto("/")
    turn = ask(page, SOUTH_KOREA)
    turn.get_by_role("button", name="Edit and ask again").click()
    expect(page.locator("#question")).to_have_value(SOUTH_KOREA)
    expect(page.locator("#question")).to_be_focused()
    ask(page, "日本為什麼參與六方會談？")
    turn.get_by_role("button", name="Ask again", exact=True).click()
    expect(page.locator(".turn")).to_have_count(3)
    expect(page.locator(".turn .question").last).to_have_text(SOUTH_KOREA)


def test_link_to_an_answer_opens_it_elsewhere_with_its_scope(
    page: Page, new_context: NewContext
) -> None:
    page.goto("/")
    page.locator("#filters > summary").click()
    page.get_by_label("Notes on lighthouses").check()
    turn = ask(page, LIGHTHOUSE)
    turn.get_by_role("button", name="Copy link").click()
    link = copied(page, r"\?q=")
    other = new_context().new_page()
    other.goto(link)
    expect(other.locator(".turn .question")).to_have_text(LIGHTHOUSE)
    expect(other.locator(".turn .scope")).to_have_text("Notes on lighthouses")
    assert set(
        other.locator(".passage").evaluate_all("all => all.map(e => e.dataset.document)")
    ) == {NOTES}
    # Opened again, it is the same turn and no second one.
    other.reload()
    expect(other.locator(".turn")).to_have_count(1)
    other.goto("/")
    expect(other.locator(".turn .question")).to_have_text(LIGHTHOUSE)


def test_history_stays_in_this_browser_until_it_is_erased(
    page: Page, new_context: NewContext
) -> None:
    page.goto("/")
    ask(page, SOUTH_KOREA)
    ask(page, LIGHTHOUSE)
    page.reload()
    expect(page.locator(".turn .question")).to_have_text([SOUTH_KOREA, LIGHTHOUSE])
    stranger = new_context().new_page()
    stranger.goto("/")
    expect(stranger.locator(".turn")).to_have_count(0)
    page.locator(".turn").first.get_by_role("button", name="Remove").click()
    expect(page.locator(".turn .question")).to_have_text([LIGHTHOUSE])
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="Erase history").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".turn")).to_have_count(1)
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("button", name="Erase history").click()
    page.get_by_role("button", name="Erase", exact=True).click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()
    page.reload()
    expect(page.locator(".turn")).to_have_count(0)
    kept = page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('wenju:turn'))")
    assert kept == []


def test_two_tabs_share_one_history_and_lose_nothing(page: Page) -> None:
    page.goto("/")
    other = page.context.new_page()
    other.goto("/")
    ask(page, SOUTH_KOREA)
    expect(other.locator(".turn .question")).to_have_text([SOUTH_KOREA])
    ask(other, LIGHTHOUSE)
    for tab in (page, other):
        expect(tab.locator(".turn .question")).to_have_text([SOUTH_KOREA, LIGHTHOUSE])
    other.locator(".turn").first.get_by_role("button", name="Remove").click()
    expect(page.locator(".turn .question")).to_have_text([LIGHTHOUSE])


def test_export_is_markdown_with_the_citations(page: Page, tmp_path: Path) -> None:
    page.goto("/")
    turn = ask(page, SOUTH_KOREA)
    citation = turn.locator("[data-slot=citation]").first.evaluate("e => e.textContent")
    passage = turn.locator("blockquote").first.evaluate(
        "e => [...e.childNodes].map(n => n.nodeType === 3 ? n.data : n.lastChild.data).join('')"
    )
    page.get_by_text("Menu", exact=True).click()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Export Markdown").click()
    assert re.fullmatch(r"wenju-\d{4}-\d\d-\d\d\.md", downloading.value.suggested_filename)
    downloading.value.save_as(tmp_path / "export.md")
    exported = (tmp_path / "export.md").read_text(encoding="utf-8")
    assert f"## {SOUTH_KOREA}" in exported
    assert f"> {passage}" in exported
    assert f"/documents/{THESIS}?at=" in exported
    unescaped = exported.replace("\\", "").replace("  \n", "\n")
    assert citation in unescaped


def test_filters_narrow_the_answer(page: Page) -> None:
    page.goto("/")
    page.locator("#filters > summary").click()
    page.get_by_label("English", exact=True).check()
    page.get_by_label("Section title contains").fill("2 Lamps")
    expect(page.locator("#scope")).to_have_text("English · 2 Lamps")
    turn = ask(page, "What did the lamp burn?")
    expect(turn.locator(".passage").first).to_contain_text("whale oil")
    for where in turn.locator("[data-slot=where]").all_inner_texts():
        assert where.startswith("2 Lamps")
    page.get_by_role("button", name="Clear scope").click()
    expect(page.locator("#scope")).to_have_text("all texts")


def test_waiting_shows_progress_and_can_be_stopped(page: Page) -> None:
    page.goto("/")
    Held(page)
    page.locator("#question").fill(SOUTH_KOREA)
    page.keyboard.press("Enter")
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator("#said")).to_have_text("Searching the texts…")
    expect(page.locator(".waiting")).to_contain_text("Still searching")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#question")).to_have_value(SOUTH_KOREA)
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#said")).to_have_text("Stopped.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".turn")).to_have_count(0)


def test_enter_that_chooses_a_word_in_an_input_method_does_not_send(page: Page) -> None:
    page.goto("/")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "/v1/ask" in request.url else None)
    page.locator("#question").fill("南韓")
    page.locator("#question").evaluate(
        "e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    page.keyboard.press("Shift+Enter")
    expect(page.locator("#question")).to_have_value("南韓\n")
    expect(page.locator(".turn")).to_have_count(0)
    assert asked == []


def test_language_and_theme_are_switched_and_remembered(page: Page) -> None:
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="简体中文").click()
    expect(page.get_by_role("button", name="提问")).to_be_visible()
    expect(page).not_to_have_url(re.compile("lang="))
    page.wait_for_load_state()
    ask(page, SOUTH_KOREA)
    expect(page.locator("blockquote").first).to_contain_text("南韓")  # the source stays as it is
    page.goto("/documents/nsc-thesis-ch6")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.get_by_text("菜单", exact=True).click()
    page.get_by_label("深色").check()
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    background = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    assert background == "rgb(23, 25, 28)"


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-CN", "zh-Hans"),
        ("en-US", "en"),
        ("fr-FR", "zh-Hant"),
    ],
)
def test_language_of_the_page_follows_the_browser(
    new_context: NewContext, locale: str, language: str
) -> None:
    page = new_context(locale=locale).new_page()
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", language)
