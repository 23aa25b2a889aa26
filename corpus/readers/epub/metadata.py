"""The bibliographic record in an EPUB's package."""

import re
from collections import defaultdict
from typing import Any

from corpus.readers.markup.metadata import drop_empty, parse_date, parse_language, parse_people
from corpus.readers.markup.trees import Element, attribute, local_name

_ISBN = re.compile(
    r"(?:urn:isbn:|isbn[:\s]*)?((?:97[89][-\s]?)?(?:\d[-\s]?){9}[\dXx])", re.IGNORECASE
)
_DOI = re.compile(r"(?:doi:|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_ROLES = {"aut": "author", "edt": "editor", "trl": "translator"}


def record_of_package(package: Element) -> dict[str, Any]:  # CSL-JSON
    """What the package says of the book, in CSL-JSON terms."""
    fields: dict[str, list[Element]] = defaultdict(list)
    roles: dict[str, str] = {}
    for element in package.iter():
        fields[local_name(element)].append(element)
        if local_name(element) == "meta" and element.get("property") == "role":
            roles[element.get("refines", "").lstrip("#")] = (element.text or "").strip()
    people = _people(fields, roles)
    identifiers = [_text(element) for element in fields["identifier"]]
    record = drop_empty(
        {
            "title": _first(fields["title"]),
            **people,
            "issued": _issued(fields["date"], _days_made(fields["meta"])),
            "publisher": _first(fields["publisher"]),
            "language": parse_language(_first(fields["language"])),
            "ISBN": _matching(_ISBN, identifiers),
            "DOI": _matching(_DOI, identifiers),
            "abstract": _first(fields["description"]),
        }
    )
    return {"type": "book", **record} if record.keys() - {"language"} else record


def _people(
    fields: dict[str, list[Element]], roles: dict[str, str]
) -> dict[str, list[dict[str, str]]]:
    people: dict[str, list[str]] = defaultdict(list)
    for tag, usual in (("creator", "aut"), ("contributor", "")):
        for element in fields[tag]:
            role = attribute(element, "role") or roles.get(element.get("id", ""), usual)
            if role in _ROLES:
                people[_ROLES[role]].append(_text(element))
    return {role: parse_people(names) for role, names in people.items()}


def _days_made(metas: list[Element]) -> set[str]:
    """The days on which the file was made or changed, as its program says."""
    made = [_text(meta) for meta in metas if meta.get("property") == "dcterms:modified"]
    made += [meta.get("content", "") for meta in metas if meta.get("name") == "calibre:timestamp"]
    return {moment[:10] for moment in made if len(moment) >= len("2026-11-30")}


def _issued(dates: list[Element], made: set[str]) -> dict[str, list[list[int]]] | None:
    """When the book was published; a date that says it is of a change is not that.

    Nor is the day on which the file was made: a program that knows no date puts that there.
    """
    kinds = ("", "publication", "issued", "original-publication")
    named = [
        date
        for date in dates
        if attribute(date, "event").lower() in kinds and _text(date)[:10] not in made
    ]
    return next((found for date in named if (found := parse_date(_text(date)))), None)


def _matching(pattern: re.Pattern[str], identifiers: list[str]) -> str:
    matches = (pattern.fullmatch(identifier.strip()) for identifier in identifiers)
    return next((match[1] for match in matches if match), "")


def _first(elements: list[Element]) -> str:
    return next((text for element in elements if (text := _text(element))), "")


def _text(element: Element) -> str:
    return "".join(map(str, element.itertext())).strip()
