"""How Word writes a number: 3, iii, C, ③, 三, 參, 丙; for its lists and its notes."""

from collections.abc import Callable, Mapping

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_SYMBOLS = "*†‡§"
_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_LEGAL = {
    "Traditional": str.maketrans("〇一二三四五六七八九十百千萬", "零壹貳參肆伍陸柒捌玖拾佰仟萬"),
    "Simplified": str.maketrans("〇一二三四五六七八九十百千萬", "零壹贰叁肆伍陆柒捌玖拾佰仟万"),
}
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_LARGEST = 9999  # what a hostile file counts to is written in digits


def format_number(value: int, number_format: str) -> str:
    """A number in one of Word's formats; empty for a format that shows none, or is not known.

    format_number(4, "lowerRoman") -> "iv"
    format_number(3, "decimalEnclosedCircle") -> "③"
    format_number(12, "taiwaneseCountingThousand") -> "十二"
    """
    form = _FORMATS.get(number_format)
    if form is None:
        return ""
    return form(value) if 0 < value <= _LARGEST else str(value)


def chinese_number(value: int, ten: str = "十") -> str:
    """A number as it is said in Chinese; `ten` is how 10 to 19 begin.

    chinese_number(105) -> "一百零五"; chinese_number(14) -> "十四"
    """
    text, digits = "", str(value)
    for place, digit in enumerate(digits):
        unit = _UNITS[len(digits) - 1 - place]
        if digit != "0":
            text += _DIGITS[int(digit)] + unit
        elif text and not text.endswith("零") and int(digits[place:]):
            text += "零"
    return ten + text[2:] if text.startswith("一十") else text


def _roman(value: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        text += letters * (value // worth)
        value %= worth
    return text


def _letter(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)


def _ordinal(value: int) -> str:
    last = 0 if value % 100 in (11, 12, 13) else value % 10
    return f"{value}{({1: 'st', 2: 'nd', 3: 'rd'}).get(last, 'th')}"


def _from(first: str, most: int) -> Callable[[int], str]:
    """Signs that follow each other in Unicode; digits where they end."""
    return lambda value: chr(ord(first) + value - 1) if value <= most else str(value)


def _cyclic(signs: str) -> Callable[[int], str]:
    return lambda value: signs[(value - 1) % len(signs)]


def _legal(script: str) -> Callable[[int], str]:
    return lambda value: chinese_number(value, "一十").translate(_LEGAL[script])


def _digitwise(value: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(value))


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02}",
    "numberInDash": lambda value: f"- {value} -",
    "decimalFullWidth": lambda value: str(value).translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    ),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda value: _letter(value).upper(),
    "ordinal": _ordinal,
    "chicago": lambda value: _SYMBOLS[(value - 1) % 4] * ((value - 1) // 4 + 1),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "chineseCounting": chinese_number,
    "chineseCountingThousand": chinese_number,
    "taiwaneseCounting": chinese_number,
    "taiwaneseCountingThousand": chinese_number,
    "japaneseCounting": chinese_number,
    "ideographDigital": _digitwise,
    "taiwaneseDigital": _digitwise,
    "japaneseDigitalTenThousand": _digitwise,
    "chineseLegalSimplified": _legal("Simplified"),
    "ideographLegalTraditional": _legal("Traditional"),
    "japaneseLegal": _legal("Traditional"),
    "ideographTraditional": _cyclic(_STEMS),
    "ideographZodiac": _cyclic(_BRANCHES),
}
