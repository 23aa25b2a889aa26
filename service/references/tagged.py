"""RIS, RefWorks and EndNote tagged text, as CNKI, 華藝 and reference managers export it.

Each is lines with a tag and a value; what a tag means is a table.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.references.reference import Reference, dated, named

_KINDS: Mapping[str, Sequence[str]] = {
    "article-journal": ("JOUR", "journal article", "journal", "electronic article", "EJOUR"),
    "article-newspaper": ("NEWS", "newspaper article"),
    "article-magazine": ("MGZN", "magazine article"),
    "book": ("BOOK", "EDBOOK", "EBOOK", "whole", "book, whole", "book", "edited book"),
    "chapter": ("CHAP", "ECHAP", "book section", "book, section", "book chapter"),
    "paper-conference": (
        "CONF", "CPAPER", "conference proceedings", "conference proceeding", "conference paper",
    ),
    "thesis": ("THES", "thesis", "dissertation/thesis", "dissertation/thesis, unpublished"),
    "report": ("RPRT", "report"),
    "webpage": ("ELEC", "WEB", "web page", "online source"),
    "manuscript": ("UNPB", "MANSCPT", "unpublished material", "manuscript", "unpublished work"),
    "patent": ("PAT", "patent"),
    "standard": ("STAND", "standard"),
    "dataset": ("DATA", "dataset"),
    "map": ("MAP", "map"),
}  # fmt: skip
_TYPES = {name.lower(): kind for kind, names in _KINDS.items() for name in names}
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Format:
    """How a tagged format is written, and what its tags mean.

    `first` begins a record; `fields` has the CSL field of each tag. Of several tags for one field
    the first in the table counts. Several values in a name's line are parted by semicolons.
    """

    line: re.Pattern[str]
    first: str
    fields: Mapping[str, str]


_RIS = Format(
    re.compile(r"([A-Z][A-Z0-9])  ?- ?(.*)"),
    "TY",
    {
        "TY": "type", "AU": "author", "A1": "author", "A4": "translator", "ED": "editor",
        "TI": "title", "T1": "title", "CT": "title", "BT": "container-title",
        "T2": "container-title", "JF": "container-title", "JO": "container-title",
        "PB": "publisher", "CY": "publisher-place", "PP": "publisher-place", "M3": "genre",
        "ET": "edition", "VL": "volume", "IS": "issue", "SP": "page", "EP": "page", "DO": "DOI",
        "SN": "number-of-standard", "UR": "URL", "LA": "language", "AB": "abstract",
        "N2": "abstract", "KW": "keyword", "DA": "issued", "PY": "issued", "Y1": "issued",
        "Y2": "accessed", "L1": "file", "ID": "key",
    },
)  # fmt: skip
_REFWORKS = Format(
    re.compile(r"([A-Z][A-Z0-9]) (.*)"),
    "RT",
    {
        "RT": "type", "A1": "author", "A2": "editor", "A4": "translator", "T1": "title",
        "JF": "container-title", "JO": "container-title", "T2": "container-title",
        "PB": "publisher", "PP": "publisher-place", "ED": "edition", "VO": "volume", "IS": "issue",
        "SP": "page", "OP": "page", "DO": "DOI", "SN": "number-of-standard", "UL": "URL",
        "LK": "URL", "LA": "language", "AB": "abstract", "K1": "keyword", "FD": "issued",
        "YR": "issued", "RD": "accessed", "ID": "key",
    },
)  # fmt: skip
_ENDNOTE = Format(
    re.compile(r"(%.) (.*)"),
    "%0",
    {
        "%0": "type", "%A": "author", "%E": "editor", "%T": "title", "%J": "container-title",
        "%B": "container-title", "%I": "publisher", "%C": "publisher-place", "%9": "genre",
        "%7": "edition", "%V": "volume", "%N": "issue", "%P": "page", "%R": "DOI",
        "%@": "number-of-standard", "%U": "URL", "%G": "language", "%X": "abstract",
        "%K": "keyword", "%8": "issued", "%D": "issued", "%>": "file", "%F": "key",
    },
)  # fmt: skip
_FORMATS = (_RIS, _REFWORKS, _ENDNOTE)
_NAMES = ("author", "editor", "translator")


def format_of(text: str) -> Format | None:
    """The tagged format that a text is in; None if it is in none."""
    first = next((line.strip("\ufeff ") for line in text.splitlines() if line.strip("\ufeff ")), "")
    for each in _FORMATS:
        found = each.line.fullmatch(first)
        if found and found[1] == each.first:
            return each
    return None


def read_tagged(text: str, form: Format) -> Iterator[Reference]:
    """The works of a tagged text, in their order."""
    for number, tags in enumerate(_records(text.splitlines(), form), start=1):
        record, files, key = _record(tags, form)
        if record.get("title"):
            yield Reference(key or str(number), record, tuple(files))


def _records(lines: Iterable[str], form: Format) -> Iterator[list[tuple[str, str]]]:
    tags: list[tuple[str, str]] = []
    for line in lines:
        found = form.line.fullmatch(line.strip("\ufeff").rstrip())
        if found is None:
            if tags and line.strip():  # a value goes on in the next line
                tags[-1] = (tags[-1][0], f"{tags[-1][1]} {line.strip()}")
            continue
        if found[1] == form.first and tags:
            yield tags
            tags = []
        tags.append((found[1], found[2].strip()))
    if tags:
        yield tags


def _record(tags: Sequence[tuple[str, str]], form: Format) -> tuple[dict[str, Any], list[str], str]:
    values: dict[str, list[str]] = {}
    order = {tag: place for place, tag in enumerate(form.fields)}
    # By the table, so that the better of two tags for one field comes first; lines keep theirs.
    for tag, value in sorted(tags, key=lambda pair: order.get(pair[0], -1)):
        if tag in form.fields and value:
            values.setdefault(form.fields[tag], []).append(value)
    kind = _TYPES.get(values.get("type", [""])[0].lower(), "document")
    record: dict[str, Any] = {"type": kind}
    for name in _NAMES:
        said = [each for value in values.get(name, []) for each in value.split(";")]
        record[name] = [named(each) for each in said if each.strip(" ,")]
    for field in ("title", "container-title", "publisher", "publisher-place", "genre", "edition",
                  "volume", "issue", "DOI", "URL", "language", "abstract"):  # fmt: skip
        record[field] = values.get(field, [""])[0]
    record["keyword"] = "; ".join(values.get("keyword", []))
    record["page"] = "-".join(dict.fromkeys(values.get("page", [])))
    numbers = values.get("number-of-standard", [""])[0]
    where = "number" if kind == "report" else "ISSN" if kind.startswith("article") else "ISBN"
    record[where] = numbers
    for field in ("issued", "accessed"):
        record[field] = _date(values.get(field, []))
    record = {field: value for field, value in record.items() if value}
    return record, values.get("file", []), values.get("key", [""])[0]


def _date(values: Sequence[str]) -> dict[str, Any]:
    """The first that has a year: a day is said beside the year."""
    candidates = [value.rstrip("/") for value in values if _YEAR.search(value)]
    if not candidates:
        return {}
    whole = [dated(value.split("/")[0] if value.count("/") > 2 else value) for value in candidates]
    return max(whole, key=lambda date: len(date.get("date-parts", [[]])[0]))
