"""The lines of a plain text file, and what they show of the page it was set on."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.errors import TextNotReadable

_LINE_BREAK = re.compile("\r\n?|[\n\v\x85\u2028\u2029]")
_PAGE_BREAK = "\f"
_INVISIBLE = re.compile("[\x01-\x08\x0e-\x1f\x7f\ufeff]")
_SPACES = re.compile(r"\s{2,}|\t")
_CELLS = re.compile(r"\t+| {3,}|\s*[|│┃]\s*")
_WIDE = re.compile(
    r"[\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U00020000-\U0003ffff]"
)
_TERMINAL = frozenset("。！？…：；.!?:;")
_CLOSING = "」』”’\"'）)】》〉"

# What a page's lines hold, in columns; a longer one is a paragraph that no page cut.
_WIDEST_PAGE = 140
_NARROWEST_PAGE = 20
_FULL = 0.8


@dataclass(slots=True)
class Line:
    """A line that is not blank, as the page shows it.

    `gap` counts the blank lines above it; `indent` and `edge`, where it ends, count columns.
    `break_before`: a page begins with it. `page` is the printed number of its page where
    that is sure. `seam_page`: this number is printed at the page break, so that either the
    page above the line or the page that begins with it has it. `cells` are the parts of the line
    that wide blanks, tabs or bars part: one, in running text.
    """

    text: str
    indent: int
    gap: int
    edge: int
    break_before: bool = False
    page: str | None = None
    seam_page: str | None = None
    cells: tuple[str, ...] = ()

    @property
    def ends_sentence(self) -> bool:
        """Whether a paragraph may end with this line."""
        return self.text.rstrip(_CLOSING)[-1:] in _TERMINAL


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a text were set: where the page cut them, and what opens a paragraph."""

    wrapped: bool
    width: int
    line_gap: int
    margin: int
    indents: bool

    def is_full(self, line: Line, following: Line | None = None) -> bool:
        """Whether a line goes as far as it could, given what had to follow it."""
        room = 0 if following is None else _columns(_first_word(following.text))
        return line.edge + room >= _FULL * self.width

    def is_indented(self, line: Line) -> bool:
        """Whether a line starts to the right of the margin; one space is no indent."""
        return line.indent >= self.margin + 2


def read_lines(raw: str) -> list[Line]:
    """The lines of a text that are not blank; spaces that only place text on a line are gone.

    A single space inside a line stays, even in 2005年 11月: where a source writes both 2002年
    and 2002 年, none can be shown to come from the layout.
    """
    if "\0" in raw or any("\ud800" <= character <= "\udfff" for character in raw):
        raise TextNotReadable(
            "the text holds NUL characters or broken Unicode, so it looks like binary data; "
            "expected plain text, saved as UTF-8"
        )
    lines: list[Line] = []
    gap, page_begins = 0, False
    for page_number, page in enumerate(_INVISIBLE.sub("", raw).split(_PAGE_BREAK)):
        page_begins = page_begins or page_number > 0
        for line in _LINE_BREAK.split(page):
            text = _SPACES.sub(" ", line.strip())
            if not text:
                gap += 1
                continue
            indent = _columns(line[: len(line) - len(line.lstrip())].expandtabs(4))
            edge = indent + _columns(text)
            cells = tuple(" ".join(cell.split()) for cell in _CELLS.split(line.strip()))
            lines.append(Line(text, indent, gap, edge, page_begins, cells=cells))
            gap, page_begins = 0, False
    return lines


def see_layout(lines: Sequence[Line]) -> Layout:
    """How these lines were set, judged from all of them."""
    edges = sorted(line.edge for line in lines)
    width = edges[int(0.9 * (len(edges) - 1))] if edges else 0
    full = [(line, following) for line, following in pairwise(lines) if line.edge >= _FULL * width]
    cut = [(line, following) for line, following in full if not line.ends_sentence]
    # A title above a single line of text looks cut, too, but what follows it starts anew.
    is_cut = len(cut) > 1 or any(not following.text[0].isupper() for _, following in cut)
    wrapped = _NARROWEST_PAGE <= width <= _WIDEST_PAGE and is_cut and len(cut) > 0.3 * len(full)
    margin = min((line.indent for line in lines), default=0)
    return Layout(
        wrapped=wrapped,
        width=width,
        line_gap=_line_gap([following.gap for _, following in cut]) if wrapped else 0,
        margin=margin,
        indents=sum(line.indent >= margin + 2 for line in lines) >= 2,
    )


def is_wide(text: str) -> bool:
    """Whether there are more Chinese characters than letters of other scripts."""
    if text.isascii():
        return False
    return 2 * len(_WIDE.findall(text)) > sum(map(str.isalpha, text))


def _line_gap(gaps: list[int]) -> int:
    """The blank lines between two lines of one paragraph: most often none, or one in some PDFs."""
    usual = sorted(gaps)[len(gaps) // 2] if gaps else 0
    return usual if len(gaps) >= 3 else 0


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)


def _first_word(text: str) -> str:
    return text[0] if _WIDE.match(text) else text.split(maxsplit=1)[0]
