"""CSL-JSON's markup in a field of a record (`<i>`, `<sub>` …): as signs, or as letters alone.

A sign is a private-use character that no style and no rule of capitals takes for a letter. Without
markup, raised and lowered letters are those of Unicode (CO₂), or stand after `^`, so that 10⁶ never
becomes 106.
"""

import re

PAIRS: dict[str, str] = {
    "i": "\ue010",
    "b": "\ue012",
    "sup": "\ue014",
    "sub": "\ue016",
    "sc": "\ue018",
    "nocase": "\ue01a",
    "u": "\ue01c",
}
"""The sign that opens each kind; the next character closes it."""

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
        return "" if attributes else PAIRS[tag]
    if "nocase" in attributes:
        return PAIRS["nocase"]
    return PAIRS["sc"] if "small-caps" in attributes else ""


def in_plain_text(text: str) -> str:
    """What a style made, as letters alone."""
    text = _SUPERSCRIPT.sub(lambda found: _shifted(found[1], _RAISED, "^"), text)
    text = _SUBSCRIPT.sub(lambda found: _shifted(found[1], _LOWERED, ""), text)
    return SIGNS.sub("", text)


def without_markup(text: str) -> str:
    """A field of a record, as letters alone."""
    return in_plain_text(mark(text)) if "<" in text else text


def _shifted(letters: str, table: dict[int, int], otherwise: str) -> str:
    plain = SIGNS.sub("", letters)
    known = all(ord(letter) in table for letter in plain)
    return plain.translate(table) if known else otherwise + plain
