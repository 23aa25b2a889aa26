"""The words of the page in its three languages, and which of them a visitor gets.

`service/page/locales/` holds one flat JSON file per language. Only the page is translated: the
text of the sources is shown as it is.
"""

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache

from service.shipped import PAGE

LANGUAGES: Mapping[str, str] = {"zh-Hant": "繁體中文", "zh-Hans": "简体中文", "en": "English"}
TRADITIONAL_REGIONS = {"tw", "hk", "mo", "hant"}


@cache
def strings(language: str) -> Mapping[str, str]:
    """Every string of the page in one language."""
    read: Mapping[str, str] = json.loads(
        (PAGE / "locales" / f"{language}.json").read_text(encoding="utf-8")
    )
    return read


@lru_cache(maxsize=1)
def script_strings() -> list[str]:
    """The keys that the modules use: `t("key")`, and all of a family for `family_${…}`."""
    modules = "".join(path.read_text(encoding="utf-8") for path in sorted(PAGE.glob("*.js")))
    families = tuple(re.findall(r"`(\w+_)\$\{", modules))
    named = set(re.findall(r'"([\w-]+)"', modules))
    named.update(LANGUAGES)
    return [key for key in strings("en") if key in named or key.startswith(families)]


def choose_language(asked: str | None, remembered: str | None, accepted: str | None) -> str:
    """What was asked for, else what was chosen before, else what the browser prefers."""
    for wanted in (asked, remembered):
        if wanted is not None and wanted in LANGUAGES:
            return wanted
    for tag in _by_preference(accepted or ""):
        parts = set(tag.lower().split("-"))
        if "zh" in parts:
            return "zh-Hant" if parts & TRADITIONAL_REGIONS else "zh-Hans"
        if "en" in parts:
            return "en"
    return "zh-Hant"


def _by_preference(accepted: str) -> list[str]:
    """The tags of an Accept-Language header, most wanted first."""
    weighed = []
    for item in accepted.split(","):
        tag, _, parameters = item.strip().partition(";")
        weight = parameters.strip().removeprefix("q=")
        try:
            weighed.append((float(weight) if weight else 1.0, tag))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0]
