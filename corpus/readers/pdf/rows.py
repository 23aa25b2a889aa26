"""Rows of tables on a PDF page: what stands in cells beside each other, line by line.

Lines that follow each other are rows where blanks stand above each other in all of them, and no
sentence goes on from one to the next. Numbered lists, numbered formulas and the labels of
speakers have such blanks, too, and are no tables.
"""

import re
from collections.abc import Sequence
from statistics import median

from corpus.readers.blocks import CELL_SEPARATOR
from corpus.readers.pdf.gutters import look_at_side
from corpus.readers.pdf.lines import Piece, join_runs
from corpus.readers.pdf.pages import Run
from corpus.readers.plain.lines import is_wide

_FEWEST = 3  # rows of a table that no lines show
_BLANK = 0.55  # em: no space between words is as wide as the one between cells
_WIDE_BLANK = 1.5  # em: what parts cells where no other row has them
_NUMBER_BLANK = 0.7  # em, between two numbers in one cell
_MOST_ROWS = 300  # on a page
_STEP = 3.5  # em between two rows
_MOST_FLOW = 0.2
_LABEL = re.compile(
    r"\W?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5}|[一二三四五六七八九十]{1,3})[.):：、）\]\uff3d】\u3015]"
    r"|[^\w\s]{1,2}|[A-Z]{1,3}[.:]?"
    r"|\d{1,3}(?:\.\d{1,3})+\.?"
)
_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*[\divxl]*$|(?:…|[·‧]{2}){2,}\s*\d*$")
_FORMULA_NUMBER = re.compile(r"[(\[（]\s?[\dA-Z.]{1,6}\s?[)\]）]")
_LEADERS = re.compile(r"\s*(?:\s\.{2,}|\.{4,}|(?:\.\s){3,}\.?|…{2,})$")

Gap = tuple[float, float]


def make_row(cells: Sequence[Sequence[Piece]], page: int) -> Piece:
    """The row that has these lines in its cells."""
    lines = [line for cell in cells for line in cell]
    cells = [part for cell in cells for part in _part_numbers(cell)]
    texts = (_LEADERS.sub("", _join_texts([line.text for line in cell])) for cell in cells)
    return Piece(
        [run for line in lines for run in line.runs],
        page,
        min(line.left for line in lines),
        max(line.right for line in lines),
        max(line.baseline for line in lines),
        median(line.size for line in lines),
        cells=tuple(text for text in texts if text),
        order=min(line.order for line in lines),
    )


def _part_numbers(cell: Sequence[Piece]) -> Sequence[Sequence[Piece]]:
    """A cell, parted where numbers stand apart on its one line: no rule need be between them."""
    if len(cell) != 1:
        return [cell]
    line = cell[0]
    gaps = [
        (before, after)
        for (before, after), (left, right) in _blanks(line.runs, line.size, _NUMBER_BLANK)
        if is_numeric(left) and is_numeric(right)
    ]
    return [[part] for part in _cells_of(line, gaps)] if gaps else [cell]


def as_row(line: Piece) -> Piece:
    """A line of a table as a row, its cells parted where the blanks are wide."""
    return line if line.cells else make_row([[cell] for cell in _cells_of(line, ())], line.page)


def _join_texts(texts: Sequence[str]) -> str:
    joined = ""
    for text in texts:
        close = not joined or joined.endswith("-") or (is_wide(joined[-1]) and is_wide(text[:1]))
        joined += text if close else f" {text}"
    return joined


def with_head(rows: Sequence[Piece]) -> list[Piece]:
    """The rows, those below the head of the table with it."""
    if len(rows) < 2 or len(rows[0].cells) < 2 or not _is_head(rows[0], rows[1:]):
        return list(rows)
    for row in rows[1:]:
        row.head = CELL_SEPARATOR.join(rows[0].cells)
    return list(rows)


def _is_head(first: Piece, others: Sequence[Piece]) -> bool:
    """Whether a row names what stands below: in other type, or words above numbers."""
    if first.bold and not all(row.bold for row in others):
        return True
    columns = [
        [row.cells[-n] for row in others if len(row.cells) >= n]
        for n in range(1, len(first.cells) + 1)
    ]
    return any(
        not is_numeric(first.cells[-n]) and sum(map(is_numeric, column)) > 0.6 * len(column)
        for n, column in enumerate(columns, 1)
    )


def is_numeric(cell: str) -> bool:
    """Whether a cell is a number, with or without signs and units."""
    digits = sum(map(str.isdecimal, cell))
    return digits > 0 and 2 * digits >= sum(map(str.isalnum, cell))


def find_rows(lines: Sequence[Piece]) -> list[Piece]:
    """The lines of a column, those of tables as rows."""
    found: list[Piece] = []
    start = 0
    gaps = [[] if line.cells else _gaps(line.runs, line.size) for line in lines]
    while start < len(lines):
        end, common = _grow(lines, gaps, start)
        table = lines[start:end]
        rows = _rows(table, common) if end - start >= _FEWEST else []
        if rows:
            found += with_head(rows)
            start = end
        elif _are_columns(table, common):
            found += _side_by_side(table, common)
            start = end
        else:
            found.append(lines[start])
            start += 1
    return found


def _are_columns(lines: Sequence[Piece], common: Sequence[Gap]) -> bool:
    """Whether lines are small columns, as captions of pictures beside each other are."""
    widest = max((end - start for start, end in common), default=0.0)
    if len(lines) < 2 or widest < (_WIDE_BLANK + (len(lines) < _FEWEST)) * lines[0].size:
        return False
    sides = list(zip(*(_sides(line, common) for line in lines), strict=True))
    return (
        all(
            sum(text.count(" ") for text in (join_runs(runs) for runs in side)) >= 2 * len(lines)
            for side in sides
        )
        and look_at_side(list(lines)).flow > 0
    )


def _sides(line: Piece, common: Sequence[Gap]) -> tuple[list[Run], list[Run]]:
    """The runs of a line on either side of the widest blank."""
    start, _ = max(common, key=lambda gap: gap[1] - gap[0])
    return (
        [run for run in line.runs if run.left < start + 1],
        [run for run in line.runs if run.left >= start + 1],
    )


def _side_by_side(lines: Sequence[Piece], common: Sequence[Gap]) -> list[Piece]:
    """The lines of small columns, one column after the other."""
    sides = zip(*(_sides(line, common) for line in lines), strict=True)
    return [
        _piece_of(runs, line)
        for side in sides
        for runs, line in zip(side, lines, strict=True)
        if runs
    ]


def _piece_of(runs: Sequence[Run], line: Piece) -> Piece:
    return Piece(
        list(runs),
        line.page,
        min(run.left for run in runs),
        max(run.right for run in runs),
        line.baseline,
        line.size,
        order=line.order,
    )


def _gaps(runs: Sequence[Run], size: float) -> list[Gap]:
    """Where blanks on a line are that may part cells."""
    return [gap for gap, _ in _blanks(runs, size, _BLANK)]


def _blanks(runs: Sequence[Run], size: float, least: float) -> list[tuple[Gap, tuple[str, str]]]:
    """The blanks of so many em on a line, with the texts of the runs beside them."""
    blanks: list[tuple[Gap, tuple[str, str]]] = []
    right, text = (runs[0].right, runs[0].text) if runs else (0.0, "")
    for run in runs[1:]:
        if run.left - right > least * size:
            blanks.append(((right, run.left), (text, run.text)))
        if run.right >= right:
            right, text = run.right, run.text
    return blanks


def _grow(lines: Sequence[Piece], gaps: Sequence[list[Gap]], start: int) -> tuple[int, list[Gap]]:
    """Where a table ends that may begin with a line, and the blanks that all its rows have."""
    common, end = gaps[start], start
    if not common:
        return start, common
    for n in range(start + 1, min(len(lines), start + _MOST_ROWS)):
        above, line = lines[n - 1], lines[n]
        near = 0 < above.baseline - line.baseline < _STEP * line.size
        if line.cells or not near or abs(line.size - lines[start].size) > 0.2 * line.size:
            break
        shared = _shared(common, gaps[n], 0.8 * _BLANK * line.size)
        if shared:
            common, end = shared, n
        elif gaps[n] or n - end > 2 or _overlaps(line, common):
            break
    return end + 1, common


def _shared(one: Sequence[Gap], other: Sequence[Gap], least: float) -> list[Gap]:
    both = [(max(a[0], b[0]), min(a[1], b[1])) for a in one for b in other]
    return [(start, end) for start, end in both if end - start >= least]


def _overlaps(line: Piece, gaps: Sequence[Gap]) -> bool:
    return any(line.left < end and start < line.right for start, end in gaps)


def _rows(lines: Sequence[Piece], common: Sequence[Gap]) -> list[Piece]:
    """The rows that lines are; none if they are running text, a list or formulas."""
    if look_at_side(list(lines)).flow > _MOST_FLOW * len(lines):
        return []
    if sum(_CONTENTS.search(line.text[-200:]) is not None for line in lines) > len(lines) / 2:
        return []
    cells = [_cells_of(line, common) for line in lines]
    rows = [row for row in cells if len(row) > 1]
    if len(rows) < _FEWEST:
        return []
    labels = sum(
        _LABEL.fullmatch(row[0].text) is not None and not is_numeric(row[1].text) for row in rows
    )
    numbers = sum(_FORMULA_NUMBER.fullmatch(row[-1].text) is not None for row in rows)
    if len(common) == 1 and max(labels, numbers) > 0.5 * len(rows):
        return []
    return _merge_continued(lines, cells)


def _cells_of(line: Piece, common: Sequence[Gap]) -> list[Piece]:
    """The cells of a line, parted at the blanks of the table and where its own are wide."""
    groups: list[list[Run]] = [[line.runs[0]]]
    right = line.runs[0].right
    for run in line.runs[1:]:
        blank = run.left - right
        inside = any(right <= start + 1 and end <= run.left + 1 for start, end in common)
        if inside or blank > _WIDE_BLANK * line.size:
            groups.append([])
        groups[-1].append(run)
        right = max(right, run.right)
    return [_piece_of(runs, line) for runs in groups if join_runs(runs)]


def _merge_continued(lines: Sequence[Piece], cells: Sequence[list[Piece]]) -> list[Piece]:
    """The rows; a line of one cell that is not the first one goes on in the row above."""
    rows: list[list[list[Piece]]] = []
    for row in cells:
        above = rows[-1] if rows else []
        cell = next((c for c in above[1:] if len(row) == 1 and _is_below(row[0], c[0])), None)
        if cell is not None:
            cell.append(row[0])
        else:
            rows.append([[piece] for piece in row])
    return [make_row(row, lines[0].page) for row in rows]


def _is_below(piece: Piece, cell: Piece) -> bool:
    return piece.left < cell.right and cell.left < piece.right
