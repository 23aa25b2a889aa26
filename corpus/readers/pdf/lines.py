"""The pieces of lines on a PDF page, and whole lines of them.

What a page's operators draw one after the other on one height belongs together; where the next
run begins further away, another column or cell may have begun. A row of a table is a piece, too,
that knows its cells.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from corpus.readers.blocks import CELL_SEPARATOR
from corpus.readers.markup.scripts import lower_text, raise_text
from corpus.readers.pdf.pages import Run
from corpus.readers.pdf.scripts import Level, level_of
from corpus.readers.plain.lines import is_wide

_SAME_HEIGHT = 0.45  # em
_NEAR = 1.5  # em
_NEAR_EDGE = 0.6  # em, to where other pieces begin, too
_EDGE_OF = 4  # runs that begin at one place, for a column or a cell to begin there
_SMALL = 0.86  # of the size of a line: what is raised or lowered on it
_HIGHEST, _LOWEST = 0.75, -0.35  # em of the line, for what is small
_SIGN = 3  # characters of a number or mark that is raised in the size of the text
_FEW = 12  # characters that are raised or lowered at a time
_MOST_SMALL = 400  # such pieces in a column
_APART = 0.8  # em: further from its word nothing is raised or lowered
_WORD_GAP = 0.15  # em
_MIXED_GAP = 0.3  # em, between a Chinese character and a letter: less is set by the layout
_WIDE_GAP = 0.22  # em, beyond what is usual on the line: a space of a Latin font has 0.25
_LEVELS: dict[int, Level] = {1: "raised", 0: "line", -1: "lowered"}
_SOFT_HYPHEN = "\u00ad"


@dataclass(slots=True)
class Piece:
    """Runs on one height. `page` counts from 0; `column` is where the text around it stands.

    `marks` are those of the notes that it refers to, which are no longer in its runs. `cells` are
    those of a row of a table, `head` is the head of its table. `order` counts the pieces of the
    page as its operators drew them.
    """

    runs: list[Run]
    page: int
    left: float
    right: float
    baseline: float
    size: float
    column: tuple[float, float] = (0.0, 0.0)
    split: bool = False
    marks: list[str] = field(default_factory=list)
    cells: tuple[str, ...] = ()
    head: str | None = None
    order: int = 0
    _text: str | None = None

    @property
    def text(self) -> str:
        """The runs as one text, with spaces where there are gaps.

        A soft hyphen is printed where it stands: within a line it is a hyphen like others.
        """
        if self._text is None:
            text = CELL_SEPARATOR.join(self.cells) or join_runs(self.runs)
            self._text = text[:-1].replace(_SOFT_HYPHEN, "-") + text[-1:]
        return self._text

    def set_runs(self, runs: list[Run]) -> None:
        """Let it consist of other runs."""
        self.runs, self._text = runs, None

    @property
    def bold(self) -> bool:
        """Whether all of it is set in bold type."""
        return all(run.bold for run in self.runs if run.text.strip())


def join_runs(runs: Sequence[Run]) -> str:
    """The text of runs from left to right; a gap between two of them is a space."""
    if not runs:
        return ""
    usual = _usual_gap(runs)
    line = _line_of(runs)
    text = _written(runs[0], line, "")
    for run, following in pairwise(runs):
        gap = (following.left - run.right) / following.size
        wide = is_wide(text[-1:]) + is_wide(following.text[:1])
        if gap > (_WORD_GAP, _MIXED_GAP, usual + _WIDE_GAP)[wide]:
            text += " "
        apart = gap > _APART
        text += following.text if apart else _written(following, line, text)
    return " ".join(text.split())


def _line_of(runs: Sequence[Run]) -> Run:
    """The run that shows where the line stands: of the large ones, in the company of the most."""
    least = _SMALL * max(run.size for run in runs)
    large = [run for run in runs if run.size >= least]
    if len(large) < 3:
        return max(large, key=lambda run: len(run.text))
    heights: Counter[float] = Counter()
    for run in large:
        heights[run.baseline] += len(run.text)
    return max(large, key=lambda run: (heights[run.baseline], run.size))


def _written(run: Run, line: Run, before: str) -> str:
    """The text of a run on its line, behind `before`."""
    if run.raised or run is line or (run.size == line.size and run.baseline == line.baseline):
        level = _LEVELS[run.raised]
    else:
        level = level_of(run.size, run.baseline - line.baseline, line.size, run.text)
    if level == "line":
        return run.text
    return raise_text(run.text, before) if level == "raised" else lower_text(run.text)


def _usual_gap(runs: Sequence[Run]) -> float:
    """The distance in em of Chinese characters that stand together; letter-spaced ones have one."""
    inside = sum(len(run.text) - 1 for run in runs if is_wide(run.text))
    gaps = [
        (following.left - run.right) / following.size
        for run, following in pairwise(runs)
        if is_wide(run.text[-1:]) and is_wide(following.text[:1])
    ]
    return max(0.0, median([0.0] * inside + gaps)) if gaps else 0.0


def find_pieces(runs: Sequence[Run], page: int) -> list[Piece]:
    """The runs that stand beside each other on one height, in the order of the page's operators."""
    pieces: list[Piece] = []
    edges = _shared_edges(runs)
    for run in runs:
        if not run.text.strip():
            continue
        last = pieces[-1] if pieces else None
        if last and _belongs(last, run, _NEAR_EDGE if round(run.left) in edges else _NEAR):
            _extend(last, run)
        else:
            piece = Piece([run], page, run.left, run.right, run.baseline, run.size)
            piece.order = len(pieces)
            pieces.append(piece)
    return [piece for piece in pieces if piece.text]


def _shared_edges(runs: Sequence[Run]) -> set[int]:
    """The places where several runs begin, in whole points."""
    lefts = Counter(round(run.left) for run in runs)
    return {place for place, count in lefts.items() if count >= _EDGE_OF}


def _belongs(piece: Piece, run: Run, near: float) -> bool:
    size = max(piece.size, run.size)
    above = run.baseline - piece.baseline
    level = abs(above) < _SAME_HEIGHT * size
    if not level and (run.size < _SMALL * piece.size or _is_sign(run.text)):
        level = _LOWEST * size < above < _HIGHEST * size
    elif not level and (piece.size < _SMALL * run.size or _is_sign(piece.text)):
        level = _LOWEST * size < -above < _HIGHEST * size
    return level and -0.5 * size < run.left - piece.right < near * size


def _is_sign(text: str) -> bool:
    """Whether a text is short and has no letters: it may be raised without being smaller."""
    return len(text) <= _SIGN and not any(map(str.isalpha, text))


def _extend(piece: Piece, run: Run) -> None:
    if run.size > piece.size:  # the larger type is the line, the smaller a mark on it
        piece.baseline, piece.size = run.baseline, run.size
    piece.set_runs([*piece.runs, run])
    piece.left, piece.right = min(piece.left, run.left), max(piece.right, run.right)


def merge_level(pieces: Sequence[Piece]) -> list[Piece]:
    """Lines from top to bottom: pieces on one height are one, from left to right.

    A row of a table stays one by itself. What is small and short joins the line that it is
    raised or lowered on.
    """
    usual = median(piece.size for piece in pieces) if pieces else 0.0
    small = [
        piece
        for piece in pieces
        if not piece.cells
        and (
            (piece.size < _SMALL * usual and _length(piece) <= _FEW)
            or (_length(piece) <= _SIGN and _is_sign(piece.text))
        )
    ]
    small = small if len(small) <= _MOST_SMALL else []
    lines: list[Piece] = []
    taken = set(map(id, small))
    ordered = sorted(pieces, key=lambda piece: (-piece.baseline, piece.left))
    for piece in ordered:
        if id(piece) not in taken:
            _add_to(lines, piece)
    rest = [piece for piece in small if not _attach(piece, lines)]
    if rest:
        for piece in rest:
            _add_to(lines, piece, anywhere=True)
        lines.sort(key=lambda line: (-line.baseline, line.left))
    return lines


def _length(piece: Piece) -> int:
    return sum(len(run.text) for run in piece.runs)


def _add_to(lines: list[Piece], piece: Piece, anywhere: bool = False) -> None:
    """Put a piece on the last line, if it stands on its height; else it begins one."""
    for last in lines if anywhere else lines[-1:]:
        size = max(last.size, piece.size)
        level = abs(last.baseline - piece.baseline) < _SAME_HEIGHT * size
        if level and not last.cells and not piece.cells:
            _join(last, piece)
            return
    lines.append(_copy(piece))


def _copy(piece: Piece) -> Piece:
    return Piece(
        list(piece.runs),
        piece.page,
        piece.left,
        piece.right,
        piece.baseline,
        piece.size,
        cells=piece.cells,
        head=piece.head,
        order=piece.order,
    )


def _join(line: Piece, piece: Piece) -> None:
    for run in piece.runs:
        _extend(line, run)
    line.set_runs(sorted(line.runs, key=lambda run: run.left))
    line.order = min(line.order, piece.order)


def _attach(piece: Piece, lines: Sequence[Piece]) -> bool:
    """Whether a line was found that a small piece is raised or lowered on; it is put there."""
    for line in lines:
        size, above = line.size, piece.baseline - line.baseline
        if (
            (piece.size < _SMALL * size or (_is_sign(piece.text) and above > 0))
            and _LOWEST * size < above < _HIGHEST * size
            and line.left - 0.3 * size < piece.left < line.right + 0.3 * size
            and not line.cells
        ):
            _join(line, piece)
            return True
    return False
