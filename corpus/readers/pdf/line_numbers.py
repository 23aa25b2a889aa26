"""Numbers that count the lines of a PDF page in its margin, as in manuscripts and transcripts.

They stand below each other at one edge of the text, each level with a line or with none, and
count on by one, or by five on every fifth line. A table or a list counts its rows, not lines:
there no sentence goes on from one number to the next.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.readers.pdf.pages import Run
from corpus.readers.plain.lines import is_wide

_FEWEST = 5
_MOST_DIGITS = 5
_COUNTING = 0.9  # of the numbers count on
_COVERED = 0.6  # of the lines have a number, or of each five one
_GAP = 0.3  # em between a number and its line
_LEVEL = 0.4  # em


def drop_line_numbers(runs: Sequence[Run]) -> list[Run]:
    """The runs of a page without the numbers of its lines."""
    numbers = [run for run in runs if run.text.strip().isdecimal() and len(run.text) <= 8]
    if len(numbers) < _FEWEST:
        return list(runs)
    for column in _columns(numbers):
        if _counts_lines(column, runs):
            gone = set(map(id, column))
            return [run for run in runs if id(run) not in gone]
    return list(runs)


def _columns(numbers: Sequence[Run]) -> Iterator[list[Run]]:
    """Numbers that stand below each other, on the left or right edge of the page first."""
    by_place: dict[tuple[str, int], list[Run]] = defaultdict(list)
    for run in numbers:
        if len(run.text.strip()) <= _MOST_DIGITS:
            by_place["left", round(run.left / 3)].append(run)
            by_place["right", round(run.right / 3)].append(run)
    for place in sorted(by_place, key=lambda place: -len(by_place[place])):
        column = sorted(by_place[place], key=lambda run: -run.baseline)
        if len(column) >= _FEWEST:
            yield column


def _counts_lines(column: Sequence[Run], runs: Sequence[Run]) -> bool:
    values = [int(run.text) for run in column]
    steps = [after - before for before, after in pairwise(values)]
    step = max(set(steps), key=steps.count)
    if step not in (1, 2, 5) or steps.count(step) < _COUNTING * len(steps):
        return False
    own = set(map(id, column))
    lines = _lines([run for run in runs if id(run) not in own and run.text.strip()])
    beside = [_beside(number, lines) for number in column]
    if any(line and not _stands_outside(n, line) for n, line in zip(column, beside, strict=True)):
        return False
    outside = sum(_stands_outside(column[0], line) for line in lines)
    if outside < _COUNTING * len(lines):
        return False
    low, high = column[-1].baseline - 1, column[0].baseline + 1
    numbered = [line for line in lines if low <= line[0].baseline <= high]
    if len(column) * step < _COVERED * len(numbered):
        return False
    return _flows(lines) or sum(line is None for line in beside) >= 2


def _lines(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs on one height each, from top to bottom."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -run.baseline):
        if lines and lines[-1][0].baseline - run.baseline < _LEVEL * run.size:
            lines[-1].append(run)
        else:
            lines.append([run])
    return [sorted(line, key=lambda run: run.left) for line in lines]


def _beside(number: Run, lines: Sequence[list[Run]]) -> list[Run] | None:
    """The line that a number is level with."""
    reach = _LEVEL * max(number.size, 8)
    return next((line for line in lines if abs(line[0].baseline - number.baseline) < reach), None)


def _stands_outside(number: Run, line: Sequence[Run]) -> bool:
    """Whether a number stands apart from its line, at its edge."""
    gap = max(line[0].left - number.right, number.left - line[-1].right)
    return gap > _GAP * number.size


def _flows(lines: Sequence[list[Run]]) -> bool:
    """Whether sentences go on from line to line."""
    flow = sum(
        after[0].text.strip()[:1].islower()
        or (is_wide(after[0].text[:1]) and is_wide(line[-1].text.strip()[-1:]))
        for line, after in pairwise(lines)
    )
    return flow >= 2 and flow >= 0.1 * len(lines)
