"""The ruled lines of a PDF page: what tables are drawn with.

A line is drawn as one, or as a thin filled rectangle, or as an edge of a frame. Lines that go on
from each other are one. Curves and slanted lines are pictures.
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.readers.pdf.glyphs import Box

_MOST_OBJECTS = 6000  # a page with more is a drawing
_MOST_SEGMENTS = 400  # so is a path with more
_MOST_RULES = 1500
_THIN = 2.5  # points
_SHORTEST = 6.0  # points
_APART = 3.0  # points between two parts of one line


@dataclass(frozen=True, slots=True)
class Rule:
    """A line at `place` (a height, or a distance from the left), from `start` to `end`."""

    place: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Rules:
    """The ruled lines of a page, those of each kind in the order of their places."""

    level: list[Rule]
    upright: list[Rule]


NO_RULES = Rules([], [])


def read_rules(raw: pypdfium2.PdfPage, left: float, bottom: float) -> Rules:
    """The ruled lines of a page whose lower left corner is there."""
    count = pdfium.FPDFPage_CountObjects(raw)
    if count > _MOST_OBJECTS:
        return NO_RULES
    level: list[Rule] = []
    upright: list[Rule] = []
    for n in range(count):
        item = pdfium.FPDFPage_GetObject(raw, n)
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        for x0, y0, x1, y1 in _lines_of(item):
            if y1 - y0 <= _THIN and x1 - x0 >= _SHORTEST:
                level.append(Rule((y0 + y1) / 2 - bottom, x0 - left, x1 - left))
            elif x1 - x0 <= _THIN and y1 - y0 >= _SHORTEST:
                upright.append(Rule((x0 + x1) / 2 - left, y0 - bottom, y1 - bottom))
        if len(level) + len(upright) > _MOST_RULES:
            return NO_RULES
    return Rules(_joined(level), _joined(upright))


def _lines_of(path: object) -> Iterator[Box]:
    """The boxes of the straight lines that a path is made of."""
    bounds = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(path, *bounds):
        return
    x0, y0, x1, y1 = (bound.value for bound in bounds)
    if min(x1 - x0, y1 - y0) <= _THIN:
        yield x0, y0, x1, y1
        return
    if pdfium.FPDFPath_CountSegments(path) > _MOST_SEGMENTS:
        return
    for (ax, ay), (bx, by) in _segments(path):
        yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _segments(path: object) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    start = last = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for n in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, n)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield last, start
            last = start


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    """Lines of which one goes on where the other ends, or lies on it, as one."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (round(rule.place / 1.5), rule.start)):
        last = joined[-1] if joined else None
        if last and abs(last.place - rule.place) < _THIN and rule.start <= last.end + _APART:
            joined[-1] = Rule(last.place, last.start, max(last.end, rule.end))
        else:
            joined.append(rule)
    return sorted(joined, key=lambda rule: rule.place)
