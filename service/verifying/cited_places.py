"""Which place a draft cites: an address, or what is printed: work, page, paragraph, section.

What a citation does not say is not held against it, nor what the source does not show: a page is
compared only where the source proves its pages.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from corpus.addresses import Address
from corpus.documents import Document
from corpus.store.library import Head
from index.text.folding import fold
from service.citing.citations import Locator

_ADDRESS = re.compile(
    r"(?<![\w-])([a-z0-9]+(?:-[a-z0-9]+)*)(?:@|\?at=)([0-9a-f]{12}):(\d{1,18})-(\d{1,18})(?!\d)"
)
_PAGE = re.compile(
    r"(?:頁|页|\bpp?\.?)\s*(\d+)(?:\s*[-–—~～]\s*(\d+))?|第\s*(\d+)(?:\s*[-–—~～至]\s*(\d+))?\s*[頁页]"
    r"|[:：]\s*(\d+)(?:\s*[-–—]\s*(\d+))?\s*[.\uff0e。，,)）]*\s*(?:$|\n)",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"第\s*(\d+)\s*段|\bpara(?:graph|\.)?\s*(\d+)|¶\s*(\d+)", re.IGNORECASE)
_SECTION = re.compile(r"[章节篇卷编§›]|\b(?:section|chapter|ch|part|sec)\b")
_LEAST_TITLE = 4
_LATIN = re.compile(r"[a-z]")


@dataclass(frozen=True, slots=True)
class Cited:
    """What a draft cites for a quotation.

    Attributes:
        text: as it stands in the draft; empty where nothing is cited.
        addresses: of passages, where it has any.
        works: ids of the library's documents that it may mean; empty where it names none.
        pages: first and last of each page or range that it names.
        paragraphs: the numbers of paragraphs that it names.
    """

    text: str
    addresses: tuple[Address, ...] = ()
    works: frozenset[str] = frozenset()
    pages: tuple[tuple[int, int], ...] = ()
    paragraphs: frozenset[int] = frozenset()

    def agrees(self, document: Document, locator: Locator) -> bool | None:
        """Whether a place of a document may be the cited one; None where nothing says so."""
        says = [
            document.document_id in self.works if self.works else None,
            _page_agrees(self.pages, locator),
            self._section_agrees(document, locator),
        ]
        if any(each is False for each in says):
            return False
        return True if any(says) else None

    def _section_agrees(self, document: Document, locator: Locator) -> bool | None:
        """By section and paragraph; paragraphs are counted within a section."""
        # A section may be called as part of the work is: its own title names no section.
        cited = fold(self.text).text.replace(fold(document.title).text, " ")
        if not self.paragraphs and not _SECTION.search(cited):
            return None
        named = [s for s in document.sections if len(s.title) > 1 and fold(s.title).text in cited]
        if named and not any(section.title in locator.section_path for section in named):
            return False
        if self.paragraphs and locator.paragraph is not None:
            return locator.paragraph in self.paragraphs
        return True if named else None


def _page_agrees(pages: Sequence[tuple[int, int]], locator: Locator) -> bool | None:
    shown = [int(number) for number in re.findall(r"\d+", locator.page or "")]
    if not pages or not shown:
        return None
    return any(first <= page <= last for first, last in pages for page in shown)


class Works:
    """The works of a library, to be recognised by title, or by author and year."""

    def __init__(self, heads: Iterable[Head]) -> None:
        self._titles: list[tuple[str, str]] = []
        self._names: list[tuple[str, str, str]] = []
        for head in heads:
            title = fold(head.title).text.strip("[] ")
            if len(title) >= _LEAST_TITLE:
                self._titles.append((title, head.document_id))
            year = _year(head.record)
            for name in head.record.get("author") or head.record.get("editor") or ():
                if (key := _name_key(name)) and year:
                    self._names.append((key, year, head.document_id))

    def named_in(self, cited: str) -> frozenset[str]:
        """The documents that a citation may mean."""
        text = fold(cited).text
        titled = {document for title, document in self._titles if title in text}
        dated = {doc for name, year, doc in self._names if year in text and _has(text, name)}
        return frozenset(titled | dated)


def _name_key(name: dict[str, Any]) -> str:
    """A Chinese name whole, of another the family name."""
    family, given = str(name.get("family") or ""), str(name.get("given") or "")
    whole = str(name.get("literal") or "") or family
    folded = fold(whole).text
    return folded if _LATIN.search(folded) else fold(whole + given).text


def _has(text: str, name: str) -> bool:
    if not _LATIN.search(name):
        return len(name) > 1 and name in text
    return re.search(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", text) is not None


def _year(record: Any) -> str:  # noqa: ANN401  (CSL-JSON)
    parts = (record.get("issued") or {}).get("date-parts") or [[]]
    return str(parts[0][0]) if parts[0] else ""


def read_cited(cited: str, nearby: str, works: Works) -> Cited:
    """What a quotation cites; an address is taken from wherever it stands behind it."""
    addresses = tuple(
        Address(found[1], found[2], int(found[3]), int(found[4]))
        for found in _ADDRESS.finditer(unquote(f"{cited} {nearby}"))
        if int(found[3]) < int(found[4])
    )
    if not cited:
        return Cited((addresses and str(addresses[0])) or "", addresses)
    pages = []
    for found in _PAGE.finditer(cited):
        groups = found.groups()
        pairs = zip(groups[::2], groups[1::2], strict=True)
        first, last = next((a, b) for a, b in pairs if a)
        pages.append((int(first), _last(first, last)))
    paragraphs = (next(filter(None, found.groups())) for found in _PARAGRAPH.finditer(cited))
    return Cited(
        cited, addresses, works.named_in(cited), tuple(pages), frozenset(map(int, paragraphs))
    )


def _last(first: str, last: str | None) -> int:
    """The last page of a range, which may be shortened: 103–4."""
    if not last:
        return int(first)
    whole = last if len(last) >= len(first) else first[: len(first) - len(last)] + last
    return int(whole)
