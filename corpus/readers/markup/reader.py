"""The blocks of a page of HTML or XHTML: what its reader sees, without the site around it.

Marks that a program adds when it shows a list (numbers, bullets) are no text of the page.
"""

from dataclasses import dataclass, field, replace

from lxml import etree

from corpus.documents import Kind
from corpus.readers.archives import resolve
from corpus.readers.blocks import Block, Heading
from corpus.readers.markup import roles
from corpus.readers.markup.footnotes import NoteText, Reference, Unplaced, place_notes
from corpus.readers.markup.formulas import formula_text
from corpus.readers.markup.furniture import Furniture, kind_of
from corpus.readers.markup.inline import LINE_BREAK, Paragraph
from corpus.readers.markup.tables import Tables
from corpus.readers.markup.trees import Element, local_name

_HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form header hr html legend li main ol p pre section summary table "
    "tbody td tfoot th thead tr ul".split()
) | frozenset(_HEADINGS)
_CELLS = ("td", "th")
_MOST_SPAN = 4  # digits
_INDENT = "\u3000\u3000"  # opens a paragraph in Chinese; after a line break it says that one begins
_NOTE_BLOCKS = ("aside", "dd", "div", "li", "p")


def read_hypertext(root: Element, *, of_site: bool = False) -> list[Block]:
    """The headings, paragraphs and notes of one page, each note where its first mark stands.

    `of_site`: the page may have menus, banners and readers' comments around its text.
    """
    reader = HypertextReader(of_site=of_site)
    reader.expect_notes(root)
    return place_notes(reader.read(root))


@dataclass(slots=True)
class HypertextReader:
    """Reads the pages of one text, one after the other.

    Attributes:
        page: The printed page that the last text stood on, where a page break names it.
        labels: Printed pages by `file#id`, from a list of pages.
        targets: `file#id` of what the marks of notes point at, in all pages.
        of_site: Whether pages may have the furniture of a site around their text.
    """

    page: str | None = None
    labels: dict[str, str] = field(default_factory=dict)
    targets: set[str] = field(default_factory=set)
    of_site: bool = False

    def expect_notes(self, root: Element, name: str = "") -> None:
        """Take up what the marks in a page point at; before any page is read."""
        for element in root.iter():
            if roles.is_reference(element):
                self.targets.add(_key(roles.reference_target(element), name))

    def read(self, root: Element, name: str = "") -> list[Unplaced]:
        """The blocks of a page; `name` is that of its file, which links from other pages use."""
        walk = _Walk(name, self, Furniture(root) if self.of_site else None)
        walk.run(root)
        self.page = walk.paragraph.page
        return walk.found


class _Walk:
    """One pass over a page's tree, without recursion: a page may nest as deep as it likes."""

    def __init__(self, name: str, reader: HypertextReader, furniture: Furniture | None) -> None:
        self.found: list[Unplaced] = []
        self.paragraph = Paragraph(reader.page)
        self._name = name
        self._reader = reader
        self._references: list[Reference] = []
        self._note: tuple[Element, NoteText] | None = None
        self._notes: Element | None = None
        self._rank: int | None = None
        self._tables = Tables(self.found, guess_head=False)
        self._in_head = 0
        self._kinds: list[tuple[Element, Kind]] = []
        self._furniture = furniture
        self._verbatim = 0

    def run(self, root: Element) -> None:
        skipped: Element | None = None
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                if self._enter(element):
                    self._add(element.text)
                else:
                    skipped = element
                    walker.skip_subtree()
                continue
            if element is not skipped:
                self._leave(element)
            if element is not root:
                self._add(element.tail)
        self._finish()

    def _enter(self, element: Element) -> bool:
        """Take up an element; False where nothing in it is text of the page."""
        tag = local_name(element)
        if not tag or self._is_left_out(element):
            return False
        if tag in _BLOCKS:
            self._finish()
        if self._breaks_page(element) or roles.is_back_link(element) or self._names_note(element):
            return False
        if roles.is_reference(element):
            target = _key(roles.reference_target(element), self._name)
            self._references.append(Reference(target, roles.reference_mark(element)))
            return False
        if tag == "math":
            self.paragraph.add(formula_text(element))
            return False
        script = roles.script_of(element)
        if script:
            self.paragraph.begin_script(script)
        if tag == "br":
            self._break_line()
        if tag in _BLOCKS:
            self._open(element, tag)
        return True

    def _is_left_out(self, element: Element) -> bool:
        """Whether nothing in an element is text of the page; a formula in TeX is all that it is."""
        tex = roles.tex_source(element)
        if tex:
            self.paragraph.add(f"${tex}$")
        return (
            bool(tex)
            or roles.is_hidden(element)
            or (self._furniture is not None and self._furniture.is_furniture(element))
        )

    def _open(self, element: Element, tag: str) -> None:
        self._open_kind(element)
        if self._notes is None and roles.is_notes(element):
            self._notes = element
        if self._note is None and self._is_note(element, tag):
            self._note = element, NoteText(self._note_key(element))
            self.found.append(self._note[1])
        self._verbatim += tag == "pre"
        self._rank = _HEADINGS.get(tag)
        self._in_head += tag == "thead"
        if tag == "table":
            self._tables.open_table()
        elif tag == "tr":
            self._tables.open_row(is_head=self._in_head > 0)
        elif tag in _CELLS:
            spans = (_span(element, "colspan"), _span(element, "rowspan"))
            self._tables.open_cell(*spans, is_head=tag == "th")

    def _open_kind(self, element: Element) -> None:
        comments = self._furniture is not None and self._furniture.is_comments(element)
        kind = "comment" if comments else kind_of(element)
        if kind is not None:
            self._kinds.append((element, kind))

    def _names_note(self, element: Element) -> bool:
        """Whether this is a note's own mark: an anchor that references point at, and a link."""
        if self._note is None or local_name(element) != "a" or not element.get("href"):
            return False
        names = (element.get("id"), element.get("name"))
        return any(f"{self._name}#{name}" in self._reader.targets for name in names if name)

    def _is_note(self, element: Element, tag: str) -> bool:
        if self._notes is element:
            return False
        listed = self._notes is not None and tag == "li"
        targeted = tag in _NOTE_BLOCKS and self._note_key(element) in self._reader.targets
        return listed or targeted or roles.is_note(element)

    def _note_key(self, element: Element) -> str:
        """What references to a note name: it, or the anchor that it begins with."""
        first = next(iter(element), None)
        if first is not None and local_name(first) == "p" and not (element.text or "").strip():
            first = next(iter(first), None)
        named = [element.get("id")]
        if first is not None:
            named += [first.get("id"), first.get("name")]
        keys = [f"{self._name}#{value}" for value in named if value]
        known = [key for key in keys if key in self._reader.targets]
        return (known or keys or [""])[0]

    def _leave(self, element: Element) -> None:
        tag = local_name(element)
        script = roles.script_of(element)
        if script:
            self.paragraph.end_script(script)
        if tag not in _BLOCKS:
            return
        self._finish()
        self._verbatim -= tag == "pre"
        self._in_head -= tag == "thead"
        if tag == "tr":
            self._tables.close_row()
        elif tag == "table":
            self._tables.close_table()
        if self._kinds and self._kinds[-1][0] is element:
            self._kinds.pop()
        if self._note is not None and self._note[0] is element:
            self._note = None
        if self._notes is element:
            self._notes = None

    def _break_line(self) -> None:
        """Two breaks in a row are how pages without <p> part their paragraphs."""
        if self._rank is None and not self._verbatim and self.paragraph.ends_with_break:
            self._finish()
        else:
            self.paragraph.add(LINE_BREAK)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        indented = text.lstrip(" \t\r\n").startswith(_INDENT) and not self._verbatim
        if indented and self._rank is None and self.paragraph.ends_with_break:
            self._finish()
        self.paragraph.add(text.replace("\n", LINE_BREAK) if self._verbatim else text)

    def _breaks_page(self, element: Element) -> bool:
        """Note a page break; True where the element is one and holds nothing else."""
        label = self._reader.labels.get(f"{self._name}#{element.get('id')}")
        is_break = roles.is_page_break(element)
        if label or is_break:
            self.paragraph.break_page(label or roles.page_label(element) or None)
        return is_break

    def _finish(self) -> None:
        """End the paragraph that is open, if it has any text."""
        body, rank = self.paragraph.body(), self._rank
        self._rank = None
        if body.text and self._note is not None:
            self._note[1].paragraphs.append(body)
        elif body.text and (rank is None or self._kind() == "comment"):
            self.found.append(replace(body, kind=self._kind()))
        elif body.text and rank is not None and self._notes is None:
            self.found.append(Heading(" ".join(body.text.split("\n")), rank))
        self.paragraph = Paragraph(self.paragraph.page)
        self.found += self._references
        self._references = []

    def _kind(self) -> Kind:
        return self._kinds[-1][1] if self._kinds else "body"


def _span(cell: Element, name: str) -> int:
    said = cell.get(name, "").strip()
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= _MOST_SPAN else 1


def _key(target: str, name: str) -> str:
    file, _, fragment = target.partition("#")
    return f"{resolve(name, file) if file else name}#{fragment}"
