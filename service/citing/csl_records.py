"""A bibliographic record made ready for a style: in its language, with what the style asks for.

Records stay as they are stored (missing fields stay missing); what a style prints for a missing
field is decided here, on a copy.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal

from corpus.characters import HAN
from corpus.csl_markup import mark, without_markup
from corpus.languages import detect_language
from service.citing.capitals import sentence_case
from service.citing.pinyin_names import keep_whole

Script = Literal["zh-TW", "zh-CN", "en-US"]

_SUFFIX = re.compile(r",\s*((?:Jr|Sr)\.?|[IVX]+)$")
_CHINESE = re.compile(f"[{HAN}]")
SIMPLIFIED = ("zh-hans", "zh-cn", "zh-sg")
TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")

# GB/T 7714 (8.4 in 2015): what stands, in brackets, for a place, publisher or year not known.
GB_UNKNOWN: Mapping[Script, tuple[str, str, str]] = {
    "zh-TW": ("[出版地不詳]", "[出版者不詳]", "[出版年不詳]"),
    "zh-CN": ("[出版地不详]", "[出版者不详]", "[出版年不详]"),
    "en-US": ("[S.l.]", "[s.n.]", "[n.d.]"),
}
PAGES = re.compile(r"[\d\s,–-]+")
"""What a locator of page numbers alone is written with."""

ADDRESSES = ("DOI", "URL", "ISBN", "ISSN")
GB_PUBLISHED = ("book", "chapter", "thesis", "report", "paper-conference", "document")
IN_VOLUMES = ("book", "chapter", "classic", "entry-dictionary", "entry-encyclopedia")
PERIODICAL = ("article-journal", "article-magazine", "article-newspaper", "periodical", "webpage",
              "post-weblog", "post")  # fmt: skip


def locale_of(record: Mapping[str, Any], language: str | None) -> Script:
    """The language in which the words around the record are printed: the record's own.

    `language` is that of the text itself. It serves where the record names none, or Chinese
    without its script (`zh`); a title in Chinese tells where both say nothing, or English, which
    programs write into every file.
    """
    for said in (str(record.get("language") or ""), language or ""):
        tag = said.lower().replace("_", "-")
        if tag.startswith(TRADITIONAL):
            return "zh-TW"
        if tag.startswith(SIMPLIFIED):
            return "zh-CN"
        if said and not tag.startswith(("en", "zh", "chi", "cmn")):
            break
    shown = detect_language(without_markup(str(record.get("title") or ""))).language
    if shown.startswith("zh") or tag.startswith(("zh", "chi", "cmn")):
        return "zh-CN" if shown == "zh-Hans" else "zh-TW"
    return "en-US"


def is_chinese(locale: Script) -> bool:
    """Whether the words are Chinese, in either script."""
    return locale != "en-US"


def for_gb(record: Mapping[str, Any], locale: Script, edition: int) -> dict[str, Any]:
    """GB/T 7714 of the year `edition`: `2版`, `第1卷`; what is unknown is named so, in brackets."""
    ready = _with_whole_names(record)
    if is_chinese(locale):
        _number(ready, "edition", "{}版")
    if ready.get("type") in IN_VOLUMES:
        _number(ready, "volume", "第{}卷" if is_chinese(locale) else "v.{}")
    if edition >= 2025:
        keep_whole(ready)
    elif ready.get("type") == "manuscript" and "archive" in ready:
        ready["type"] = "collection"  # [A], which the style of 2015 gives to no manuscript
    if "URL" not in ready:
        # A DOI stays what it was; only what an address shows may change.
        ready.pop("accessed", None)
    elif str(ready.get("DOI", "")).lower() in ready["URL"].lower():
        ready.pop("DOI", None)  # the address says it already
    if "event" in ready:
        ready.setdefault("event-title", ready["event"])
    online = "URL" in ready or "DOI" in ready
    if ready.get("type") in GB_PUBLISHED and not online:
        place, publisher, year = GB_UNKNOWN[locale]
        ready.setdefault("publisher-place", place)
        ready.setdefault("publisher", publisher)
        if not _has_date(ready):
            ready["issued"] = {"literal": year}
    return ready


def for_apa(record: Mapping[str, Any], locale: Script) -> dict[str, Any]:
    """APA 7: sentence case; `第2版`; a thesis with its institution in brackets.

    A publisher who is the author is not named again. The style itself says `n.d.` or 無日期.
    """
    ready = _with_whole_names(record)
    if is_chinese(locale):
        _number(ready, "edition", "第{}版")
        if ready.get("type") in IN_VOLUMES:
            _number(ready, "volume", "第{}卷")
    else:
        _lower_titles(ready)
    if ready.get("type") == "dataset" and not is_chinese(locale):
        ready.setdefault("genre", "Data set")
    if ready.get("type") == "personal_communication":
        ready["type"] = "manuscript"  # one that a library has can be looked up
        ready.setdefault("genre", "信件" if is_chinese(locale) else "Letter")
    if ready.get("type") == "paper-conference" and "event-title" in ready:
        ready.setdefault("container-title", ready["event-title"])
    if _is_in_a_book(ready):
        ready["type"] = "chapter"
    if ready.get("type") == "thesis" and {"genre", "publisher"} <= ready.keys():
        comma = "，" if is_chinese(locale) else ", "
        ready["genre"] = f"{ready['genre']}{comma}{ready.pop('publisher')}"
    if {"literal": ready.get("publisher")} in ready.get("author", ()):
        del ready["publisher"]
    return ready


def _is_in_a_book(record: Mapping[str, Any]) -> bool:
    """Whether a paper stands in proceedings that a publisher brought out, not in a periodical."""
    proceedings = {"container-title", "publisher"} <= record.keys()
    return record.get("type") == "paper-conference" and proceedings and "issue" not in record


def _number(record: dict[str, Any], field: str, words: str) -> None:
    """A bare number in a field becomes what is printed for it."""
    if str(record.get(field, "")).isdigit():
        record[field] = words.format(record[field])


def _lower_titles(record: dict[str, Any]) -> None:
    """Sentence case for a work's title, and for that of the book it is in, not of a journal."""
    fields = ["title"]
    if record.get("type") not in PERIODICAL:
        fields.append("container-title")
    for field in fields:
        if field in record:
            record[field] = sentence_case(str(record[field]))


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
    """A copy without empty fields, with signs for markup, in which Chinese names are whole.

    王伟, never 伟王 or 王, 伟.
    """
    ready = {key: value for key, value in record.items() if value not in (None, "", [], {})}
    if not _has_date(ready):
        ready.pop("issued", None)
    for key, value in ready.items():
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            ready[key] = [_whole_name(name) for name in value]
        elif isinstance(value, str) and key not in ADDRESSES:
            ready[key] = mark(value)
    return ready


def _whole_name(name: Mapping[str, Any]) -> dict[str, Any]:
    family, given = str(name.get("family", "")), str(name.get("given", ""))
    if "literal" in name:
        return dict(name)
    if _CHINESE.search(family + given):
        return {"literal": family + given}
    if suffix := _SUFFIX.search(given):  # as Zotero writes it: `Mancur, Jr.`
        return {**name, "given": given[: suffix.start()], "suffix": suffix[1]}
    return dict(name)
