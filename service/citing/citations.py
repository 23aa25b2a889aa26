"""Printed citations of a passage or of a whole document, in the styles that scholars ask for.

GB/T 7714, APA and Chicago are rendered from CSL styles (service/citing/csl.py); BibTeX, RIS and
CSL-JSON are formats for reference managers (service/citing/export_formats.py). The citation of a
passage is its quotation, in the original script and never changed, then the citation with its
locator; an author-date style adds the entry for the list of references. Each is plain text, or
HTML with italics for a clipboard with rich text.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from corpus.addresses import Address
from corpus.csl_markup import in_plain_text
from corpus.documents import Document, Paragraph
from corpus.errors import WenjuError
from service.citing import csl, csl_records, export_formats
from service.citing.csl_records import Script, is_chinese, locale_of
from service.citing.markup import in_html
from service.citing.quoting import in_marks_by_level, in_quotation_marks

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
    has the number of its article, as printed. `last_paragraph` is set where what is quoted runs on
    to a later paragraph of the same section.
    """

    section_path: tuple[str, ...] = ()
    paragraph: int | None = None
    page: str | None = None
    note: str | None = None
    article: str | None = None
    last_paragraph: int | None = None

    @property
    def paragraphs(self) -> str | None:
        """The number of the paragraph, or of the first and the last one: 3–5."""
        if self.paragraph is None or self.last_paragraph is None:
            return None if self.paragraph is None else str(self.paragraph)
        return f"{self.paragraph}–{self.last_paragraph}"


@dataclass(frozen=True, slots=True)
class Link:
    """Where a passage can be opened: its address, and the URL that opens it, if there is one."""

    address: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One citation to be made; `html` asks for HTML in place of plain text."""

    style: str
    locator: Locator | None = None
    quote: str | None = None
    language: str | None = None
    link: Link | None = None
    html: bool = False

    def finish(self, text: str) -> str:
        """What a style made, with or without its markup."""
        return in_html(text) if self.html else in_plain_text(text)

    def join(self, *lines: str) -> str:
        """Lines one below the other."""
        return ("<br>" if self.html else "\n").join(lines)

    def quoted(self, locale: Script) -> str:
        """The words in quotation marks; empty if none are quoted.

        They stand as in the source; only Taiwan's APA changes the level of the marks within.
        """
        mark = in_marks_by_level if self.style == "apa-7-tw" else in_quotation_marks
        quotation = mark(self.quote, locale) if self.quote else ""
        return escape(quotation, quote=False) if self.html else quotation


def render_citation(
    record: Mapping[str, Any],
    locator: Locator,
    quote: str | None,
    style: str,
    language: str | None = None,
    link: Link | None = None,
    html: bool = False,
) -> str:
    """The citation of one passage, ready to paste.

    `language` is the language of the quoted text, used where the record names none; `link` goes
    into the formats that have a place for it.

    Raises:
        UnknownStyle: names the styles there are.
    """
    request = Request(_known(style), locator, quote, language, link, html)
    return _cached(csl.dump_record(record), request)


def render_reference(
    record: Mapping[str, Any], style: str, language: str | None = None, html: bool = False
) -> str:
    """The whole document as it stands in a list of references (in Chicago: in a full note).

    Raises:
        UnknownStyle: names the styles there are.
    """
    request = Request(_known(style), language=language, html=html)
    return _cached(csl.dump_record(record), request)


@lru_cache(maxsize=2048)
def _cached(record: str, request: Request) -> str:
    fields = json.loads(record)
    return _RENDERERS[request.style](fields, request, locale_of(fields, request.language))


def _gb(edition: int, style: str) -> "_Renderer":
    def render(record: dict[str, Any], request: Request, locale: Script) -> str:
        ready = csl_records.for_gb(record, locale, edition)
        # The standard knows only pages: another kind of locator stands where the page would.
        place = describe(request.locator, locale) if request.locator else None
        cite = request.finish(
            csl.render_cite(style, locale, ready, ("page", place) if place else None)
        )
        shown = escape(place, quote=False) if place and request.html else place
        if shown and shown not in cite:
            cite = f"{cite.rstrip('.')}. {shown}."
        quotation = request.quoted(locale)
        return request.join(quotation, cite) if quotation else cite

    return render


def _apa(record: dict[str, Any], request: Request, locale: Script) -> str:
    style = "apa-7-zh" if is_chinese(locale) else "apa"
    ready = csl_records.for_apa(record, locale)
    entry = request.finish(csl.render_entry(style, locale, ready))
    if request.locator is None:
        return entry
    place = _labelled(request.locator, describe(request.locator, locale, "{} section"))
    cite = request.finish(csl.render_cite(style, locale, ready, place))
    space = "" if is_chinese(locale) or not request.quote else " "
    return request.join(f"{request.quoted(locale)}{space}{cite}", entry)


def _apa_in_taiwan(record: dict[str, Any], request: Request, locale: Script) -> str:
    """APA 7 as Taiwan prints it: Chinese works of either script with 「…『…』…」 and 載於, 頁."""
    return _apa(record, request, "zh-TW" if is_chinese(locale) else locale)


def _chicago(record: dict[str, Any], request: Request, locale: Script) -> str:
    ready = csl_records.for_chicago(record, locale)
    locator = request.locator
    place = _labelled(locator, describe(locator, "en-US", "under “{}”")) if locator else None
    cite = request.finish(csl.render_cite("chicago-notes", "en-US", ready, place))
    quotation = request.quoted(locale)
    return request.join(quotation, cite) if quotation else cite


def _labelled(locator: Locator, place: str | None) -> tuple[str, str] | None:
    """A CSL locator: a page, else words that need no label (which CSL has for chapters)."""
    if place is None:
        return None
    return ("page", place) if locator.page else ("chapter", place)


def words_of(locator: Locator) -> str:
    """A place in English words; empty for one that has no name."""
    return describe(locator, "en-US") or ""


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
    elif locator.paragraphs is not None and not locator.page:
        label = "para." if locator.last_paragraph is None else "paras."
        parts.append(f"第 {locator.paragraphs} 段" if chinese else f"{label} {locator.paragraphs}")
    return ("，" if chinese else ", ").join(parts) or None


def _in_format(write: export_formats.Writer) -> "_Renderer":
    """A format for reference managers, given the locator in words."""

    def render(record: dict[str, Any], request: Request, locale: Script) -> str:
        place = describe(request.locator, locale) if request.locator else None
        link = request.link or Link("")
        cited = export_formats.Cited(place, request.quote, link.address, link.url, locale)
        text = write(record, cited)
        return escape(text, quote=False) if request.html else text

    return render


_Renderer = Callable[[dict[str, Any], Request, Script], str]

_RENDERERS: dict[str, _Renderer] = {
    "gb-t-7714-2025": _gb(2025, "gb-t-7714-2025"),
    "gb-t-7714-2015": _gb(2015, "china-national-standard-gb-t-7714-2015-note"),
    "apa-7": _apa,
    "apa-7-tw": _apa_in_taiwan,
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
            last = None if number is None else _last_number(document, paragraph, place)
            return Locator(path, number, page, paragraph.note, paragraph.article, last)
    inside = [s for s in document.sections if s.start <= place.start < s.end]
    innermost = max(inside, key=lambda section: section.level, default=None)
    return Locator(() if innermost is None else innermost.path, None, None)


def _last_number(document: Document, first: Paragraph, place: Address) -> int | None:
    """The number of the last paragraph of the section that a place reaches; None if the first."""
    alike = first.section, first.note, first.kind
    reached = [
        paragraph.number
        for paragraph in document.paragraphs
        if first.start < paragraph.start < place.end
        and (paragraph.section, paragraph.note, paragraph.kind) == alike
    ]
    return max(reached, default=None)


def _page(paragraph: Paragraph, place: Address) -> str | None:
    """The printed page, where the source proves it for all of `place`."""
    if place.end > paragraph.end:
        return None
    return paragraph.page_of(place.start, place.end)
