"""Which text of a line is raised or lowered; `markup.scripts` writes it as text."""

import re
from typing import Literal

Level = Literal["line", "raised", "lowered"]

_SMALLER = 0.86  # of the size of the line
_RAISED, _LOWERED = 0.12, -0.05  # em of the line
_RAISED_WHOLE = 0.25  # em: what is raised without being smaller
_LOWEST = -0.5  # em; what is lower stands on another line
_SIGNS = re.compile("[0-9+\\-\u2212\u2013=()]+")


def level_of(size: float, above: float, line_size: float, text: str) -> Level:
    """Where text of a size stands whose baseline is so far above that of its line."""
    if size < _SMALLER * line_size:
        if above > _RAISED * line_size:
            return "raised"
        if _LOWEST * line_size < above < _LOWERED * line_size:
            return "lowered"
    elif above > _RAISED_WHOLE * line_size and _SIGNS.fullmatch(text.strip()):
        return "raised"
    return "line"
