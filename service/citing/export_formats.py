"""BibTeX, RIS and CSL-JSON: the record as reference managers read it, by table.

These are data formats with their own escaping, not printed styles. A passage adds where it
stands and what it says: BibTeX `note` and `annote`, RIS `SE` and `N1`, CSL-JSON `note`
and `annote`.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

BIBTEX_TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "manuscript": "unpublished",
}
BIBTEX_FIELDS = (
    ("title", "title"),
    ("container-title", "booktitle"),
    ("publisher", "publisher"),
    ("publisher-place", "address"),
    ("genre", "type"),
    ("edition", "edition"),
    ("volume", "volume"),
    ("issue", "number"),
    ("number", "number"),
    ("page", "pages"),
    ("DOI", "doi"),
    ("ISBN", "isbn"),
    ("ISSN", "issn"),
    ("URL", "url"),
    ("language", "language"),
)
BIBTEX_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
RIS_TYPES = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "book": "BOOK",
    "chapter": "CHAP",
    "paper-conference": "CPAPER",
    "report": "RPRT",
    "thesis": "THES",
    "webpage": "ELEC",
    "manuscript": "UNPB",
}
RIS_FIELDS = (
    ("title", "TI"),
    ("container-title", "T2"),
    ("publisher", "PB"),
    ("publisher-place", "CY"),
    ("genre", "M3"),
    ("edition", "ET"),
    ("volume", "VL"),
    ("issue", "IS"),
    ("number", "IS"),
    ("DOI", "DO"),
    ("ISBN", "SN"),
    ("ISSN", "SN"),
    ("URL", "UR"),
    ("language", "LA"),
)
# Left as they are by BibTeX: an escaped address would not open.
VERBATIM = ("url", "doi")


def bibtex(record: Mapping[str, Any], place: str | None, quote: str | None) -> str:
    """One BibTeX entry in UTF-8; a thesis is a doctoral one only if the record says so."""
    kind = _bibtex_type(record)
    fields: list[tuple[str, str]] = []
    for role in ("author", "editor"):
        if names := record.get(role):
            fields.append((role, " and ".join(_bibtex_name(name) for name in names)))
    names_of_fields = {
        "article": {"container-title": "journal"},
        "techreport": {"publisher": "institution"},
        "mastersthesis": {"publisher": "school"},
        "phdthesis": {"publisher": "school"},
        "misc": {"container-title": "howpublished"},
    }.get(kind, {})
    for source, target in BIBTEX_FIELDS:
        if value := record.get(source):
            name = names_of_fields.get(source, target)
            fields.append((name, _bibtex_value(name, str(value))))
    date = _date(record)
    fields += [(name, str(part)) for name, part in zip(("year", "month"), date, strict=False)]
    if place:
        fields.append(("note", place.translate(BIBTEX_ESCAPES)))
    if quote:
        fields.append(("annote", quote.translate(BIBTEX_ESCAPES)))
    lines = [f"  {name} = {{{value}}}" for name, value in fields]
    return f"@{kind}{{{_key(record)},\n" + ",\n".join(lines) + "\n}"


def ris(record: Mapping[str, Any], place: str | None, quote: str | None) -> str:
    """One RIS entry: a tag, two spaces, a hyphen and a space on each line."""
    lines = [("TY", RIS_TYPES.get(str(record.get("type")), "GEN"))]
    for role, tag in (("author", "AU"), ("editor", "ED")):
        lines += [(tag, _sorted_name(name)) for name in record.get(role) or ()]
    lines += [(tag, str(record[source])) for source, tag in RIS_FIELDS if record.get(source)]
    first, _, last = str(record.get("page") or "").replace("–", "-").partition("-")
    lines += [(tag, value) for tag, value in (("SP", first), ("EP", last)) if value]
    if date := _date(record):
        lines.append(("PY", str(date[0])))
        padded = [f"{part:02}" for part in date] + ["", ""]
        lines.append(("DA", "/".join(padded[:3])))
    lines += [(tag, value) for tag, value in (("SE", place), ("N1", quote)) if value]
    return "\n".join(f"{tag}  - {_one_line(value)}" for tag, value in [*lines, ("ER", "")])


def csl_json(record: Mapping[str, Any], place: str | None, quote: str | None) -> str:
    """The record as a list of one CSL item, as Zotero and Pandoc read it."""
    item = {"id": _key(record), **record}
    for name, value in (("note", place), ("annote", quote)):
        if value:
            item[name] = value
    return json.dumps([item], ensure_ascii=False, indent=2)


def _bibtex_type(record: Mapping[str, Any]) -> str:
    kind = str(record.get("type"))
    if kind == "thesis":
        doctoral = re.search(r"博士|phd|doctor", str(record.get("genre", "")), re.IGNORECASE)
        master = re.search(r"碩士|硕士|master", str(record.get("genre", "")), re.IGNORECASE)
        return "phdthesis" if doctoral else "mastersthesis" if master else "misc"
    return BIBTEX_TYPES.get(kind, "misc")


def _bibtex_value(field: str, value: str) -> str:
    if field in VERBATIM:
        return value.replace("{", "%7B").replace("}", "%7D")
    if field == "pages":
        return re.sub(r"\s*[-–]+\s*", "--", value)
    escaped = value.translate(BIBTEX_ESCAPES)
    # Capitals in a title are the title's own: braces keep BibTeX from lowering them.
    return f"{{{escaped}}}" if field == "title" else escaped


def _bibtex_name(name: Mapping[str, Any]) -> str:
    if "literal" in name:
        return "{" + str(name["literal"]).translate(BIBTEX_ESCAPES) + "}"
    return _sorted_name(name).translate(BIBTEX_ESCAPES)


def _sorted_name(name: Mapping[str, Any]) -> str:
    if "literal" in name:
        return str(name["literal"])
    parts = [str(name[part]) for part in ("family", "given") if name.get(part)]
    return ", ".join(parts)


def _date(record: Mapping[str, Any]) -> list[int]:
    parts = (record.get("issued") or {}).get("date-parts") or [[]]
    return [int(part) for part in parts[0]]


def _key(record: Mapping[str, Any]) -> str:
    """The record's id if BibTeX can take it, else one from its first author and year."""
    if given := re.sub(r"[^A-Za-z0-9:._-]", "", str(record.get("id") or "")):
        return given
    names = record.get("author") or [{}]
    family = str(names[0].get("family") or names[0].get("literal") or "")
    date = _date(record)
    year = str(date[0]) if date else "nd"
    return (re.sub(r"[^A-Za-z0-9]", "", family).lower() or "source") + year


def _one_line(value: str) -> str:
    return " ".join(value.split())
