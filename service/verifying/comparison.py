"""Two texts side by side: the same letters, the same words in the other script, or altered how.

What no reader sees as a difference is none: white space, line breaks, and which quotation marks
stand there. Everything else is one, a comma of another width as well.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpus.characters import HAN
from index.text.folding import Folded, fold, simplify

Likeness = Literal["verbatim", "other_script", "altered"]

_MARKS = str.maketrans(dict.fromkeys("「」『』“”‘’'«»\u2039\u203a\uff02", '"'))
_UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"
_WIDE = f"[{HAN}\u3000-\u303f\uff00-\uffef\u2014\u2026\u2018-\u201d]"
# Whatever is not one space between two words.
_GAP = re.compile(rf"[\s{_UNSEEN}]{{2,}}|[^\S ]|[{_UNSEEN}]|(?<={_WIDE}) | (?={_WIDE})|^ | $")
_IS_WIDE = re.compile(_WIDE)
_TOKEN = re.compile(r"[^\W\d_\u2e80-\U0003ffff]+|\d+|.", re.DOTALL)
# So much of a quotation must stand in the source, in order, for it to be that place, altered.
_LEAST_SHARE, _LEAST_SHARE_OF_FEW, _FEW = 0.6, 0.7, 10

Tokens = NDArray[np.int64]


class Flat:
    """A text without what readers do not see; letter `i` of it stands at `places[i]`."""

    def __init__(self, text: str) -> None:
        translated = text.translate(_MARKS)
        pieces: list[str] = []
        self.places: list[int] = []
        end = 0
        for gap in _GAP.finditer(translated):
            pieces.append(translated[end : gap.start()])
            self.places += range(end, gap.start())
            if _is_space(translated, gap):
                pieces.append(" ")
                self.places.append(gap.start())
            end = gap.end()
        pieces.append(translated[end:])
        self.places += range(end, len(translated))
        self.text = "".join(pieces)

    @cached_property
    def folded(self) -> Folded:
        """As search compares it."""
        return fold(self.text)

    @cached_property
    def simplified(self) -> str:
        """In Simplified characters, and otherwise as it stands."""
        return simplify(self.text)

    @cached_property
    def tokens(self) -> Sequence[tuple[str, int, int]]:
        """Words, numbers and single characters of the folded text, with their spans in it."""
        return [(found[0], *found.span()) for found in _TOKEN.finditer(self.folded.text)]

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Neighbouring tokens."""
        words = [token for token, _, _ in self.tokens]
        return frozenset(pairwise(words))

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text that a span of the folded text stands for."""
        first, last = self.folded.original_span(start, end)
        if first == last:
            here = self.places[first] if first < len(self.places) else self._end
            return here, here
        return self.places[first], self.places[last - 1] + 1

    @property
    def _end(self) -> int:
        return self.places[-1] + 1 if self.places else 0


def _is_space(text: str, gap: re.Match[str]) -> bool:
    """Whether white space parts words; between Chinese characters it is layout."""
    before, after = text[gap.start() - 1 : gap.start()], text[gap.end() : gap.end() + 1]
    if not before or not after or not any(each.isspace() for each in gap[0]):
        return False
    return not (_IS_WIDE.match(before) or _IS_WIDE.match(after))


def find_same(quotation: Flat, window: Flat) -> Iterator[tuple[int, int]]:
    """The spans of the window's text that say the same in either script."""
    wanted, text = quotation.folded.text, window.folded.text
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        yield window.original(at, at + len(wanted))
        at = text.find(wanted, at + 1)


def likeness(quotation: Flat, source: Flat) -> Likeness:
    """How alike two texts are that search takes for the same."""
    if quotation.text == source.text or _first_small(quotation.text) == _first_small(source.text):
        return "verbatim"
    return "other_script" if quotation.simplified == source.simplified else "altered"


def _first_small(text: str) -> str:
    """A quotation may begin with a capital where the source does not, and the other way round."""
    return text[:1].lower() + text[1:]


@dataclass(frozen=True, slots=True)
class Difference:
    """What the draft has in place of what the source has; one of them may be empty."""

    quoted: str
    original: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where an altered quotation stands in a window, and how much of it is as it stands there."""

    start: int
    end: int
    share: float


def overlap(quotation: Flat, window: Flat) -> float:
    """How much a window has in common with a quotation, whatever the order: pairs of tokens."""
    ours, theirs = quotation.pairs, window.pairs
    return len(ours & theirs) / len(ours) if ours else 0.0


def align(quotation: Flat, window: Flat) -> Alignment | None:
    """The place of the window with the fewest tokens to change; None where too much differs."""
    ours = [token for token, _, _ in quotation.tokens]
    theirs = [token for token, _, _ in window.tokens]
    if not ours or not theirs:
        return None
    numbers = {token: number for number, token in enumerate(dict.fromkeys(theirs))}
    a = np.array([numbers.get(token, -1) for token in ours])
    b = np.array([numbers[token] for token in theirs])
    changed, last = _nearest_end(a, b)
    share = 1 - changed / len(ours)
    if share < (_LEAST_SHARE if len(ours) > _FEW else _LEAST_SHARE_OF_FEW):
        return None
    _, before = _nearest_end(a[::-1], b[max(0, last - 2 * len(a)) : last][::-1])
    if not before:
        return None
    found = window.tokens[_from(window, last - before, len(ours) - before) : last]
    return Alignment(*window.original(found[0][1], found[-1][2]), share)


def _from(window: Flat, first: int, missing: int) -> int:
    """Where a stretch begins that is shorter than the quotation: as far before, within its clause.

    韓國希望 is nearest to 韓希望, and read beside 南韓希望.
    """
    while missing > 0 and first > 0 and window.tokens[first - 1][0].isalnum():
        first, missing = first - 1, missing - 1
    return first


def _nearest_end(ours: Tokens, theirs: Tokens) -> tuple[int, int]:
    """The least number of edits that makes `ours` a stretch of `theirs`, and where that ends.

    Sellers' algorithm: edit distance in which the stretch may begin anywhere.
    """
    places = np.arange(len(theirs) + 1)
    row = np.zeros(len(theirs) + 1, np.int64)
    for token in ours:
        changed = np.concatenate(([row[0] + 1], row[:-1] + (theirs != token)))
        changed = np.minimum(changed, row + 1)
        row = np.minimum.accumulate(changed - places) + places
    least = int(row.min())
    return least, int(row.argmin())


def differences(quoted: str, original: str) -> tuple[Difference, ...]:
    """What differs between a quotation and its source, in the words of each.

    Words that differ in script alone do not; where nothing else differs, letters do (A and a).
    """
    ours, theirs = Flat(quoted), Flat(original)
    by_word = _differing([t[0] for t in ours.tokens], [t[0] for t in theirs.tokens])
    spans = [(_span(ours, i1, i2), _span(theirs, j1, j2)) for i1, i2, j1, j2 in by_word]
    if not spans and len(ours.simplified) == len(ours.text):
        by_letter = _differing(ours.simplified, theirs.simplified)
        spans = [(_letters(ours, i1, i2), _letters(theirs, j1, j2)) for i1, i2, j1, j2 in by_letter]
    return tuple(Difference(quoted[slice(*mine)], original[slice(*other)]) for mine, other in spans)


def _differing(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Where they differ; differences with one token between them are one."""
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    found: list[tuple[int, int, int, int]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        if found and i1 - found[-1][1] <= 1:
            i1, j1 = found[-1][0], found[-1][2]
            found.pop()
        found.append((i1, i2, j1, j2))
    return found


def _span(flat: Flat, first: int, last: int) -> tuple[int, int]:
    """The span of the text that tokens `first` to `last` stand for."""
    if first == last:
        return 0, 0
    return flat.original(flat.tokens[first][1], flat.tokens[last - 1][2])


def _letters(flat: Flat, first: int, last: int) -> tuple[int, int]:
    return (flat.places[first], flat.places[last - 1] + 1) if first < last else (0, 0)
