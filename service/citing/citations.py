"""Printed citations of a passage or of a whole document, in the styles that scholars ask for.

GB/T 7714, APA and Chicago are rendered from published CSL styles (service/citing/csl.py); BibTeX,
RIS and CSL-JSON are formats for reference managers (service/citing/export_formats.py). The citation
of a passage is its quotation, in the original script and never changed, then the citation with its
locator; an author-date style adds the entry for the list of references.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from corpus.addresses import Address
from corpus.documents import Document, Paragraph
from corpus.errors import WenjuError
from service.citing import csl, csl_records, export_formats
from service.citing.csl_records import Script, is_chinese, locale_of

TAIWAN_QUOTES = (("「", "」"), ("『", "』"))
QUOTES = (("“", "”"), ("‘", "’"))
SECTIONS = " › "
_NOTE: Mapping[Script, str] = {"zh-TW": "註", "zh-CN": "注", "en-US": "n."}


class UnknownStyle(WenjuError):
    """A citation was asked for in a style that the service does not have."""

    def __init__(self, style: str) -> None:
        self.details = {"style": style, "styles": list(STYLES)}
        super().__init__(f"there is no citation style {style!r}; use one of {', '.join(STYLES)}")


@dataclass(frozen=True, slots=True)
class Locator:
    """Where in the document: section titles from the outermost in, paragraph, printed page, note.

    The paragraph is counted within its section; the page is given only where the source shows it.
    A footnote or endnote has its printed mark in place of a paragraph; what stands in a statute
    has the number of its article, as printed.
    """

    section_path: tuple[str, ...] = ()
    paragraph: int | None = None
    page: str | None = None
    note: str | None = None
    article: str | None = None


def render_citation(
    record: Mapping[str, Any],
    locator: Locator,
    quote: str | None,
    style: str,
    language: str | None = None,
) -> str:
    """The citation of one passage, ready to paste.

    `language` is the language of the quoted text, used where the record names none.

    Raises:
        UnknownStyle: names the styles there are.
    """
    return _cached(csl.dump_record(record), locator, quote, _known(style), language)


def render_reference(record: Mapping[str, Any], style: str, language: str | None = None) -> str:
    """The whole document as it stands in a list of references (in Chicago: in a full note).

    Raises:
        UnknownStyle: names the styles there are.
    """
    return _cached(csl.dump_record(record), None, None, _known(style), language)


@lru_cache(maxsize=2048)
def _cached(
    record: str, locator: Locator | None, quote: str | None, style: str, language: str | None
) -> str:
    fields = json.loads(record)
    return _RENDERERS[style](fields, locator, quote, locale_of(fields, language))


def _gb(record: dict[str, Any], locator: Locator | None, quote: str | None, locale: Script) -> str:
    style = "china-national-standard-gb-t-7714-2015-note"
    ready = csl_records.for_gb(record, locale)
    # The standard knows only pages: another kind of locator stands where the page would.
    place = describe(locator, locale) if locator else None
    cite = csl.render_cite(style, locale, ready, ("page", place) if place else None)
    if place and place not in cite:
        cite = f"{cite.rstrip('.')}. {place}."
    return _quoted(quote, locale, "\n") + cite


def _apa(record: dict[str, Any], locator: Locator | None, quote: str | None, locale: Script) -> str:
    style = "apa-7-zh" if is_chinese(locale) else "apa"
    ready = csl_records.for_apa(record, locale)
    entry = csl.render_entry(style, locale, ready)
    if locator is None:
        return entry
    place = _labelled(locator, describe(locator, locale, "{} section"))
    cite = csl.render_cite(style, locale, ready, place)
    return _quoted(quote, locale, "" if is_chinese(locale) else " ") + f"{cite}\n{entry}"


def _chicago(
    record: dict[str, Any], locator: Locator | None, quote: str | None, locale: Script
) -> str:
    ready = csl_records.for_chicago(record, locale)
    place = _labelled(locator, describe(locator, "en-US", "under “{}”")) if locator else None
    return _quoted(quote, locale, "\n") + csl.render_cite("chicago-notes", "en-US", ready, place)


def _labelled(locator: Locator, place: str | None) -> tuple[str, str] | None:
    """A CSL locator: a page, else words that need no label (which CSL has for chapters)."""
    if place is None:
        return None
    return ("page", place) if locator.page else ("chapter", place)


def describe(locator: Locator, locale: Script, section: str = "“{}”") -> str | None:
    """A locator in words: the page if the source shows it, else sections and paragraph or note."""
    chinese = is_chinese(locale)
    parts = [locator.page] if locator.page else list(locator.section_path)
    if parts and not chinese and not locator.page:
        parts = [section.format(SECTIONS.join(parts))]
    if locator.note is not None:
        parts.append(f"{_NOTE[locale]} {locator.note}".strip())
    elif locator.article is not None:
        parts.append(locator.article)
    elif locator.paragraph is not None and not locator.page:
        parts.append(f"第 {locator.paragraph} 段" if chinese else f"para. {locator.paragraph}")
    return ("，" if chinese else ", ").join(parts) or None


def _quoted(quote: str | None, locale: Script, then: str) -> str:
    """The words as they stand in the source, in quotation marks that they do not use."""
    if not quote:
        return ""
    pairs = TAIWAN_QUOTES if locale == "zh-TW" else QUOTES
    free = [pair for pair in pairs if not set(pair) & set(quote)]
    opening, closing = (free or pairs)[0]
    return f"{opening}{quote}{closing}{then}"


def _in_format(write: Callable[[Mapping[str, Any], str | None, str | None], str]) -> "_Renderer":
    """A format for reference managers, given the locator in words."""

    def render(
        record: dict[str, Any], locator: Locator | None, quote: str | None, locale: Script
    ) -> str:
        return write(record, describe(locator, locale) if locator else None, quote)

    return render


_Renderer = Callable[[dict[str, Any], Locator | None, str | None, Script], str]

_RENDERERS: dict[str, _Renderer] = {
    "gb-t-7714-2015": _gb,
    "apa-7": _apa,
    "chicago-notes": _chicago,
    "bibtex": _in_format(export_formats.bibtex),
    "ris": _in_format(export_formats.ris),
    "csl-json": _in_format(export_formats.csl_json),
}

STYLES: tuple[str, ...] = tuple(_RENDERERS)


def _known(style: str) -> str:
    if style not in _RENDERERS:
        raise UnknownStyle(style)
    return style


def locate(document: Document, place: Address) -> Locator:
    """The section path, paragraph and page of what stands at `place`.

    A place that begins between paragraphs (in a heading) belongs to its section and has no
    paragraph number. A note has its mark in place of one.
    """
    for paragraph in document.paragraphs:
        if paragraph.start <= place.start < paragraph.end:
            path = () if paragraph.section is None else document.sections[paragraph.section].path
            number = paragraph.number if paragraph.note is None else None
            page = _page(paragraph, place)
            return Locator(path, number, page, paragraph.note, paragraph.article)
    inside = [s for s in document.sections if s.start <= place.start < s.end]
    innermost = max(inside, key=lambda section: section.level, default=None)
    return Locator(() if innermost is None else innermost.path, None, None)


def _page(paragraph: Paragraph, place: Address) -> str | None:
    """The printed page, where the source proves it for all of `place`."""
    if place.end > paragraph.end:
        return None
    seam = paragraph.page_seam
    return paragraph.page if seam is None or place.start < seam < place.end else None
