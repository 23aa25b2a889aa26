"""Judged questions: read from files that people edit, checked once, at the door.

A gold folder holds `development.toml` and `reported.toml`; the first explains the fields.
Evidence is quoted, not addressed: a passage that contains one of a question's quotations
answers it, whichever way the text is split. Nothing may be fitted on the reported questions.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from corpus.documents import Language
from eval.errors import GoldInvalid

Split = Literal["dev", "reported"]
FILES: Mapping[Split, str] = {"dev": "development.toml", "reported": "reported.toml"}
LANGUAGES: tuple[Language, ...] = ("zh-Hant", "zh-Hans", "en")
ANSWERED_KINDS = ("fact", "why", "how", "list", "stance", "definition", "comparison")
UNANSWERED_KINDS = ("near", "far")
SHIPPED = Path(__file__).parents[1] / "gold"


@dataclass(frozen=True, slots=True)
class Question:
    """One judged question in three languages; `quotations` are empty if the text has no answer."""

    question_id: str
    kind: str
    split: Split
    document_id: str
    texts: Mapping[Language, str]
    quotations: tuple[str, ...]

    @property
    def answerable(self) -> bool:
        """Whether the document answers it."""
        return bool(self.quotations)

    @property
    def fingerprint(self) -> str:
        """Changes with everything that its judgement depends on."""
        parts = [self.document_id, *(self.texts[name] for name in LANGUAGES), *self.quotations]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Gold:
    """The questions of one run, in the order of their files."""

    name: str
    questions: tuple[Question, ...]


_Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
_Asked = Annotated[str, StringConstraints(pattern=r"\S", max_length=2000)]
_Quoted = Annotated[str, StringConstraints(pattern=r"^\S([^\n]*\S)?$", min_length=4)]


class _Record(BaseModel):
    """A `[[question]]` as people write it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: _Slug
    kind: str
    answerable: bool
    zh_hant: _Asked = Field(alias="zh-Hant")
    zh_hans: _Asked = Field(alias="zh-Hans")
    en: _Asked
    quotations: list[_Quoted] = Field(default_factory=list)
    note: str | None = None
    document_id: _Slug | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        kinds = ANSWERED_KINDS if self.answerable else UNANSWERED_KINDS
        if self.kind not in kinds:
            raise ValueError(f"kind is {self.kind!r}; write one of {', '.join(kinds)}")
        if self.answerable and not self.quotations:
            raise ValueError("answerable, but without quotations; quote the words that answer it")
        if not self.answerable and self.quotations:
            raise ValueError("quotations, but answerable = false; remove them or make it true")
        return self


def load_gold(folder: Path = SHIPPED, split: Split | Literal["all"] = "all") -> Gold:
    """Read and check a gold folder; both files are checked whichever split is asked for.

    Raises:
        GoldInvalid: names file, question and what to do, for every problem found.
    """
    problems: list[str] = []
    questions = [
        question for name in FILES for question in _read_file(folder / FILES[name], name, problems)
    ]
    problems += _find_duplicates(questions)
    if problems:
        raise GoldInvalid(problems)
    wanted = [question for question in questions if split in ("all", question.split)]
    if not wanted:
        raise GoldInvalid([f"{folder}: no questions for split {split!r}; add some, or take 'all'"])
    return Gold(split, tuple(wanted))


def _read_file(path: Path, split: Split, problems: list[str]) -> Iterator[Question]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(f"{path}: is missing; a gold folder holds {' and '.join(FILES.values())}")
        return
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(f"{path}: cannot be read as TOML in UTF-8: {error}")
        return
    default = content.pop("document_id", None)
    records = content.pop("question", [])
    if content or not isinstance(records, list):
        problems.append(
            f"{path}: expected document_id and [[question]] tables only, "
            f"found {', '.join(content) or 'a single [question]: double its brackets'}"
        )
        return
    for number, record in enumerate(records, start=1):
        place = f"{path}: question {_name(record, number)}"
        try:
            parsed = _Record.model_validate(record)
        except ValidationError as error:
            problems += [f"{place}: {line}" for line in _readable(error)]
            continue
        document_id = parsed.document_id or default
        if not isinstance(document_id, str):
            problems.append(f"{place}: no document_id, neither here nor at the head of the file")
            continue
        yield _question(parsed, document_id, split)


def _question(record: _Record, document_id: str, split: Split) -> Question:
    texts: dict[Language, str] = {
        "zh-Hant": record.zh_hant.strip(),
        "zh-Hans": record.zh_hans.strip(),
        "en": record.en.strip(),
    }
    quotations = tuple(record.quotations)
    return Question(record.id, record.kind, split, document_id, texts, quotations)


def _name(record: object, number: int) -> str:
    named = record.get("id") if isinstance(record, dict) else None
    return repr(named) if isinstance(named, str) else f"number {number}"


def _readable(error: ValidationError) -> Iterator[str]:
    for problem in error.errors():
        field = ".".join(str(part) for part in problem["loc"])
        message = problem["msg"].removeprefix("Value error, ")
        yield f"{field}: {message}" if field else message


def _find_duplicates(questions: list[Question]) -> Iterator[str]:
    seen: dict[str, Question] = {}
    for question in questions:
        first = seen.setdefault(question.question_id, question)
        if first is not question:
            yield (
                f"{FILES[question.split]}: question {question.question_id!r}: this id is taken by "
                f"a question in {FILES[first.split]}; give one of them another id"
            )
