"""A bibliographic record made ready for a style: in its language, with what the style asks for.

Records stay as they are stored (missing fields stay missing); what a style prints for a missing
field is decided here, on a copy.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal

from corpus.characters import HAN

Script = Literal["zh-TW", "zh-CN", "en-US"]

_CHINESE = re.compile(f"[{HAN}]")
TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")

# GB/T 7714-2015, 8.4: what stands, in brackets, for a place, publisher or year not known.
GB_UNKNOWN: Mapping[Script, tuple[str, str, str]] = {
    "zh-TW": ("[出版地不詳]", "[出版者不詳]", "[出版年不詳]"),
    "zh-CN": ("[出版地不详]", "[出版者不详]", "[出版年不详]"),
    "en-US": ("[S.l.]", "[s.n.]", "[n.d.]"),
}
PAGES = re.compile(r"[\d\s,–-]+")
"""What a locator of page numbers alone is written with."""

GB_PUBLISHED = ("book", "chapter", "thesis", "report", "paper-conference", "document")


def locale_of(record: Mapping[str, Any], language: str | None) -> Script:
    """The language in which the words around the record are printed: the record's own.

    `language` serves where the record names none, as the language of the text itself.
    """
    tag = str(record.get("language") or language or "").lower()
    if tag.startswith(TRADITIONAL):
        return "zh-TW"
    if tag.startswith("zh"):
        return "zh-CN"
    if not tag and _CHINESE.search(str(record.get("title", ""))):
        return "zh-TW"
    return "en-US"


def is_chinese(locale: Script) -> bool:
    """Whether the words are Chinese, in either script."""
    return locale != "en-US"


def for_gb(record: Mapping[str, Any], locale: Script) -> dict[str, Any]:
    """GB/T 7714: edition as `2版`; place, publisher and year named as unknown, in brackets."""
    ready = _with_whole_names(record)
    if is_chinese(locale) and str(ready.get("edition", "")).isdigit():
        ready["edition"] = f"{ready['edition']}版"
    online = "URL" in ready or "DOI" in ready
    if ready.get("type") in GB_PUBLISHED and not online:
        place, publisher, year = GB_UNKNOWN[locale]
        ready.setdefault("publisher-place", place)
        ready.setdefault("publisher", publisher)
        if not _has_date(ready):
            ready["issued"] = {"literal": year}
    return ready


def for_apa(record: Mapping[str, Any], locale: Script) -> dict[str, Any]:
    """APA 7: edition as `第2版` in Chinese; the style itself says `n.d.` or 無日期."""
    ready = _with_whole_names(record)
    if is_chinese(locale) and str(ready.get("edition", "")).isdigit():
        ready["edition"] = f"第{ready['edition']}版"
    return ready


def for_chicago(record: Mapping[str, Any], locale: Script) -> dict[str, Any]:
    """Chicago notes: an unknown year is `n.d.`."""
    ready = _with_whole_names(record)
    if not _has_date(ready):
        ready["issued"] = {"literal": "n.d."}
    return ready


def _has_date(record: Mapping[str, Any]) -> bool:
    issued = record.get("issued") or {}
    return bool(issued.get("date-parts") or issued.get("literal"))


def _with_whole_names(record: Mapping[str, Any]) -> dict[str, Any]:
    """A copy without empty fields, in which Chinese names are whole: 王伟, never 伟王 or 王, 伟."""
    ready = {key: value for key, value in record.items() if value not in (None, "", [], {})}
    if not _has_date(ready):
        ready.pop("issued", None)
    for key, value in ready.items():
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            ready[key] = [_whole_name(name) for name in value]
    return ready


def _whole_name(name: Mapping[str, Any]) -> dict[str, Any]:
    family, given = str(name.get("family", "")), str(name.get("given", ""))
    if "literal" in name or not _CHINESE.search(family + given):
        return dict(name)
    return {"literal": family + given}
