"""Raised and lowered signs as text that says the same: 10⁶, CO₂, e^(kt), 19th.

Signs that Unicode has raised or lowered are written with those; anything else as `^(…)` or
`_(…)`. Letters that are raised only by custom (19th, Mlle, ™) mean nothing by their place, and
stay as they are.
"""

import re

_RAISED = dict(zip("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_LOWERED = dict(zip("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎", strict=True))
# One letter may as well be an exponent: 2^d.
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|ère|re|ème|eme|nde|ter|te|ste|º|ª)\.?", re.IGNORECASE)
# What is raised after letters in names and titles: Mlle, Dr, M'Carthy; and signs of trade.
_CUSTOMARY = re.compile(r"(?:lle|me|mme|r|rs|s|st|gr|c|ac|tm|sm|®|™|©|℠|º|ª)\.?", re.IGNORECASE)
_SIGNS = {"tm": "™", "sm": "℠"}
_ENDS_WITH_NUMBER = re.compile(r"(?:\d|\b[IVXLC]+)$")
# Of a note without a link: [1], (註1), *; such marks are read as marks however they are set.
_BRACKETED = re.compile(r"[\[(（〔【［].{1,12}[\])）〕】］]|[*†‡§¶#‖]+", re.DOTALL)


def raise_text(text: str, before: str) -> str:
    """A raised text as it stands after `before`.

    raise_text("6", "10") -> "⁶"
    raise_text("th", "the 19") -> "th"
    raise_text("kt", "e") -> "^(kt)"
    """
    bare = text.strip()
    if not bare or _BRACKETED.fullmatch(bare):
        return text
    if _ENDS_WITH_NUMBER.search(before) and _ORDINAL.fullmatch(bare):
        return text
    if before[-1:].isalpha() and _is_word_before(before) and _CUSTOMARY.fullmatch(bare):
        return _SIGNS.get(bare.lower(), text)
    return _set(text, _RAISED, "^")


def lower_text(text: str) -> str:
    """A text that is lowered: `lower_text("2")` gives `₂`, `lower_text("max")` gives `_(max)`."""
    return _set(text, _LOWERED, "_") if text.strip() else text


def exponent(text: str) -> str:
    """A text that is raised in a formula, where nothing is raised by custom."""
    return _set(text, _RAISED, "^") if text.strip() else text


def _is_word_before(before: str) -> bool:
    """Whether a word ends here that is no single small letter, which would be a variable."""
    word = re.search(r"[^\W\d_]+$", before)
    return word is not None and not (len(word[0]) == 1 and word[0].islower())


def _set(text: str, signs: dict[str, str], mark: str) -> str:
    bare = text.strip()
    inside = bare.replace(" ", "")
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if all(sign in signs for sign in inside):
        return f"{lead}{''.join(signs[sign] for sign in inside)}{trail}"
    if len(bare) == 1 or _is_set_off(bare):
        return f"{lead}{mark}{bare}{trail}"
    return f"{lead}{mark}({bare}){trail}"


def _is_set_off(text: str) -> bool:
    """Whether a text is in brackets of its own, or a number, and needs none around it."""
    return re.fullmatch(r"[-−+]?\d+(?:[.,]\d+)*|\([^()]*\)", text) is not None
