"""`python -m tests.browser.screenshots`: pictures of the page for docs/screenshots/.

Each is taken of a real server over the shipped text alone, in a window as people have them.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from service.http.app import create_app
from service.settings import Settings
from service.wiring import ensure_index
from tests.browser.actions import SOUTH_KOREA, ask, select
from tests.browser.chromium import find_chromium
from tests.browser.conftest import ARGUMENTS
from tests.browser.served import serve
from tests.browser.test_failures import json_503

TARGET = Path(__file__).parents[2] / "docs" / "screenshots"
RUSSIA = "Why did Russia take part in the Six-Party Talks?"
JAPAN = "日本处理朝核问题时需要考虑哪些因素？"
ELSEWHERE = "量子電腦的原理是什麼？"


def conversation(page: Page) -> None:
    ask(page, SOUTH_KOREA)


def conversation_in_english(page: Page) -> None:
    turn = ask(page, RUSSIA)
    turn.locator(".citation summary").first.click()


def conversation_in_simplified(page: Page) -> None:
    ask(page, JAPAN)


def not_in_the_texts(page: Page) -> None:
    ask(page, ELSEWHERE)


def explained(page: Page) -> None:
    turn = ask(page, SOUTH_KOREA)
    turn.locator(".citation summary").first.click()
    turn.locator(".why summary").first.click()


def citing(page: Page) -> None:
    ask(page, SOUTH_KOREA).locator(".passage .menu summary").first.click()


def reader(page: Page) -> None:
    turn = ask(page, SOUTH_KOREA)
    turn.locator("[data-slot=open]").first.click()
    expect(page.locator("#at")).to_be_in_viewport()


def reader_from_the_top(page: Page) -> None:
    page.locator(".library a").first.click()
    select(page, "#p-8", 0, 30)
    expect(page.locator("#selection")).to_be_visible()


def error(page: Page) -> None:
    page.route("**/v1/ask", json_503)
    ask(page, SOUTH_KOREA)


def scope(page: Page) -> None:
    page.locator("#filters > summary").click()


def empty(page: Page) -> None:
    """The page as it opens."""


WIDE = {"viewport": {"width": 1280, "height": 900}}
NARROW = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2}

# name: what is done, in which language, in which window
PICTURES: dict[str, tuple[Callable[[Page], None], str, dict[str, Any]]] = {
    "empty-zh-Hant": (empty, "zh-TW", WIDE),
    "empty-zh-Hans": (empty, "zh-CN", WIDE),
    "empty-en": (empty, "en-GB", WIDE),
    "conversation-zh-Hant": (conversation, "zh-TW", WIDE),
    "conversation-zh-Hans": (conversation_in_simplified, "zh-CN", WIDE),
    "conversation-en": (conversation_in_english, "en-GB", WIDE),
    "conversation-dark": (conversation, "zh-TW", {**WIDE, "color_scheme": "dark"}),
    "conversation-narrow": (conversation, "zh-TW", NARROW),
    "citing": (citing, "zh-TW", WIDE),
    "explained": (explained, "zh-TW", WIDE),
    "scope": (scope, "en-GB", WIDE),
    "not-in-the-texts": (not_in_the_texts, "zh-TW", WIDE),
    "error": (error, "en-GB", WIDE),
    "reader": (reader, "zh-TW", WIDE),
    "reader-selection": (reader_from_the_top, "en-GB", WIDE),
    "reader-dark": (reader, "zh-CN", {**WIDE, "color_scheme": "dark"}),
    "reader-narrow": (reader, "en-GB", NARROW),
}


def take(browser: Browser, address: str, name: str) -> None:
    """One picture, in a profile of its own."""
    act, locale, window = PICTURES[name]
    context = browser.new_context(
        base_url=address, locale=locale, reduced_motion="reduce", **window
    )
    page = context.new_page()
    page.goto("/")
    act(page)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)
    page.screenshot(path=TARGET / f"{name}.png")
    context.close()


def main() -> None:
    """Take the pictures that are named, or all."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        settings = Settings(home=Path(home), _env_file=None)
        ensure_index(settings)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        with serve(create_app(settings)) as address:
            for name in sys.argv[1:] or PICTURES:
                take(browser, address, name)
                sys.stdout.write(f"{(TARGET / name).with_suffix('.png')}\n")
        browser.close()


if __name__ == "__main__":
    main()
