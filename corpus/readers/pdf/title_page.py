"""Title and authors as a PDF's first page shows them, where the file itself does not say them.

A title is the largest type on the page that names no institution, series or degree; theses say
it behind a label (論文題目). The authors stand below it, each a name that looks like one; what is
not sure is left out.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.characters import HAN
from corpus.readers.markup.metadata import parse_person
from corpus.readers.pdf.lines import Piece
from corpus.readers.plain.lines import is_wide

_LARGER = 1.12  # of the size of the text
_STEP = 1.65  # em between two lines of a title
_LONGEST, _LONGEST_WIDE = 300, 80
_SHORTEST, _SHORTEST_WIDE = 8, 4
_APART = 0.6  # em between two names
_BELOW = 6  # lines under the title that may name authors
_ENDS = ("。", "，", "；", "：", ",", ";", ":")
_NO_TITLE = re.compile(
    r"(?i:.*\b(?:thesis|dissertation|proceedings|journal of|isbn|issn|https?:|www\.)\b.*)"
    r"|(?i:.*\b(?:vol|no|issue)\.?\s?\d+.*|[\W\d_]*|abstract|contents|introduction|chapter\b.*)"
    r"|.*(?:大學|大学|學院|学院|學系|学系|研究所|[碩博硕學学]士學?位?(?:論文|论文)|學位論文|学位论文|學報|学报)"
    r"|(?:摘\s?要|目\s?[錄录次]|前\s?言|緒\s?論|绪\s?论|第.{1,3}[章節节].*)"
)
_INSTITUTION = re.compile(
    r"(?i)\b(?:universit|institut|department|school|college|cent(?:re|er)\b|laborator|academy|"
    r"ministry|inc\b|ltd\b|corporation|division|faculty|foundation|hospital|press|journal|street|"
    r"avenue|road|broadway|research|group|company|commission|committee|office|society|bureau|register|gazette|review|ai\b)"
)
_LABELLED_TITLE = re.compile(
    r"(?:論文|论文|中文)?(?:題目|题目|題名|题名|論文名稱|论文名称)\s*[:：]?\s*(?P<it>\S.+)"
)
_LABELLED_AUTHOR = re.compile(
    r"(?:作者(?:姓名)?|研\s?究\s?生|撰\s?[者人]|著\s?者|學\s?生|学\s?生(?:姓名)?)\s*[:：]?\s*(?P<it>\S.{0,40})"
)
_BY = re.compile(r"(?i:^(?:by|authors?)\s*:?\s+)|^(?:文|撰文|作者)\s*[/\uff0f:：]\s*")
_MARKS = re.compile(
    r"\^?\([\w,*†‡§\u2217 ]{1,12}\)|[*\u2217†‡§¶⁰¹²³⁴-⁹]+|\^\w\b|(?<=[a-z])\d{1,2}\b"
)
_BETWEEN = re.compile(r"\s*(?:,|;|、|，|；|·\s|&|\band\b|\s{2,})\s*")
_LATIN_NAME = re.compile(
    r"(?:[A-Z][\w'’\-]*\.?(?:[A-Z]\.)*-?|[A-Z]\.)"
    r"(?:\s(?:[A-Z][\w'’\-]*\.?(?:[A-Z]\.)*|de|da|di|del|van|von|der|den|la|le|bin|al|ibn|ten)){1,5}"
)
_HAN_NAME = re.compile(f"[{HAN}]{{2,4}}")
_FAMILIES = frozenset(
    "王李張张劉刘陳陈楊杨黃黄趙赵吳吴周徐孫孙馬马朱胡郭何林羅罗高鄭郑梁謝谢宋唐許许韓韩馮冯鄧邓曹彭曾蕭萧"
    "田董袁潘蔣蒋蔡余杜葉叶程蘇苏魏呂吕丁任沈姚盧卢姜崔鍾钟譚谭陸陆汪范金石廖賈贾夏韋韦付方白鄒邹孟熊秦邱江"
    "尹薛閻阎段雷侯龍龙史陶黎賀贺顧顾毛郝龔龚邵萬万錢钱嚴严覃武戴莫孔向湯汤温溫康施文牛樊葛邢安齊齐易喬乔伍龐庞"
    "顏颜倪莊庄聶聂章魯鲁岳翟殷詹申歐欧耿關关蘭兰焦俞左柳甘祝包寧宁尚符舒阮柯紀纪梅童凌畢毕單单季裴霍塗涂成苗"
    "谷盛曲翁冉駱骆藍蓝路游辛靳歐連连簡简饒饶闕阙"
)
_DOI = re.compile(r"(?i)\bdoi\s?(?:\.org/|:)\s?(10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;)])")


def record_of_title_page(lines: Sequence[Piece], size: float) -> dict[str, Any]:
    """What the lines of a first page say of the work, `size` being that of the text."""
    lines = [line for line in lines if line.text and not line.cells]
    record: dict[str, Any] = {}
    title, below = _labelled(lines) or _largest(lines, size) or ("", 0)
    if title:
        record["title"] = title
        authors = list(_authors(lines, below))
        if authors:
            record["author"] = [parse_person(name) for name in authors]
    doi = next((match[1] for line in lines if (match := _DOI.search(line.text))), None)
    if doi:
        record["DOI"] = doi
    return record


def _labelled(lines: Sequence[Piece]) -> tuple[str, int] | None:
    for position, line in enumerate(lines):
        match = _LABELLED_TITLE.fullmatch(line.text)
        if match:
            return match["it"].strip(), position + 1
    return None


def _largest(lines: Sequence[Piece], size: float) -> tuple[str, int] | None:
    """The lines in the largest type that can be a title, and the position below them."""
    best: tuple[float, str, int] | None = None
    for start, end in _groups(lines):
        text = _join([line.text for line in lines[start:end]])
        larger = lines[start].size >= _LARGER * size
        if larger and _is_title(text) and (best is None or lines[start].size > best[0] + 0.5):
            best = lines[start].size, text, end
    return best[1:] if best else None


def _groups(lines: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Lines that follow each other closely in one type."""
    start = 0
    for position in range(1, len(lines) + 1):
        if position < len(lines):
            above, line = lines[position - 1], lines[position]
            step = above.baseline - line.baseline
            same = abs(above.size - line.size) < 0.6 and above.bold == line.bold
            if same and 0 < step < _STEP * line.size:
                continue
        yield start, position
        start = position


def _join(texts: Sequence[str]) -> str:
    joined = ""
    for text in texts:
        wide = is_wide(joined[-1:]) and is_wide(text[:1])
        joined += text if wide or not joined else f" {text}"
    return joined.rstrip("*\u2217†‡§¹²³ ")


def _is_title(text: str) -> bool:
    wide = is_wide(text)
    longest, shortest = (_LONGEST_WIDE, _SHORTEST_WIDE) if wide else (_LONGEST, _SHORTEST)
    if text.endswith(_ENDS) or not shortest <= len(text) <= longest or _NO_TITLE.fullmatch(text):
        return False
    return not _INSTITUTION.search(text) or len(text.split()) > 5


def _authors(lines: Sequence[Piece], below: int) -> Iterator[str]:
    """The names under a title, line by line until one line has others than names."""
    labelled = (_LABELLED_AUTHOR.fullmatch(line.text) for line in lines)
    names = next((match["it"] for match in labelled if match), None)
    if names is not None:
        yield from _names(names)
        return
    found = False
    for line in lines[below : below + _BELOW]:
        names_here = list(_names(_BY.sub("", _spaced(line))))
        if not names_here and (found or len(line.text) > 120 or _NO_TITLE.fullmatch(line.text)):
            return
        found = found or bool(names_here)
        yield from names_here


def _spaced(line: Piece) -> str:
    """The text of a line, wide gaps as several spaces: names stand apart without commas, too."""
    text = ""
    for n, run in enumerate(line.runs):
        gap = run.left - line.runs[n - 1].right if n else 0.0
        raised = run.baseline - line.baseline > 0.15 * line.size and run.size < 0.9 * line.size
        if raised or run.raised:
            text += "," if gap > _APART * line.size else ""
            continue
        text += "  " if gap > _APART * line.size else " " if gap > 0.15 * line.size else ""
        text += run.text
    return text


def _names(text: str) -> list[str]:
    """The names that a text consists of; none if it has anything else."""
    if "@" in text or _INSTITUTION.search(text):
        return []
    bare = _MARKS.sub("", text).strip(" ,;，、")
    parts = [part.strip() for part in _BETWEEN.split(bare) if part.strip()]
    if parts and all(_HAN_NAME.fullmatch(part) and part[0] in _FAMILIES for part in parts):
        return parts
    if len(parts) == 1 and is_wide(parts[0]):
        parts = parts[0].split()
        known = all(_HAN_NAME.fullmatch(part) and part[0] in _FAMILIES for part in parts)
        return parts if known else []
    return parts if parts and all(_LATIN_NAME.fullmatch(part) for part in parts) else []
