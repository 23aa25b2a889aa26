"""Readers are tested as they are without the extra that recognises pictures; `ocr/` with it."""

import pytest


@pytest.fixture(autouse=True)
def recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is not installed."""
    monkeypatch.setattr("corpus.readers.ocr.availability.find_spec", lambda name: None)
