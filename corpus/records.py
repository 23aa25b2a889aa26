"""Bibliographic records: read from a file beside a text, checked, and put together.

What a person says of a text counts more than what the file says of itself: programs fill in
their user's name and the title of a template.
"""

import json
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from corpus.errors import RecordInvalid

TYPES = frozenset(
    "article article-journal article-magazine article-newspaper bill book broadcast chapter "
    "classic collection dataset document entry entry-dictionary entry-encyclopedia event figure "
    "graphic hearing interview legal_case legislation manuscript map motion_picture musical_score "
    "pamphlet paper-conference patent performance periodical personal_communication post "
    "post-weblog regulation report review review-book software song speech standard thesis treaty "
    "webpage".split()
)

NAMES = frozenset(
    "author chair collection-editor compiler composer container-author contributor curator "
    "director editor editorial-director executive-producer guest host illustrator interviewer "
    "narrator organizer original-author performer producer recipient reviewed-author "
    "script-writer series-creator translator".split()
)

DATES = frozenset("accessed available-date event-date issued original-date submitted".split())

TEXTS = frozenset(
    "DOI ISBN ISSN PMCID PMID URL abstract annote archive archive-place archive_collection "
    "archive_location authority call-number chapter-number citation-key citation-label "
    "citation-number collection-number collection-title container-title container-title-short "
    "dimensions division edition event event-place event-title first-reference-note-number genre "
    "id issue journalAbbreviation jurisdiction keyword language locator medium note number "
    "number-of-pages number-of-volumes original-publisher original-publisher-place original-title "
    "page page-first part part-title printing publisher publisher-place references "
    "reviewed-genre reviewed-title scale section shortTitle source status supplement title "
    "title-short version volume volume-title volume-title-short year-suffix".split()
)

OTHERS = frozenset({"type", "categories", "custom"})

FIELDS = NAMES | DATES | TEXTS | OTHERS

NAME_PARTS = frozenset(
    "family given literal suffix dropping-particle non-dropping-particle comma-suffix "
    "static-ordering parse-names".split()
)


MOST_BYTES = 1024 * 1024
_SHOWN = 60
_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_NEAR = 0.8


def find_sidecar(path: Path) -> Path | None:
    """The file beside a text that holds its record: `NAME.csl.json`, else `NAME.json`.

    For `thesis.pdf` that is `thesis.csl.json`, `thesis.pdf.csl.json` or `thesis.json`.
    """
    names = (f"{path.stem}.csl.json", f"{path.name}.csl.json", f"{path.stem}.json")
    beside = (path.with_name(name) for name in names)
    return next((one for one in beside if one != path and one.is_file()), None)


def read_sidecar(source: Path | bytes) -> dict[str, Any]:  # CSL-JSON
    """The record in a file, or in its content: CSL-JSON, one object or a list with one.

    Raises:
        RecordInvalid: says which value is wrong, and what is expected in its place.
    """
    name = "the record" if isinstance(source, bytes) else f"the record {source.name[:_SHOWN]!r}"
    content = source if isinstance(source, bytes) else _read(source, name)
    if len(content) > MOST_BYTES:
        raise RecordInvalid(
            f"{name} has {len(content)} bytes; expected one record of at most {MOST_BYTES}, not a "
            "whole list of references"
        )
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise RecordInvalid(
            f"{name} is not JSON in UTF-8 ({str(error)[:_SHOWN]}); export the reference from your "
            "reference manager as CSL-JSON"
        ) from error
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    if not isinstance(found, dict):
        held = f"a list of {len(found)}" if isinstance(found, list) else f"{found!r}"[:_SHOWN]
        raise RecordInvalid(
            f"{name} holds {held}; expected one CSL-JSON object, or a list with one, such as "
            '[{"type": "thesis", "title": "…"}]'
        )
    return check_record(found, name)


def check_record(record: Mapping[str, Any], name: str = "the record") -> dict[str, Any]:
    """The record, if each of its fields has the shape that CSL-JSON gives it.

    A field that CSL-JSON does not have is kept, unless its name is nearly that of one.

    Raises:
        RecordInvalid: says which value is wrong, and what is expected in its place.
    """
    for field, value in record.items():
        problem = _problem(field, value)
        if problem:
            raise RecordInvalid(f"{name}: {field[:_SHOWN]!r} {problem}")
    return dict(record)


def merge_records(
    from_file: Mapping[str, Any],
    sidecar: Mapping[str, Any] | None = None,
    given: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """One record: what was given counts before the sidecar, and that before the file, by field.

    An empty value (`""`, `[]`, `{}`, null) takes away what the file says, and says nothing itself.
    """
    merged = {**from_file, **(sidecar or {}), **(given or {})}
    return {field: value for field, value in merged.items() if value not in (None, "", [], {})}


def _read(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise RecordInvalid(f"{name} cannot be read ({error.strerror}); check the file") from error


def _problem(field: str, value: Any) -> str | None:  # noqa: ANN401  any JSON value
    """What is wrong with a field, and what is expected; None if nothing is."""
    if _has_unreadable(value):
        return "holds control characters or halves of characters; expected plain text"
    if value in (None, "", [], {}):
        return None
    if field == "type":
        near = get_close_matches(str(value), TYPES, 1)
        expected = f"did you mean {near[0]!r}?" if near else "such as 'book' or 'thesis'"
        known = isinstance(value, str) and value in TYPES
        return None if known else f"is {value!r:.60}; expected a type of CSL-JSON, {expected}"
    if field in NAMES:
        return _names_problem(value)
    if field in DATES:
        return _date_problem(value)
    if field in TEXTS:
        is_text = isinstance(value, str | int | float) and not isinstance(value, bool)
        return None if is_text else f"is {value!r:.60}; expected a text or a number"
    near = get_close_matches(field, FIELDS, 1, _NEAR) if field not in FIELDS else []
    return f"is no field of CSL-JSON; did you mean {near[0]!r}?" if near else None


def _names_problem(value: Any) -> str | None:  # noqa: ANN401  any JSON value
    expected = 'expected a list of names, such as [{"family": "Doe", "given": "Jane"}]'
    if not isinstance(value, list):
        return f"is {value!r:.60}; {expected}"
    for name in value:
        if not isinstance(name, dict) or not name.keys() & {"family", "given", "literal"}:
            return f"has {name!r:.60}; {expected}"
        for part, said in name.items():
            if part not in NAME_PARTS or not isinstance(said, str | bool | int):
                return f"has {part!r:.40}: {said!r:.40}; {expected}"
    return None


def _date_problem(value: Any) -> str | None:  # noqa: ANN401  any JSON value
    expected = 'expected a date, such as {"date-parts": [[2006, 6]]}'
    if not isinstance(value, dict) or not value.keys() & {"date-parts", "raw", "literal"}:
        return f"is {value!r:.60}; {expected}"
    dates = value.get("date-parts", [[1]])
    if not isinstance(dates, list) or not 1 <= len(dates) <= 2:
        return f"has {dates!r:.60}; {expected}"
    for date in dates:
        parts = date if isinstance(date, list) and 1 <= len(date) <= 3 else [None]
        if not all(_is_whole(part) for part in parts):
            return f"has {date!r:.60}; {expected}"
    return None


def _is_whole(part: Any) -> bool:  # noqa: ANN401  any JSON value
    """A whole number, which some programs write as text."""
    if isinstance(part, str):
        return bool(re.fullmatch(r"-?[0-9]{1,4}", part))
    return isinstance(part, int) and not isinstance(part, bool) and abs(part) < 10_000


def _has_unreadable(value: Any) -> bool:  # noqa: ANN401  any JSON value
    """Whether any text in a value has characters that no text has."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and _UNREADABLE.search(one):
            return True
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
    return False
