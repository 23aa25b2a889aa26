"""What a style made, as HTML, and a field of a record in LaTeX.

On the way through a style, italics and the like are pairs of signs (corpus/csl_markup.py), those of
a record and the style's own.
"""

import re
from collections.abc import Callable
from html import escape

from corpus.csl_markup import PAIRS, SIGNS, mark

_HTML = {
    "i": "<i>",
    "b": "<b>",
    "sup": "<sup>",
    "sub": "<sub>",
    "sc": '<span style="font-variant:small-caps">',
    "nocase": "",
    "u": "<u>",
}
_OPENING = {PAIRS[kind]: html for kind, html in _HTML.items()}
_CLOSING = {
    chr(ord(PAIRS[kind]) + 1): re.sub(r"<(\w+).*", r"</\1>", html) for kind, html in _HTML.items()
}
_ITALIC = PAIRS["i"]


def in_html(text: str) -> str:
    """What a style made, as HTML; italics within italics are upright, as printers set them."""
    output, italics = [], 0
    for letter in text:
        if letter in (_ITALIC, chr(ord(_ITALIC) + 1)):
            opens = letter == _ITALIC
            italics += 1 if opens else -1
            within = italics - opens
            output.append("<i>" if opens == (within % 2 == 0) else "</i>")
        elif letter in _OPENING:
            output.append(_OPENING[letter])
        elif letter in _CLOSING:
            output.append(_CLOSING[letter])
        elif not SIGNS.match(letter):
            output.append(escape(letter, quote=False))
    return "".join(output)


def in_latex(text: str, escaped: Callable[[str], str]) -> str:
    """A field of a record in LaTeX: its markup as commands, the rest as `escaped` gives it."""
    commands = {"i": r"\emph{", "b": r"\textbf{", "sup": r"\textsuperscript{"}
    commands |= {"sub": r"\textsubscript{", "sc": r"\textsc{", "nocase": "{", "u": r"\underline{"}
    by_sign = {PAIRS[name]: command for name, command in commands.items()}
    pieces = re.split("([\ue010-\ue01f])", mark(text))
    return "".join(
        by_sign.get(piece, "}" if piece in _CLOSING else escaped(piece)) for piece in pieces
    )


def _wrapped(name: str) -> Callable[[str], str]:
    sign = PAIRS[name]
    return lambda text: f"{sign}{text}{chr(ord(sign) + 1)}"


class Formatter:
    """What citeproc-py calls to set letters in italics and so on: it puts the signs."""

    Italic = Oblique = staticmethod(_wrapped("i"))
    Bold = staticmethod(_wrapped("b"))
    Light = staticmethod(str)
    Underline = staticmethod(_wrapped("u"))
    Superscript = staticmethod(_wrapped("sup"))
    Subscript = staticmethod(_wrapped("sub"))
    SmallCaps = staticmethod(_wrapped("sc"))

    @staticmethod
    def preformat(text: str) -> str:
        """Text as it is: it is escaped at the end."""
        return text
