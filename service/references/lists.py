"""Lists of references among the files that are added: each becomes its attached files.

A list is BibTeX (`.bib`), CSL-JSON with several works (`.json`), RIS (`.ris`), RefWorks or EndNote
tagged text (`.enw`, `.txt`). Each file comes with the record of its work; where it comes from is
the list and the work's key in it, so a second run updates and adds nothing twice.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from corpus.errors import RecordInvalid, TextNotReadable
from corpus.readers.plain.decoding import decode_text
from corpus.readers.sandbox.files import read_regular_file
from corpus.records import check_record
from service.errors import FileRefused
from service.library.file_discovery import Found
from service.references.bibtex import read_bibtex
from service.references.reference import Reference
from service.references.tagged import format_of, read_tagged

ENDINGS = (".bib", ".json", ".ris", ".enw", ".txt")
_TAGGED = (".ris", ".enw", ".txt")
_MOST_BYTES = 64 * 1024 * 1024


def with_references(files: Iterable[Found]) -> Iterator[Found]:
    """The files, with the attached files of each list in its place."""
    for file in files:
        listed = None if file.refused else _read(file)
        if listed is None:
            yield file
            continue
        references, unread = listed
        yield from attached(references, file.path)
        if unread or not references:
            why = "mend them in your reference manager" if unread else "export it again"
            said = f"{unread} entries cannot be read" if unread else "there is no work in it"
            yield Found(file.path, refused=FileRefused(str(file.path), f"{said}; {why}"))


def attached(references: Sequence[Reference], source: Path) -> Iterator[Found]:
    """The files of each work with its record; a work without a file says so."""
    origin = os.path.realpath(source)
    for reference in references:
        name = source.with_name(f"{source.name}: {reference.key[:80]}")
        try:
            record = check_record(reference.record, f"the work {reference.key[:80]!r}")
        except RecordInvalid as error:
            yield Found(name, refused=FileRefused(str(name), str(error)))
            continue
        paths = [_beside(path, source) for path in reference.files]
        if not paths:
            yield Found(name, without_file=True, record=record)
        for number, path in enumerate(paths):
            part = f"#{number + 1}" if number else ""
            yield Found(path, record=record, origin=f"{origin}#{reference.key}{part}")


def _beside(path: str, source: Path) -> Path:
    """An attached file: a path, from the list's own folder, or a URL of a file."""
    if path.lower().startswith("file:"):
        path = unquote(urlsplit(path).path)
    return source.parent / Path(path).expanduser()


def _read(file: Found) -> tuple[list[Reference], int] | None:
    """The works of a list, and how many cannot be read; None for a file that is no list."""
    ending = file.path.suffix.lower()
    if ending not in ENDINGS:
        return None
    try:
        content = read_regular_file(file.path, _MOST_BYTES, file.folder)
        if ending == ".json":
            found = _csl_json(content)
            return None if found is None else (found, 0)
        text = decode_text(content).text
    except (TextNotReadable, OSError):
        return None  # whoever reads it as a text says what is wrong with it
    if ending in _TAGGED:
        form = format_of(text)
        return None if form is None else (list(read_tagged(text, form)), 0)
    return read_bibtex(text)


def _csl_json(content: bytes) -> list[Reference] | None:
    """Works in CSL-JSON, each with `file` or `attachments`, if it has any."""
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    items = found.get("items") if isinstance(found, dict) else found
    if not isinstance(items, list) or not items or not all(map(_is_work, items)):
        return None
    return [
        Reference(str(item.get("id") or item.get("citation-key") or number), *_parts(item))
        for number, item in enumerate(items, start=1)
    ]


def _is_work(item: object) -> bool:
    return isinstance(item, dict) and isinstance(item.get("type"), str) and "title" in item


def _parts(item: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    record = {key: value for key, value in item.items() if key not in _NOT_OF_THE_WORK}
    files = [str(item["file"])] if isinstance(item.get("file"), str) else []
    for attachment in item.get("attachments") or ():
        if isinstance(attachment, dict) and isinstance(attachment.get("path"), str):
            files.append(attachment["path"])
    return record, tuple(files)


_NOT_OF_THE_WORK = frozenset(("id", "file", "attachments"))


def record_in(path: Path) -> dict[str, Any] | None:
    """The record in a list of one work, in whatever format; None where it is in none of them.

    Raises:
        RecordInvalid: there is another number of works than one.
    """
    listed = _read(Found(path)) if path.suffix.lower() != ".json" else None
    if listed is None:
        return None
    references, _ = listed
    if len(references) != 1:
        raise RecordInvalid(
            f"{path.name!r} holds {len(references)} works; expected one: add the list itself "
            f"(`wenju add {path.name}`), or export the one work"
        )
    return check_record(references[0].record, path.name)
