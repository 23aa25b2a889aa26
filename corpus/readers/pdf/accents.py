"""Accents that a file draws by themselves, over or under a letter: an acute and an a are á.

Typesetting systems with fonts of few letters draw them so, before the letter or after it.
"""

import unicodedata
from collections.abc import Iterator, Sequence

from corpus.readers.pdf.glyphs import Box, Drawn

_COMBINING = {
    "\u00b4": "\u0301",
    "`": "\u0300",
    "\u00a8": "\u0308",
    "\u02c6": "\u0302",
    "^": "\u0302",
    "\u02dc": "\u0303",
    "~": "\u0303",
    "\u02c7": "\u030c",
    "\u02d8": "\u0306",
    "\u00af": "\u0304",
    "\u02d9": "\u0307",
    "\u02da": "\u030a",
    "\u02dd": "\u030b",
    "\u00b8": "\u0327",
    "\u02db": "\u0328",
}
_DOTLESS = {"\u0131": "i", "\u0237": "j"}

_Place = tuple[int, int]  # of an operator, of a character of it


def compose_accents(drawn: Sequence[Drawn]) -> None:
    """Put each accent that stands over a letter on it."""
    for place in reversed(list(_accents(drawn))):
        operator, position = place
        accent = _COMBINING[drawn[operator].characters[position]]
        box = drawn[operator].boxes[position]
        for near in _near(drawn, place):
            if not 0 <= near[1] < len(drawn[near[0]].characters):
                continue
            letter = drawn[near[0]].characters[near[1]]
            bare = _DOTLESS.get(letter, letter)
            composed = unicodedata.normalize("NFC", bare + accent)
            if _is_over(box, near, drawn) and bare.isalpha() and len(composed) == 1:
                drawn[near[0]].characters[near[1]] = composed
                _drop(drawn[operator], position)
                break


def _accents(drawn: Sequence[Drawn]) -> Iterator[_Place]:
    for operator, found in enumerate(drawn):
        if found.angle == 0:
            for position, character in enumerate(found.characters):
                if character in _COMBINING:
                    yield operator, position


def _near(drawn: Sequence[Drawn], place: _Place) -> Iterator[_Place]:
    """The characters beside one; those of the operators beside it, if it is one's only character.

    PDFium puts an operator that goes back on the line behind the one that it overlaps.
    """
    operator, position = place
    if len(drawn[operator].characters) > 1:
        yield from ((operator, n) for n in (position + 1, position - 1))
    for beside in (operator + 1, operator - 1):
        if 0 <= beside < len(drawn):
            yield from ((beside, n) for n in range(len(drawn[beside].characters)))


def _is_over(accent: Box, place: _Place, drawn: Sequence[Drawn]) -> bool:
    """Whether the middle of an accent stands over that of a letter, or nearly."""
    letter = drawn[place[0]].boxes[place[1]]
    width = letter[2] - letter[0]
    apart = abs((accent[0] + accent[2]) / 2 - (letter[0] + letter[2]) / 2)
    high = min(accent[3], letter[3]) - max(accent[1], letter[1])
    return 0 < width and apart < 0.3 * width and high > 0


def _drop(drawn: Drawn, position: int) -> None:
    for values in (drawn.characters, drawn.boxes, drawn.generated, drawn.raised):
        del values[position]
