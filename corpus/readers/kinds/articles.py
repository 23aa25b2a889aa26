"""Articles of statutes: 第三條, 第十二條之一, Article 5, § 7; each paragraph knows its own.

That a text counts its articles one after the other tells a statute from a text that speaks of
one: an essay on 第 4 條, 第 5 條 and 第 11 條 has no articles.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.readers.blocks import Block, Body, Heading

_CHINESE = re.compile(
    r"第\s?(?P<number>[一二三四五六七八九十百千零〇○0-9０-９]+)\s?[條条](?:\s?之\s?(?P<sub>[一二三四五六七八九十0-9]+))?"
    r"(?=$|[\s　：:（(【「])"
)
_ENGLISH = re.compile(
    r"(?P<word>Article|ARTICLE|Art\.|ART\.|Section|SECTION|Sec\.|SEC\.|§)\s?"
    r"(?P<number>\d{1,4}|[IVXLC]+)(?P<sub>[a-zA-Z]|-\d{1,3})?(?=$|[.:\s—–-])"
)
_POINT = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2}|[a-z]|[ivx]{1,5})[）).、．]|[①-⑳]|前項|前项"
)
_DIGITS = str.maketrans(
    "０１２３４５６７８９〇○零一二三四五六七八九", "01234567890001234567" + "89"
)
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_LEAST = 3
_MOST_GAPS = 0.2
_MOSTLY = 0.3  # of the paragraphs: then the text is a statute, and what follows is of the article


@dataclass(frozen=True, slots=True)
class _Article:
    label: str
    number: int
    is_sub: bool
    form: str


def mark_articles(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with the articles that they are of, if the text is, or quotes, a statute."""
    read = ((n, _article(block)) for n, block in enumerate(blocks))
    found = {n: article for n, article in read if article}
    counted = _counted(found)
    if not counted:
        return list(blocks)
    told: list[Block] = []
    article: str | None = None
    bodies = sum(isinstance(block, Body) for block in blocks)
    is_statute = len(counted) >= _MOSTLY * bodies or any(
        isinstance(blocks[n], Heading) for n in counted
    )
    for n, block in enumerate(blocks):
        if n in counted:
            article = found[n].label
        elif isinstance(block, Heading):
            article = None
        elif article and not is_statute and not _POINT.match(block.text):
            article = None
        if article and isinstance(block, Body) and block.kind in ("body", "quotation"):
            block = replace(block, kind="article", article=article)
        elif article and isinstance(block, Body) and block.kind == "table":
            block = replace(block, article=article)
        told.append(block)
    return told


def _article(block: Block) -> _Article | None:
    if not isinstance(block, Heading | Body):
        return None
    text = block.text
    match = _CHINESE.match(text)
    if match:
        label = "".join(match[0].split())
        return _Article(label, _value(match["number"]), match["sub"] is not None, "條")
    match = _ENGLISH.match(text)
    # A sentence may begin with the word: only a heading, or a stop behind it, makes an article.
    if match is None or not (isinstance(block, Heading) or _opens(text[match.end() :])):
        return None
    number = match["number"]
    value = int(number) if number.isdecimal() else _roman(number)
    return _Article(match[0].strip(), value, match["sub"] is not None, match["word"].lower())


def _opens(rest: str) -> bool:
    """Whether what follows a number shows that it stands for itself: a stop, or the line's end."""
    return not rest.strip() or rest.lstrip()[0] in ".:—–" or (rest[:1] in "-\n")


def _counted(found: dict[int, _Article]) -> set[int]:
    """The places of articles that count on, form by form."""
    counted: set[int] = set()
    for form in {article.form for article in found.values()}:
        places = [n for n, article in found.items() if article.form == form]
        steps = list(_steps([found[n] for n in places]))
        if len(places) >= _LEAST and steps.count(False) <= _MOST_GAPS * len(steps):
            counted |= set(places)
        elif len(places) == 2 and steps == [True]:
            counted |= set(places)
    return counted


def _steps(articles: Sequence[_Article]) -> Iterator[bool]:
    """Whether each article counts on from the one before: by one, or within it, or anew."""
    for before, after in pairwise(articles):
        step = after.number - before.number
        yield step == 1 or (step == 0 and after.is_sub) or after.number == 1


def _value(numeral: str) -> int:
    """The value of a numeral below 10,000, as 十二, 一百零五, 二〇, 12."""
    digits = numeral.translate(_DIGITS)
    if digits.isdecimal():
        return int(digits[:6])
    total, digit = 0, 0
    for sign in numeral:
        unit = {"十": 10, "百": 100, "千": 1000}.get(sign)
        if unit:
            total, digit = total + (digit or 1) * unit, 0
        else:
            digit = int(sign.translate(_DIGITS))
    return total + digit


def _roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    return sum(
        -value if any(later > value for later in values[n + 1 :]) else value
        for n, value in enumerate(values)
    )
