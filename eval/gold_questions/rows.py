"""Rows of judged questions, wherever they were read from: checked, and put together.

A row is one question with one quotation: `question`, `quote`, `document`. Without a quote, no
document of the library answers it. Rows with the same `id`, or else the same question, belong
together: further rows give further quotations, or with an `id` the question in another language.
`language` is told from the question where it is missing.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus.documents import Language
from corpus.languages import detect_language
from eval.gold_questions.questions import ANSWERED_KINDS, UNANSWERED_KINDS, Evidence, Question
from eval.gold_questions.toml_files import Asked, Locator, Quoted, expected, readable


class _Row(BaseModel):
    """A row, its empty cells left out."""

    model_config = ConfigDict(extra="forbid")

    question: Asked
    quote: Quoted | None = None
    document: str | None = None
    language: Language | None = None
    id: str | None = Field(default=None, max_length=60)
    kind: str | None = None
    section: str | None = None
    paragraph: int | None = Field(default=None, ge=1)
    page: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.quote is not None and self.document is None:
            raise ValueError(
                "a quote without a document; give the id of its document, as `wenju list` shows it"
            )
        kinds = (*ANSWERED_KINDS, *UNANSWERED_KINDS)
        if self.kind is not None and self.kind not in kinds:
            raise ValueError(f"kind is {self.kind!r}; write one of {', '.join(kinds)}")
        return self

    @property
    def locator(self) -> Locator | None:
        """Where the quotation stands, as far as the row says it."""
        said = self.model_dump(include=set(Locator.model_fields), exclude_none=True)
        return Locator(**said) if said else None


COLUMNS = tuple(_Row.model_fields)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row that was read, and the line that it stands on."""

    line: int
    row: _Row
    language: Language


def group_rows(
    path: Path, rows: Iterator[tuple[int, dict[str, Any]]], problems: list[str]
) -> list[Question]:
    """The questions of a file's rows, each with its line; faults are added to `problems`."""
    before = len(problems)
    groups: dict[str, list[_Placed]] = {}
    for line, fields in rows:
        if not any(fields.values()):
            continue
        placed = _parse(f"{path}: line {line}", line, fields, problems)
        if placed is not None:
            groups.setdefault(placed.row.id or placed.row.question, []).append(placed)
    if not groups and len(problems) == before:
        problems.append(f"{path}: holds no question; expected one a line")
    return [_question(path, members, problems) for members in groups.values()]


def _parse(place: str, line: int, fields: Mapping[str, Any], problems: list[str]) -> _Placed | None:
    try:
        row = _Row.model_validate(fields)
    except ValidationError as error:
        problems += [f"{place}: {text}" for text in readable(error, COLUMNS)]
        return None
    language = row.language or _told(row.question)
    if language is None:
        problems.append(
            f"{place}: language: cannot be told from {row.question[:40]!r}; add it as one of "
            f"{', '.join(get_args(Language))}"
        )
        return None
    return _Placed(line, row, language)


def _told(question: str) -> Language | None:
    """The language of a question; a Chinese one that is the same in both scripts is either's."""
    found = detect_language(question)
    if found.language == "und" or not found.supported:
        return None
    return "zh-Hant" if found.language == "zh" else found.language


def _question(path: Path, members: list[_Placed], problems: list[str]) -> Question:
    texts: dict[Language, str] = {}
    evidence: dict[tuple[str, str], Evidence] = {}
    said: dict[tuple[Language, str, str], str] = {}
    for one in members:
        place = f"{path}: line {one.line}"
        text = texts.setdefault(one.language, one.row.question.strip())
        if text != one.row.question.strip():
            problems.append(
                f"{place}: question: the id {one.row.id!r} has another question in "
                f"{one.language} already, {text[:40]!r}; give one of them another id"
            )
        if one.row.quote is None or one.row.document is None:
            continue
        key = (one.row.document, one.row.quote)
        if (earlier := said.setdefault((one.language, *key), place)) != place:
            problems.append(f"{place}: repeats {earlier}; remove one of them")
        locator = expected(one.row.locator)
        evidence.setdefault(key, Evidence(one.row.document, one.row.quote, locator, place))
    first = members[0]
    _check_kind(path, members, bool(evidence), problems)
    return Question(
        question_id=first.row.id or _id_of(first.row.question),
        kind=first.row.kind or ("fact" if evidence else "near"),
        document_id=first.row.document,
        texts=texts,
        evidence=tuple(evidence.values()),
        place=f"{path}: line {first.line}",
    )


def _check_kind(path: Path, members: list[_Placed], answerable: bool, problems: list[str]) -> None:
    kinds = ANSWERED_KINDS if answerable else UNANSWERED_KINDS
    for one in members:
        if one.row.kind not in (None, *kinds):
            problems.append(
                f"{path}: line {one.line}: kind is {one.row.kind!r} "
                f"{'with' if answerable else 'without'} a quote; write one of {', '.join(kinds)}"
            )


def _id_of(question: str) -> str:
    """A name that stays while the question does, wherever its row stands."""
    return "q-" + hashlib.sha256(question.strip().encode()).hexdigest()[:10]
