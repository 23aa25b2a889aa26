"""Parts of a document that their heading names: bibliography, index, abstract, notes, appendix.

A part ends with the next heading that is not below its own. The abstract ends with any.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.documents import Kind
from corpus.readers.blocks import Block, Body, Heading, Note, only_page, without_spans

_NUMBER = (
    r"(?:第?\s?[一二三四五六七八九十百壹貳參肆伍陸柒捌玖拾0-9]+\s?[章節节、.．]?\s*"
    r"|[（(][一二三四五六七八九十0-9]+[）)]\s*|(?:\d{1,2}\.)*\d{1,2}\.?\s+|[IVXLC]+\.?\s+|[A-Z]\.\s+)?"
)
_TITLES: tuple[tuple[Kind, str], ...] = (
    (
        "contents",
        r"目\s?[錄录次]|[圖图表]\s?(?:目\s?)?[錄录次]|[圖图表]目[錄录次]"
        r"|(?:table of )?contents|(?:list of )?(?:figures|tables|illustrations|plates|maps)",
    ),
    (
        "bibliography",
        r"(?:主要|徵引|征引|引用|中文|英文|西文|外文|中日文|延伸|其他)?"
        r"(?:參考|参考|引用|徵引|征引)?(?:文獻|文献|書目|书目)(?:目[錄录])?|參考資料|参考资料|參考書籍"
        r"|延伸閱讀|延伸阅读|外部連結|外部链接|資料來源|资料来源"
        r"|(?:selected |select |general |annotated )?bibliograph(?:y|ies)|references(?: cited)?"
        r"|(?:works|literature|sources) cited|further reading|list of references|external links",
    ),
    (
        "index",
        r"(?:人名|地名|主題|主题|名詞|名词)?索\s?引|(?:general |subject |name )?index(?: of \w+)?",
    ),
    (
        "abstract",
        r"(?:中文|英文|論文|论文)?(?:摘\s?要|提\s?要)|(?:english |chinese )?abstract|résumé",
    ),
    ("note", r"註\s?[釋解]|注\s?[释釋解]|尾\s?[註注]|[腳脚]\s?[註注]|(?:end|foot)notes?|notes"),
    (
        "appendix",
        r"附\s?[錄录](?:\s?[一二三四五六七八九十A-Z0-9]+)?(?:\W.*)?"
        r"|appendi(?:x|ces)(?:\W.*| [A-Z0-9]+(?:\W.*)?)?",
    ),
    ("colophon", r"版\s?[權权]\s?[頁页]|colophon|imprint|copyright page"),
    ("licence", r"授權條款|授权条款|licen[cs]e|the full project gutenberg licen[cs]e"),
)
_KINDS = [
    (kind, re.compile(rf"{_NUMBER}[【《〈\[]?\s?(?:{titles})\s?[】》〉\]]?[:：.]?", re.IGNORECASE))
    for kind, titles in _TITLES
]
_LONGEST = 60
_LONGEST_TITLE = 30
_DEEPEST = 6
_LOOKED_AT = 5
# What most of the first paragraphs below a title look like.
_CONFIRMED: dict[Kind, re.Pattern[str]] = {
    "bibliography": re.compile(
        r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)|民國|民国|\bpp?\.|[頁页]|出版|書局|书局|Press\b|https?://|doi\b"
    ),
    "index": re.compile(r"\d{1,4}(?:[-–]\d{1,4})?\.?$|\bsee\b|見[「〈]?|见[“〈]?"),
    "abstract": re.compile(r".{20}", re.DOTALL),
    "note": re.compile(r"^[\[(（〔【]?(?:[註注]\s?)?(?:\d{1,4}|[*†‡§①-⓿])"),
}
_REFERENCE = re.compile(r" ?[\[〔［（(](?:[註注]\s?)?(\d{1,4}|[*†‡])[\]〕］）)]")
_MARK = re.compile(
    r"[\[(（〔【]?(?:[註注]\s?)?(\d{1,4}|[*†‡§¶]{1,4}|[①-⓿]|[ivxl]{1,6}(?=[.)]))[\])）〕】.．、:：]?\s*(?=\S)"
)


def kind_of_heading(text: str) -> Kind | None:
    """The kind of what stands under a heading, if it names one: "References" -> bibliography."""
    title = " ".join(text.split())
    if len(title) > _LONGEST:
        return None
    return next((kind for kind, form in _KINDS if form.fullmatch(title)), None)


def mark_sections(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with the kinds that the headings above them name."""
    told: list[Block] = []
    kind: Kind | None = None
    rank = 0
    for n, found in enumerate(blocks):
        block = _as_heading(blocks, n) if isinstance(found, Body) else found
        if isinstance(block, Heading):
            named = kind_of_heading(block.text)
            named = named if _fits(blocks, n, named) else None
            if kind is None or named is not None or block.rank <= rank or kind == "abstract":
                kind, rank = named, block.rank
        elif kind is not None and isinstance(block, Body) and block.kind in ("body", "quotation"):
            block = _as_note(block) if kind == "note" else _marked(block, kind)
        told.append(block)
    return _without_marks(told, blocks)


def _without_marks(told: list[Block], blocks: Sequence[Block]) -> list[Block]:
    """The blocks without the marks of notes that were found under a heading of their own.

    Only marks in brackets go: what else would a number in the text be.
    """
    known = {block.mark for block in told if isinstance(block, Note)}
    known -= {block.mark for block in blocks if isinstance(block, Note)}
    if not known:
        return told
    return [
        _without_own_marks(block, known) if isinstance(block, Body) else block for block in told
    ]


def _without_own_marks(body: Body, known: set[str]) -> Body:
    if body.kind in ("contents", "index", "table"):
        return body
    marks = [match.span() for match in _REFERENCE.finditer(body.text) if match[1] in known]
    whole = len(marks) == 1 and marks[0] == (0, len(body.text))
    return body if whole or not marks else without_spans(body, marks)


def _as_heading(blocks: Sequence[Block], n: int) -> Block:
    """A paragraph that is the title of a part, as what stands below it confirms, as a heading."""
    block = blocks[n]
    kind = kind_of_heading(block.text) if len(block.text) <= _LONGEST_TITLE else None
    if kind not in _CONFIRMED or not isinstance(block, Body) or block.kind != "body":
        return block
    return Heading(block.text, _DEEPEST) if _fits(blocks, n, kind) else block


def _fits(blocks: Sequence[Block], n: int, kind: Kind | None) -> bool:
    """Whether what stands below a title looks like the part that it names.

    A chapter of a manual may be called Index, and a page of prose References.
    """
    confirmed = _CONFIRMED.get(kind) if kind else None
    if confirmed is None:
        return True
    below: list[str] = []
    for each in blocks[n + 1 : n + 1 + _LOOKED_AT]:
        if isinstance(each, Heading):
            break
        below.append(each.text)
    return not below or 2 * sum(confirmed.search(text) is not None for text in below) > len(below)


def _marked(block: Body, kind: Kind) -> Body:
    # An appendix holds what any text does; that it quotes is not lost by saying where.
    return block if kind == "contents" else replace(block, kind=kind)


def _as_note(block: Body) -> Block:
    """A paragraph under "Notes" that begins with a mark, as the note that it is."""
    mark = _MARK.match(block.text)
    if mark is None:
        return block
    page = only_page(block)
    return Note(block.text[mark.end() :], mark[1], page, block.doubt, block.ocr)
