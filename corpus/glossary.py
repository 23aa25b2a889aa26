"""What one thing is called in each language, script and region: a file that people edit.

The shipped glossary is `corpus/glossary.toml`; its head says how an entry is written. It is read
and checked as a whole (`corpus/glossary_checks.py`) before anything uses it: a mistake is named
with its line and what to do, and whoever holds an older glossary keeps it. How terms are met in a
question is `index/query/expansion.py`.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import GlossaryInvalid
from corpus.glossary_checks import SHARED, Tables, check_tables, compared_form, explain_toml, owners

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
