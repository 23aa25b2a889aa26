"""What one thing is called in each language, script and region: a file that people edit.

The shipped glossary is `corpus/glossary.toml`; its head says how an entry is written. It is read
and checked as a whole (`corpus/glossary.py`) before anything uses it: a mistake is named
with its line and what to do, and whoever holds an older glossary keeps it. How terms are met in a
question is `index/query/expansion.py`.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import opencc

from corpus.errors import GlossaryInvalid

LANGUAGE_TAGS = (
    *("zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "zh-Hant-MO"),
    *("zh-Hans", "zh-Hans-CN", "zh-Hans-SG", "zh-Hans-MY"),
    *("en", "en-US", "en-GB"),
)

SHARED = "shared"

_LONGEST_VARIANT = 100

_MOST_SHOWN = 10

Tables = dict[str, dict[str, list[str]]]
"""A glossary as TOML gives it: entry → language tag → variants."""


@dataclass(frozen=True, slots=True)
class _Problem:
    """A mistake and the narrowest place in the file that it belongs to."""

    what: str
    entry_id: str
    key: str | None = None
    text: str | None = None


def check_tables(tables: dict[str, Any], text: str, name: str) -> list[str]:
    """All mistakes, in the order of the file. `Any`: nothing is known of the file yet."""
    problems = [*_malformed(tables)] or [*_duplicates(tables)]
    placed = sorted((_line(text, problem), problem.what) for problem in problems)
    messages = [f"{name}:{line}: {what}" for line, what in placed[:_MOST_SHOWN]]
    if len(placed) > _MOST_SHOWN:
        messages.append(f"… and {len(placed) - _MOST_SHOWN} more")
    return messages


def owners(tables: Tables) -> dict[str, list[str]]:
    """For each variant, in the form that is compared, the entries that have it."""
    owned: dict[str, list[str]] = {}
    for entry_id in tables:
        for form in dict.fromkeys(map(compared_form, _variants(tables[entry_id]))):
            owned.setdefault(form, []).append(entry_id)
    return owned


@lru_cache(maxsize=1 << 14)
def compared_form(variant: str) -> str:
    """Two variants with one such form cannot be told apart in a question."""
    simplified: str = _to_simplified().convert(unicodedata.normalize("NFKC", variant).casefold())
    return simplified


def explain_toml(error: tomllib.TOMLDecodeError, text: str, name: str) -> str:
    """What is wrong with a file that is not TOML, its line first as in all other messages."""
    reason, _, place = str(error).partition(" (at ")
    found = re.match(r"line (\d+)", place)
    line = int(found.group(1)) if found else text.count("\n") + 1
    if "overwrite" in reason or "twice" in reason:
        what = f"this entry or key is there already ({reason}); join the two, or rename one"
    else:
        what = f'not TOML ({reason}); write entries as [name] and their lists as en = ["…"]'
    return f"{name}:{line}: {what}"


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("tw2s")


def _variants(table: dict[str, list[str]]) -> list[str]:
    return [text for tag, texts in table.items() if tag != SHARED for text in texts]


def _malformed(tables: dict[str, Any]) -> Iterator[_Problem]:
    """What is wrong with entries taken one by one."""
    for entry_id, table in tables.items():
        if not isinstance(table, dict):
            what = f"{entry_id!r} stands outside an entry; put a line such as [name] above it"
            yield _Problem(what, entry_id)
            continue
        if not table.keys() - {SHARED}:
            what = f'entry {entry_id!r} has no variants; add a list such as en = ["…"]'
            yield _Problem(what, entry_id)
        for tag, texts in table.items():
            yield from _malformed_list(entry_id, tag, texts)


def _malformed_list(entry_id: str, tag: str, texts: Any) -> Iterator[_Problem]:  # noqa: ANN401  any TOML value
    """What is wrong with one list."""
    if tag not in (*LANGUAGE_TAGS, SHARED):
        what = f"unknown language {tag!r}; use one of {', '.join(LANGUAGE_TAGS)}, or {SHARED!r}"
        yield _Problem(what, entry_id, tag)
    elif not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        what = f'{tag} of {entry_id!r} must be a list of texts, such as {tag} = ["…", "…"]'
        yield _Problem(what, entry_id, tag)
    elif not texts:
        what = f"{tag} of {entry_id!r} is empty; write a variant or remove the line"
        yield _Problem(what, entry_id, tag)
    else:
        for position, text in enumerate(texts):
            if wrong := _variant_problem(text, texts[:position]):
                yield _Problem(f"{wrong} ({tag} of {entry_id!r})", entry_id, tag, text)


def _variant_problem(text: str, earlier: list[str]) -> str | None:
    if not any(character.isalnum() for character in text):
        return f"empty variant {text!r}; write a word or remove it"
    if len(text) > _LONGEST_VARIANT:
        return (
            f"{text[:20]!r}… has {len(text)} characters, more than {_LONGEST_VARIANT}; shorten it"
        )
    if text in earlier:
        return f"{text!r} stands twice in one list; remove one"
    return None


def _duplicates(tables: Tables) -> Iterator[_Problem]:
    """Variants in several entries that do not say so, and `shared` that says so wrongly."""
    owned = owners(tables)
    for entry_id, table in tables.items():
        shared = {compared_form(text): text for text in table.get(SHARED, ())}
        for text in {compared_form(text): text for text in _variants(table)}.values():
            others = [other for other in owned[compared_form(text)] if other != entry_id]
            if others and compared_form(text) not in shared:
                what = (
                    f"{text!r} of {entry_id!r} stands in {', '.join(map(repr, others))} too; "
                    f"remove one, or, if it means both, write shared = "
                    f"[{json.dumps(text, ensure_ascii=False)}] in each"
                )
                yield _Problem(what, entry_id, None, text)
        for form, text in shared.items():
            if owned.get(form, []) == [entry_id] or entry_id not in owned.get(form, []):
                what = f"{text!r} is not shared by {entry_id!r} and another entry; remove it here"
                yield _Problem(what, entry_id, SHARED, text)


def _line(text: str, problem: _Problem) -> int:
    """The 1-based line of the problem's variant, else of its key, else of its entry.

    tomllib does not say where things stand, so they are looked for in the text.
    """
    lines = text.splitlines()
    head = re.compile(
        rf"\s*(\[\s*[\"']?{re.escape(problem.entry_id)}[\"']?\s*\]|"
        rf"[\"']?{re.escape(problem.entry_id)}[\"']?\s*[.=])"
    )
    place = next((n for n, line in enumerate(lines, 1) if head.match(line)), 1)
    key = re.compile(rf"\s*[\"']?{re.escape(problem.key or '')}[\"']?\s*=")
    inside = problem.key is None
    for number, line in enumerate(lines[place:], place + 1):
        if line.lstrip().startswith("["):
            break
        if not inside and key.match(line):
            place, inside = number, True
        if inside and problem.text is not None and _writes(line, problem.text):
            return number
    return place


def _writes(line: str, text: str) -> bool:
    return json.dumps(text, ensure_ascii=False) in line or f"'{text}'" in line


SHIPPED = Path(__file__).with_name("glossary.toml")


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to say a term.

    Attributes:
        text: As people write it.
        language: Its BCP 47 tag, such as `zh-Hant-TW`.
        entries: How many entries have this variant; above 1 it is ambiguous.
    """

    text: str
    language: str
    entries: int = 1

    @property
    def base_language(self) -> str:
        """`zh` or `en`."""
        return self.language.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing and all that it is called, the commonest variant of each list first."""

    entry_id: str
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """All entries of one file, and a fingerprint that changes when the file does."""

    entries: tuple[Entry, ...]
    fingerprint: str


def load_glossary(path: Path | None = None) -> Glossary:
    """The glossary in a file, checked; the shipped one where none is given.

    Raises:
        GlossaryInvalid: With file, line and fix of each mistake.
    """
    file = path or SHIPPED
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise GlossaryInvalid(
            f"{file}: cannot be read ({error.strerror}); name a glossary that is there"
        ) from error
    except UnicodeDecodeError as error:
        raise GlossaryInvalid(f"{file}: is not UTF-8 ({error.reason}); save it as UTF-8") from error
    return parse_glossary(text, str(file))


def parse_glossary(text: str, name: str = "glossary.toml") -> Glossary:
    """The glossary written in `text`, checked; `name` is what messages call the file."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise GlossaryInvalid(explain_toml(error, text, name)) from error
    problems = check_tables(tables, text, name)
    if problems:
        raise GlossaryInvalid("\n".join(problems))
    return Glossary(_entries(tables), hashlib.sha256(text.encode()).hexdigest()[:12])


def _entries(tables: Tables) -> tuple[Entry, ...]:
    owned = owners(tables)

    def variants(table: dict[str, list[str]]) -> tuple[Variant, ...]:
        return tuple(
            Variant(text, tag, len(owned[compared_form(text)]))
            for tag, texts in table.items()
            if tag != SHARED
            for text in texts
        )

    return tuple(Entry(entry_id, variants(table)) for entry_id, table in tables.items())
