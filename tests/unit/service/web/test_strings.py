import re
from string import Formatter
from typing import get_args, get_type_hints

import pytest

from index.query.terms import Alternative
from index.ranking.features import LEGS
from service.shipped import PAGE
from service.web.strings import LANGUAGES, choose_language, script_strings, strings

PLACEHOLDERS = Formatter()


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in PLACEHOLDERS.parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_missing_or_empty_in_any_language(language: str) -> None:
    assert list(strings(language)) == list(strings("en"))
    assert all(text.strip() for text in strings(language).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fills_in_the_same_names(language: str) -> None:
    for key, text in strings(language).items():
        assert placeholders(text) == placeholders(strings("en")[key]), key


def test_scripts_of_the_languages_are_not_mixed() -> None:
    traditional, simplified = (
        "".join(strings("zh-Hant").values()),
        "".join(strings("zh-Hans").values()),
    )
    assert not set("问据页读简体发连复历") & set(traditional)
    assert not set("問據頁讀簡體發連複歷") & set(simplified)
    # Taiwan's words, not the mainland's in other letters.
    assert not re.search("菜單|鏈接|導出|服務器|文檔|界面", traditional)
    assert not re.search("选单|连结|汇出|伺服器|介面", simplified)


def test_every_string_that_a_template_names_exists() -> None:
    for template in (PAGE / "templates").glob("*.html"):
        named = re.findall(r"\bt\.(\w+)", template.read_text(encoding="utf-8"))
        assert set(named) - {"format", "get"} <= set(strings("en")), template.name


def test_every_string_that_a_module_names_exists_and_is_sent_to_it() -> None:
    for module in PAGE.glob("*.js"):
        for key in re.findall(r'\bt\("([\w-]+)"', module.read_text(encoding="utf-8")):
            assert key in script_strings(), f"{module.name}: {key}"


def test_every_part_of_a_score_and_every_origin_of_a_word_has_its_name() -> None:
    origins = get_args(get_type_hints(Alternative)["origin"])
    assert {f"why_{name}" for name in (*LEGS, *origins) if name != "same"} <= set(strings("en"))


def test_no_string_is_kept_that_nothing_shows() -> None:
    sources = [
        *PAGE.glob("*.js"),
        *(PAGE / "templates").glob("*.html"),
        *PAGE.parent.glob("web/*.py"),
    ]
    everything = "".join(path.read_text(encoding="utf-8") for path in sources)
    families = (
        "error_", "status_", "score_", "why_", "theme_", "kind_", "doubt_", *LANGUAGES,
    )  # fmt: skip
    unused = [
        key
        for key in strings("en")
        if not key.startswith(families) and not re.search(rf'\bt\.{key}\b|"{key}"', everything)
    ]
    assert unused == []


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "expected"),
    [
        ("en", "zh-Hans", "zh-TW", "en"),
        (None, "zh-Hans", "zh-TW", "zh-Hans"),
        ("xx", "yy", "en-US,en;q=0.9", "en"),
        (None, None, "fr;q=0.9, zh-CN;q=0.8, en;q=0.7", "zh-Hans"),
        (None, None, "en;q=0.1, zh-Hant-HK", "zh-Hant"),
        (None, None, "zh", "zh-Hans"),
        (None, None, "en;q=nonsense, zh-TW;q=0", "zh-Hant"),
        (None, None, None, "zh-Hant"),
    ],
)
def test_language_is_the_one_asked_for_remembered_or_preferred(
    asked: str | None, remembered: str | None, accepted: str | None, expected: str
) -> None:
    assert choose_language(asked, remembered, accepted) == expected
