"""Where a PDF page is divided into columns.

A gutter is a left edge that many pieces of lines share. On both sides of it stands running text:
lines that fill their column, each going on in the next one. Where one side has none (a table, a
figure), the gutter still holds if the lines of the two sides do not stand level, or were drawn
one side after the other, or if other pages have their gutter there. The cells of a table stand
beside each other, too, but in rows.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.readers.pdf.lines import Piece
from corpus.readers.plain.lines import is_wide

_FEWEST = 3  # lines of a column that is taken for one
_CANDIDATES = 12
_LEVEL = 0.15  # em; what stands in one row stands level
_MOST_LEVEL = 0.8  # of the lines of one side that stand level with some of the other
_BESIDE = 0.6  # em: what is closer is on one height
_STEP = 2.3  # em between two lines of running text
_FULL, _FULL_WIDE = 0.7, 0.85  # of a column's usual width
_ENDS = ("。", "！", "？", "；", "：")


@dataclass(frozen=True, slots=True)
class Side:
    """The pieces next to a gutter, from top to bottom, and how often one goes on in the next."""

    pieces: list[Piece]
    flow: int


def find_gutter(pieces: Sequence[Piece], known: Sequence[float] = ()) -> float | None:
    """Where the right one of two columns begins, else None; `known` are gutters of other pages."""
    if len(pieces) < 2 * _FEWEST and not known:
        return None
    edges = Counter(round(piece.left) for piece in pieces if not piece.cells)
    inside = [edge for edge, count in edges.most_common(_CANDIDATES) if count >= _FEWEST]
    near = [float(edge) for edge in edges if any(abs(edge - other) < 3 for other in known)]
    found: list[tuple[int, int, float]] = []
    for edge in {*map(float, inside), *near}:
        strength = _strength(pieces, edge, edge in near)
        if strength:
            found.append((-_crossings(pieces, edge), strength, edge))
    return max(found)[2] if found else None


def _strength(pieces: Sequence[Piece], edge: float, known: bool) -> int:
    """How much running text stands beside a left edge; 0 if it divides no columns."""
    beginning = [p for p in pieces if p.left >= edge - 1 and not p.cells]
    right = look_at_side(_nearest(beginning, leftmost=True))
    left = look_at_side(_nearest([p for p in pieces if ends_before(p, edge)], leftmost=False))
    if not left.pieces or not right.pieces:
        return 0
    if min(left.flow, right.flow) >= 2:
        return left.flow + right.flow
    flows = max(left.flow, right.flow)
    if known and flows and sum(abs(p.left - edge) < 2 for p in right.pieces) >= 1:
        return flows
    if min(len(left.pieces), len(right.pieces)) < _FEWEST:
        return 0
    if flows >= 4 and not _stand_in_rows(left, right):
        return flows
    alone = sum(abs(p.left - edge) < 2 for p in right.pieces) >= 0.6 * len(right.pieces)
    apart = not _stand_level(left, right) and not _is_drawn_by_rows(left, right)
    return 1 if alone and apart and len(right.pieces) >= 5 else 0


def ends_before(piece: Piece, edge: float) -> bool:
    """Whether a piece stands to the left of a gutter."""
    return piece.left < edge - 1 and piece.right <= edge - 0.3 * piece.size


def _crossings(pieces: Sequence[Piece], edge: float) -> int:
    return sum(piece.left < edge - 1 and not ends_before(piece, edge) for piece in pieces)


def _nearest(pieces: Sequence[Piece], *, leftmost: bool) -> list[Piece]:
    """Of pieces beside each other, the one next to the gutter; from top to bottom."""
    nearest: list[Piece] = []
    height = math.inf
    for piece in sorted(pieces, key=lambda piece: -piece.baseline):
        if height - piece.baseline < _BESIDE * piece.size:
            if (piece.left < nearest[-1].left) == leftmost:
                nearest[-1] = piece
        else:
            nearest.append(piece)
            height = piece.baseline
    return nearest


def look_at_side(pieces: list[Piece]) -> Side:
    """How much running text there is in pieces that stand below each other."""
    widths = sorted(piece.right - piece.left for piece in pieces if not piece.cells)
    if not widths:
        return Side(pieces, 0)
    usual = widths[int(0.75 * (len(widths) - 1))]
    texts = [piece.text for piece in pieces]
    flow = sum(
        _goes_on(pieces[n], pieces[n + 1], texts[n], texts[n + 1], usual)
        for n in range(len(pieces) - 1)
    )
    return Side(pieces, flow)


def _goes_on(line: Piece, following: Piece, text: str, after: str, usual: float) -> bool:
    """Whether a line is filled, and the sentence in it goes on in the following one."""
    step = line.baseline - following.baseline
    if line.cells or following.cells or not 0 < step < _STEP * max(line.size, following.size):
        return False
    if abs(line.size - following.size) > 0.1 * line.size:
        return False
    if abs(line.left - following.left) > 3 * line.size:
        return False
    width = line.right - line.left
    if is_wide(text[-1:]) and is_wide(after[:1]):
        return width > _FULL_WIDE * usual and usual > 8 * line.size and text[-1] not in _ENDS
    return after[:1].islower() and width > _FULL * usual and text.count(" ") >= 2


def _stand_level(left: Side, right: Side) -> bool:
    """Whether nearly all lines of the shorter side stand level with lines of the other."""
    short, long = sorted((left.pieces, right.pieces), key=len)
    level = sum(any(abs(p.baseline - q.baseline) <= _LEVEL * p.size for q in long) for p in short)
    return level >= _MOST_LEVEL * len(short)


def _is_drawn_by_rows(left: Side, right: Side) -> bool:
    """Whether the page's operators drew a line of one side, then one of the other, and so on."""
    drawn = sorted(
        [(piece.order, 0) for piece in left.pieces] + [(piece.order, 1) for piece in right.pieces]
    )
    switches = sum(side != after for (_, side), (_, after) in pairwise(drawn))
    return switches > 0.5 * min(len(left.pieces), len(right.pieces))


def _stand_in_rows(left: Side, right: Side) -> bool:
    """Whether two sides, one of running text, may be the cells of a table.

    The other side then has no lines of its own: each stands level with one of the running text.
    """
    if not _stand_level(left, right):
        return False
    one, other = sorted((left, right), key=lambda side: side.flow)
    # Where a cell has several lines, the cell beside it has fewer; a column has its own.
    if one.flow >= 1 and len(one.pieces) >= 0.8 * len(other.pieces):
        return False
    return _is_drawn_by_rows(left, right)
