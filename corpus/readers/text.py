"""Plain text: the lines that a page cut become paragraphs again, and headings are found.

Where the lines are as long as their paragraphs, each line is a block. Where a page cut them, a
paragraph goes on until something says that it ends: a heading, an indent, a blank line (or more
blank lines than stand between all lines), or a line that stops short.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.errors import TextNotReadable
from corpus.readers.blocks import Block, Body, Heading
from corpus.readers.furniture import remove_furniture
from corpus.readers.headings import find_headings
from corpus.readers.lines import Layout, Line, is_wide, read_lines, see_layout

_BULLET = re.compile(r"[-*•●‧・]\s|\d{1,2}[.)]\s|[（(]?[一二三四五六七八九十]{1,3}[、）)]")
_HYPHENATED = re.compile(r"\b([^\W\d_]+)-$")
_WITH_HYPHEN = re.compile(r"\b[^\W\d_]+-[^\W\d_]+")
_FIRST_LOWER = re.compile(r"[^\W\d_]+")
_SOFT_HYPHEN = "\u00ad"
_NO_SPACE_AFTER = frozenset("—–/")
_NARROW_PUNCTUATION = frozenset("“”‘’…·—")


def read_text(raw: str) -> list[Block]:
    """The headings and paragraphs of a plain text, with the layout of its pages undone."""
    lines = read_lines(raw)
    if not lines:
        raise TextNotReadable("the text is empty or blank; expected at least one paragraph")
    layout = see_layout(lines)
    lines = remove_furniture(lines, layout)
    headings = find_headings(lines, layout)
    vocabulary = _hyphenated_words(lines)
    blocks: list[Block] = []
    paragraph: list[Line] = []
    position = 0
    while position < len(lines):
        heading = headings.get(position)
        line = lines[position]
        if paragraph and (heading or _ends_paragraph(paragraph[-1], line, layout)):
            blocks.append(_join(paragraph, vocabulary))
            paragraph = []
        if heading:
            blocks.append(Heading(heading[1], heading[0]))
            position += heading[2]
        else:
            paragraph.append(line)
            position += 1
    if paragraph:
        blocks.append(_join(paragraph, vocabulary))
    return blocks


def _ends_paragraph(line: Line, following: Line, layout: Layout) -> bool:
    """Whether a paragraph ends between two lines, neither of which is a heading."""
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
    if indented or _BULLET.match(following.text):
        return not cut
    return not full


def _goes_on(text: str, following: str) -> bool:
    """Whether a word is cut, or a sentence goes on with a small letter."""
    return following[0].islower() and (
        bool(_HYPHENATED.search(text)) or text[-1].isalnum() or text[-1] in ",;"
    )


def _join(lines: Sequence[Line], vocabulary: frozenset[str]) -> Body:
    text, seam = lines[0].text, None
    for line, following in pairwise(lines):
        text = _glue(text, line.text, following.text, vocabulary)
        if following.break_before and seam is None:
            seam = len(text)
        text += following.text
    return Body(text, *_page_of(lines, seam))


def _glue(text: str, line: str, following: str, vocabulary: frozenset[str]) -> str:
    """The text so far, ready for the following line: with or without a space or a hyphen."""
    if text.endswith(_SOFT_HYPHEN):
        return text[:-1]
    hyphenated, word = _HYPHENATED.search(line), _FIRST_LOWER.match(following)
    if hyphenated and word and word[0][0].islower():
        known = f"{hyphenated[1]}-{word[0]}".lower() in vocabulary
        return text if known else text[:-1]
    wide = is_wide(line + following)
    last, first = text[-1], following[0]
    both = all(is_wide(mark) or _is_wide_mark(mark, wide) for mark in (last, first))
    return text if both or wide or last in _NO_SPACE_AFTER else text + " "


def _is_wide_mark(mark: str, wide: bool) -> bool:
    """Whether a mark that is no letter is set without spaces around it."""
    return (
        "\u3000" <= mark <= "\u303f"
        or "\uff00" <= mark <= "\uff60"
        or (wide and mark in _NARROW_PUNCTUATION)
    )


def _page_of(lines: Sequence[Line], seam: int | None) -> tuple[str | None, int | None]:
    """The page that a paragraph is sure to stand on, and the break that it runs across if so."""
    breaks = [line for line in lines[1:] if line.break_before]
    if not breaks:
        return lines[0].page, None
    if len(breaks) > 1:
        return None, None
    if breaks[0].seam_page:
        return breaks[0].seam_page, seam
    pages = [page for page in (lines[0].page, breaks[0].page) if page]
    return ("-".join(pages), seam) if pages else (None, None)


def _hyphenated_words(lines: Sequence[Line]) -> frozenset[str]:
    """Words that the text writes with a hyphen where no line ends: those keep it everywhere."""
    words = (word for line in lines for word in _WITH_HYPHEN.findall(line.text))
    return frozenset(map(str.lower, words))
