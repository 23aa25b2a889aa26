"""DOCX: the text of a Word document with its headings, footnotes and endnotes.

Read from its XML directly: the usual library for DOCX knows no footnotes, and opens every part of
the file without limits. Insertions are kept and tracked deletions left out, as the document reads
when its changes are accepted. Numbers and bullets that Word adds to lists and headings are no text
of the document. Macros are never looked at. No page is given: where the pages break is decided
anew by each program that opens the document.
"""

from collections.abc import Mapping
from typing import Any

from corpus.readers.archives import Archive
from corpus.readers.blocks import Block
from corpus.readers.docx.footnotes import NoteKind, read_marks, read_notes
from corpus.readers.docx.styles import read_styles
from corpus.readers.docx.text import read_story
from corpus.readers.markup.footnotes import place_notes
from corpus.readers.markup.metadata import drop_empty, parse_language, parse_people
from corpus.readers.markup.trees import Element, local_name, parse_xml

_MAIN = "word/document.xml"
_KIND = "Word document"


def read_docx(archive: Archive) -> tuple[list[Block], dict[str, Any], list[str]]:  # CSL-JSON
    """The blocks of a document, its record, and what a person should know of it."""
    main = _main_part(archive)
    folder = main.rpartition("/")[0]

    def part(name: str) -> Element | None:
        path = f"{folder}/{name}" if folder else name
        return parse_xml(archive.read(path), _KIND) if path in archive else None

    root = parse_xml(archive.read(main), _KIND)
    styles = read_styles(part("styles.xml"))
    found = read_story(root, styles, read_marks(root, part("settings.xml")))
    kinds: tuple[NoteKind, ...] = ("footnote", "endnote")
    for kind in kinds:
        found += read_notes(part(f"{kind}s.xml"), kind, styles)
    macros = any(name.endswith("vbaProject.bin") for name in archive.names)
    warnings = ["the document holds macros; only its text was read"] if macros else []
    return place_notes(found), _record(archive), warnings


def _main_part(archive: Archive) -> str:
    """The part that the document's relations call the main one; nearly always the usual name."""
    if _MAIN in archive or "_rels/.rels" not in archive:
        return _MAIN
    for relation in parse_xml(archive.read("_rels/.rels"), _KIND):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", _MAIN).lstrip("/")
    return _MAIN


def _record(archive: Archive) -> dict[str, Any]:  # CSL-JSON
    """Title and author from the core properties.

    Their dates are those of the file, not of the work, so they are left out.
    """
    if "docProps/core.xml" not in archive:
        return {}
    fields: Mapping[str, str] = {
        local_name(element): element.text or ""
        for element in parse_xml(archive.read("docProps/core.xml"), _KIND)
    }
    record = drop_empty(
        {
            "title": fields.get("title", ""),
            "author": parse_people([fields.get("creator", "")]),
            "abstract": fields.get("description", ""),
            "language": parse_language(fields.get("language", "")),
        }
    )
    return {"type": "document", **record} if record.keys() - {"language"} else record
