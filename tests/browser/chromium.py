"""Which Chromium the browser tests drive; `python -m tests.browser.chromium` tries and names it.

The one that CHROMIUM names, else the system's, else the one that Playwright downloaded.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


class ChromiumMissing(Exception):
    """There is no Chromium to drive."""

    def __init__(self, named: str | None) -> None:
        missing = (
            f"CHROMIUM names {named!r}, which is no program" if named else "there is none here"
        )
        super().__init__(
            f"the browser tests need a Chromium and {missing}; `make browser` installs one, "
            '`pytest -m "not browser"` runs the other tests'
        )


def find_chromium() -> str:
    """The path of a Chromium.

    Raises:
        ChromiumMissing: says how to get one.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
    else:
        found = next(filter(None, map(shutil.which, NAMES)), None) or _playwrights_own()
    if found is None:
        raise ChromiumMissing(named)
    return found


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def launched_version() -> str:
    """Start that Chromium once, as the tests will, and give its version.

    A path says little: what a program needs besides itself shows when it runs.
    """
    from tests.browser.conftest import ARGUMENTS

    executable = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        version = browser.version
        browser.close()
    return f"{executable} {version}"


if __name__ == "__main__":
    try:
        sys.stdout.write(launched_version() + "\n")
    except ChromiumMissing as error:
        sys.exit(str(error))
