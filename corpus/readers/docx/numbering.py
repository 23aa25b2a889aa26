"""The numbers that Word prints before paragraphs: 第三條, 一、, 1.2, (a).

They are counted as Word counts: a level goes on over all lists of one definition, begins anew
where a level above it counts, and where a list says where it starts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from corpus.readers.docx.number_formats import format_number
from corpus.readers.markup.trees import Element, attribute, local_name

_LEVELS = 9
_PLACE = re.compile("%([1-9])")
_NO_NUMBER = frozenset(("bullet", "none"))
_NO_LIST = "0"  # takes a paragraph out of the list of its style
_OPENS_TEXT = re.compile(r"[、．，：）〕】」。]$")


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level is numbered; `restart` is the level that lets it begin anew, counted from 1."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    is_legal: bool = False
    space: str = "tab"
    restart: int | None = None
    style: str = ""


@dataclass(slots=True)
class _List:
    """A list: its definition, its levels, and where some of them start."""

    definition: str
    levels: dict[int, _Level]
    starts: dict[int, int]


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of a document in their order."""

    lists: dict[str, _List] = field(default_factory=dict)
    _values: dict[str, dict[int, int]] = field(default_factory=dict)  # by definition, then level
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def level_of_style(self, list_id: str, style_id: str) -> int:
        """The level that a list gives to paragraphs of a style."""
        found = self.lists.get(list_id)
        levels = found.levels if found else {}
        return next((n for n, level in levels.items() if level.style == style_id), 0)

    def next_label(self, list_id: str, level: int) -> str:
        """What Word prints before the next paragraph of a list, with the space after it.

        Empty for bullets, and where there is no such list.
        """
        found = self.lists.get(list_id)
        if found is None or level not in found.levels or not 0 <= level < _LEVELS:
            return ""
        values = self._count(list_id, found, level)
        shown = found.levels[level]
        if shown.form in _NO_NUMBER:
            return ""

        def write(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form = found.levels.get(at, _Level()).form
            value = values.get(at, found.levels.get(at, _Level()).start)
            return format_number(value, "decimal" if shown.is_legal else form)

        label = _PLACE.sub(write, shown.text)
        return label + _space_after(label, shown.space) if label.strip() else ""

    def _count(self, list_id: str, found: _List, level: int) -> dict[int, int]:
        values = self._values.setdefault(found.definition, {})
        start = found.starts.get(level, found.levels[level].start)
        if level in found.starts and (list_id, level) not in self._begun:
            values.pop(level, None)
        self._begun.add((list_id, level))
        values[level] = values[level] + 1 if level in values else start
        for deeper in [each for each in values if each > level]:
            restart = found.levels.get(deeper, _Level()).restart
            if restart is None or (0 < restart and level < restart):
                del values[deeper]
        return values


def read_numbering(root: Element | None) -> Numbering:
    """The lists in `numbering.xml`; none where there is no such part."""
    definitions: dict[str, dict[int, _Level]] = {}
    numbering = Numbering()
    for element in root if root is not None else ():
        tag = local_name(element)
        if tag == "abstractnum":
            definitions[attribute(element, "abstractNumId")] = dict(_levels(element))
    for element in root if root is not None else ():
        if local_name(element) == "num":
            _add_list(numbering, element, definitions)
    return numbering


def _add_list(
    numbering: Numbering, element: Element, definitions: Mapping[str, dict[int, _Level]]
) -> None:
    definition = _value(element, "abstractnumid")
    levels, starts = dict(definitions.get(definition, {})), {}
    for override in element:
        if local_name(override) != "lvloverride":
            continue
        level = _number(attribute(override, "ilvl"), 0)
        levels |= dict(_levels(override))
        start = _value(override, "startoverride")
        if start:
            starts[level] = _number(start, 1)
    numbering.lists[attribute(element, "numId")] = _List(definition, levels, starts)


def _levels(element: Element) -> Iterator[tuple[int, _Level]]:
    for one in element:
        if local_name(one) != "lvl":
            continue
        restart = _value(one, "lvlrestart")
        yield (
            _number(attribute(one, "ilvl"), 0),
            _Level(
                start=_number(_value(one, "start"), 1),
                form=_value(one, "numfmt") or "decimal",
                text=_value(one, "lvltext"),
                is_legal=any(
                    local_name(each) == "islgl"
                    and attribute(each, "val") not in ("0", "false", "off")
                    for each in one
                ),
                space=_value(one, "suff") or "tab",
                restart=_number(restart, 0) if restart else None,
                style=_value(one, "pstyle"),
            ),
        )


def list_of(properties: Element | None) -> tuple[str | None, int | None]:
    """The list and the level that a paragraph's or a style's properties name."""
    for one in properties if properties is not None else ():
        if local_name(one) == "numpr":
            level = _value(one, "ilvl")
            return _value(one, "numid") or None, _number(level, 0) if level else None
    return None, None


def is_list(list_id: str | None) -> bool:
    """Whether this names a list, and does not take a paragraph out of one."""
    return list_id is not None and list_id != _NO_LIST


def _space_after(label: str, space: str) -> str:
    if space == "nothing" or label[-1:].isspace() or _OPENS_TEXT.search(label):
        return ""
    return " "


def _value(element: Element, name: str) -> str:
    return next((attribute(one, "val") for one in element if local_name(one) == name), "")


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else otherwise
