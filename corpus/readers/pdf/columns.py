"""The columns of a PDF page, read one after the other.

A gutter is a left edge that many pieces of lines share, with a column of running text on either
side of it. Pieces that run across it (titles, wide tables) divide the page into bands; each is
read left column first.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from corpus.readers.pdf.lines import Piece, merge_level

_FEWEST = 3  # lines of a column that is taken for one


def read_columns(pieces: Sequence[Piece], hint: float | None = None) -> Iterator[list[Piece]]:
    """The columns of a page in reading order, each with its lines from top to bottom.

    `hint` is where the page before had its gutter: a last page may hold too little to show it.
    """
    gutter = find_gutter(pieces) or _gutter_of_page_before(pieces, hint)
    if gutter is None:
        if pieces:
            yield merge_level(pieces)
        return
    band: list[Piece] = []
    for across, group in _bands(pieces, gutter):
        if across:
            yield merge_level(group)
            continue
        band = group
        for side in (
            [piece for piece in band if piece.left < gutter - 1],
            [piece for piece in band if piece.left >= gutter - 1],
        ):
            for column in read_columns(side):
                for line in column:
                    line.split = True
                yield column


def find_gutter(pieces: Sequence[Piece]) -> float | None:
    """Where the right one of two columns begins, else None."""
    if not pieces:
        return None
    start, end = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    edges = Counter(round(piece.left) for piece in pieces)
    inside = [
        edge
        for edge, count in edges.most_common(12)
        if count >= _FEWEST and start + 0.25 * (end - start) < edge < end - 0.2 * (end - start)
    ]
    return next((float(edge) for edge in inside if _divides(pieces, edge, start, end)), None)


def _divides(pieces: Sequence[Piece], edge: float, start: float, end: float) -> bool:
    """Whether there is running text on both sides of a left edge, and little across it.

    The cells of a table stand beside each other, too, but do not fill the width of a column.
    """
    right = [piece for piece in pieces if piece.left >= edge - 1]
    if len(right) < _FEWEST:
        return False
    low, high = min(p.baseline for p in right) - 1, max(p.baseline for p in right) + 1
    beside = [piece for piece in pieces if piece.left < edge - 1 and low <= piece.baseline <= high]
    left = [piece for piece in beside if _ends_before(piece, edge)]
    if len(left) < _FEWEST or len(beside) - len(left) >= min(len(left), len(right)):
        return False
    widths = [piece.right - piece.left for piece in right]
    fills_right = max(widths) >= 0.5 * (end - edge) and median(widths) >= 0.3 * (end - edge)
    return fills_right and median(p.right - p.left for p in left) >= 0.55 * (edge - start)


def _ends_before(piece: Piece, edge: float) -> bool:
    return piece.left < edge - 1 and piece.right <= edge - 0.5 * piece.size


def _gutter_of_page_before(pieces: Sequence[Piece], hint: float | None) -> float | None:
    if hint is None or any(p.left < hint - 1 < p.right - 2 for p in pieces):
        return None
    return hint if any(p.left >= hint - 1 for p in pieces) else None


def _bands(pieces: Sequence[Piece], gutter: float) -> Iterator[tuple[bool, list[Piece]]]:
    """Groups from top to bottom: of pieces across the gutter, and of those beside it."""
    group: list[Piece] = []
    state = False
    for piece in sorted(pieces, key=lambda piece: -piece.baseline):
        across = not _ends_before(piece, gutter) and piece.left < gutter - 1
        if group and across != state:
            yield state, group
            group = []
        group.append(piece)
        state = across
    if group:
        yield state, group
