"""What became of a draft's quotations, and the same for programs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from service.citing.citations import Locator
from service.verifying.comparison import Difference
from service.verifying.draft import Quotation

Status = Literal["verbatim", "other_script", "altered", "elsewhere", "not_found"]

STATUSES: tuple[str, ...] = get_args(Status)
RIGHT = ("verbatim", "other_script")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words stand in the library, as they stand there."""

    address: str
    document_id: str
    title: str
    language: str
    text: str
    locator: Locator
    citation: str
    url: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of one quotation.

    Attributes:
        status: `verbatim`; `other_script` (the same words); `altered` (see `differences`);
            `elsewhere` (the words are right, and stand at another place than the cited one);
            `not_found`.
        place: where it stands, or what it alters; None if nowhere.
        differences: what the draft has, and what the source has there.
        at_cited_place: whether it stands where it is cited from; None if nothing says.
        problem: why a cited address could not be looked up.
        others: addresses of further places that have the same words.
    """

    quotation: Quotation
    status: Status
    place: Place | None = None
    differences: tuple[Difference, ...] = ()
    at_cited_place: bool | None = None
    problem: str | None = None
    others: tuple[str, ...] = ()


def as_json(verified: Sequence[Verified]) -> dict[str, Any]:
    """`quotations` in the order of the draft, and `counts` by status."""
    counts = Counter(each.status for each in verified)
    return {
        "quotations": [_quotation(each) for each in verified],
        "counts": {status: counts[status] for status in STATUSES},  # type: ignore[index]
    }


def is_right(verified: Verified) -> bool:
    """Whether nobody has to look at it again: the words are the source's, and cited from there."""
    return verified.status in RIGHT


def _quotation(verified: Verified) -> dict[str, Any]:
    quotation = verified.quotation
    return {
        "text": quotation.text,
        "start": quotation.start,
        "end": quotation.end,
        "line": quotation.line,
        "cited": quotation.cited or None,
        "status": verified.status,
        "at_cited_place": verified.at_cited_place,
        "place": asdict(verified.place) if verified.place else None,
        "differences": [asdict(each) for each in verified.differences],
        "others": list(verified.others),
        "problem": verified.problem,
    }
