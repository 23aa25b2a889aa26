"""From runs on pages to lines in reading order, and to the blocks that they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.readers.blocks import Block
from corpus.readers.pdf.columns import read_columns
from corpus.readers.pdf.footnotes import (
    FootNote,
    drop_marks,
    is_broken_off,
    raised_marks,
    split_notes,
)
from corpus.readers.pdf.grids import find_tables
from corpus.readers.pdf.gutters import find_gutter
from corpus.readers.pdf.headers_footers import strip_furniture
from corpus.readers.pdf.headings import Entry, headings_of_outline, headings_of_type
from corpus.readers.pdf.line_numbers import drop_line_numbers
from corpus.readers.pdf.lines import Piece, find_pieces
from corpus.readers.pdf.pages import Page
from corpus.readers.pdf.paragraphs import make_blocks
from corpus.readers.pdf.typesetting import Setting, see_setting, set_bounds


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of a file in reading order, its notes by page, and what its pages are called."""

    lines: list[Piece]
    notes: dict[int, list[FootNote]]
    labels: dict[int, str]
    setting: Setting

    def blocks(self, entries: Sequence[Entry]) -> tuple[list[Block], frozenset[int]]:
        """The headings, paragraphs, rows and notes, and the pages whose order is in doubt.

        `entries` are those of the outline.
        """
        size = self.setting.size
        headings = headings_of_outline(self.lines, entries) or headings_of_type(self.lines, size)
        in_doubt: set[int] = set()
        blocks = make_blocks(self.lines, headings, self.notes, self.labels, self.setting, in_doubt)
        return list(blocks), frozenset(in_doubt)


def lay_out(pages: Sequence[Page], left_out: frozenset[int]) -> Layout:
    """The lines of pages in reading order, without those of pages that are left out."""
    readable = [page for page in pages if page.index not in left_out]
    pieces = [find_pieces(drop_line_numbers(page.runs), page.index) for page in pages]
    kept, labels = strip_furniture(pages, pieces)
    for page in readable:
        kept[page.index] = find_tables(kept[page.index], page.rules)
    known = [found for page in readable if (found := find_gutter(kept[page.index])) is not None]
    columns = [
        column
        for page in readable
        for column in read_columns(kept[page.index], known, page.rules.level)
        if column
    ]
    set_bounds(columns)
    setting = see_setting(columns)
    notes = _take_notes(columns, setting.size)
    lines = [line for column in columns for line in column if line.text]
    return Layout(lines, notes, labels, setting)


def _take_notes(columns: Sequence[list[Piece]], size: float) -> dict[int, list[FootNote]]:
    """The notes of each page, taken out of its columns and their marks out of the text."""
    marks: dict[int, set[str]] = {}
    for column in columns:
        marks.setdefault(column[0].page, set()).update(raised_marks(column))
    notes: dict[int, list[FootNote]] = {}
    last: FootNote | None = None
    for column in columns:
        page = column[0].page
        for note in split_notes(column, size, marks[page]):
            if note.mark:
                notes.setdefault(page, []).append(note)
                last = note
            elif last and is_broken_off(last):
                last.lines += note.lines
            else:
                continue
            taken = set(map(id, note.lines))
            column[:] = [line for line in column if id(line) not in taken]
    for column in filter(None, columns):
        known = {note.mark for note in notes.get(column[0].page, [])}
        drop_marks(column, known)
    return notes
