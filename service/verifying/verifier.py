"""Whether a draft's quotations stand in the library as quoted, and where they are cited from.

Search proposes passages, the folded text decides: a passage and its negation are as alike as can
be for any score, and differ in one character. A quotation with omissions (`…`, `[...]`) is right
if each of its parts is, one after the other.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Protocol

from corpus.addresses import Address
from corpus.documents import Document
from corpus.errors import CorpusError
from corpus.passages import Passage
from corpus.store.library import Head
from service.answering import reader_url
from service.citing.citations import Locator, locate, render_citation
from service.verifying.cited_places import Cited, Works, read_cited
from service.verifying.comparison import (
    Difference,
    Flat,
    Likeness,
    align,
    differences,
    find_same,
    likeness,
    overlap,
)
from service.verifying.draft import Quotation
from service.verifying.results import Place, Status, Verified

Propose = Callable[[str, frozenset[str] | None], Sequence[Passage]]

_OMISSION = re.compile(
    r"\s*(?:[\[\uff3b\u3014][^\]\uff3d\u3015]{0,20}[\]\uff3d\u3015]|[(（]\s*(?:…+|\.{3})\s*[)）]"
    r"|…+|\.\s?\.\s?\.+)\s*"
)
_AT_THE_END = "，。,.；;、：: \n"
_STYLES = {"zh": "gb-t-7714-2025", "en": "apa-7"}
_MARGIN = 120
_MOST_APART = 3000
_LIKELIEST = 4
_READ_CLOSELY, _LEAST_OVERLAP, _NEAR_THE_BEST = 3, 0.2, 0.8
_WINDOWS_KEPT, _DOCUMENTS_KEPT = 64, 16
"""A draft quotes the same places again and again."""


@dataclass(frozen=True, slots=True)
class _Window:
    document: Document
    start: int
    text: str
    flat: Flat


@dataclass(frozen=True, slots=True)
class _Found:
    document: Document
    start: int
    end: int
    likeness: Likeness
    is_cited: bool | None
    differences: tuple[Difference, ...] = ()
    share: float = 1.0


class Texts(Protocol):
    """What is read of a library; the one that a request may see has the same calls."""

    def heads(self) -> list[Head]:
        """What is known of each document without its text."""
        ...

    def get(self, document_id: str, version: str | None = None) -> Document:
        """A document in one of its versions."""
        ...

    def resolve(self, address: str | Address) -> tuple[Document, Address]:
        """The document and the place that an address names."""
        ...


class Verifier:
    """Looks quotations up in one library."""

    def __init__(self, library: Texts, propose: Propose, base_url: str = "") -> None:
        """Verify against some texts.

        Args:
            library: the texts.
            propose: gives passages that have words of a text, of all documents or of some.
            base_url: what links begin with.
        """
        self._base_url = base_url
        self._library = library
        self._propose = propose
        self._works = Works(library.heads())
        self._window = lru_cache(maxsize=_WINDOWS_KEPT)(self._make_window)
        self._document = lru_cache(maxsize=_DOCUMENTS_KEPT)(library.get)

    def verify(self, quotation: Quotation) -> Verified:
        """One quotation, compared with every place that search proposes, and with the cited one."""
        cited = read_cited(quotation.cited, quotation.nearby, self._works)
        there, problem = self._windows_at(cited, len(quotation.text))
        found = list(self._same(quotation.text, there, cited))
        if not any(each.is_cited for each in found):
            found = self._search(quotation.text, cited, there)
        if not found:
            return Verified(quotation, "not_found", problem=problem)
        best = max(found, key=_merit)
        others = tuple(_address(each) for each in found if each is not best and each.share == 1.0)
        return Verified(
            quotation, _status(best, cited), _place(best, self._base_url), best.differences,
            best.is_cited, problem, tuple(dict.fromkeys(others)),
        )  # fmt: skip

    def _search(self, text: str, cited: Cited, there: Sequence[_Window]) -> list[_Found]:
        """The places that have the words: the likeliest first, all if none of these is right."""
        proposed = self._proposed(text, cited)
        windows = [*there, *islice(proposed, _LIKELIEST)]
        found = list(self._same(text, windows, cited))
        if all(each.is_cited is False for each in found):
            windows += proposed
            found = list(self._same(text, windows, cited))
        return found or list(self._nearly_same(text, windows, cited))

    def _windows_at(self, cited: Cited, length: int) -> tuple[list[_Window], str | None]:
        """The text around each cited address; else why one leads nowhere."""
        windows, problem = [], None
        for address in cited.addresses:
            try:
                self._library.resolve(address)
                windows.append(self._around(address, length))
            except CorpusError as error:
                problem = str(error)
        return windows, problem

    def _proposed(self, text: str, cited: Cited) -> Iterator[_Window]:
        """Windows around the passages that search proposes, those of cited works first."""
        passages = list(self._propose(text, cited.works)) if cited.works else []
        passages += self._propose(text, None)
        seen: set[str] = set()
        for passage in passages:
            if passage.address in seen:
                continue
            seen.add(passage.address)
            place = Address(passage.document_id, passage.version, passage.start, passage.end)
            # What was removed meanwhile is nowhere.
            with suppress(CorpusError):
                yield self._around(place, len(text))

    def _around(self, place: Address, length: int) -> "_Window":
        # A little more than is needed, so that quotations of several lengths share a window.
        return self._window(place, (length // _MARGIN + 2) * _MARGIN)

    def _make_window(self, place: Address, margin: int) -> "_Window":
        document = self._document(place.document_id, place.version)
        start, end = max(0, place.start - margin), min(len(document.text), place.end + margin)
        text = document.text[start:end]
        return _Window(document, start, text, Flat(text))

    def _same(self, text: str, windows: Iterable[_Window], cited: Cited) -> Iterator[_Found]:
        """Where the words stand in either script, whole or part by part."""
        whole = Flat(text.rstrip(_AT_THE_END) or text)
        parts = [part for part in _OMISSION.split(text) if part.strip(_AT_THE_END)]
        seen: set[tuple[str, int]] = set()
        for window in windows:
            spans = [
                (span, likeness(whole, _cut(window, span)))
                for span in find_same(whole, window.flat)
            ]
            if not spans and len(parts) > 1:
                spans = list(_in_parts(parts, window))
            for (start, end), alike in spans:
                start, end = window.start + start, window.start + end
                if (window.document.document_id, start) not in seen:
                    seen.add((window.document.document_id, start))
                    yield _found(window.document, start, end, alike, cited, text)

    def _nearly_same(self, text: str, windows: Sequence[_Window], cited: Cited) -> Iterator[_Found]:
        quoted = text.rstrip(_AT_THE_END) or text
        flat = Flat(quoted)
        shares = [overlap(flat, window.flat) for window in windows]
        least = max(_LEAST_OVERLAP, _NEAR_THE_BEST * max(shares, default=0.0))
        likely = [each for each, share in zip(windows, shares, strict=True) if share >= least]
        for window in likely[:_READ_CLOSELY]:
            alignment = align(flat, window.flat)
            if alignment is not None:
                start, end = window.start + alignment.start, window.start + alignment.end
                share = min(alignment.share, 0.999)
                yield _found(window.document, start, end, "altered", cited, quoted, share)


def _cut(window: _Window, span: tuple[int, int]) -> Flat:
    return Flat(window.text[slice(*span)])


def _in_parts(parts: Sequence[str], window: _Window) -> Iterator[tuple[tuple[int, int], Likeness]]:
    """The span from the first part to the last, if all stand there in their order."""
    begin, end, alike = None, 0, "verbatim"
    for part in parts:
        flat = Flat(part.strip(_AT_THE_END))
        span = next((each for each in find_same(flat, window.flat) if each[0] >= end), None)
        if span is None or (begin is not None and span[0] - end > _MOST_APART):
            return
        begin, end = span[0] if begin is None else begin, span[1]
        alike = max(alike, likeness(flat, _cut(window, span)), key=_LIKENESSES.index)
    if begin is not None:
        yield (begin, end), alike  # type: ignore[misc]


_LIKENESSES: Sequence[str] = ("verbatim", "other_script", "altered")


def _found(
    document: Document, start: int, end: int, alike: Likeness, cited: Cited, quoted: str,
    share: float = 1.0,
) -> _Found:  # fmt: skip
    altered = differences(quoted, document.text[start:end]) if alike == "altered" else ()
    is_cited: bool | None
    if cited.addresses:
        is_cited = any(
            address.document_id == document.document_id
            and address.version == document.version
            and address.start < end
            and start < address.end
            for address in cited.addresses
        )
    else:
        is_cited = cited.agrees(document, _locate(document, start, end))
    return _Found(document, start, end, alike, is_cited, altered, share)


def _merit(found: _Found) -> tuple[float, int, bool]:
    """The best place: most of the words, then the cited one, then the nearest to verbatim."""
    cited = 2 if found.is_cited else 1 if found.is_cited is None else 0
    return round(found.share, 2), cited, found.likeness == "verbatim"


def _status(found: _Found, cited: Cited) -> Status:
    if found.likeness == "altered":
        return "altered"
    return "elsewhere" if found.is_cited is False else found.likeness


def _locate(document: Document, start: int, end: int) -> Locator:
    return locate(document, Address(document.document_id, document.version, start, end))


def _address(found: _Found) -> str:
    document = found.document
    return str(Address(document.document_id, document.version, found.start, found.end))


def _place(found: _Found, base_url: str) -> Place:
    document, text = found.document, found.document.text[found.start : found.end]
    locator = _locate(document, found.start, found.end)
    style = _STYLES["en" if document.language == "en" else "zh"]
    return Place(
        address=_address(found),
        document_id=document.document_id,
        title=document.title,
        language=document.language,
        text=text,
        locator=locator,
        citation=render_citation(document.record, locator, text, style, document.language),
        url=base_url + reader_url(document.document_id, document.version, found.start, found.end),
    )
