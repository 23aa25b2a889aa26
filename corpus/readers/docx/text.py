"""The running text of a Word document, or of its notes, in one pass without recursion."""

from collections.abc import Mapping

from lxml import etree

from corpus.readers.blocks import Body, Heading
from corpus.readers.docx.numbering import Numbering
from corpus.readers.docx.styles import Styles
from corpus.readers.markup.footnotes import Reference, Unplaced
from corpus.readers.markup.formulas import formula_text
from corpus.readers.markup.inline import LINE_BREAK, Paragraph, Script
from corpus.readers.markup.tables import Tables
from corpus.readers.markup.trees import Element, attribute, local_name

# Deleted text, moved-away text, the second way to show a drawing, readings above characters,
# codes of fields, properties (also former ones), and the list of what a form may be filled with.
_LEFT_OUT = frozenset(
    "del movefrom fallback rt instrtext deltext delinstrtext sectpr tblpr trpr tcpr sdtpr "
    "sdtendpr rubypr annotationref".split()
)
_CHARACTERS = {"tab": " ", "ptab": " ", "cr": LINE_BREAK, "nobreakhyphen": "\u2011"}
_OFF = ("0", "false", "off")


def read_story(
    root: Element, styles: Styles, marks: Mapping[str, str], numbering: Numbering
) -> list[Unplaced]:
    """The headings and paragraphs under an element, with where notes are referred to.

    Args:
        root: of the document, or of a note.
        styles: that the document defines.
        marks: the printed mark of each note, by `footnote#id`.
        numbering: counts the numbered paragraphs.
    """
    story = _Story(styles, marks, numbering)
    story.run(root)
    return story.found


class _Story:
    def __init__(self, styles: Styles, marks: Mapping[str, str], numbering: Numbering) -> None:
        self.found: list[Unplaced] = []
        self._styles = styles
        self._numbering = numbering
        self._marks = marks
        # A text box is inside the paragraph that it hangs on, so paragraphs are a stack.
        self._open: list[Paragraph] = []
        self._boxed: list[Unplaced] = []
        self._references: list[Reference] = []
        self._tables = Tables(self.found, guess_head=True)
        self._scripts: list[Script | None] = []  # of the runs that are open
        self._carried: Paragraph | None = None
        self._custom = False

    def run(self, root: Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped: Element | None = None
        for event, element in walker:
            if event == "start":
                if not self._enter(element, local_name(element)):
                    skipped = element
                    walker.skip_subtree()
            elif element is not skipped:
                self._leave(element, local_name(element))
        if self._carried is not None:
            self._finish(Body(self._carried.text()))

    def _enter(self, element: Element, tag: str) -> bool:
        if tag in _LEFT_OUT or (tag == "r" and _is_hidden(element)) or _is_contents(element, tag):
            return False
        if tag == "p":
            if self._styles.is_contents(element):
                return False
            self._open.append(self._carried or Paragraph())
            self._carried = None
        if tag in ("tbl", "tr", "tc"):
            self._open_table(element, tag)
        elif tag == "r":
            self._open_run(element)
        elif tag in ("omath", "omathpara"):
            if self._open:
                self._open[-1].add(formula_text(element))
            return False
        elif self._open:
            self._add(element, tag)
        return tag not in ("ppr", "rpr")

    def _open_table(self, element: Element, tag: str) -> None:
        if tag == "tbl":
            self._tables.open_table()
        elif tag == "tr":
            self._tables.open_row(is_head=_property(element, "trpr", "tblheader") is not None)
        else:
            self._tables.open_cell(*_spans(element))

    def _open_run(self, run: Element) -> None:
        script = self._styles.script_of(run)
        self._scripts.append(script)
        if script and self._open:
            self._open[-1].begin_script(script)

    def _close_run(self) -> None:
        script = self._scripts.pop() if self._scripts else None
        if script and self._open:
            self._open[-1].end_script(script)

    def _add(self, element: Element, tag: str) -> None:
        """What an element inside a run adds to the paragraph."""
        paragraph = self._open[-1]
        if tag == "t":
            # The mark that an author chose for a note follows its reference, in the same run.
            if not self._custom:
                paragraph.add((element.text or "").replace("\n", " "))
        elif tag in _CHARACTERS:
            paragraph.add(_CHARACTERS[tag])
        elif tag == "br" and attribute(element, "type") in ("", "textWrapping"):
            paragraph.add(LINE_BREAK)
        elif tag in ("footnotereference", "endnotereference"):
            key = f"{tag.removesuffix('reference')}#{attribute(element, 'id')}"
            self._custom = attribute(element, "customMarkFollows") not in ("", *_OFF)
            mark = _run_text(element) if self._custom else self._marks.get(key, "")
            self._references.append(Reference(key, mark))

    def _leave(self, element: Element, tag: str) -> None:
        if tag == "r":
            self._custom = False
            self._close_run()
        elif tag == "p" and self._open:
            self._close(element)
        elif tag == "tr":
            self._tables.close_row()
        elif tag == "tbl":
            self._tables.close_table()

    def _close(self, element: Element) -> None:
        """End a paragraph: its text, then the text boxes that hang on it, then its notes."""
        paragraph = self._open.pop()
        if _mark_deleted(element) and not self._open:
            self._carried = paragraph  # its end was deleted, so it goes on in the next one
            return
        text = paragraph.text()
        rank = self._styles.heading_rank(element)
        place = self._styles.list_of(element, self._numbering) if text else None
        text = (self._numbering.next_label(*place) if place else "") + text
        if rank is None:
            self._finish(Body(text, kind=self._styles.kind_of(element)))
        else:
            self._finish(Heading(" ".join(text.split("\n")), rank))

    def _finish(self, block: Heading | Body) -> None:
        if self._open:
            self._boxed += [block] if block.text else []
            return
        self.found += [block] if block.text else []
        self.found += [*self._boxed, *self._references]
        self._boxed, self._references = [], []


def _spans(cell: Element) -> tuple[int, int]:
    """Over how many columns and rows a cell spans; no rows where it goes on from above."""
    columns = _property(cell, "tcpr", "gridspan") or "1"
    merged = _property(cell, "tcpr", "vmerge")
    rows = 1 if merged in (None, "restart") else 0
    return int(columns) if columns.isdecimal() and len(columns) < 5 else 1, rows


def _property(element: Element, group: str, name: str) -> str | None:
    """The value of a property, empty if it is only there; None where it is not, or is off."""
    for properties in element:
        if local_name(properties) == group:
            for one in properties:
                if local_name(one) == name and attribute(one, "val") not in _OFF:
                    return attribute(one, "val")
    return None


def _is_hidden(run: Element) -> bool:
    """Whether a run is set as hidden text."""
    for properties in run:
        if local_name(properties) == "rpr":
            return any(
                local_name(one) == "vanish" and attribute(one, "val") not in _OFF
                for one in properties
            )
    return False


def _is_contents(element: Element, tag: str) -> bool:
    """Whether this is a table of contents that the program keeps up to date."""
    if tag != "sdt":
        return False
    properties = next(iter(element), None)
    return properties is not None and any(
        local_name(one) == "docpartgallery" and attribute(one, "val") == "Table of Contents"
        for one in properties.iter()
    )


def _mark_deleted(paragraph: Element) -> bool:
    """Whether the end of a paragraph is a tracked deletion."""
    for properties in paragraph:
        if local_name(properties) == "ppr":
            return any(
                local_name(one) == "del"
                for run in properties
                if local_name(run) == "rpr"
                for one in run
            )
    return False


def _run_text(reference: Element) -> str:
    run = reference.getparent()
    texts = [] if run is None else [one.text or "" for one in run if local_name(one) == "t"]
    return "".join(texts).strip()
