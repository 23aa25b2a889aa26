"""Recognised lines as runs on a page, so that a picture is laid out as a PDF's page is.

Recognition gives boxes around ink; a line's size is the usual one unless its box is clearly
larger or smaller. A page whose lines run from top to bottom is turned by a quarter: its first
line, on the right, becomes the uppermost one.
"""

from collections.abc import Sequence
from statistics import median

from corpus.readers.ocr.engine import Line
from corpus.readers.pdf.pages import Page, Run

_TALL = 1.5  # of its width: a line that runs from top to bottom
_MOST_VERTICAL = 0.5
_QUARTER = 0.25  # of the usual size: the steps in which lines differ
_BASELINE = 0.35  # em below the middle of a line
_EM = 0.82  # of the height of a box
_EDGE = 0.12  # of a page: where headers and footers are


def place_lines(
    lines: Sequence[Line], index: int, width: float, height: float, scale: float, label: str = ""
) -> Page:
    """The page that has these lines; width and height in points, `scale` in pixels to a point."""
    found = [_scaled(line, scale) for line in lines]
    tall = [line for line in found if _is_tall(line)]
    vertical = sum(len(line.text) for line in tall) > _MOST_VERTICAL * sum(
        len(line.text) for line in found
    )
    if vertical:
        found = [_turned(line, width, height) for line in found]
        width, height = height, width
    page = Page(index, width, height, label)
    usual = median([line.bottom - line.top for line in found]) if found else 0.0
    ordered = sorted(found, key=lambda line: (line.top, line.left))
    page.runs = [_run(line, n, usual, height) for n, line in enumerate(ordered)]
    page.characters = sum(len(line.text) for line in found)
    return page


def _scaled(line: Line, scale: float) -> Line:
    places = (value / scale for value in (line.left, line.top, line.right, line.bottom))
    return Line(line.text, line.confidence, *places)


def _is_tall(line: Line) -> bool:
    return line.bottom - line.top > _TALL * (line.right - line.left) and len(line.text) > 1


def _turned(line: Line, width: float, height: float) -> Line:
    """A line of a page that is read from top to bottom, as one that is read across."""
    if _is_tall(line) or _EDGE * height < line.top < (1 - _EDGE) * height:
        top, bottom = width - line.right, width - line.left
        return Line(line.text, line.confidence, line.top, top, line.bottom, bottom)
    size = line.bottom - line.top  # a header or footer, which stands across
    top = -3 * size if line.top < height / 2 else width + 2 * size
    return Line(line.text, line.confidence, line.left, top, line.right, top + size)


def _run(line: Line, order: int, usual: float, height: float) -> Run:
    steps = max(2, round((line.bottom - line.top) / usual / _QUARTER)) if usual else 4
    size = _EM * usual * steps * _QUARTER
    baseline = height - (line.top + line.bottom) / 2 - _BASELINE * size
    return Run(
        line.text,
        line.left,
        line.right,
        baseline,
        size or 1.0,
        bold=False,
        order=order,
        confidence=line.confidence,
    )
