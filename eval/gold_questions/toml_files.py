"""Judged questions in TOML: `[[question]]` tables as people write them."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from corpus.documents import Language
from eval.gold_questions.questions import (
    ANSWERED_KINDS,
    UNANSWERED_KINDS,
    Before,
    Evidence,
    ExpectedLocator,
    Question,
)

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Asked = Annotated[str, StringConstraints(pattern=r"\S", max_length=2000)]
Quoted = Annotated[str, StringConstraints(pattern=r"^\S([^\n]*\S)?$", min_length=4)]


class Locator(BaseModel):
    """Where a quotation stands in the printed work; at least one of these."""

    model_config = ConfigDict(extra="forbid", strict=True)

    section: str | None = Field(default=None, min_length=1)
    paragraph: int | None = Field(default=None, ge=1)
    page: str | None = Field(default=None, min_length=1)
    note: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if all(value is None for value in self.model_dump().values()):
            raise ValueError("is empty; give section, paragraph, page or note")
        return self


class Earlier(BaseModel):
    """What was asked before a follow-up, and a quotation of what was shown."""

    model_config = ConfigDict(extra="forbid", strict=True)

    question: Asked
    document_id: Slug
    quotation: Quoted


class _Record(BaseModel):
    """A `[[question]]`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Slug
    kind: str
    answerable: bool
    zh_hant: Asked | None = Field(default=None, alias="zh-Hant")
    zh_hans: Asked | None = Field(default=None, alias="zh-Hans")
    en: Asked | None = None
    quotations: list[Quoted] = Field(default_factory=list)
    locators: list[Locator] = Field(default_factory=list)
    note: str | None = None
    document_id: Slug | None = None
    before: Earlier | None = None
    within: bool = False
    states: list[Asked] = Field(default_factory=list)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        kinds = ANSWERED_KINDS if self.answerable else UNANSWERED_KINDS
        if self.kind not in kinds:
            raise ValueError(f"kind is {self.kind!r}; write one of {', '.join(kinds)}")
        if self.answerable and not self.quotations and not self.states:
            raise ValueError("answerable, but without quotations; quote the words that answer it")
        if not self.answerable and (self.quotations or self.states):
            raise ValueError("quotations, but answerable = false; remove them or make it true")
        if self.locators and len(self.locators) != len(self.quotations):
            raise ValueError(
                f"{len(self.locators)} locators for {len(self.quotations)} quotations; "
                "give one for each, in the same order, or none"
            )
        if not self.texts:
            raise ValueError("without a text; write it as zh-Hant, zh-Hans or en")
        return self

    @property
    def texts(self) -> dict[Language, str]:
        """The question in each language that it is written in."""
        asked: dict[Language, str | None] = {
            "zh-Hant": self.zh_hant,
            "zh-Hans": self.zh_hans,
            "en": self.en,
        }
        return {name: text.strip() for name, text in asked.items() if text is not None}


def read_toml(path: Path, problems: list[str]) -> list[Question]:
    """The questions of a file; what is wrong with it is added to `problems`."""
    return list(_questions(path, problems))


def _questions(path: Path, problems: list[str]) -> Iterator[Question]:
    content = read_tables(path, "question", problems)
    if content is None:
        return
    default, records = content
    for number, record in enumerate(records, start=1):
        place = f"{path}: question {_name(record, number)}"
        try:
            parsed = _Record.model_validate(record)
        except ValidationError as error:
            problems += [f"{place}: {line}" for line in readable(error)]
            continue
        document_id = parsed.document_id or default
        if (parsed.answerable or parsed.within) and document_id is None:
            problems.append(f"{place}: no document_id, neither here nor at the head of the file")
            continue
        yield _question(parsed, document_id, place)


def read_tables(
    path: Path, table: str, problems: list[str]
) -> tuple[str | None, list[object]] | None:
    """The document_id at the head of a TOML file, and its `[[table]]` records."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(f"{path}: cannot be read as TOML in UTF-8: {error}")
        return None
    default = content.pop("document_id", None)
    records = content.pop(table, [])
    if content or not isinstance(records, list) or not isinstance(default, str | None):
        problems.append(
            f"{path}: expected document_id and [[{table}]] tables only, "
            f"found {', '.join(content) or f'a single [{table}]: double its brackets'}"
        )
        return None
    return default, records


def _question(record: _Record, document_id: str | None, place: str) -> Question:
    locators: Sequence[Locator | None] = record.locators or [None] * len(record.quotations)
    evidence = tuple(
        Evidence(document_id or "", quotation, expected(locator), place)
        for quotation, locator in zip(record.quotations, locators, strict=True)
    )
    return Question(
        question_id=record.id,
        kind=record.kind,
        document_id=document_id,
        texts=record.texts,
        evidence=evidence,
        place=place,
        before=_before(record.before, place),
        within=record.within,
        states=tuple(record.states),
    )


def _before(earlier: Earlier | None, place: str) -> Before | None:
    if earlier is None:
        return None
    shown = Evidence(earlier.document_id, earlier.quotation, place=place)
    return Before(earlier.question, shown)


def expected(locator: Locator | None) -> ExpectedLocator | None:
    """A locator as it is compared."""
    return None if locator is None else ExpectedLocator(**locator.model_dump())


def _name(record: object, number: int) -> str:
    named = record.get("id") if isinstance(record, dict) else None
    return repr(named) if isinstance(named, str) else f"number {number}"


def readable(error: ValidationError, fields: Sequence[str] = ()) -> Iterator[str]:
    """Every problem of a record, with its field, what is there, and what was expected.

    `fields` are those that there may be, to be named beside one that there may not.
    """
    for problem in error.errors():
        name = ".".join(str(part) for part in problem["loc"])
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden" and fields:
            message = f"there is no such field; write one of {', '.join(fields)}"
        elif problem["type"] == "string_pattern_mismatch" and name.startswith("quot"):
            message = f"{message}: words of one line without blanks around them"
        if isinstance(problem["input"], str | int) and problem["type"] != "extra_forbidden":
            message += f"; found {str(problem['input'])[:60]!r}"
        yield f"{name}: {message}" if name else message
