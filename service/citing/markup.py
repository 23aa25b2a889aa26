"""Italics and raised letters: CSL's markup in a record, and a style's own, out as text or HTML.

On the way through a style each is a pair of private-use signs, which no style takes for letters;
at the end they become HTML, or go: raised and lowered letters are then those of Unicode (CO₂), or
stand after `^`, so that 10⁶ never becomes 106.
"""

import re
from collections.abc import Callable
from html import escape

# CSL-JSON's markup, by the sign that opens it (the next sign closes it), and its HTML.
_PAIRS: dict[str, tuple[str, str]] = {
    "i": ("\ue010", "<i>"),
    "b": ("\ue012", "<b>"),
    "sup": ("\ue014", "<sup>"),
    "sub": ("\ue016", "<sub>"),
    "sc": ("\ue018", '<span style="font-variant:small-caps">'),
    "nocase": ("\ue01a", ""),
    "u": ("\ue01c", "<u>"),
}
_OPENING = {sign: html for sign, html in _PAIRS.values()}
_CLOSING = {
    chr(ord(sign) + 1): re.sub(r"<(\w+).*", r"</\1>", html) for sign, html in _PAIRS.values()
}
_ITALIC = _PAIRS["i"][0]
_TAG = re.compile(r"<(/?)(i|b|sup|sub|sc|span)((?:\s[^<>]*)?)>")
SIGNS = re.compile("[\ue000-\ue01f]")
_RAISED = str.maketrans("0123456789+-\u2212=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans(
    "0123456789+-\u2212=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
)
_SUPERSCRIPT = re.compile("\ue014([^\ue015]*)\ue015")
_SUBSCRIPT = re.compile("\ue016([^\ue017]*)\ue017")


def mark(text: str) -> str:
    """Signs in place of CSL's tags; a tag without its partner, or another's, is plain letters."""
    text = SIGNS.sub("", text)
    if "<" not in text:
        return text
    pieces: list[str] = []
    open_tags: list[tuple[int, str, str]] = []  # where among the pieces, tag, sign
    end = 0
    for tag in _TAG.finditer(text):
        pieces += [text[end : tag.start()], tag[0]]
        end = tag.end()
        if not tag[1]:
            open_tags.append((len(pieces) - 1, tag[2], _sign(tag[2], tag[3])))
        elif tag[2] in (each[1] for each in open_tags):
            while open_tags[-1][1] != tag[2]:
                open_tags.pop()  # never closed within this one
            place, _, sign = open_tags.pop()
            if sign:
                pieces[place], pieces[-1] = sign, chr(ord(sign) + 1)
    return "".join([*pieces, text[end:]])


def _sign(tag: str, attributes: str) -> str:
    if tag != "span":
        return "" if attributes else _PAIRS[tag][0]
    if "nocase" in attributes:
        return _PAIRS["nocase"][0]
    return _PAIRS["sc"][0] if "small-caps" in attributes else ""


def in_plain_text(text: str) -> str:
    """What a style made, as letters alone."""
    text = _SUPERSCRIPT.sub(lambda found: _shifted(found[1], _RAISED, "^"), text)
    text = _SUBSCRIPT.sub(lambda found: _shifted(found[1], _LOWERED, ""), text)
    return SIGNS.sub("", text)


def without_markup(text: str) -> str:
    """A field of a record, as letters alone."""
    return in_plain_text(mark(text))


def _shifted(letters: str, table: dict[int, int], otherwise: str) -> str:
    plain = SIGNS.sub("", letters)
    known = all(ord(letter) in table for letter in plain)
    return plain.translate(table) if known else otherwise + plain


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
    by_sign = {_PAIRS[name][0]: command for name, command in commands.items()}
    pieces = re.split("([\ue010-\ue01f])", mark(text))
    return "".join(
        by_sign.get(piece, "}" if piece in _CLOSING else escaped(piece)) for piece in pieces
    )


def _wrapped(name: str) -> Callable[[str], str]:
    sign = _PAIRS[name][0]
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
