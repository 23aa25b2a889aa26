"""A number as a sheet shows it: 1,605 or 27% or 2021-05-06, by the format of its cell.

What a format does not settle is shown as the number itself, with the fifteen digits that
spreadsheets count with. A date is written as 2021-05-06, whatever order its format has.
"""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

_BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
    40: "#,##0.00", 45: "mm:ss", 49: "@",
}  # fmt: skip
_ASIAN_DATES = frozenset((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58))
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)(?:-[^\]]*)?\]|\[[^\]]*\]')
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?|\.[#0?]+")
_DATE = re.compile(r"[ymdhs年月日]|AM/PM", re.IGNORECASE)
_PRECISION = 15
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LAST_DAY = 2_958_465  # 9999-12-31


def format_of(number: int, custom: dict[int, str]) -> str:
    """The format that a style names by number."""
    if number in _ASIAN_DATES and number not in custom:
        return "yyyy-mm-dd"
    return custom.get(number) or _BUILT_IN.get(number, "General")


def show_number(raw: str, form: str, *, since_1904: bool = False) -> str:
    """A stored number as a cell of this format shows it.

    show_number("0.27", "0%") -> "27%"; show_number("1605", "#,##0") -> "1,605"
    show_number("44322", "yyyy/m/d") -> "2021-05-06"
    """
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return raw
    if not value.is_finite():
        return raw
    sections = form.split(";")
    section = sections[1] if value < 0 and len(sections) > 1 and sections[1] else sections[0]
    literal = _QUOTED.sub("", section)
    if _DATE.search(literal) and not _DIGITS.search(literal.replace("0", "")):
        return _show_date(value, literal, since_1904) or _plain(value)
    value = abs(value) if section is not sections[0] else value
    return _show_by(value, section) or _plain(value)


def _show_by(value: Decimal, section: str) -> str:
    """A number by a format of digits; empty where the format is of another kind."""
    bare = _QUOTED.sub(lambda match: "\0" * len(match[1] or match[2] or match[3] or ""), section)
    places = _DIGITS.findall(bare)
    if len(places) != 1 or re.search(r"[/E@]", bare) or "General" in section:
        return ""
    whole, _, part = places[0].partition(".")
    scaled = value * 100 if "%" in bare else value
    for _ in range(len(whole) - len(whole.rstrip(","))):
        scaled /= 1000
    least = part.count("0")
    rounded = (
        scaled.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
        if part
        else scaled.quantize(Decimal(1), ROUND_HALF_UP)
    )
    text = f"{rounded:,f}" if "," in whole.rstrip(",") else f"{rounded:f}"
    if part and len(part) > least:
        kept = len(text) - len(part) + least
        text = (text[:kept] + text[kept:].rstrip("0")).rstrip(".")
    before, after = (_literal(piece) for piece in _around(section))
    return f"{before}{text}{after}"


def _around(section: str) -> tuple[str, str]:
    """What a format has before and behind its digits."""
    masked = _QUOTED.sub(lambda match: "\0" * len(match[0]), section)
    match = _DIGITS.search(masked)
    assert match is not None
    return section[: match.start()], section[match.end() :]


def _literal(piece: str) -> str:
    return _QUOTED.sub(lambda match: match[1] or match[2] or match[3] or "", piece).strip()


def _plain(value: Decimal) -> str:
    """The number itself, as in a cell of no format."""
    digits = len(value.as_tuple().digits)
    if digits > _PRECISION:
        value = Decimal(f"{value:.{_PRECISION - 1}e}")
    if value and not -10 <= value.adjusted() <= 20:
        return f"{value.normalize():e}"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _show_date(value: Decimal, literal: str, since_1904: bool) -> str:
    if not 0 <= value <= _LAST_DAY:
        return ""
    seconds = int((Fraction(value) * 86_400) + Fraction(1, 2))
    moment = (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(seconds=seconds)
    has_day = re.search(r"[yd年月日]", literal, re.IGNORECASE) is not None
    has_time = re.search(r"[hs]|AM/PM", literal, re.IGNORECASE) is not None
    day = moment.strftime("%Y-%m-%d") if has_day else ""
    time = moment.strftime("%H:%M:%S" if "s" in literal.lower() else "%H:%M") if has_time else ""
    return " ".join(filter(None, (day, time)))
