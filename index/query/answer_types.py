"""What kind of answer a question asks for, and whether a sentence has one to give.

A question that asks when is not answered by a sentence without a time, however many words they
share. Only what the form shows is used: question words, digits and units, words of cause. Persons
and places were tried too (capitals, surnames, 州, 市) and did not help; see docs/experiments.
"""

import re
from typing import Literal

Kind = Literal["number", "time", "reason"]

# 'Who led them when he came?', 哪几个 and 好几 ask for no time and no number, nor does 多重要.
_ASKED: dict[Kind, re.Pattern[str]] = {
    "time": re.compile(
        r"何时|何年|何日|几时|什么时[候间]|多久|时间是|哪一?段时间|几[年月日号]|哪一?[年月日天]"
        r"|哪个?(?:时期|年代|朝代|世纪|月份|年份)|(?:年份|日期|时间)[是为]\??$"
        r"|(?:^|\b(?:and|since) )when (?!it\b)|\bwhen (?:is|are|was|were|did|do|does|will)\b"
        r"|\bhow long\b|\bsince what\b"
        r"|\b(?:what|which) (?:\w+ )?(?:year|month|day|date|century|decade|period|time)\b"
    ),
    "number": re.compile(
        r"多少|(?<![哪好这那])几|多[大高长远深宽快]|多重(?!要)|百分之|比例|人数|数量|面积|人口|总数"
        r"|\bhow (?:many|much|old|tall|far|large|big|high|fast|often|deep|wide|heavy)\b"
        r"|\bwhat (?:\w+ )?(?:percent\w*|number|proportion|amount|age|population|ratio|score)\b"
    ),
    "reason": re.compile(
        r"为何|为什么|为甚么|何以|原因|什么缘故|\bwhy\b|\breasons?\b|\bcause[sd]?\b"
    ),
}

_OFFERED: dict[Kind, re.Pattern[str]] = {
    "time": re.compile(
        r"[年月日朝]|世纪|时期|期间|小时|分钟|\b1\d{3}\b|\b20\d\d\b|\b\d{1,2}(?:st|nd|rd|th)\b"
        r"|\b(?:january|february|march|april|may|june|july|august|september|october|november"
        r"|december|century|decades?|years?|months?|days?|weeks?|hours?)\b"
    ),
    "number": re.compile(
        r"\d|百分之|[一二三四五六七八九十百千万亿两半]+[个名位人次天岁所座条种类项家间件倍成公米%点]"
        r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty"
        r"|forty|fifty|hundred|thousand|million|billion|half|third|quarter|twice|once|first"
        r"|second)\b"
    ),
    "reason": re.compile(
        r"因|由于|为了|所以|导致|使得|以致|避免|以便|\b(?:because|due|since|as|reasons?|therefore"
        r"|thus|so that|order to|causes?d?|led|result\w*|allow\w*|prevent\w*)\b"
    ),
}


def asked_kind(folded: str) -> Kind | None:
    """The kind of answer that the words of a folded question ask for, if they tell."""
    return next((kind for kind, pattern in _ASKED.items() if pattern.search(folded)), None)


def offers(folded: str, kind: Kind) -> bool:
    """Whether a folded sentence has something of the kind."""
    return _OFFERED[kind].search(folded) is not None
