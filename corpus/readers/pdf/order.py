"""A second reading of the order of a paragraph's words, and where it disagrees with the first.

The first reading goes by the white space of the page. The second goes by what it did not look
at: in which order the page's operators drew the text, and, where that is row by row, whether
the lines lie one below the other. A paragraph is in doubt where neither confirms that two parts
of it follow each other.
"""

from collections.abc import Sequence
from itertools import pairwise

from corpus.readers.pdf.lines import Piece
from corpus.readers.pdf.pages import Run
from corpus.readers.pdf.typesetting import ends_sentence
from corpus.readers.plain.joining import HYPHENATED
from corpus.readers.plain.lines import is_wide

_WIDE = 1.5  # em on a line: more than words are apart
_WIDEST = 2.5  # em: more than what is drawn one after the other may be apart
_FARTHEST = 3.0  # em between two lines
_NEXT = 3  # operators: marks and bullets may be drawn between


def is_in_doubt(lines: Sequence[Piece]) -> bool:
    """Whether two readings of a paragraph disagree about the order of its words."""
    if any(_has_hole(line) for line in lines):
        return True
    return any(not _follows(line, after) for line, after in pairwise(lines))


def _has_hole(line: Piece) -> bool:
    """Whether a line was joined over a blank that may part two columns."""
    return any(
        _is_hole(run, after, line.size) for run, after in pairwise(line.runs) if after.text.strip()
    )


def _is_hole(run: Run, after: Run, size: float) -> bool:
    blank = (after.left - run.right) / size if size > 0 else 0.0
    if blank <= _WIDE or len(run.text.strip()) <= 3 or len(after.text.strip()) <= 3:
        return False
    drawn_so = 0 < after.order - run.order <= _NEXT
    return not drawn_so or (blank > _WIDEST and run.text.count(" ") > 1 < after.text.count(" "))


def _follows(line: Piece, after: Piece) -> bool:
    """Whether the second reading, too, has a line behind another."""
    if line.page != after.page:
        return True  # pages follow each other in both readings
    step = line.baseline - after.baseline
    below = 0 < step < _FARTHEST * max(line.size, after.size)
    if below and line.left < after.right and after.left < line.right:
        return True
    if last_order(line) < first_order(after):
        return True
    text, following = line.text, after.text
    goes_on = following[:1].islower() or (is_wide(text[-1:]) and is_wide(following[:1]))
    return bool(HYPHENATED.search(text)) or (goes_on and not ends_sentence(line))


def first_order(line: Piece) -> int:
    """When the first of a line was drawn."""
    return min((run.order for run in line.runs), default=0)


def last_order(line: Piece) -> int:
    """When the last of a line was drawn."""
    return max((run.order for run in line.runs), default=0)
