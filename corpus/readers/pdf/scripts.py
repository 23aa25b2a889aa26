"""Raised and lowered text as text that says the same: 10⁶, CO₂, x^0.5, 19th.

Digits and signs that Unicode has raised or lowered are written with these; other exponents with
`^`, other indices with `_`. Raised letters that end a word (19th, Mme, 1er) are only a way to
write it.
"""

import re
from typing import Literal

Level = Literal["line", "raised", "lowered"]

_SMALLER = 0.86  # of the size of the line
_RAISED, _LOWERED = 0.12, -0.05  # em of the line
_RAISED_WHOLE = 0.25  # em: what is raised without being smaller
_LOWEST = -0.5  # em; what is lower stands on another line
_UP = str.maketrans("0123456789+-\u2212\u2013=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
_DOWN = str.maketrans(
    "0123456789+-\u2212\u2013=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
)
_ALL_UP = re.compile("[0-9+\\-\u2212\u2013=()]+|[ni]")
_ALL_DOWN = re.compile("[0-9+\\-\u2212\u2013=()]+|[aehijklmnoprstuvx]")
_EXPONENT = re.compile("[0-9.,/+\\-\u2212\u2013=()a-zA-Z\u0370-\u03ff]+")
_WORD_END = re.compile(r"(?i:st|nd|rd|th|ers?|res?|e|ème|me|mes|lle|o|os|a|as|r|rs|tm|sm)")
_MATHS = re.compile(r"[0-9a-zA-Z\u0370-\u03ff\])}⁰-₎]$")


def level_of(size: float, above: float, line_size: float, text: str) -> Level:
    """Where text of a size stands whose baseline is so far above that of its line."""
    if size < _SMALLER * line_size:
        if above > _RAISED * line_size:
            return "raised"
        if _LOWEST * line_size < above < _LOWERED * line_size:
            return "lowered"
    elif above > _RAISED_WHOLE * line_size and _ALL_UP.fullmatch(text.strip()):
        return "raised"
    return "line"


def write_raised(text: str, before: str) -> str:
    """Raised text that follows `before` on its line."""
    bare = text.strip()
    if not bare or not _EXPONENT.fullmatch(bare):
        return text
    if _ALL_UP.fullmatch(bare):
        return text.translate(_UP)
    if not _MATHS.search(before) or (_WORD_END.fullmatch(bare) and before[-1:].isalnum()):
        return text
    return text.replace(bare, f"^{bare}" if bare.isalnum() or _is_number(bare) else f"^({bare})")


def write_lowered(text: str, before: str) -> str:
    """Lowered text that follows `before` on its line."""
    bare = text.strip()
    if not bare or not _EXPONENT.fullmatch(bare) or not _MATHS.search(before):
        return text
    if _ALL_DOWN.fullmatch(bare):
        return text.translate(_DOWN)
    return text.replace(bare, f"_{bare}" if bare.isalnum() or _is_number(bare) else f"_({bare})")


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()
