"""The footnotes and endnotes of a Word document, and the marks that Word prints for them."""

from dataclasses import dataclass
from typing import Literal

from lxml import etree

from corpus.readers.blocks import Body, Heading
from corpus.readers.docx.number_formats import format_number
from corpus.readers.docx.numbering import Numbering
from corpus.readers.docx.styles import Styles
from corpus.readers.docx.text import read_story
from corpus.readers.markup.footnotes import NoteText, Unplaced
from corpus.readers.markup.trees import Element, attribute, local_name

NoteKind = Literal["footnote", "endnote"]

_KINDS: tuple[NoteKind, ...] = ("footnote", "endnote")
_USUAL = {"footnote": "decimal", "endnote": "lowerRoman"}


@dataclass(slots=True)
class _Numbering:
    """How a kind of notes is numbered: `form` and `restart` are Word's words for it."""

    form: str
    start: int = 1
    restart: str = "continuous"


def read_notes(root: Element | None, kind: NoteKind, styles: Styles) -> list[Unplaced]:
    """The notes in `footnotes.xml` or `endnotes.xml`, without the lines that part them off."""
    notes: list[Unplaced] = []
    for element in root if root is not None else ():
        if local_name(element) != kind or attribute(element, "type") not in ("", "normal"):
            continue
        story = read_story(element, styles, {}, Numbering())
        paragraphs = [Body(item.text) for item in story if isinstance(item, Heading | Body)]
        notes.append(NoteText(f"{kind}#{attribute(element, 'id')}", paragraphs))
    return notes


def read_marks(document: Element, settings: Element | None) -> dict[str, str]:
    """The printed mark of each note by `footnote#id`, as far as the file settles it.

    Word counts the references. Where it starts again on each page, what it prints is not known
    before the pages are, and the mark is empty.
    """
    marks: dict[str, str] = {}
    for kind in _KINDS:
        numbering = _numbering(kind, document, settings)
        if numbering.restart != "eachPage":
            marks |= _count(kind, document, numbering)
    return marks


def _count(kind: NoteKind, document: Element, numbering: _Numbering) -> dict[str, str]:
    marks: dict[str, str] = {}
    value, ends_section = numbering.start, False
    walker = etree.iterwalk(document, events=("start", "end"))
    for event, element in walker:
        tag = local_name(element)
        if event == "end":
            if tag == "p" and ends_section and numbering.restart == "eachSect":
                value, ends_section = numbering.start, False
        elif tag in ("del", "movefrom"):
            walker.skip_subtree()  # the mark went with the deleted text
        elif tag == "sectpr":
            ends_section = True  # once the paragraph that it is a property of is over
        elif tag == f"{kind}reference":
            key = f"{kind}#{attribute(element, 'id')}"
            custom = attribute(element, "customMarkFollows") not in ("", "0", "false", "off")
            if key not in marks and not custom:
                marks[key] = format_number(value, numbering.form)
                value += 1
    return marks


def _numbering(kind: NoteKind, document: Element, settings: Element | None) -> _Numbering:
    found = _Numbering(_USUAL[kind])
    places = [*(() if settings is None else settings), *document.iter()]
    for element in places:
        if local_name(element) != f"{kind}pr":
            continue
        for one in element:
            value = attribute(one, "val")
            if local_name(one) == "numfmt" and value:
                found.form = value
            elif local_name(one) == "numstart" and value.isascii() and value.isdecimal():
                found.start = int(value[:6])
            elif local_name(one) == "numrestart":
                found.restart = value
    return found
