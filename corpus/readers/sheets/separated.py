"""CSV and TSV: a row is a paragraph that knows the head of its columns."""

import csv
import io
from collections.abc import Iterator

from corpus.readers.blocks import Block
from corpus.readers.sheets.regions import read_sheet
from corpus.readers.tables import Cell, Row

_SEPARATORS = ",;\t|"
_LOOKED_AT = 20  # lines
_LONGEST_FIELD = 1 << 20


def read_csv(text: str) -> list[Block]:
    """The rows of a file of values parted by commas, semicolons, tabs or bars."""
    separator = _separator(text)
    csv.field_size_limit(_LONGEST_FIELD)
    rows = csv.reader(
        io.StringIO(text.replace("\0", "")), delimiter=separator, skipinitialspace=True
    )
    return read_sheet([Row([Cell(" ".join(value.split())) for value in row]) for row in _all(rows)])


def _all(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows up to one that breaks off, which a quotation mark without its other half makes."""
    try:
        yield from rows
    except csv.Error:
        return


def _separator(text: str) -> str:
    """The sign that parts the first lines into the same number of values, and into most."""
    lines = [line for line in text.splitlines()[: 10 * _LOOKED_AT] if line.strip()][:_LOOKED_AT]
    best, most = ",", 0.0
    for sign in _SEPARATORS:
        counts = [len(row) for row in csv.reader(lines, delimiter=sign)]
        usual = max(set(counts), key=counts.count, default=1)
        agreeing = counts.count(usual) / max(1, len(counts))
        if usual > 1 and agreeing * min(usual, 3) > most:
            best, most = sign, agreeing * min(usual, 3)
    return best
