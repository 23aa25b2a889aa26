"""Which lines of a plain text are headings, and which heading contains which.

Chinese: 第一章, 第二節, 壹、 一、 （一）; English: Chapter 1, 1.2; and Markdown. A line that looks
like one can as well be an item of a list, or a line of a paragraph that happens to begin so;
what stands around it decides.
"""

import re
from collections.abc import Sequence

from corpus.readers.blocks import Block, Body, Heading
from corpus.readers.plain.lines import Layout, Line, is_wide

_NUMERAL = "[一二三四五六七八九十百零〇○壹貳贰參叁肆伍陸陆柒捌玖拾0-9\uff10-\uff19]"
_KINDS: list[tuple[re.Pattern[str], int]] = [
    (re.compile(rf"第\s?{_NUMERAL}+\s?[編编篇部卷](?![份分門门])(?P<title>.*)"), 1),
    (re.compile(rf"第\s?{_NUMERAL}+\s?章(?P<title>.*)"), 2),
    (re.compile(rf"第\s?{_NUMERAL}+\s?[節节](?P<title>.*)"), 3),
    (re.compile(r"[壹貳贰參叁肆伍陸陆柒捌玖拾]+、(?P<title>.+)"), 4),
    (re.compile(r"[一二三四五六七八九十]+、(?P<title>.+)"), 5),
    (re.compile(r"[（(][一二三四五六七八九十]+[）)](?P<title>.+)"), 6),
    (re.compile(r"\d{1,2}\.\s?(?P<title>[\u3400-\u9fff].*)"), 7),
    (re.compile(r"(?:Part|PART|Book|BOOK) (?:\d{1,3}|[IVXLC]+)\b[.:]?(?P<title>.*)"), 1),
    (
        re.compile(
            r"(?:Chapter|CHAPTER|Appendix|APPENDIX) (?:\d{1,3}|[IVXLC]+|[A-Z])\b[.:]?(?P<title>.*)"
        ),
        2,
    ),
    (re.compile(r"(?:Section|SECTION) (?:\d{1,3}|[IVXLC]+)\b[.:]?(?P<title>.*)"), 3),
]
_DECIMAL = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?P<title>[A-Z\u3400-\u9fff].*)")
_UNNUMBERED = re.compile(
    r"(?:中文|英文)?(?:摘\s?要|緒\s?論|绪\s?论|前\s?言|導\s?論|导\s?论|結\s?論|结\s?论|結\s?語|结\s?语"
    r"|序\s?言|參考文獻|参考文献|參考書目|参考书目|附錄|附录|致謝|致谢|謝辭)"
    r"|(?i:abstract|introduction|preface|conclusions?|summary|references|bibliography"
    r"|acknowledge?ments|appendix)"
)
_MARKDOWN = re.compile(r"(?P<marks>#{1,6})\s(?P<title>.+)")
_CAPITALS = re.compile(r"[^a-z\u2e80-\uffff]*[A-Z]{2}[^a-z\u2e80-\uffff]*[.:]")
_NO_TITLE = ("。", "，", "；", "、", "！", "？", "：", ".", ",", ";", "!", "?", ":")
_LONGEST = 120
_LONGEST_WIDE = 40
_LONGEST_WORDS = 14
_NOT_WRAPPED = Layout(wrapped=False, width=0, line_gap=0, margin=0, indents=False)
_LEADERS = re.compile(r"(?:\.{3,}|…{2,}|[·‧]{3,})\s*\d*$")


def match_heading(text: str) -> tuple[int, str, str] | None:
    """Rank, kind and title of a line that has the form of a heading; its place is not looked at.

    Lines of one kind that follow each other directly are a list. The title leaves out the
    number.
    """
    if _CAPITALS.fullmatch(text):
        text = text[:-1]
    if len(text) > _LONGEST or (len(text) > _LONGEST_WIDE and is_wide(text)):
        return None
    if len(text.split()) > _LONGEST_WORDS or text.endswith(_NO_TITLE) or _LEADERS.search(text):
        return None
    if _UNNUMBERED.fullmatch(text):
        return 2, text, text
    for pattern, rank in _KINDS:
        match = pattern.fullmatch(text)
        if match:
            return rank, pattern.pattern, match["title"].strip()
    match = _DECIMAL.fullmatch(text)
    if match:
        depth = match["number"].count(".") + 1
        return 1 + depth, f"decimal {depth}", match["title"]
    return None


def find_headings(lines: Sequence[Line], layout: Layout) -> dict[int, tuple[int, str, int]]:
    """Rank, text and number of lines of each heading, by the position of its first line."""
    markdown = {
        position: (len(match["marks"]), title, 1)
        for position, line in enumerate(lines)
        if (match := _MARKDOWN.fullmatch(line.text)) and (title := match["title"].rstrip("# "))
    }
    if markdown:
        return markdown
    headings: dict[int, tuple[int, str, int]] = {}
    forms = [match_heading(line.text) for line in lines]
    for position, form in enumerate(forms):
        if form is None or not _stands_alone(lines, position, layout):
            continue
        rank, kind, title = form
        neighbours = [
            forms[near] for near in (position - 1, position + 1) if 0 <= near < len(forms)
        ]
        if any(near is not None and near[1] == kind for near in neighbours):
            continue
        text, height = lines[position].text, 1
        if not title and _is_title(lines, position + 1, forms, layout):
            text, height = f"{text} {lines[position + 1].text}", 2
        headings[position] = (rank, text, height)
    return headings


def _stands_alone(lines: Sequence[Line], position: int, layout: Layout) -> bool:
    """Whether a line is neither the continuation of the line above nor continued below."""
    line = lines[position]
    if not layout.wrapped:
        return True
    if layout.is_full(line) or position == 0:
        return not layout.is_full(line)
    above = lines[position - 1]
    goes_on = layout.is_full(above, line) and not above.ends_sentence
    return not goes_on or line.gap > layout.line_gap or line.break_before


def _is_title(
    lines: Sequence[Line],
    position: int,
    forms: Sequence[tuple[int, str, str] | None],
    layout: Layout,
) -> bool:
    """Whether a line is the title that belongs to a number that stands alone above it."""
    if position >= len(lines) or forms[position] is not None:
        return False
    text = lines[position].text
    longest = _LONGEST_WIDE if is_wide(text) else _LONGEST
    full = layout.wrapped and layout.is_full(lines[position])
    ends = text.endswith(_NO_TITLE) and not _CAPITALS.fullmatch(text)
    return len(text) <= longest and not ends and not full


def promote_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a text whose markup names no headings, with those that its lines show.

    Where the markup names any, it is believed: a numbered paragraph is then none.
    """
    if any(isinstance(block, Heading) for block in blocks):
        return list(blocks)
    bodies = [
        n for n, block in enumerate(blocks) if isinstance(block, Body) and block.kind == "body"
    ]
    lines = [Line(blocks[n].text, 0, 0, len(blocks[n].text)) for n in bodies]
    found = find_headings(lines, _NOT_WRAPPED)
    promoted = list(blocks)
    dropped: set[int] = set()
    for position, (rank, text, height) in found.items():
        promoted[bodies[position]] = Heading(text, rank)
        dropped |= set(bodies[position + 1 : position + height])
    return [block for n, block in enumerate(promoted) if n not in dropped]
