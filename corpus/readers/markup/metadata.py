"""Names, dates and languages as files write them, in CSL-JSON terms.

What cannot be told apart is kept whole: a name that may be an institution's is `literal`.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from corpus.characters import HAN

_HAN_NAME = re.compile(f"[{HAN}]{{2,4}}")
_TWO_CHARACTER_FAMILIES = frozenset(
    "歐陽 欧阳 司馬 司马 諸葛 诸葛 上官 夏侯 東方 东方 皇甫 尉遲 尉迟 公孫 公孙 慕容 令狐 宇文 "
    "長孫 长孙 司徒 司空 端木 張簡 张简 范姜".split()
)
_CAPITALISED = re.compile(r"[^\W\d_a-z][\w.'’-]*")
_EAST_ASIAN_GIVEN = re.compile(r"[A-Z][a-z]+-[a-z]+")  # whichever side the family stands on
_PARTICLES = frozenset("van von de der den del della di da dos du la le ter ten bin al".split())
_INSTITUTION = re.compile(
    r"\b(?:University|College|Institute|Ministry|Department|Center|Centre|Council|Committee|Agency"
    r"|Association|Society|Press|Group|Team|Inc|Ltd|LLC|Office|Bureau|Bank|Foundation|Union"
    r"|Organi[sz]ation|Commission|Company|Corporation|Library|School)\b|[部院會会局處处署所社校館馆]$"
)
_SEPARATORS = re.compile(r"\s*[;；、]\s*|\s+(?:and|&)\s+")
_DATE = re.compile(
    r"\b(1[4-9]\d\d|20\d\d)(?!\d)(?:[-/.年]\s?(1[0-2]|0?[1-9])(?!\d)(?:[-/.月]\s?(3[01]|[12]\d|0?[1-9])(?!\d))?)?"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
# What programs write where nobody said who the author is.
_NOBODY = frozenset(
    "user admin administrator author unknown anonymous owner 使用者 用户 管理员 作者 "
    "microsoft openxml python-docx libreoffice pandoc".split()
) | {"microsoft office user", "microsoft office 使用者", "microsoft office 用户"}


def parse_people(names: Iterable[str]) -> list[dict[str, str]]:
    """The people in these fields, each of which may name several, parted by semicolons."""
    people = (name.strip() for field in names for name in _SEPARATORS.split(field))
    return [parse_person(name) for name in people if name and name.lower() not in _NOBODY]


def parse_person(name: str) -> dict[str, str]:
    """A name in CSL-JSON terms.

    parse_person("林小明") -> {"family": "林", "given": "小明"}
    parse_person("Smith, John A.") -> {"family": "Smith", "given": "John A."}
    parse_person("John A. Smith") -> {"family": "Smith", "given": "John A."}
    parse_person("外交部") -> {"literal": "外交部"}
    """
    name = " ".join(name.split())
    if _INSTITUTION.search(name):
        return {"literal": name}
    if _HAN_NAME.fullmatch(name):
        length = 2 if name[:2] in _TWO_CHARACTER_FAMILIES and len(name) > 2 else 1
        return {"family": name[:length], "given": name[length:]}
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma and family and given and "," not in given:
        return {"family": family, "given": given}
    words = name.split()
    hyphenated = [word for word in words if _EAST_ASIAN_GIVEN.fullmatch(word)]
    if len(words) == 2 and len(hyphenated) == 1:
        return {"family": next(w for w in words if w not in hyphenated), "given": hyphenated[0]}
    if 2 <= len(words) <= 5 and _CAPITALISED.fullmatch(words[0]):
        first = len(words) - 1
        while first > 1 and words[first - 1].lower() in _PARTICLES:
            first -= 1
        given_words = words[:first]
        if _CAPITALISED.fullmatch(words[-1]) and all(map(_CAPITALISED.fullmatch, given_words)):
            return {"family": " ".join(words[first:]), "given": " ".join(given_words)}
    return {"literal": name}


def parse_date(text: str) -> dict[str, list[list[int]]] | None:
    """A date in CSL-JSON terms, as exactly as it is given: `{"date-parts": [[2006, 6]]}`."""
    match = _DATE.search(text)
    if match is None:
        return None
    return {"date-parts": [[int(part) for part in match.groups() if part]]}


def parse_language(text: str) -> str | None:
    """A BCP 47 tag, if this is one."""
    tag = text.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None


def drop_empty(record: Mapping[str, Any]) -> dict[str, Any]:  # CSL-JSON
    """The record without fields that say nothing; words without blanks around them."""
    stripped = {
        key: " ".join(value.split()) if isinstance(value, str) else value
        for key, value in record.items()
    }
    return {key: value for key, value in stripped.items() if value}
