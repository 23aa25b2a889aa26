"""Tables of contents: lines that repeat the headings, with leaders or page numbers."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.readers.blocks import Block, Body, Heading
from corpus.readers.kinds.sections import kind_of_heading

_PAGE = r"[(（\[]?(?:p\.\s?)?(?:\d{1,4}|[ivxlc]{1,8})(?:[-–—]\d{1,4})?[)）\]]?"
_LEADERS = re.compile(
    rf"(?:(?:[.．·‧・…_]\s?){{4,}}|…{{2,}}|[-–—]{{4,}}|\s[.·]\s*[.·])\s*(?:{_PAGE})?$",
    re.IGNORECASE,
)
_ENDS_WITH_PAGE = re.compile(
    rf"(?:\s|\t|[.．·‧…]|(?<=[\u3400-\u9fff）)]))\s*{_PAGE}$", re.IGNORECASE
)
_PAGE_WORD = re.compile(r"\W*(?:page|[頁页](?:次|碼|码)?)\W*", re.IGNORECASE)
_NO_LETTERS = re.compile(r"[\W_]+")
_LONGEST = 120
_LEAST = 3  # lines with leaders, where no heading says that they are the contents


def has_leaders(text: str) -> bool:
    """Whether a line leads the eye to a page number, as in 第一章 緒論……1."""
    return len(text) <= 2 * _LONGEST and _LEADERS.search(text) is not None


def mark_contents(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with the lines of tables of contents told apart from text and headings."""
    names = Counter(_name(block.text) for block in blocks if len(block.text) <= _LONGEST)
    told = list(blocks)
    position = 0
    while position < len(blocks):
        block = blocks[position]
        if _is_title(block):
            end = _end_under_title(blocks, position + 1, names)
            start = position + 1
        else:
            start, end = position, _end_of_leaders(blocks, position)
            if end - start < _LEAST:
                end = start
        for n in range(start, end):
            told[n] = _as_entry(blocks[n])
        if end > start and _is_title(block) and not isinstance(block, Heading):
            told[position] = replace(_as_entry(block))
        position = max(end, position + 1)
    return told


def _is_title(block: Block) -> bool:
    return (
        isinstance(block, Heading | Body)
        and len(block.text) <= 40
        and kind_of_heading(block.text) == "contents"
    )


def _end_under_title(blocks: Sequence[Block], position: int, names: Counter[str]) -> int:
    """Behind the last line that belongs to a table of contents which begins here."""
    end = position
    seen: set[str] = set()
    # A title may be part of a heading that has a number, too.
    headings = "\n".join(_name(block.text) for block in blocks if isinstance(block, Heading))
    for n in range(position, len(blocks)):
        block = blocks[n]
        name = _name(block.text)
        if _is_title(block):
            break
        if len(block.text) > _LONGEST or not isinstance(block, Heading | Body):
            break
        paged = has_leaders(block.text) or _PAGE_WORD.fullmatch(block.text) is not None
        paged = paged or (isinstance(block, Body) and block.kind == "table")
        paged = paged or _ENDS_WITH_PAGE.search(block.text) is not None
        # The first heading that the contents named already is the text's own.
        if name in seen and not paged:
            break
        if not paged and names[name] < 2 and not (len(name) > 2 and name in headings):
            break
        seen.add(name)
        end = n + 1
    return end


def _end_of_leaders(blocks: Sequence[Block], position: int) -> int:
    end = position
    while (
        end < len(blocks)
        and isinstance(blocks[end], Heading | Body)
        and has_leaders(blocks[end].text)
    ):
        end += 1
    return end


def _as_entry(block: Block) -> Block:
    if isinstance(block, Heading):
        return Body(block.text, kind="contents")
    return replace(block, kind="contents") if isinstance(block, Body) else block


def _name(text: str) -> str:
    """A line as the heading that it names: without leaders, page number and marks."""
    bare = _ENDS_WITH_PAGE.sub("", _LEADERS.sub("", text))
    return _NO_LETTERS.sub("", bare).lower()
