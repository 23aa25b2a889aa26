"""Plain text: the lines that a page cut become paragraphs again, and headings are found.

Where the lines are as long as their paragraphs, each line is a block. Where a page cut them, a
paragraph goes on until something says that it ends: a heading, an indent, a blank line (or more
blank lines than stand between all lines), or a line that stops short.
"""

import re

from corpus.errors import TextNotReadable
from corpus.readers.blocks import Block, Heading
from corpus.readers.kinds.contents import has_leaders
from corpus.readers.plain.headers_footers import remove_furniture
from corpus.readers.plain.headings import find_headings
from corpus.readers.plain.hyphens import words_of
from corpus.readers.plain.joining import HYPHENATED, join_lines
from corpus.readers.plain.lines import Layout, Line, read_lines, see_layout
from corpus.readers.plain.rows import find_tables, rows_of
from corpus.readers.tables import read_rows

BULLET = re.compile(r"[-*•●‧・]\s|\d{1,2}[.)]\s|[（(]?[一二三四五六七八九十]{1,3}[、）)]")


def read_text(raw: str) -> list[Block]:
    """The headings and paragraphs of a plain text, with the layout of its pages undone."""
    lines = read_lines(raw)
    if not lines:
        raise TextNotReadable("the text is empty or blank; expected at least one paragraph")
    layout = see_layout(lines)
    lines = remove_furniture(lines, layout)
    headings = find_headings(lines, layout)
    tables = find_tables(lines)
    words = words_of(line.text for line in lines)
    blocks: list[Block] = []
    paragraph: list[Line] = []
    position = 0
    while position < len(lines):
        heading = headings.get(position)
        line = lines[position]
        if position in tables:
            blocks += [join_lines(paragraph, words)] if paragraph else []
            blocks += read_rows(rows_of(lines[position : tables[position]]), guess_head=True)
            paragraph, position = [], tables[position]
            continue
        if paragraph and (heading or _ends_paragraph(paragraph[-1], line, layout)):
            blocks.append(join_lines(paragraph, words))
            paragraph = []
        if heading:
            blocks.append(Heading(heading[1], heading[0]))
            position += heading[2]
        else:
            paragraph.append(line)
            position += 1
    if paragraph:
        blocks.append(join_lines(paragraph, words))
    return blocks


def _ends_paragraph(line: Line, following: Line, layout: Layout) -> bool:
    """Whether a paragraph ends between two lines, neither of which is a heading."""
    if has_leaders(line.text):
        return True
    indented = layout.is_indented(following)
    full = layout.is_full(line, following)
    cut = full and not line.ends_sentence
    if following.break_before:
        if cut or not line.ends_sentence:
            return indented and not full
        return indented or not layout.indents
    if not layout.wrapped:
        return True
    if following.gap <= layout.line_gap and _goes_on(line.text, following.text):
        return False
    if following.gap > layout.line_gap:
        return not (cut and layout.indents and layout.line_gap and not indented)
    if indented or BULLET.match(following.text):
        return not cut
    return not full


def _goes_on(text: str, following: str) -> bool:
    """Whether a word is cut, or a sentence goes on with a small letter."""
    return following[0].islower() and (
        bool(HYPHENATED.search(text)) or text[-1].isalnum() or text[-1] in ",;"
    )
