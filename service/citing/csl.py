# ruff: noqa: ANN401  (citeproc-py has no types: what it hands over is Any)
"""Citations from CSL styles, rendered by citeproc-py (BSD), which is loaded when first used.

citeproc-py was chosen because it is the maintained CSL processor for Python without a JavaScript
engine behind it; what it does otherwise than the specification is put right in citeproc_patches.
"""

import json
import re
import threading
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from service.citing.citeproc_state import INSTITUTION, start
from service.citing.csl_records import PAGES
from service.citing.markup import Formatter
from service.shipped import STYLES

NAME_PARTS = (
    "literal",
    "family",
    "given",
    "dropping-particle",
    "non-dropping-particle",
    "suffix",
)

# citeproc-py's locale for Taiwan has professions; this is what stands after a name in print.
LABELS_IN_TAIWAN = {"翻譯員": "譯", "編輯": "編", "編譯員": "編譯"}

# Private-use signs that stand for a locator in words, without numbers and with several of them:
# styles tell these apart, since several pages have another label than one.
STAND_IN, STAND_IN_OF_NUMBERS = "\ue003", "1\ue0032"
MULTIPLE_NUMBERS = re.compile(r"\d+[^\d.]+\d+")

# Rendering leaves marks on the elements of the style, so it is done one at a time.
_lock = threading.Lock()


def render_cite(
    style: str, locale: str, record: Mapping[str, Any], locator: tuple[str, str] | None
) -> str:
    """A citation as it stands in the text or in the note, with its locator (label, value).

    What this and `render_entry` give has signs for italics (corpus/csl_markup.py).

    Rendering takes a millisecond and more, and a record is cited at many places: it is rendered
    once with a stand-in, and the words are put there.
    """
    label, words = locator or ("", "")
    dumped = dump_record(record)
    if words and _can_be_put_in(words) and STAND_IN not in dumped:
        stand_in = STAND_IN if MULTIPLE_NUMBERS.search(words) is None else STAND_IN_OF_NUMBERS
        text = _cite_text(style, locale, dumped, label, stand_in).replace(stand_in, words)
    else:
        text = _cite_text(style, locale, dumped, label, words)
    if style.startswith("chicago"):
        _, corrections = _engine()
        text = corrections.with_punctuation_in_quotes(text, locale)
    return text


def _can_be_put_in(words: str) -> bool:
    """Whether a locator is rendered as it is, whatever it says.

    Numbers of pages are not: ranges are shortened. Nor are words that begin or end with a mark,
    which could meet another mark there.
    """
    ends = words[:1] + words[-1:]
    return not PAGES.fullmatch(words) and all(end.isalnum() or end in "“”" for end in ends)


@lru_cache(maxsize=1024)
def _cite_text(style: str, locale: str, dumped: str, label: str, words: str) -> str:
    with _lock:
        processor, corrections = _engine()
        record, locator = json.loads(dumped), (label, words) if words else None
        bibliography, citation = _cite(processor, style, locale, record, locator)
        start()
        text: str = corrections.clean(str(bibliography.cite(citation, lambda item: None)))
        return text


def render_entry(style: str, locale: str, record: Mapping[str, Any]) -> str:
    """The record as it stands in the list of references."""
    return _entry(style, locale, dump_record(record))


@lru_cache(maxsize=1024)
def _entry(style: str, locale: str, dumped: str) -> str:
    record = json.loads(dumped)
    with _lock:
        processor, corrections = _engine()
        bibliography, _ = _cite(processor, style, locale, record, None)
        start()
        entries = bibliography.bibliography()
        text: str = corrections.clean(str(entries[0])) if entries else ""
        return text.strip()


def dump_record(record: Mapping[str, Any]) -> str:
    """A record as text by which it is remembered: the same fields give the same text."""
    return json.dumps(dict(record), ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=1)
def _engine() -> tuple[Any, Any]:
    import citeproc
    import citeproc.source.json

    from service.citing import citeproc_patches

    citeproc_patches.apply()
    return citeproc, citeproc_patches


@lru_cache(maxsize=16)
def _style(style: str, locale: str) -> Any:
    processor, _ = _engine()
    path = str(STYLES / f"{style}.csl")
    # The files are published ones, checked when they were taken in; validating costs 0.3 s each.
    loaded = processor.CitationStylesStyle(path, locale=locale, validate=False)
    # One citation is rendered at a time, so there is nothing to sort.
    for sort in list(loaded.root.iter("{http://purl.org/net/xbiblio/csl}sort")):
        sort.getparent().remove(sort)
    _label_roles(loaded)
    return loaded


def _label_roles(style: Any) -> None:
    """Put what Taiwan prints after translators and editors into a loaded style."""
    for locale in style.root.locales:
        for term in locale.iter("{http://purl.org/net/xbiblio/csl}term"):
            if term.get("form") == "short" and term.text in LABELS_IN_TAIWAN:
                term.text = LABELS_IN_TAIWAN[term.text]


def _cite(
    processor: Any,
    style: str,
    locale: str,
    record: Mapping[str, Any],
    locator: tuple[str, str] | None,
) -> tuple[Any, Any]:
    source = processor.source.json.CiteProcJSON([_known_fields(processor, record)])
    _, corrections = _engine()
    for value in source["cited"].values():
        for name in value if isinstance(value, list) else ():
            if "literal" in name:
                name["literal"] = INSTITUTION + name["literal"]
    bibliography = processor.CitationStylesBibliography(_style(style, locale), source, Formatter)
    place = {}
    if locator is not None:
        label, words = locator
        if not PAGES.fullmatch(words):
            # citeproc-py makes dashes of hyphens, also in the title of a section.
            words = words.replace("-", corrections.HYPHEN)
        place = {"locator": processor.Locator(label, words)}
    citation = processor.Citation([processor.CitationItem("cited", **place)])
    bibliography.register(citation)
    return bibliography, citation


def _known_fields(processor: Any, record: Mapping[str, Any]) -> dict[str, Any]:
    """What citeproc-py knows of a record; it warns of the rest, which no style here prints."""
    known: dict[str, Any] = {"id": "cited", "type": str(record.get("type") or "document")}
    for key, value in record.items():
        name = key.replace("-", "_")
        if name in processor.NAMES:
            known[key] = [{part: n[part] for part in NAME_PARTS if part in n} for n in value]
        elif name in processor.VARIABLES:
            known[key] = value
    return known
