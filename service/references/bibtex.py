"""BibTeX and BibLaTeX, read by bibtexparser: `library.bib` as reference managers export it."""

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any

from service.references.reference import Reference, dated

TYPES: Mapping[str, str] = {
    "article": "article-journal",
    "book": "book",
    "mvbook": "book",
    "collection": "book",
    "proceedings": "book",
    "booklet": "pamphlet",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "manual": "report",
    "unpublished": "manuscript",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "patent": "patent",
    "dataset": "dataset",
    "software": "software",
}
GENRES = {"phdthesis": "Doctoral dissertation", "mastersthesis": "Master's thesis"}
# The first of a field's names that the entry has.
FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("container-title", ("journal", "journaltitle", "booktitle")),
    ("publisher", ("publisher", "school", "institution", "organization")),
    ("publisher-place", ("address", "location")),
    ("volume", ("volume",)),
    ("collection-title", ("series",)),
    ("edition", ("edition",)),
    ("genre", ("type",)),
    ("language", ("langid", "language")),
    ("abstract", ("abstract",)),
    ("keyword", ("keywords",)),
    ("ISBN", ("isbn",)),
    ("ISSN", ("issn",)),
)
_NAMES = ("author", "editor", "translator")
_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
_EDITION = re.compile(r"(\d+)(?:st|nd|rd|th)?(?:\s+ed(?:ition|\.)?)?", re.IGNORECASE)
_PERCENT = re.compile(r"(?<!\\)%")
_ESCAPED = re.compile(r"\\([\\;:])")
_PATH_PARTS = re.compile(r"(?<!\\):")
_FILES = re.compile(r"(?<!\\);")
_DRIVE = re.compile(r"[A-Za-z]")


def read_bibtex(text: str) -> tuple[list[Reference], int]:
    """The entries in their order, and how many are not as BibTeX has them."""
    from bibtexparser.entrypoint import parse_string

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what fails is counted below
    library, decode = parse_string(text), _decoder()
    found = []
    for entry in library.entries:
        fields = {field.key.lower(): " ".join(str(field.value).split()) for field in entry.fields}
        record = _record(entry.entry_type.lower(), fields, decode)
        found.append(Reference(entry.key, record, _files(fields.get("file", ""))))
    return found, len(library.failed_blocks)


def _record(kind: str, fields: Mapping[str, str], decode: Callable[[str], str]) -> dict[str, Any]:
    record: dict[str, Any] = {"type": TYPES.get(kind, "document")}
    titles = [decode(fields[name]) for name in ("title", "subtitle") if fields.get(name)]
    record["title"] = ": ".join(titles)
    for name in _NAMES:
        record[name] = [_name(each, decode) for each in _split_names(fields.get(name, ""))]
    for target, sources in FIELDS:
        record[target] = next((decode(fields[each]) for each in sources if fields.get(each)), "")
    if edition := _EDITION.fullmatch(record["edition"]):
        record["edition"] = edition[1]
    record["genre"] = record["genre"] or GENRES.get(kind, "")
    record["issue" if kind == "article" else "number"] = decode(fields.get("number", ""))
    record["page"] = re.sub(r"\s*[-–]+\s*", "-", fields.get("pages", ""))
    record["DOI"] = re.sub(r"^https?://(?:dx\.)?doi\.org/", "", fields.get("doi", ""))
    record["URL"] = fields.get("url", "")
    record["issued"] = _issued(fields)
    record["accessed"] = dated(fields["urldate"]) if fields.get("urldate") else {}
    return {field: value for field, value in record.items() if value}


def _issued(fields: Mapping[str, str]) -> dict[str, Any]:
    if date := fields.get("date", "").partition("/")[0]:
        return dated(date)
    year, month = fields.get("year", "").strip("{}"), fields.get("month", "").strip("{}")
    number = _MONTHS.get(month[:3].lower(), month)
    return dated(f"{year}-{number}" if str(number).isdecimal() else year) if year else {}


def _decoder() -> Callable[[str], str]:
    from pylatexenc.latex2text import LatexNodes2Text

    converter = LatexNodes2Text(math_mode="text", keep_comments=False)

    def decode(value: str) -> str:
        try:
            text = str(converter.latex_to_text(_PERCENT.sub(r"\\%", value)))
        except Exception:  # whatever is no LaTeX is text
            text = value
        return " ".join(text.replace("{", "").replace("}", "").split())

    return decode


def _split_names(names: str) -> list[str]:
    """The names between `and` outside of braces; `others` are nobody."""
    found, depth, start = [], 0, 0
    for place, letter in enumerate(names):
        depth += (letter == "{") - (letter == "}")
        if depth == 0 and names[place : place + 5].lower() == " and ":
            found.append(names[start:place])
            start = place + 5
    found.append(names[start:])
    return [name.strip() for name in found if name.strip() not in ("", "others")]


def _name(name: str, decode: Callable[[str], str]) -> dict[str, str]:
    if name.startswith("{") and name.endswith("}") and name.count("{") == 1:
        return {"literal": decode(name)}
    parts = [decode(part) for part in re.split(r",(?![^{]*\})", name)]
    if len(parts) > 1:
        suffix = {"suffix": parts[1]} if len(parts) > 2 else {}
        given = {"given": parts[-1]} if parts[-1] else {}
        return {"family": parts[0], **given, **suffix}
    words = parts[0].split()
    if len(words) < 2:
        return {"literal": parts[0]}
    # First von Last: the family name begins with the first small letter.
    small = next((place for place, word in enumerate(words[1:-1], 1) if word[0].islower()), None)
    cut = small if small is not None else len(words) - 1
    return {"family": " ".join(words[cut:]), "given": " ".join(words[:cut])}


def _files(value: str) -> tuple[str, ...]:
    r"""The paths in a `file` field.

    `a.pdf`; `Title:a.pdf:PDF` of JabRef; `Title:a.pdf:application/pdf;…` of Zotero;
    `:C\:\\papers\\a.pdf:PDF` with escaped signs.
    """
    paths = [_path(each.strip(" {}")) for each in _FILES.split(value)]
    return tuple(dict.fromkeys(path for path in paths if path))


def _path(value: str) -> str:
    parts = _PATH_PARTS.split(value)
    if len(parts) > 2 and _DRIVE.fullmatch(parts[-3]) and parts[-2][:1] in "\\/":
        path = f"{parts[-3]}:{parts[-2]}"  # a drive whose colon was not escaped
    else:
        path = parts[-2] if len(parts) > 2 else value
    return _ESCAPED.sub(r"\1", path)
