"""What people do, in one line each."""

import re

from playwright.sync_api import Locator, Page, expect

SOUTH_KOREA = "南韓為什麼參與六方會談？"
LIGHTHOUSE = "When does the keeper trim the lamp?"


def ask(page: Page, question: str) -> Locator:
    """Ask, and wait for the answer; gives the new turn."""
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").last
    expect(turn.locator(".question")).to_have_text(question)
    expect(turn).not_to_have_attribute("data-status", "waiting", timeout=20_000)
    name = turn.get_attribute("id")
    # By its id: "the last one" would be another turn after the next question.
    return page.locator(f"[id='{name}']") if name else turn


def copied(page: Page, expected: str) -> str:
    """What the clipboard holds, once it matches; it is empty afterwards, for the next copying."""
    for _ in range(200):
        text: str = page.evaluate("navigator.clipboard.readText()")
        if re.search(expected, text, re.MULTILINE):
            page.evaluate("navigator.clipboard.writeText('')")
            return text
        page.wait_for_timeout(50)
    raise AssertionError(f"the clipboard holds {text!r}, which has no {expected!r}")


def select(page: Page, selector: str, start: int, end: int) -> None:
    """Select from `start` to `end` UTF-16 units of an element's last text node."""
    page.locator(selector).evaluate(
        """(element, [start, end]) => {
            const node = element.lastChild;
            getSelection().setBaseAndExtent(node, start, node, end);
        }""",
        [start, end],
    )
