"""Which paragraph styles of a Word document are headings, and which are a table of contents."""

import re
from dataclasses import dataclass, field

from corpus.readers.markup.trees import Element, attribute, local_name

# Word keeps the English names in every language; WPS, LibreOffice and old versions do not.
_HEADING = re.compile(
    r"(?:heading|標題|标题|überschrift|titre|título|titolo|見出し|제목)\s?([1-9])", re.IGNORECASE
)
_TITLE = frozenset({"title", "書名", "标题", "標題"})
_CONTENTS = re.compile(r"(?:toc|contents|目錄|目录)(?:\s?\d| heading|標題|标题)?", re.IGNORECASE)
_DEEPEST_OUTLINE = 8  # 9 says that a paragraph is body text
_LONGEST_CHAIN = 20


@dataclass(slots=True)
class _Style:
    name: str
    base: str | None
    outline: int | None


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

    def _chain(self, style_id: str | None) -> list[_Style]:
        chain: list[_Style] = []
        while style_id in self.by_id and len(chain) < _LONGEST_CHAIN:
            chain.append(self.by_id[style_id])
            style_id = chain[-1].base
        if style_id is not None and not chain:
            chain.append(_Style(style_id, None, None))  # some programs write no table of styles
        return chain


def read_styles(root: Element | None) -> Styles:
    """The styles in `styles.xml`; none where there is no such part."""
    styles = Styles()
    for style in root if root is not None else ():
        if local_name(style) == "style" and attribute(style, "type") == "paragraph":
            base = _child(style, "basedOn")
            name = _child(style, "name")
            styles.by_id[attribute(style, "styleId")] = _Style(
                "" if name is None else attribute(name, "val").strip(),
                None if base is None else attribute(base, "val"),
                _outline(_child(style, "pPr")),
            )
    return styles


def _style_id(properties: Element | None) -> str | None:
    style = None if properties is None else _child(properties, "pStyle")
    return None if style is None else attribute(style, "val")


def _outline(properties: Element | None) -> int | None:
    level = None if properties is None else _child(properties, "outlineLvl")
    value = "" if level is None else attribute(level, "val")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 3 else None


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if local_name(child) == name.lower()), None)
