"""One form for every way of writing the same text, with the way back to the original.

`fold` gives what search compares: Unicode NFKC (full-width forms, ligatures, compatibility
characters), case folding, and Simplified characters by OpenCC, phrases first (乾坤 stays 乾坤 while
乾淨 becomes 干净). The configuration is OpenCC's `tw2s`: `t2s` plus the variants that Taiwan
prefers, so that 看著 and 看着 fold alike. Regional words (北韓 / 朝鲜) are the glossary's business.

Folding can change lengths (½, ﬁ, a soft hyphen), so each folded character knows the original span
it came from. Where nothing changes length, which is nearly always, the map is a plain `range`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import opencc

from corpus.characters import HAN

_IGNORABLE = dict.fromkeys(
    [
        *(0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        *range(0xE0000, 0xE01F0),
    ]
)
"""Characters that show nothing: soft hyphen, zero-width spaces, direction marks, variation
selectors. A reader does not type them, so search must not see them."""

_HAN_RUN = re.compile(f"[\u2e80-\u2fdf{HAN}]+")
_UNPAIRED = re.compile(r"[\ud800-\udfff\x00]")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; character `i` of it came from `starts[i]:ends[i]` of the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    original_length: int

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The smallest original span that covers `text[start:end]`.

        `fold("ﬁn").original_span(0, 2) == (0, 1)`: f and i both come from the ligature.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"span {start}:{end} is outside the folded text 0:{len(self.text)}")
        if start < end:
            return self.starts[start], self.ends[end - 1]
        here = self.starts[start] if start < len(self.text) else self.original_length
        return here, here


def fold(text: str) -> Folded:
    """The text as search compares it: NFKC, case-folded, in Simplified characters."""
    if text.isascii() and "\0" not in text:
        return Folded(text.lower(), range(len(text)), range(1, len(text) + 1), len(text))
    pieces = list(map(_fold_character, text))
    normal = "".join(pieces)
    if len(normal) == len(pieces) and all(pieces):
        folded = Folded(normal, range(len(text)), range(1, len(text) + 1), len(text))
    else:
        folded = _fold_clusters(text)
    return _simplify(folded)


@lru_cache(maxsize=1 << 16)
def _fold_character(character: str) -> str:
    """The folded form of a character that stands alone; empty if it cannot."""
    return "" if _joins_previous(character) else _normalise(character)


def _normalise(text: str) -> str:
    plain = _UNPAIRED.sub("\ufffd", text)
    return unicodedata.normalize("NFKC", plain).casefold().translate(_IGNORABLE)


@lru_cache(maxsize=1 << 16)
def _joins_previous(character: str) -> bool:
    """Whether NFKC may melt the character into the one before it, or it shows nothing."""
    if ord(character) in _IGNORABLE:
        return True
    first = unicodedata.normalize("NFKD", character)[0]
    is_hangul_tail = "\u1160" <= first <= "\u11ff"
    return unicodedata.category(first).startswith("M") or is_hangul_tail


def _fold_clusters(text: str) -> Folded:
    """Fold each character together with the marks that follow it."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and _joins_previous(text[end]):
            end += 1
        piece = _normalise(text[start:end])
        pieces.append(piece)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))
        start = end
    return Folded("".join(pieces), starts, ends, len(text))


def simplify(text: str) -> str:
    """The text in Simplified characters, and otherwise as it is."""
    converted: str = text if text.isascii() else _converter().convert(text)
    return converted


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("tw2s")


def _simplify(folded: Folded) -> Folded:
    """Write the Chinese of a folded text in Simplified characters."""
    text: str = _converter().convert(folded.text)
    if len(text) == len(folded.text):
        return Folded(text, folded.starts, folded.ends, folded.original_length)
    return _simplify_by_run(folded)


def _simplify_by_run(folded: Folded) -> Folded:
    """The slow way, for a phrase that OpenCC writes with another number of characters.

    Each run of Chinese is converted alone; a run whose length changes, character by character,
    so that no character is ever given another one's place.
    """
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def keep(piece: str, begin: int, stop: int) -> None:
        one_to_one = len(piece) == stop - begin
        pieces.append(piece)
        starts.extend(
            folded.starts[begin:stop] if one_to_one else [folded.starts[begin]] * len(piece)
        )
        ends.extend(folded.ends[begin:stop] if one_to_one else [folded.ends[stop - 1]] * len(piece))

    done = 0
    for run in _HAN_RUN.finditer(folded.text):
        keep(folded.text[done : run.start()], done, run.start())
        piece = _converter().convert(run.group())
        if len(piece) == len(run.group()):
            keep(piece, *run.span())
        else:
            for place in range(*run.span()):
                keep(_converter().convert(folded.text[place]), place, place + 1)
        done = run.end()
    keep(folded.text[done:], done, len(folded.text))
    return Folded("".join(pieces), starts, ends, folded.original_length)
