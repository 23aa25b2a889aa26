"""The lines of a PDF become headings, paragraphs and notes, in reading order.

A paragraph ends where the next line is indented, stands further down than lines do, is set in
other type, or where its first word would have fitted on the line above. Over the end of a column
or page it goes on unless one of these says otherwise.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from corpus.readers.blocks import Block, Body, Heading, Note
from corpus.readers.pdf.footnotes import FootNote
from corpus.readers.pdf.headings import Headings, rank_by_form
from corpus.readers.pdf.lines import Piece
from corpus.readers.pdf.typesetting import Setting, as_line, ends_sentence, is_indented
from corpus.readers.plain.joining import HYPHENATED, join_lines
from corpus.readers.plain.lines import is_wide
from corpus.readers.plain.reader import BULLET

_LEADING = 1.2  # of the usual distance between two lines
_OTHER_SIZE = 0.08
_LONG = 200  # characters; what a hostile line has before them is not looked at
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*[\divxl]*$|(?:…|[·‧]{2}){2,}\s*\d*$")  # of contents
_RAGGED = 0.25  # of the column: the most that a line of one paragraph is short of another


def ends_paragraph(line: Piece, following: Piece, setting: Setting) -> bool:
    """Whether a paragraph ends between two lines, neither of which is a heading."""
    if line.cells or following.cells:
        return True
    if abs(line.size - following.size) > _OTHER_SIZE * setting.size:
        return True
    if _LEADERS.search(line.text[-_LONG:]):
        return True
    hyphenated = HYPHENATED.search(line.text) and following.text[0].islower()
    ends = ends_sentence(line)
    indented = is_indented(following)
    short = _is_short(line, following)
    step = (line.baseline - following.baseline) / line.size
    if line.page != following.page or line.column != following.column or step <= 0:
        if not ends:
            return (indented and short) or (
                short and not hyphenated and not following.text[0].islower()
            )
        return short or indented or not setting.indents
    if step > _LEADING * max(setting.leading, 1.0):
        return not (hyphenated and not short)
    if BULLET.match(following.text) and (ends or short or not following.text[0].isdigit()):
        return True
    if indented and not is_indented(line) and not _hangs(line, following):
        return True
    return short and not hyphenated


def _hangs(line: Piece, following: Piece) -> bool:
    """Whether the first line of a paragraph stands out to the left: a list, a bibliography."""
    return BULLET.match(line.text) is not None and not _is_short(line, following)


def _is_short(line: Piece, following: Piece) -> bool:
    """Whether the first word of the following line would have fitted on this one."""
    text = following.text
    if is_wide(text[0]):
        return line.column[1] - line.right > 2.5 * line.size
    word = text.split(maxsplit=1)[0]
    width = (following.right - following.left) * 1.15 * len(word) / max(1, len(text))
    width += line.size  # a space, and that a word may be wider than its number of letters
    if text[0].islower() and not ends_sentence(line):  # it goes on, unless it is a list
        width = max(width, _RAGGED * (line.column[1] - line.column[0]))
    return line.column[1] - line.right > width


def make_blocks(
    lines: Sequence[Piece],
    headings: Headings,
    notes: Mapping[int, Sequence[FootNote]],
    labels: Mapping[int, str],
    setting: Setting,
) -> Iterator[Block]:
    """The blocks of these lines; a note follows the paragraph or heading that its mark is in.

    A note whose mark is nowhere follows what last began on its page.
    """
    pending = {page: list(found) for page, found in notes.items()}
    position = 0
    while position < len(lines):
        count, rank = headings.get(position) or (0, 0)
        end = position + (count or _length(lines, position, headings, setting))
        group = lines[position:end]
        for page in sorted(page for page in pending if page < group[0].page):
            yield from _notes(pending.pop(page), labels, setting)
        body = _join(group, labels, setting)
        by_form = None if count or len(group) > 1 else _rank_of_lone_line(group[0])
        if count or by_form is not None:
            yield Heading(body.text, rank if count else by_form or 0)
        else:
            yield body
        yield from _notes(_take(pending, group), labels, setting)
        position = end
    for page in sorted(pending):
        yield from _notes(pending[page], labels, setting)


def _take(pending: Mapping[int, list[FootNote]], lines: Sequence[Piece]) -> Iterator[FootNote]:
    """The notes that these lines refer to; they are pending no more."""
    for line in lines:
        for mark in line.marks:
            of_page = pending.get(line.page, [])
            note = next((note for note in of_page if note.mark == mark), None)
            if note:
                of_page.remove(note)
                yield note


def _length(lines: Sequence[Piece], position: int, headings: Headings, setting: Setting) -> int:
    end = position + 1
    while (
        end < len(lines)
        and end not in headings
        and not ends_paragraph(lines[end - 1], lines[end], setting)
    ):
        end += 1
    return end - position


def _rank_of_lone_line(line: Piece) -> int | None:
    return (
        None if line.cells or line.right > line.column[1] - line.size else rank_by_form(line.text)
    )


def _join(lines: Sequence[Piece], labels: Mapping[int, str], setting: Setting) -> Body:
    if lines[0].cells:
        row = lines[0]
        return Body(row.text, labels.get(row.page), kind="table", table_head=row.head)
    pages = [line.page for line in lines]
    turned = [n > 0 and page != pages[n - 1] for n, page in enumerate(pages)]
    return join_lines(
        [as_line(line, labels, new) for line, new in zip(lines, turned, strict=True)],
        setting.vocabulary,
    )


def _notes(
    notes: Iterable[FootNote], labels: Mapping[int, str], setting: Setting
) -> Iterator[Note]:
    for note in notes:
        body = _join(note.lines, labels, setting)
        yield Note(body.text, note.mark, labels.get(note.lines[0].page))
