"""The running text of one paragraph of a marked-up file, put together from its pieces.

Markup has blanks where its author broke a line of source; a reader sees one space there, and none
between two Chinese characters. A page break inside a paragraph is kept as its place.
"""

import re
from typing import Literal

from corpus.documents import PageBreak
from corpus.readers.blocks import Body
from corpus.readers.markup.scripts import lower_text, raise_text

LINE_BREAK = "\v"  # stands for a break that the reader sees, until the text is put together
_HAN = (
    r"[\u2e80-\u303f\u3100-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60"
    r"\U00020000-\U0003ffff]"
)
_SOURCE_BREAK = re.compile(rf"(?<={_HAN})[ \t]*[\r\n][ \t\r\n\f]*(?={_HAN})")
_BLANKS = re.compile(r"[ \t\r\n\f\xa0\x85\u2028\u2029\x1c\x1e\x1f]+")
_BREAKS = re.compile(rf" ?(?:{LINE_BREAK} ?)+")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f\xad\u200b\u2060\ufeff\ud800-\udfff\ufffe\uffff]")
_PAGE = "\x1d"  # a page break in the pieces; blanks that are no such mark are gone by then
_TWO_BLANKS = re.compile(f" ({_PAGE}+) ")

Script = Literal["raised", "lowered"]
# Noncharacters: where a raised or lowered text begins, and where it ends.
_BEGINS: dict[Script, str] = {"raised": "\ufdd0", "lowered": "\ufdd1"}
_ENDS: dict[Script, str] = {"raised": "\ufdd2", "lowered": "\ufdd3"}
_MARKS = re.compile("[\ufdd0-\ufdd3]")
_UNSAFE = re.compile(f"[{_PAGE}\ufdd0-\ufdd3]")  # where a document has them itself
_INNERMOST = re.compile("([\ufdd0\ufdd1])([^\ufdd0-\ufdd3]*)[\ufdd2\ufdd3]")
_DEEPEST = 8
_BEFORE = 24  # characters: enough to see what a raised text stands on


class Paragraph:
    """Pieces of text and page breaks in the order in which they come.

    Attributes:
        ends_with_break: Whether nothing but blanks came since the last line break.
    """

    def __init__(self, page: str | None = None) -> None:
        self._pieces: list[str] = []
        self._pages: list[str | None] = [page]
        self.ends_with_break = False

    def add(self, text: str) -> None:
        """The next piece as the markup has it."""
        if text == LINE_BREAK or text.strip():
            self.ends_with_break = text == LINE_BREAK
        self._pieces.append(_UNSAFE.sub(" ", text) if _UNSAFE.search(text) else text)

    def begin_script(self, script: Script) -> None:
        """What comes from here on is raised or lowered; it may go on in a second piece."""
        if self._pieces and self._pieces[-1] == _ENDS[script]:
            self._pieces.pop()
        else:
            self._pieces.append(_BEGINS[script])

    def end_script(self, script: Script) -> None:
        """What was raised or lowered last ends here."""
        self._pieces.append(_ENDS[script])

    def break_page(self, page: str | None) -> None:
        """From here on stands what is on this page; None where its number is not known."""
        self._pieces.append(_PAGE)
        self._pages.append(page)

    @property
    def page(self) -> str | None:
        """The page that its end stands on."""
        return self._pages[-1]

    def text(self) -> str:
        """What a reader sees, page breaks left out."""
        return self.body().text

    def body(self) -> Body:
        """The paragraph with its page, or pages and where each begins."""
        parts = _seen("".join(self._pieces)).split(_PAGE)
        text = "".join(parts)
        start = len(text) - len(text.lstrip())
        page, offset = self._pages[0], 0
        breaks: list[PageBreak] = []
        text = text.strip()
        for part, following in zip(parts[:-1], self._pages[1:], strict=True):
            offset += len(part)
            place = offset - start
            if place <= 0:
                page = following
            elif place < len(text) and following != (breaks[-1][1] if breaks else page):
                breaks.append((place, following))
        return Body(text, page, page_breaks=tuple(breaks))


def _seen(raw: str) -> str:
    """The text with blanks as a reader sees them; page breaks are still marked."""
    text = _UNSEEN.sub("", raw)
    text = _TWO_BLANKS.sub(r" \1", _BLANKS.sub(" ", _SOURCE_BREAK.sub("", text)))
    text = _BREAKS.sub("\n", text)
    return _set_scripts(text) if _MARKS.search(text) else text


def _set_scripts(text: str) -> str:
    """The text with what is raised or lowered in it written so; the innermost first."""
    for _ in range(_DEEPEST):
        text, found = _INNERMOST.subn(_script, text)
        if not found:
            break
    return _MARKS.sub("", text)


def _script(match: re.Match[str]) -> str:
    if match[1] == _BEGINS["lowered"]:
        return lower_text(match[2])
    before = match.string[max(0, match.start() - _BEFORE) : match.start()]
    return raise_text(match[2], _MARKS.sub("", before))
