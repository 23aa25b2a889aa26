"""A work as a reference manager gives it: its record, and the files that are attached to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reference:
    """One work.

    Attributes:
        key: what its list calls it; the same in the next export.
        record: in CSL-JSON, without an id.
        files: paths as the list has them, absolute or beside the list.
    """

    key: str
    record: Mapping[str, Any]
    files: tuple[str, ...] = ()


def dated(text: str) -> dict[str, Any]:
    """`2006`, `2006-06-01`, `2006/6` or words as a date of CSL-JSON."""
    parts = [part for part in text.strip().replace("/", "-").split("-") if part]
    if parts and len(parts) <= 3 and len(parts[0]) == 4 and all(part.isdecimal() for part in parts):
        numbers = [int(part) for part in parts]
        limits = zip(numbers[1:], (12, 31), strict=False)
        valid = [part for part, most in limits if 1 <= part <= most]
        return {"date-parts": [[numbers[0], *valid]]}
    return {"literal": text.strip()}


def named(text: str) -> dict[str, str]:
    """`Family, Given`, or a name as it stands."""
    family, comma, given = (part.strip() for part in text.strip().partition(","))
    return {"family": family, "given": given} if comma and given else {"literal": text.strip(", ")}
