"""Numbers as people write them: 二○○三年, 民國九十二年 and 2003 are one year.

Years in Chinese digits are read as Arabic ones wherever terms are made of a text. What takes
reckoning is left to the question, as further ways to say its term (index/query/expansion.py): years
of the Republic (民國, from 1912), which Taiwan counts in, and what is counted across languages:
49th and XLIX are 第49 or 第四十九.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.text.folding import Folded

_SIGNS = "零一二三四五六七八九"
_DIGIT = f"〇○{_SIGNS}"
_DIGITS = str.maketrans(_DIGIT, "000123456789")
_SIGN = f"{_DIGIT}十百"
_YEAR = re.compile(
    rf"(?<![{_DIGIT}])(?:一[{_DIGIT}]|二[〇○零])[{_DIGIT}]{{2}}(?![{_SIGN}千万])"
    rf"|(?<=民国)[一二三四五六七八九][{_DIGIT}]{{1,2}}(?=年)"
)
_NUMERAL = rf"\d{{1,3}}(?!\d|[.,]\d)|[{_SIGN}]{{1,6}}(?![{_SIGN}千万亿\d])"
_BEFORE_THE_REPUBLIC = 1911
_LAST_YEAR = 2099

_REPUBLIC = re.compile(rf"(?:中华)?民国 ?(元|{_NUMERAL}) ?年(?!代)")
_GREGORIAN = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]*\d)")
_COUNTED = re.compile(rf"第 ?({_NUMERAL})")
_ENGLISH_ORDINAL = re.compile(r"(?<![\w.,])(\d{1,3})(?:st|nd|rd|th)\b")
_ROMAN = re.compile(r"\b[IVXL]{2,}\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_TENS = ("", "", *"twenty thirty forty fifty sixty seventy eighty ninety".split())
_BARE = 0.5  # a number by itself may be any: 20 for 20th
_LONGER_THAN_ONE_SIGN = 11


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a question, `question[start:end]`, and how else it is written.

    Attributes:
        ways: text → what share of the number it carries.
        is_whole: whether it is of several terms, which it takes the place of.
    """

    start: int
    end: int
    ways: dict[str, float]
    is_whole: bool = False


def years_in_digits(text: str) -> str:
    """A folded text with years in Arabic digits; each character stays where it is.

    >>> years_in_digits("二○○三年的会谈")
    '2003年的会谈'
    """
    return _YEAR.sub(lambda year: year.group().translate(_DIGITS), text)


def numbers_for_chinese(question: str, folded: Folded) -> Sequence[Number]:
    """How Chinese passages may write the numbers of a question, in any order."""
    found = [*_years_of_the_republic(folded, both=True)]
    for match in _GREGORIAN.finditer(years_in_digits(folded.text)):
        year = int(match.group()) - _BEFORE_THE_REPUBLIC
        if year > 0:
            found.append(Number(*folded.original_span(*match.span()), _republic(year)))
    for match in _ENGLISH_ORDINAL.finditer(folded.text):
        span = folded.original_span(*match.span())
        found.append(Number(*span, _counted(int(match.group(1)))))
    for match in _ROMAN.finditer(question):
        if number := _read_roman(match.group()):
            found.append(Number(*match.span(), {**_counted(number), f"{write(number)}世": 1.0}))
    return tuple(found)


def numbers_for_english(folded: Folded) -> Sequence[Number]:
    """How English passages may write the numbers of a folded Chinese question, in any order."""
    found = [*_years_of_the_republic(folded, both=False)]
    for match in _COUNTED.finditer(folded.text):
        if number := read(match.group(1)):
            span = folded.original_span(*match.span())
            ways = dict.fromkeys(_english_ordinals(number), 1.0)
            ways[str(number)] = 1.0 if match.group(1).isdecimal() else _BARE
            found.append(Number(*span, ways, is_whole=True))
    return tuple(found)


def read(numeral: str) -> int | None:
    """What a numeral below a thousand says, in Arabic or Chinese digits; None where it is none.

    >>> read("九十二"), read("一百零五"), read("十百")
    (92, 105, None)
    """
    if numeral.isdecimal():
        return int(numeral)
    shape = re.fullmatch(
        r"(?:([一二三四五六七八九])百(?:[零〇○](?=.$))?)?(?:([一二三四五六七八九]?)(十))?([一二三四五六七八九]?)",
        numeral,
    )
    if shape is None or not numeral:
        return None
    hundreds, tens, ten, ones = shape.groups()
    tenfold = _SIGNS.index(tens or "一") if ten else 0
    return 100 * _SIGNS.index(hundreds or "零") + 10 * tenfold + _SIGNS.index(ones or "零")


def write(number: int) -> str:
    """A number from 1 to 999 in Chinese.

    >>> write(10), write(92), write(105)
    ('十', '九十二', '一百零五')
    """
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = f"{_SIGNS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_SIGNS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_SIGNS[ones] if ones else "")


def _years_of_the_republic(question: Folded, both: bool) -> Iterator[Number]:
    """The years of the Republic, by those of the world and, for `both`, by its own."""
    for match in _REPUBLIC.finditer(years_in_digits(question.text)):
        year = 1 if match.group(1) == "元" else read(match.group(1))
        if year and year + _BEFORE_THE_REPUBLIC <= _LAST_YEAR:
            ways = {str(year + _BEFORE_THE_REPUBLIC): 1.0, **(_republic(year) if both else {})}
            yield Number(*question.original_span(*match.span()), ways, is_whole=True)


def _republic(year: int) -> dict[str, float]:
    return {f"民国{year}年": 1.0, f"民国{write(year)}年": 1.0}


def _counted(number: int) -> dict[str, float]:
    if not number:
        return {}
    ways = {f"第{number}": 1.0, f"第{write(number)}": 1.0, str(number): _BARE}
    if number >= _LONGER_THAN_ONE_SIGN:
        ways[write(number)] = _BARE
    return ways


def _english_ordinals(number: int) -> Iterator[str]:
    """A number in figures, and in words where it is below a hundred: 21st, twenty-first."""
    tens, ones = divmod(number, 10)
    yield f"{number}{'th' if tens % 10 == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(ones, 'th')}"
    if number < len(_ORDINALS):
        yield _ORDINALS[number]
    elif number < 100:
        yield f"{_TENS[tens]}-{_ORDINALS[ones]}" if ones else f"{_TENS[tens][:-1]}ieth"


def _read_roman(numeral: str) -> int | None:
    """What a Roman numeral says; None where its signs stand in no order of one."""
    if not re.fullmatch(r"(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})", numeral):
        return None
    values = [_ROMAN_VALUES[sign] for sign in numeral]
    following = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))
