"""The lines of a PDF page in reading order: columns are found, and read one after the other.

What a page's operators draw one after the other on one height belongs together; where the next
piece begins further away, another column or cell may have begun. A gutter is a left edge that
many pieces share, with a column of running text on either side of it. Pieces that run across it
(titles, wide tables) divide the page into bands; each is read left column first.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from corpus.readers.lines import is_wide
from corpus.readers.pdf_pages import Run

_SAME_HEIGHT = 0.45  # em; raised marks stand higher than their line
_NEAR = 1.5  # em
_WORD_GAP = 0.15  # em
_WIDE_GAP = 0.3  # em
_SOFT_HYPHEN = "\u00ad"
_FEWEST = 3  # lines of a column that is taken for one


@dataclass(slots=True)
class Piece:
    """Runs on one height. `page` counts from 0; `column` is where the text around it stands."""

    runs: list[Run]
    page: int
    left: float
    right: float
    baseline: float
    size: float
    column: tuple[float, float] = (0.0, 0.0)
    split: bool = False

    @property
    def text(self) -> str:
        """The runs as one text, with spaces where there are gaps.

        A soft hyphen is printed where it stands: within a line it is a hyphen like others.
        """
        text = join_runs(self.runs)
        return text[:-1].replace(_SOFT_HYPHEN, "-") + text[-1:]

    @property
    def bold(self) -> bool:
        """Whether all of it is set in bold type."""
        return all(run.bold for run in self.runs if run.text.strip())


def join_runs(runs: Sequence[Run]) -> str:
    """The text of runs from left to right; a gap between two of them is a space."""
    text, right = "", None
    for run in runs:
        if right is not None and text and run.text and not (text[-1] + run.text[0]).isspace():
            wide = is_wide(text[-1]) + is_wide(run.text[0])
            gap = _WIDE_GAP if wide else _WORD_GAP
            far = run.left - right > gap * run.size
            if far and (wide < 2 or run.left - right > _NEAR * run.size):
                text += " "
        text += run.text
        right = run.right
    return " ".join(text.split())


def find_pieces(runs: Sequence[Run], page: int) -> list[Piece]:
    """The runs that stand beside each other on one height, in the order of the page's operators."""
    pieces: list[Piece] = []
    for run in runs:
        if not run.text.strip():
            continue
        last = pieces[-1] if pieces else None
        if last and _belongs(last, run):
            _extend(last, run)
        else:
            pieces.append(Piece([run], page, run.left, run.right, run.baseline, run.size))
    return [piece for piece in pieces if piece.text]


def _belongs(piece: Piece, run: Run) -> bool:
    size = max(piece.size, run.size)
    level = abs(piece.baseline - run.baseline) < _SAME_HEIGHT * size
    return level and -0.5 * size < run.left - piece.right < _NEAR * size


def _extend(piece: Piece, run: Run) -> None:
    if run.size > piece.size:  # the larger type is the line, the smaller a mark on it
        piece.baseline, piece.size = run.baseline, run.size
    piece.runs.append(run)
    piece.left, piece.right = min(piece.left, run.left), max(piece.right, run.right)


def merge_level(pieces: Sequence[Piece]) -> list[Piece]:
    """Lines from top to bottom: pieces on one height are one, from left to right."""
    lines: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.baseline, piece.left)):
        last = lines[-1] if lines else None
        size = max(last.size, piece.size) if last else 0
        if last and abs(last.baseline - piece.baseline) < _SAME_HEIGHT * size:
            for run in piece.runs:
                _extend(last, run)
            last.runs.sort(key=lambda run: run.left)
        else:
            lines.append(
                Piece(
                    list(piece.runs),
                    piece.page,
                    piece.left,
                    piece.right,
                    piece.baseline,
                    piece.size,
                )
            )
    return lines


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
