"""The pieces of lines on a PDF page, and whole lines of them.

What a page's operators draw one after the other on one height belongs together; where the next
run begins further away, another column or cell may have begun.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from corpus.readers.pdf.pages import Run
from corpus.readers.plain.lines import is_wide

_SAME_HEIGHT = 0.45  # em; raised marks stand higher than their line
_NEAR = 1.5  # em
_WORD_GAP = 0.15  # em
_MIXED_GAP = 0.3  # em, between a Chinese character and a letter: less is set by the layout
_WIDE_GAP = 0.22  # em, beyond what is usual on the line: a space of a Latin font has 0.25
_SOFT_HYPHEN = "\u00ad"


@dataclass(slots=True)
class Piece:
    """Runs on one height. `page` counts from 0; `column` is where the text around it stands.

    `marks` are those of the notes that it refers to, which are no longer in its runs.
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
    usual = _usual_gap(runs)
    text = runs[0].text if runs else ""
    for run, following in pairwise(runs):
        gap = (following.left - run.right) / following.size
        wide = is_wide(text[-1:]) + is_wide(following.text[:1])
        if gap > (_WORD_GAP, _MIXED_GAP, usual + _WIDE_GAP)[wide]:
            text += " "
        text += following.text
    return " ".join(text.split())


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
