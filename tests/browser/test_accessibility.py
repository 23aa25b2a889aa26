"""axe on every view, the keyboard alone, every width, print, and what is said aloud."""

from collections.abc import Callable
from functools import partial
from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect

from tests.browser.actions import LIGHTHOUSE, SOUTH_KOREA, Held, ask, open_source
from tests.browser.conftest import NewContext
from tests.browser.served import THESIS
from tests.browser.test_conversation import answer_with
from tests.browser.test_failures import html_500

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def empty(page: Page) -> None:
    page.goto("/")
    page.locator("#filters > summary").click()


def answered(page: Page) -> None:
    page.goto("/")
    passage = ask(page, SOUTH_KOREA).locator(".passage").first
    for folded in (".why", ".citation", ".menu"):  # the menu last: it covers what is below it
        passage.locator(f"{folded} summary").click()


def not_answered(page: Page) -> None:
    page.goto("/")
    page.route("**/v1/ask", partial(answer_with, "no_answer"))
    ask(page, SOUTH_KOREA).get_by_role("button", name="Follow up").click()


def waiting(page: Page) -> None:
    page.goto("/")
    Held(page)
    page.locator("#question").fill(SOUTH_KOREA)
    page.keyboard.press("Enter")
    expect(page.get_by_role("progressbar")).to_be_visible()


def failed(page: Page) -> None:
    page.goto("/")
    page.route("**/v1/ask", html_500)
    ask(page, SOUTH_KOREA)


def menu(page: Page) -> None:
    page.goto("/")
    page.locator(".top .menu summary").click()


def keyboard_help(page: Page) -> None:
    menu(page)
    page.get_by_role("button", name="Keyboard").click()


def reader(page: Page) -> None:
    page.goto("/")
    open_source(page, ask(page, SOUTH_KOREA).get_by_role("link", name="Open in source").first)
    page.get_by_label("Find in the text").fill("新安全觀")


def problem(page: Page) -> None:
    page.goto("/documents/nothing-here")


VIEWS = [empty, answered, not_answered, waiting, failed, menu, keyboard_help, reader, problem]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_axe_finds_no_violation(
    new_context: NewContext, view: Callable[[Page], None], theme: str
) -> None:
    page = new_context(color_scheme=theme, reduced_motion="reduce").new_page()
    view(page)
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize("width", [360, 768, 1280, 3840])
@pytest.mark.parametrize("view", [empty, answered, reader], ids=lambda view: view.__name__)
def test_nothing_is_wider_than_the_window(
    new_context: NewContext, view: Callable[[Page], None], width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    view(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator("#question, #text").first.bounding_box()
    assert box is not None
    assert box["width"] > 150


@pytest.mark.parametrize("view", [answered, reader], ids=lambda view: view.__name__)
def test_text_at_twice_its_size_still_fits(
    new_context: NewContext, view: Callable[[Page], None]
) -> None:
    page = new_context(viewport={"width": 1280, "height": 800}).new_page()
    view(page)
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    page.evaluate("[...document.querySelectorAll('details.menu')].forEach(d => d.open = false)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    cut = page.evaluate(
        """[...document.querySelectorAll('button, .tag, a, h1:not(.unseen), h2, h3')]
             .filter(e => e.checkVisibility() && getComputedStyle(e).overflow === 'hidden')
             .map(e => e.outerHTML)"""
    )
    assert cut == []


def test_keyboard_alone_asks_reads_cites_and_comes_back(page: Page) -> None:
    page.goto(f"/documents/{THESIS}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.goto("/")
    page.keyboard.press("Alt+q")
    page.keyboard.type("Why did South Korea take part?")
    page.keyboard.press("Enter")
    expect(page.locator(".passage").first).to_be_visible()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".passage").first).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".passage").nth(1)).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Open in source").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="APA 7").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#toast")).to_have_text("Copied.")
    page.locator(".passage").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    # The browser puts the focus there before the script has run.
    page.wait_for_url("**/documents/**")
    expect(page.locator("#at")).to_be_focused()
    page.keyboard.press("Alt+q")
    expect(page.get_by_label("Find in the text")).to_be_focused()


def test_menu_closes_with_escape_and_gives_the_focus_back(page: Page) -> None:
    menu(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".top .menu ul")).to_be_hidden()
    expect(page.locator(".top .menu summary")).to_be_focused()


@pytest.mark.parametrize("view", [empty, answered, reader], ids=lambda view: view.__name__)
def test_whatever_has_the_focus_shows_it(page: Page, view: Callable[[Page], None]) -> None:
    view(page)
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    for _ in range(30):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e);
                       return e === document.body || s.outlineStyle !== 'none' || e.id === 'at'
                           || e.matches('input[type=checkbox], input[type=radio]') || e.outerHTML; }"""
        )
        assert shown is True


def test_answers_are_announced(page: Page) -> None:
    page.goto("/")
    held = Held(page)
    said = page.locator("#said")
    expect(said).to_have_attribute("aria-live", "polite")
    page.locator("#question").fill(LIGHTHOUSE)
    page.keyboard.press("Enter")
    expect(said).to_have_text("Searching the texts…")
    held.let_go()
    expect(page.locator(".passage").first).to_be_visible()
    count = page.locator(".passage").count()
    status = page.locator(".status strong").inner_text()
    shown = count if page.locator("[data-slot=related]").is_hidden() else 0
    expect(said).to_have_text(f"{status}. {shown} passages.")


@pytest.mark.parametrize("view", [answered, reader], ids=lambda view: view.__name__)
def test_every_chinese_text_says_its_language(page: Page, view: Callable[[Page], None]) -> None:
    view(page)
    unsaid = page.evaluate(
        r"""() => [...document.querySelectorAll('main *')]
              .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && /\p{Script=Han}/u.test(n.data)))
              .filter(e => e.closest('[lang]').lang === 'en' && !e.closest('script, template, datalist'))
              .map(e => e.outerHTML.slice(0, 200))"""
    )
    assert [each for each in unsaid if "→" not in each and "<li>" not in each] == []
    assert page.locator("html").get_attribute("lang") == "en"


def test_print_shows_text_and_citations_but_no_controls(page: Page) -> None:
    page.goto("/")
    turn = ask(page, SOUTH_KOREA)
    page.emulate_media(media="print")
    expect(turn.locator("blockquote").first).to_be_visible()
    expect(turn.locator(".citation p").first).to_be_visible()
    for control in ("#ask", ".top", ".tools >> nth=0"):
        expect(page.locator(control)).to_be_hidden()
    page.goto(f"/documents/{THESIS}")
    expect(page.locator("#text")).to_be_visible()
    expect(page.locator(".bar")).to_be_hidden()


def test_motion_is_reduced_on_request(new_context: NewContext) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    page.goto("/")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => getComputedStyle(e).transitionDuration !== '0s').length"
    )
    assert moving == 0
