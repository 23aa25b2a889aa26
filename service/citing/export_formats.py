"""BibTeX, RIS and CSL-JSON: the record as reference managers read it, by table.

These are data formats with their own escaping, not printed styles. A passage adds what it says
and where it stands, with a link: BibTeX `note` and `annote`, RIS `SE` and `N1`, CSL-JSON `note`
(Zotero drops `annote`).
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from corpus.csl_markup import without_markup
from service.citing.csl_records import Script, is_chinese
from service.citing.markup import in_latex
from service.citing.quoting import in_quotation_marks

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
        # Not `\{`: BibTeX counts braces, escaped ones too, and a title may have one alone.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
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
# Left as they are by BibTeX: an escaped address would not open. These stand there in hex.
VERBATIM = ("url", "doi")
UNSAFE_IN_ADDRESSES = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})
ROLES = (("author", "author", "AU"), ("editor", "editor", "ED"), ("translator", "translator", "A4"))


@dataclass(frozen=True, slots=True)
class Cited:
    """What is cited of a work: the place in words, the quotation, and how it is opened."""

    place: str | None
    quote: str | None
    address: str
    url: str
    locale: Script


Writer = Callable[[Mapping[str, Any], Cited], str]


def bibtex(record: Mapping[str, Any], cited: Cited) -> str:
    """One BibTeX entry in UTF-8; a thesis is a doctoral one only if the record says so."""
    kind = _bibtex_type(record)
    fields: list[tuple[str, str]] = []
    for role, name, _ in ROLES:
        if names := record.get(role):
            fields.append((name, " and ".join(_bibtex_name(each) for each in names)))
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
    date = _date(record, "issued")
    fields += [(name, str(part)) for name, part in zip(("year", "month"), date, strict=False)]
    if (accessed := _date(record, "accessed")) and record.get("URL"):
        fields.append(("urldate", "-".join(f"{part:02}" for part in accessed)))
    said = (("note", cited.place), ("annote", cited.quote))
    fields += [(name, _escaped(value)) for name, value in said if value]
    lines = [f"  {name} = {{{value}}}" for name, value in fields]
    return f"@{kind}{{{_key(record)},\n" + ",\n".join(lines) + "\n}"


def ris(record: Mapping[str, Any], cited: Cited) -> str:
    """One RIS entry: a tag, two spaces, a hyphen and a space on each line."""
    lines = [("TY", RIS_TYPES.get(str(record.get("type")), "GEN"))]
    for role, _, tag in ROLES:
        lines += [(tag, sorted_name(name)) for name in record.get(role) or ()]
    lines += [
        (_ris_tag(record, source, tag), without_markup(str(record[source])))
        for source, tag in RIS_FIELDS
        if record.get(source)
    ]
    first, _, last = str(record.get("page") or "").replace("–", "-").partition("-")
    lines += [(tag, value) for tag, value in (("SP", first), ("EP", last)) if value]
    if date := _date(record, "issued"):
        lines += [("PY", str(date[0])), ("DA", _ris_date(date))]
    if (accessed := _date(record, "accessed")) and record.get("URL"):
        lines.append(("Y2", _ris_date(accessed)))
    if cited.place:
        lines.append(("SE", cited.place))
    if note := _note(cited, html=True):
        lines.append(("N1", note))
    return "\n".join(f"{tag}  - {_one_line(value)}" for tag, value in [*lines, ("ER", "")])


def csl_json(record: Mapping[str, Any], cited: Cited) -> str:
    """The record as a list of one CSL item, as Zotero and Pandoc read it."""
    item = {"id": _key(record), **record}
    own = [str(record["note"])] if record.get("note") else []
    if note := _note(cited, html=False):
        item["note"] = "\n".join([*own, note])
    return json.dumps([item], ensure_ascii=False, indent=2)


def _ris_tag(record: Mapping[str, Any], field: str, tag: str) -> str:
    """Where a report has its number, other works have their ISBN or ISSN."""
    return "SN" if field == "number" and record.get("type") == "report" else tag


def _note(cited: Cited, html: bool) -> str:
    """`「…」（第一章，第 1 段）` and the link: in RIS a note with HTML, as Zotero takes it."""
    plain: Callable[[str], str] = (lambda text: escape(text, quote=False)) if html else str
    quotation = in_quotation_marks(cited.quote, cited.locale) if cited.quote else ""
    place = ""
    if cited.place:
        place = f"（{cited.place}）" if is_chinese(cited.locale) else f" ({cited.place})"
    words = plain((quotation + place).strip())
    if not words or not cited.address:
        return words
    if not html:
        return f"{words}\n{cited.url or cited.address}"
    address = escape(cited.address)
    link = f'<a href="{escape(cited.url)}">{address}</a>' if cited.url else address
    return f"{words}<br>{link}"


def _ris_date(parts: list[int]) -> str:
    padded = [f"{part:02}" for part in parts] + ["", ""]
    return "/".join(padded[:3])


def _bibtex_type(record: Mapping[str, Any]) -> str:
    kind = str(record.get("type"))
    if kind == "thesis":
        doctoral = re.search(r"博士|phd|doctor", str(record.get("genre", "")), re.IGNORECASE)
        master = re.search(r"碩士|硕士|master", str(record.get("genre", "")), re.IGNORECASE)
        return "phdthesis" if doctoral else "mastersthesis" if master else "misc"
    return BIBTEX_TYPES.get(kind, "misc")


def _bibtex_value(field: str, value: str) -> str:
    if field in VERBATIM:
        return _one_line(value).translate(UNSAFE_IN_ADDRESSES)
    if field == "pages":
        return re.sub(r"\s*[-–]+\s*", "--", value)
    escaped = in_latex(" ".join(value.split()), lambda text: text.translate(BIBTEX_ESCAPES))
    # Capitals in a title are the title's own: braces keep BibTeX from lowering them.
    return f"{{{escaped}}}" if field == "title" else escaped


def _escaped(value: str) -> str:
    return " ".join(value.split()).translate(BIBTEX_ESCAPES)


def _bibtex_name(name: Mapping[str, Any]) -> str:
    if "literal" in name:
        return "{" + _escaped(str(name["literal"])) + "}"
    family, given = _family(name), str(name.get("given") or "")
    suffix = str(name.get("suffix") or "")
    return ", ".join(_bibtex_part(part) for part in (family, suffix, given) if part)


def _bibtex_part(part: str) -> str:
    """A comma or `and` within a part would begin another one."""
    escaped = _escaped(part)
    return f"{{{escaped}}}" if re.search(r",|\band\b", escaped) else escaped


def sorted_name(name: Mapping[str, Any]) -> str:
    """`Family, Given, Suffix`; a name that is not taken apart as it stands."""
    if "literal" in name:
        return str(name["literal"])
    parts = (_family(name), str(name.get("given") or ""), str(name.get("suffix") or ""))
    return ", ".join(part for part in parts if part)


def _family(name: Mapping[str, Any]) -> str:
    parts = ("dropping-particle", "non-dropping-particle", "family")
    return " ".join(str(name[part]) for part in parts if name.get(part))


def _date(record: Mapping[str, Any], field: str) -> list[int]:
    parts = (record.get(field) or {}).get("date-parts") or [[]]
    return [int(part) for part in parts[0]]


def _key(record: Mapping[str, Any]) -> str:
    """The record's id if BibTeX can take it, else one from its first author and year."""
    if given := re.sub(r"[^A-Za-z0-9:._-]", "", str(record.get("id") or "")):
        return given
    names = record.get("author") or [{}]
    family = str(names[0].get("family") or names[0].get("literal") or "")
    date = _date(record, "issued")
    year = str(date[0]) if date else "nd"
    return (re.sub(r"[^A-Za-z0-9]", "", family).lower() or "source") + year


def _one_line(value: str) -> str:
    return " ".join(value.split())
