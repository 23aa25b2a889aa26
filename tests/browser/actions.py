"""What people do, in one line each."""

import re

from playwright.sync_api import Locator, Page, Route, expect

from tests.steady import PATIENCE

SOUTH_KOREA = "南韓為什麼參與六方會談？"
LIGHTHOUSE = "When does the keeper trim the lamp?"


def ask(page: Page, question: str) -> Locator:
    """Ask, and wait for the answer; gives the new turn."""
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").last
    expect(turn.locator(".question")).to_have_text(question)
    expect(turn).not_to_have_attribute("data-status", "waiting")
    name = turn.get_attribute("id")
    # By its id: "the last one" would be another turn after the next question.
    return page.locator(f"[id='{name}']") if name else turn


class Held:
    """The questions of a page, held back on their way: what shows meanwhile stays to be seen."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._routes: list[Route] = []
        page.route("**/v1/ask", lambda route: self._routes.append(route))

    def let_go(self) -> None:
        """Send the next one on; it may be said in the page before it is sent."""
        for _ in range(round(PATIENCE / 0.02)):
            if self._routes:
                self._routes.pop(0).continue_()
                return
            self._page.wait_for_timeout(20)
        raise AssertionError("no question was sent")


def open_source(page: Page, link: Locator) -> None:
    """Follow a link into the reader; its script has run when this returns."""
    link.click()
    page.wait_for_url("**/documents/**")


def copied(page: Page, expected: str) -> str:
    """What the clipboard holds, once it matches; it is empty afterwards, for the next copying."""
    for _ in range(round(PATIENCE / 0.05)):
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
