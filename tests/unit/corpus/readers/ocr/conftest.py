"""Here the extra that recognises pictures is installed."""

import pytest


@pytest.fixture(autouse=True)
def recognition() -> None:
    """The extra is needed."""
    pytest.importorskip("rapidocr")
