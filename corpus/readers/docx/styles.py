"""Which paragraph styles of a Word document are headings, and which are a table of contents."""

import re
from dataclasses import dataclass, field
from typing import Literal

from corpus.documents import Kind
from corpus.readers.docx.numbering import Numbering, is_list, list_of
from corpus.readers.markup.inline import Script
from corpus.readers.markup.trees import Element, attribute, local_name

# Word keeps the English names in every language; WPS, LibreOffice and old versions do not.
_HEADING = re.compile(
    r"(?:heading|標題|标题|überschrift|titre|título|titolo|見出し|제목)\s?([1-9])", re.IGNORECASE
)
_TITLE = frozenset({"title", "書名", "标题", "標題"})
_CONTENTS = re.compile(r"(?:toc|contents|目錄|目录)(?:\s?\d| heading|標題|标题)?", re.IGNORECASE)
_SCRIPTS: dict[str, Script] = {"superscript": "raised", "subscript": "lowered"}
_LEAST_RAISED = 4
_DEEPEST_OUTLINE = 8  # 9 says that a paragraph is body text
_LONGEST_CHAIN = 20


_KINDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"caption|題註|题注|圖表標號", re.IGNORECASE), "caption"),
    (
        re.compile(
            r"(?:intense )?quote|quotations?|block text|鮮明引文|引文|引用|明显引用", re.IGNORECASE
        ),
        "quotation",
    ),
    (
        re.compile(r"bibliography|references|書目|书目|參考文獻|参考文献", re.IGNORECASE),
        "bibliography",
    ),
    (re.compile(r"abstract|摘要", re.IGNORECASE), "abstract"),
    (re.compile(r"index \d|索引 \d", re.IGNORECASE), "index"),
)


@dataclass(slots=True)
class _Style:
    """A style; `list_id` and `level` name the list that its paragraphs are numbered in."""

    name: str
    base: str | None = None
    outline: int | None = None
    list_id: str | None = None
    level: int | None = None
    script: Script | None = None


@dataclass(slots=True)
class Styles:
    """The styles of a document by their id."""

    by_id: dict[str, _Style] = field(default_factory=dict)

    def heading_rank(self, paragraph: Element) -> int | None:
        """The rank of a heading, from the paragraph's own outline level or its style's."""
        properties = _child(paragraph, "pPr")
        own = _outline(properties)
        if own is not None:
            return own + 1 if own <= _DEEPEST_OUTLINE else None
        chain = self._chain(_style_id(properties))
        level = next((style.outline for style in chain if style.outline is not None), None)
        if level is not None:
            return level + 1 if level <= _DEEPEST_OUTLINE else None
        # Names are not handed down: the style of a date is often based on that of the title.
        name = chain[0].name if chain else ""
        named = _HEADING.fullmatch(name)
        return int(named[1]) if named else 1 if name.lower() in _TITLE else None

    def is_contents(self, paragraph: Element) -> bool:
        """Whether the paragraph is of a table of contents, which repeats the headings."""
        chain = self._chain(_style_id(_child(paragraph, "pPr")))
        return any(_CONTENTS.fullmatch(style.name) for style in chain)

    def kind_of(self, paragraph: Element) -> Kind:
        """The kind that the name of a paragraph's style says."""
        chain = self._chain(_style_id(_child(paragraph, "pPr")))
        name = chain[0].name if chain else ""
        return next((kind for names, kind in _KINDS if names.fullmatch(name)), "body")

    def list_of(self, paragraph: Element, numbering: Numbering) -> tuple[str, int] | None:
        """The list that numbers a paragraph, and its level there; None where none does."""
        properties = _child(paragraph, "pPr")
        list_id, level = list_of(properties)
        style_id = _style_id(properties)
        chain = self._chain(style_id)
        if list_id is None:
            styled = next((style for style in chain if style.list_id is not None), None)
            if styled is None or styled.list_id is None:
                return None
            list_id = styled.list_id
            level = styled.level if level is None else level
            if level is None:
                level = numbering.level_of_style(list_id, style_id or "")
        return (list_id, level or 0) if is_list(list_id) else None

    def script_of(self, run: Element) -> Script | None:
        """Whether a run is raised or lowered, by itself or by its style."""
        properties = _child(run, "rPr")
        if properties is None:
            return None
        own = _script(properties)
        if own != "":
            return own or None
        style = _child(properties, "rStyle")
        chain = self._chain(None if style is None else attribute(style, "val"))
        return next((style.script for style in chain if style.script), None)

    def _chain(self, style_id: str | None) -> list[_Style]:
        chain: list[_Style] = []
        while style_id in self.by_id and len(chain) < _LONGEST_CHAIN:
            chain.append(self.by_id[style_id])
            style_id = chain[-1].base
        if style_id is not None and not chain:
            chain.append(_Style(style_id))  # some programs write no table of styles
        return chain


def read_styles(root: Element | None) -> Styles:
    """The styles in `styles.xml`; none where there is no such part."""
    styles = Styles()
    for style in root if root is not None else ():
        if local_name(style) == "style" and attribute(style, "type") in ("paragraph", "character"):
            base, name = _child(style, "basedOn"), _child(style, "name")
            properties = _child(style, "pPr")
            run = _child(style, "rPr")
            styles.by_id[attribute(style, "styleId")] = _Style(
                "" if name is None else attribute(name, "val").strip(),
                None if base is None else attribute(base, "val"),
                _outline(properties),
                *list_of(properties),
                None if run is None else _script(run) or None,
            )
    return styles


def _script(properties: Element) -> Script | Literal[""] | None:
    """How text stands to its line: raised, lowered, or on it (None); empty if nothing says so."""
    for one in properties:
        if local_name(one) == "vertalign":
            return _SCRIPTS.get(attribute(one, "val"))
        # Half points: what is moved by less is set off, as a logo's letters are.
        if local_name(one) == "position" and abs(_half_points(one)) >= _LEAST_RAISED:
            return "raised" if _half_points(one) > 0 else "lowered"
    return ""


def _half_points(position: Element) -> int:
    value = attribute(position, "val")
    return int(value) if re.fullmatch(r"-?\d{1,4}", value) else 0


def _style_id(properties: Element | None) -> str | None:
    style = None if properties is None else _child(properties, "pStyle")
    return None if style is None else attribute(style, "val")


def _outline(properties: Element | None) -> int | None:
    level = None if properties is None else _child(properties, "outlineLvl")
    value = "" if level is None else attribute(level, "val")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 3 else None


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if local_name(child) == name.lower()), None)
