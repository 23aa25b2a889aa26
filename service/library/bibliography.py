"""What people say of a new document, as a record; corpus/records.py checks it and merges it.

Nothing is guessed: what nobody said stays missing, but for the kind of work and a title, without
which nothing can be cited.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.records import check_record, merge_records

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def citable(own: Mapping[str, Any], given: Mapping[str, Any], filename: str) -> dict[str, Any]:
    """The record of a file: `own` is what it says itself, `given` what people say."""
    record = merge_records(own, given=given)
    record.setdefault("type", "document")
    if not str(record.get("title", "")).strip():
        # In brackets, as cataloguers write a title that the work itself does not show.
        record["title"] = f"[{Path(filename).stem}]"
    return record


def record_of_fields(
    authors: Sequence[str] = (), issued: str | None = None, **texts: str | None
) -> dict[str, Any]:
    """The record that form fields make; what is not given is not in it.

    `Li, Ming` is a family name and a given name; a name without a comma is printed as it stands.

    Raises:
        RecordInvalid: a field is not as CSL-JSON has it.
    """
    record: dict[str, Any] = {
        key.replace("_", "-"): text for key, text in texts.items() if text is not None
    }
    if authors:
        record["author"] = [_name(author) for author in authors]
    if issued is not None:
        record["issued"] = _date(issued)
    return check_record(record, "what the options say")


def _name(author: str) -> dict[str, str]:
    family, comma, given = (part.strip() for part in author.partition(","))
    return {"family": family, "given": given} if comma and given else {"literal": author.strip()}


def _date(issued: str) -> dict[str, Any]:
    match = _DATE.fullmatch(issued.strip())
    if match is None:
        return {"literal": issued.strip()}
    return {"date-parts": [[int(part) for part in match.groups() if part]]}
