"""The columns of a PDF page, read one after the other, as a recursive cut.

What runs across a gutter (titles, wide tables, a heading that stands alone between two pairs of
columns) divides the page into bands; each is read left column first, and each column is cut
again, until no gutter is left. A line that is too long for its column stays in it.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.readers.pdf.gutters import ends_before, find_gutter, look_at_side
from corpus.readers.pdf.lines import Piece, merge_level
from corpus.readers.pdf.rows import find_rows
from corpus.readers.pdf.rulings import Rule

_LEVEL = 0.5  # em: what stands closer is on one height
_ROOM = 1.0  # em more than usual between two lines: what follows may be set otherwise
_LONG_RULE = 50.0  # points on either side of a gutter
_IN_ROWS = 0.6  # of the lines of a part that have cells on both sides of the gutter


def read_columns(
    pieces: Sequence[Piece], known: Sequence[float] = (), rules: Sequence[Rule] = ()
) -> Iterator[list[Piece]]:
    """The columns of a page in reading order, each with its lines from top to bottom.

    `known` are the gutters of other pages: a last page may hold too little to show its own.
    `rules` are the level lines of the page: one that runs across a gutter parts two bands.
    """
    gutter = find_gutter(pieces, known)
    if gutter is None:
        if pieces:
            yield from _as_lines(pieces)
        return
    parting = [rule.place for rule in rules if _parts_bands(rule, gutter)]
    for across, group in _bands(pieces, gutter, parting):
        sides = (
            [piece for piece in group if piece.left < gutter - 1],
            [piece for piece in group if piece.left >= gutter - 1],
        )
        if across or not all(sides):
            yield from (
                read_columns(group, (), rules) if len(group) < len(pieces) else _as_lines(group)
            )
            continue
        for side in sides:
            for column in read_columns(side, known, rules):
                for line in column:
                    line.split = True
                yield column


def _as_lines(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    yield find_rows(merge_level(pieces))


def _parts_bands(rule: Rule, gutter: float) -> bool:
    return rule.start < gutter - _LONG_RULE and rule.end > gutter + _LONG_RULE


def _bands(
    pieces: Sequence[Piece], gutter: float, parting: Sequence[float]
) -> Iterator[tuple[bool, list[Piece]]]:
    """Groups from top to bottom: of pieces across the gutter, and of those beside it."""
    right = [piece for piece in pieces if piece.left >= gutter - 1]
    lone = set(map(id, _lone_headings(pieces, gutter)))
    group: list[Piece] = []
    state = False
    for piece in sorted(pieces, key=lambda piece: -piece.baseline):
        across = id(piece) in lone or _is_across(piece, gutter, right)
        parted = group and any(piece.baseline < place < group[-1].baseline + 1 for place in parting)
        if group and (across != state or parted):
            yield from [(state, group)] if state else _parts(group, gutter)
            group = []
        group.append(piece)
        state = across
    if group:
        yield from [(state, group)] if state else _parts(group, gutter)


def _is_across(piece: Piece, gutter: float, right: Sequence[Piece]) -> bool:
    """Whether a piece runs over the gutter and stands there by itself."""
    if piece.left >= gutter - 1 or ends_before(piece, gutter):
        return False
    return not any(
        abs(piece.baseline - other.baseline) < _LEVEL * piece.size and other.right > piece.right
        for other in right
    )


def _lone_headings(pieces: Sequence[Piece], gutter: float) -> Iterator[Piece]:
    """Short lines between two pairs of columns: nothing stands beside them, as for a heading.

    Both columns end above such a line and begin anew below it, each pair on one height.
    """
    ordered = sorted(pieces, key=lambda piece: -piece.baseline)
    for n, piece in enumerate(ordered):
        if not ends_before(piece, gutter) or not 0 < n < len(ordered) - 1:
            continue
        above, below = ordered[:n], ordered[n + 1 :]
        ends = [_edge(above, gutter, side, last=True) for side in (False, True)]
        begins = [_edge(below, gutter, side, last=False) for side in (False, True)]
        if not all(ends) or not all(begins):
            continue
        over, under = ([p.baseline for p in found if p] for found in (ends, begins))
        apart = min(over) - piece.baseline, piece.baseline - max(under)
        size = max(p.size for p in (*ends, *begins) if p)
        level = abs(over[0] - over[1]) < size and abs(under[0] - under[1]) < 0.3 * size
        if level and min(apart) > 1.1 * size and max(apart) > 1.6 * size and piece.size > size:
            yield piece


def _edge(ordered: Sequence[Piece], gutter: float, right: bool, *, last: bool) -> Piece | None:
    """The last piece, or else the first, of one side of the gutter; None if one runs across."""
    for piece in reversed(ordered) if last else ordered:
        if piece.left < gutter - 1 and not ends_before(piece, gutter):
            return None
        if (piece.left >= gutter - 1) == right:
            return piece
    return None


def _parts(group: list[Piece], gutter: float) -> Iterator[tuple[bool, list[Piece]]]:
    """A band, parted where it has a table that stands on both sides of the gutter."""
    columns: list[Piece] = []
    for part in _parted(group):
        if _is_table(part, gutter):
            if columns:
                yield False, columns
                columns = []
            yield True, part
        else:
            columns += part
    if columns:
        yield False, columns


def _parted(group: list[Piece]) -> Iterator[list[Piece]]:
    """A band at the heights where a blank runs over its whole width."""
    steps = sorted(
        above.baseline - below.baseline
        for above, below in pairwise(group)
        if above.baseline - below.baseline > 0.5 * below.size
    )
    usual = steps[len(steps) // 2] if steps else 0.0
    part: list[Piece] = []
    for piece in group:
        room = usual + _ROOM * piece.size
        if part and min(p.baseline for p in part[-8:]) - piece.baseline > room:
            yield part
            part = []
        part.append(piece)
    if part:
        yield part


def _is_table(part: Sequence[Piece], gutter: float) -> bool:
    """Whether a part of a band has no running text, but rows with cells on both sides."""
    left = [piece for piece in part if piece.left < gutter - 1]
    right = [piece for piece in part if piece.left >= gutter - 1]
    if len(left) < 3 or len(right) < 3:
        return False
    if look_at_side(left).flow or look_at_side(right).flow:
        return False
    level = sum(any(abs(p.baseline - q.baseline) < 0.15 * p.size for q in right) for p in left)
    return level >= _IN_ROWS * max(len(left), len(right))
