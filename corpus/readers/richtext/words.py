"""The words of RTF: which groups are no text, which words are signs, which bytes are which."""

import re
from collections.abc import Iterator

from corpus.readers.markup.inline import LINE_BREAK, Script

PASSED_OVER = frozenset(
    "fonttbl colortbl stylesheet info pict object listtable listoverridetable revtbl rsidtbl "
    "themedata colorschememapping latentstyles datastore generator header footer headerl headerr "
    "headerf footerl footerr footerf fldinst xmlnstbl mmathPr bkmkstart bkmkend annotation atnid "
    "atnauthor shpinst filetbl nonshppict listpicture wgrffmtfilter pgdsctbl ftnsep ftnsepc "
    "aftnsep aftnsepc xe tc tcn private".split()
)
SIGNS = {
    "tab": " ", "line": LINE_BREAK, "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "endash": "–", "emdash": "—", "bullet": "•", "emspace": "\u2003",
    "enspace": "\u2002", "~": "\xa0", "_": "\u2011", "-": "\xad",
}  # fmt: skip
BULLETS = {0xF0B7: "•", 0xF0A7: "•", 0xF0D8: "•"}
"""What Symbol and Wingdings show for signs of private use."""
ANSI = {936: "gb18030", 950: "big5hkscs", 932: "cp932", 949: "cp949", 65001: "utf-8"}
_CODE_PAGES = {
    128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253", 162: "cp1254",
    204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_WITHIN = 1 << 20  # bytes
_FONT = re.compile(rb"\\f(\d{1,5})\\[^{};]{0,200}?\\fcharset(\d{1,3})")
_SHEET = re.compile(rb"{\\stylesheet(.{0,200000}?)}\s*}", re.DOTALL)
_STYLE = re.compile(rb"{\\s(\d{1,5})([^{}]{0,600})")
_RANK = re.compile(rb"heading ([1-9])|\\outlinelevel([0-8])", re.IGNORECASE)


def script_of(word: str, value: int | None) -> Script | None:
    """Whether a word raises or lowers what follows; None where it stands on the line again."""
    if value == 0 or (word in ("up", "dn") and value is None):
        return None
    if word in ("super", "up"):
        return "raised"
    return "lowered" if word in ("sub", "dn") else None


def decode(content: bytes, encoding: str, otherwise: str) -> str:
    """Bytes in the encoding of their font, else in that of the file."""
    for name in (encoding, otherwise):
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")


def read_fonts(content: bytes) -> Iterator[tuple[int, str]]:
    """The encoding of each font that names one."""
    for match in _FONT.finditer(content[:_WITHIN]):
        if encoding := _CODE_PAGES.get(int(match[2])):
            yield int(match[1]), encoding


def read_headings(content: bytes) -> Iterator[tuple[int, int]]:
    """The ranks of the styles that are headings."""
    sheet = _SHEET.search(content[:_WITHIN])
    for match in _STYLE.finditer(sheet[1] if sheet else b""):
        if name := _RANK.search(match[2]):
            yield int(match[1]), int(name[1]) if name[1] else int(name[2]) + 1
