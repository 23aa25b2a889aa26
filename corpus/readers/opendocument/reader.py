"""OpenDocument: texts (ODT), sheets (ODS) and slides (ODP), read from their XML as DOCX is.

A slide is a page. Tracked deletions, remarks and tables of contents that a program keeps are left
out; numbers that a program adds to lists are, too.
"""

from typing import Any

from lxml import etree

from corpus.documents import Kind
from corpus.readers.archives import Archive
from corpus.readers.blocks import Block, Body, Heading
from corpus.readers.markup.footnotes import NoteText, Reference, Unplaced, place_notes
from corpus.readers.markup.formulas import formula_text
from corpus.readers.markup.inline import LINE_BREAK, Paragraph, Script
from corpus.readers.markup.metadata import drop_empty, parse_language, parse_people
from corpus.readers.markup.tables import Tables
from corpus.readers.markup.trees import Element, attribute, local_name, parse_xml
from corpus.readers.tables import MOST_COLUMNS

_KIND = "OpenDocument file"
_LEFT_OUT = frozenset(
    "tracked-changes annotation annotation-end table-of-content-source index-title-template "
    "tracked-change automatic-styles master-styles font-face-decls scripts forms note-citation "
    "ruby-text notes sequence-decls".split()
)
_KINDS: dict[str, Kind] = {
    "bibliography": "bibliography",
    "alphabetical-index": "index",
    "table-of-content": "contents",
    "illustration-index": "contents",
    "table-index": "contents",
}
_MOST_REPEATED = 100


def read_opendocument(archive: Archive) -> tuple[list[Block], dict[str, Any]]:  # CSL-JSON
    """The blocks of a text, a sheet or slides, and its record."""
    root = parse_xml(archive.read("content.xml"), _KIND)
    styles = _scripts(root)
    if "styles.xml" in archive:
        styles = {**_scripts(parse_xml(archive.read("styles.xml"), _KIND)), **styles}
    story = _Story(archive, styles)
    for body in root:
        if local_name(body) == "body":
            story.run(body)
    return place_notes(story.found), _record(archive)


def _scripts(root: Element) -> dict[str, Script]:
    """The styles that raise or lower text, by name."""
    found: dict[str, Script] = {}
    for style in root.iter():
        if local_name(style) != "style":
            continue
        for one in style:
            position = attribute(one, "text-position").split(" ")[0].rstrip("%")
            if position == "super" or (position.isdecimal() and int(position) > 0):
                found[attribute(style, "name")] = "raised"
            elif position == "sub" or position.startswith("-"):
                found[attribute(style, "name")] = "lowered"
    return found


class _Story:
    """One pass over a content, without recursion."""

    def __init__(self, archive: Archive, scripts: dict[str, Script]) -> None:
        self.found: list[Unplaced] = []
        self._archive = archive
        self._scripts = scripts
        self._open: list[tuple[Paragraph, list[Reference]]] = []  # a note is inside a paragraph
        self._notes: list[NoteText] = []
        self._tables = Tables(self.found, guess_head=True)
        self._kinds: list[Kind] = []
        self._slide = 0
        self._in_title = False

    def run(self, root: Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped: Element | None = None
        for event, element in walker:
            if event == "start":
                if self._enter(element, local_name(element)):
                    self._add(element.text)
                else:
                    skipped = element
                    walker.skip_subtree()
                continue
            if element is not skipped:
                self._leave(element, local_name(element))
            self._add(element.tail)

    def _enter(self, element: Element, tag: str) -> bool:
        if tag in _LEFT_OUT:
            return False
        if tag in ("p", "h"):
            self._open.append((Paragraph(str(self._slide) if self._slide else None), []))
        elif tag == "page":
            self._slide += 1
        elif tag == "frame":
            self._in_title = attribute(element, "class") == "title"
        elif tag in _KINDS:
            self._kinds.append(_KINDS[tag])
        elif tag == "note":
            self._open_note(element)
        elif tag == "object":
            self._add_formula(element)
        elif tag in ("table", "table-row", "table-cell", "covered-table-cell"):
            return self._open_table(element, tag)
        elif self._open:
            self._add_sign(element, tag)
        return True

    def _open_table(self, element: Element, tag: str) -> bool:
        if tag == "table":
            self._tables.open_table()
        elif tag == "table-row":
            parent = element.getparent()
            in_head = parent is not None and local_name(parent) == "table-header-rows"
            self._tables.open_row(is_head=in_head)
        elif tag == "table-cell":
            spans = (
                _number(element, "number-columns-spanned"),
                _number(element, "number-rows-spanned"),
            )
            self._tables.open_cell(*spans)
        return tag != "covered-table-cell"

    def _open_note(self, element: Element) -> None:
        mark = next((one for one in element if local_name(one) == "note-citation"), None)
        key = f"#{attribute(element, 'id')}"
        text = "" if mark is None else "".join(map(str, mark.itertext())).strip()
        if self._open:
            self._open[-1][1].append(Reference(key, text))
        self._notes.append(NoteText(key))

    def _add_sign(self, element: Element, tag: str) -> None:
        paragraph = self._open[-1][0]
        if tag == "s":
            paragraph.add(" ")
        elif tag == "tab":
            paragraph.add(" ")
        elif tag == "line-break":
            paragraph.add(LINE_BREAK)
        elif tag == "span" and (script := self._scripts.get(attribute(element, "style-name"))):
            paragraph.begin_script(script)

    def _add_formula(self, element: Element) -> None:
        """A formula lies in a part of its own, or in place."""
        name = attribute(element, "href").removeprefix("./").rstrip("/") + "/content.xml"
        if self._open and name in self._archive:
            root = parse_xml(self._archive.read(name), _KIND)
            if local_name(root) == "math":
                self._open[-1][0].add(formula_text(root))

    def _add(self, text: str | None) -> None:
        if text and self._open:
            self._open[-1][0].add(text)

    def _leave(self, element: Element, tag: str) -> None:
        if tag == "span" and self._open:
            script = self._scripts.get(attribute(element, "style-name"))
            if script:
                self._open[-1][0].end_script(script)
        elif tag in ("p", "h") and self._open:
            self._close(element, tag)
        elif tag in _KINDS and self._kinds:
            self._kinds.pop()
        elif tag == "frame":
            self._in_title = False
        elif tag == "note" and self._notes:
            self.found.append(self._notes.pop())
        elif tag == "table-row":
            self._tables.close_row()
        elif tag == "table":
            self._tables.close_table()

    def _close(self, element: Element, tag: str) -> None:
        paragraph, references = self._open.pop()
        body = paragraph.body()
        if self._notes:
            self._notes[-1].paragraphs += [body] if body.text else []
            return
        if body.text and (tag == "h" or self._in_title):
            rank = 1 if self._in_title else _number(element, "outline-level")
            self.found.append(Heading(" ".join(body.text.split("\n")), rank))
        elif body.text:
            kind = self._kinds[-1] if self._kinds else "body"
            self.found.append(Body(body.text, body.page, kind=kind))
        self.found += references


def _number(element: Element, name: str) -> int:
    value = attribute(element, name)
    return min(int(value), MOST_COLUMNS) if value.isascii() and value.isdecimal() else 1


def _record(archive: Archive) -> dict[str, Any]:  # CSL-JSON
    if "meta.xml" not in archive:
        return {}
    fields: dict[str, str] = {}
    for element in parse_xml(archive.read("meta.xml"), _KIND).iter():
        fields.setdefault(local_name(element), (element.text or "").strip())
    record = drop_empty(
        {
            "title": fields.get("title", ""),
            "author": parse_people([fields.get("initial-creator") or fields.get("creator", "")]),
            "language": parse_language(fields.get("language", "")),
        }
    )
    return {"type": "document", **record} if record.keys() - {"language"} else record
