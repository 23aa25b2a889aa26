"""Each setting is written down for people, with the default that it has."""

import re

import pytest

from service.settings import Settings
from tests.project import ROOT

DOCUMENTED = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
FIELDS = Settings.model_fields
UNSET = "unset"


def default_of(field: str) -> str:
    """A setting's default as the documents write it."""
    default = FIELDS[field].default
    return UNSET if default is None else str(default)


@pytest.mark.parametrize("field", FIELDS)
def test_a_setting_is_documented_with_its_default(field: str) -> None:
    row = re.search(rf"^\| `WENJU_{field.upper()}` \| `?(.*?)`? \| (.+) \|$", DOCUMENTED, re.M)
    assert row, f"docs/settings.md has no row for WENJU_{field.upper()}"
    assert row[1] == default_of(field)


@pytest.mark.parametrize("field", FIELDS)
def test_a_settings_bounds_are_documented(field: str) -> None:
    row = re.search(rf"^\| `WENJU_{field.upper()}` .*$", DOCUMENTED, re.M)
    bounds = [
        getattr(limit, side)
        for limit in FIELDS[field].metadata
        for side in ("ge", "le")
        if getattr(limit, side, None) is not None
    ]
    assert row
    if field != "port":  # everybody knows what a port is
        assert [bound for bound in bounds if not re.search(rf"\b{bound}\b", row[0])] == []


def test_the_example_file_shows_every_setting_with_its_default() -> None:
    shown = dict(re.findall(r"^# (WENJU_\w+)=(.*)$", EXAMPLE, re.M))
    expected = {f"WENJU_{field.upper()}": default_of(field).replace(UNSET, "") for field in FIELDS}
    assert shown == expected


def test_the_example_file_changes_nothing_as_it_is() -> None:
    lines = [line for line in EXAMPLE.splitlines() if line and not line.startswith("#")]
    assert lines == []


def test_no_setting_is_documented_that_does_not_exist() -> None:
    names = {f"WENJU_{field.upper()}" for field in FIELDS}
    for path in [ROOT / "README.md", ROOT / "Dockerfile", *(ROOT / "docs").rglob("*.md")]:
        mentioned = set(re.findall(r"WENJU_[A-Z_]+", path.read_text(encoding="utf-8")))
        assert mentioned - names == set(), path.name
