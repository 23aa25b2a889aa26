"""One Chromium and one real server for all browser tests; a fresh profile for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.chromium import find_chromium
from tests.browser.served import application, serve

ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What the browser itself says of an answer that is an error; the tests for that expect it.
EXPECTED = "Failed to load resource"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


# Long enough for a machine that does other work too.
expect.set_options(timeout=60_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=executable, args=ARGUMENTS, timeout=120_000
        )
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(application(tmp_path_factory.mktemp("home"))) as address:
        yield address


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(browser: Browser, base: str) -> Iterator[NewContext]:
    """Makes contexts in English at `base`; at the end, nothing may have gone wrong in any page."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def make(**options: Any) -> BrowserContext:  # noqa: ANN401  (Playwright's own options)
        context = browser.new_context(**{"base_url": base, "locale": "en-GB", **options})
        context.set_default_timeout(60_000)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base)
        contexts.append(context)

        def heard(page: Page) -> None:
            page.on("pageerror", lambda error: trouble.append(f"page error: {error}"))
            page.on("console", lambda message: note(message.type, message.text))
            page.on("request", lambda request: visited(request.url))

        context.on("page", heard)
        return context

    def note(kind: str, text: str) -> None:
        if kind in ("error", "warning") and not text.startswith(EXPECTED):
            trouble.append(f"console {kind}: {text}")

    def visited(url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "blob:", "data:")):
            trouble.append(f"went to another host: {url}")

    yield make
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.fixture
def page(new_context: NewContext) -> Page:
    return new_context(viewport={"width": 1280, "height": 900}).new_page()
