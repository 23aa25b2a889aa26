"""The lines of a PDF become headings, paragraphs and notes, in reading order.

A paragraph ends where the next line is indented, stands further down than lines do, is set in
other type, or where its first word would have fitted on the line above. Over the end of a column
or page it goes on unless one of these says otherwise.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from corpus.documents import Kind
from corpus.readers.blocks import Block, Body, Heading, Note
from corpus.readers.pdf.entries import find_entries
from corpus.readers.pdf.floats import Group, begins_caption, move_floats
from corpus.readers.pdf.footnotes import FootNote
from corpus.readers.pdf.headings import Headings, rank_by_form
from corpus.readers.pdf.lines import Piece
from corpus.readers.pdf.order import is_in_doubt
from corpus.readers.pdf.typesetting import Setting, as_line, ends_sentence, is_indented
from corpus.readers.plain.joining import HYPHENATED, join_lines
from corpus.readers.plain.lines import is_wide
from corpus.readers.plain.reader import BULLET

_LEADING = 1.2  # of the usual distance between two lines
_OTHER_SIZE = 0.08
_CLOSE = 1.12  # of the usual distance: the lines of one caption
_LOOSE = 1.5  # the same, where the caption must go on
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
    in_doubt: set[int],
) -> Iterator[Block]:
    """The blocks of these lines; a note follows the paragraph or heading that its mark is in.

    A note whose mark is nowhere follows what last began on its page. The pages on which the order
    of words is in doubt are added to `in_doubt`.
    """
    pending = {page: list(found) for page, found in notes.items()}
    for group in move_floats(list(_groups(lines, headings, setting)), setting):
        for page in sorted(page for page in pending if page < group.lines[0].page):
            yield from _notes(pending.pop(page), labels, setting)
        body = _join(group, labels, setting)
        if not group.lines[0].cells and is_in_doubt(group.lines):
            body = replace(body, doubt="order")
            in_doubt |= {line.page for line in group.lines}
        yield body if group.rank is None else Heading(body.text, group.rank)
        yield from _notes(_take(pending, group.lines), labels, setting)
    for page in sorted(pending):
        yield from _notes(pending[page], labels, setting)


def _groups(lines: Sequence[Piece], headings: Headings, setting: Setting) -> Iterator[Group]:
    """The lines of each heading, paragraph, caption and entry, and the rows."""
    starts, bibliography = find_entries(lines, headings)
    position = 0
    while position < len(lines):
        count, rank = headings.get(position) or (0, None)
        end = position + count
        if not count:
            end = _end_of_paragraph(lines, position, headings, starts, setting)
        group = Group(list(lines[position:end]), rank=rank)
        first = lines[position]
        if rank is None and position not in starts and end - position == 1:
            group.rank = _rank_of_lone_line(first)
        if group.rank is None:
            group.kind = _kind(lines, position, bibliography, setting)
        yield group
        position = end


def _kind(lines: Sequence[Piece], position: int, bibliography: set[int], setting: Setting) -> Kind:
    line = lines[position]
    if line.cells:
        return "table"
    if position in bibliography:
        return "bibliography"
    if _LEADERS.search(line.text[-_LONG:]):
        return "contents"
    return "caption" if _is_caption(lines, position, setting) else "body"


def _is_caption(lines: Sequence[Piece], position: int, setting: Setting) -> bool:
    """Whether a caption begins with a line, and not one of the lines of a paragraph."""
    line = lines[position]
    if not begins_caption(line):
        return False
    above = lines[position - 1] if position else None
    if above is None or above.cells or above.page != line.page or ends_sentence(above):
        return True
    step = above.baseline - line.baseline
    level = 0 < step <= _CLOSE * max(setting.leading, 1.0) * line.size
    return not level or abs(above.size - line.size) > _OTHER_SIZE * setting.size


def _take(pending: Mapping[int, list[FootNote]], lines: Sequence[Piece]) -> Iterator[FootNote]:
    """The notes that these lines refer to; they are pending no more."""
    for line in lines:
        for mark in line.marks:
            of_page = pending.get(line.page, [])
            note = next((note for note in of_page if note.mark == mark), None)
            if note:
                of_page.remove(note)
                yield note


def _end_of_paragraph(
    lines: Sequence[Piece],
    position: int,
    headings: Headings,
    starts: Mapping[int, bool],
    setting: Setting,
) -> int:
    """Where the paragraph, caption or entry that begins at a position ends."""
    caption = _is_caption(lines, position, setting)
    end = position + 1
    while end < len(lines) and end not in headings:
        line, following = lines[end - 1], lines[end]
        if end in starts and end - 1 in starts:
            ends = starts[end] or abs(line.size - following.size) > _OTHER_SIZE * setting.size
        else:
            ends = ends_paragraph(line, following, setting) or (
                caption and _ends_caption(line, following, setting)
            )
        if ends or _is_caption(lines, end, setting):
            break
        end += 1
    return end


def _ends_caption(line: Piece, following: Piece, setting: Setting) -> bool:
    """Whether a caption ends between two lines: it is set by itself, often in the middle."""
    step = (line.baseline - following.baseline) / line.size
    full = min(line.column[1], following.right) - line.right < 2 * line.size
    cut = full and not ends_sentence(line)
    close = (_LOOSE if cut else _CLOSE) * max(setting.leading, 1.0)
    if line.page != following.page or not 0 < step <= close:
        return True
    return ends_sentence(line) and is_indented(line) and not is_indented(following)


def _rank_of_lone_line(line: Piece) -> int | None:
    return (
        None if line.cells or line.right > line.column[1] - line.size else rank_by_form(line.text)
    )


def _join(group: Group, labels: Mapping[int, str], setting: Setting) -> Body:
    first = group.lines[0]
    if first.cells:
        page = labels.get(first.page)
        body = Body(first.text, page, kind="table", table_head=first.head)
    else:
        body = replace(_join_lines(group.lines, labels, setting), kind=group.kind)
    return replace(body, ocr=_confidence(group.lines))


def _confidence(lines: Sequence[Piece]) -> float | None:
    """How sure the least sure line is that was recognised in a picture; None if none was."""
    found = [run.confidence for line in lines for run in line.runs if run.confidence is not None]
    return round(min(found), 3) if found else None


def _join_lines(lines: Sequence[Piece], labels: Mapping[int, str], setting: Setting) -> Body:
    pages = [line.page for line in lines]
    turned = [n > 0 and page != pages[n - 1] for n, page in enumerate(pages)]
    return join_lines(
        [as_line(line, labels, new) for line, new in zip(lines, turned, strict=True)],
        setting.words,
    )


def _notes(
    notes: Iterable[FootNote], labels: Mapping[int, str], setting: Setting
) -> Iterator[Note]:
    for note in notes:
        body = _join_lines(note.lines, labels, setting)
        page = labels.get(note.lines[0].page)
        yield Note(body.text, note.mark, page, ocr=_confidence(note.lines))
