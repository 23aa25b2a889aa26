"""The training folder: parallel sentences, questions with passages, and dictionary entries.

A line that cannot be used is reported with its file and number and passed over; training on half
a million lines from thirty sources must not stop at one of them.
"""

import gzip
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from index.training.errors import NoJudgedQuestions, NoTrainingData

log = logging.getLogger(__name__)
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Pair:
    """The same sentence in both languages; `agreement` (0 to 1) says how well words match."""

    english: str
    chinese: str
    source: str
    agreement: float = 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """A question and a passage that answers it, each in English (`en`) or Chinese (`zh`)."""

    question: str
    passage: str
    question_language: str
    passage_language: str
    source: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and a passage of which it is known whether it answers.

    Attributes:
        question: what is asked.
        passage: what it is asked of.
        is_answered: whether the passage answers it.
        answer: the words of the passage that answer, where they are known.
        question_language: `en` or `zh`.
        passage_language: the same.
        source: the file that the row is of.
        document: what the passage is of; rows of one document are held out together.
    """

    question: str
    passage: str
    is_answered: bool
    answer: str | None
    question_language: str
    passage_language: str
    source: str
    document: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A Chinese word and its renderings: English ones, or (`variants`) other Chinese names."""

    chinese: str
    renderings: tuple[str, ...]
    source: str
    variants: bool = False


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Everything that a folder holds, and how many of its lines were passed over."""

    pairs: list[Pair] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    malformed: int = 0


def read_judged(folder: Path) -> list[Judged]:
    """Read `answerability/train/` below the folder.

    Raises:
        NoJudgedQuestions: there is no usable row.
    """
    reader = _Reader()
    rows = list(reader.rows(folder / "answerability" / "train", _parse_judged))
    if not rows:
        raise NoJudgedQuestions(folder)
    if reader.malformed:
        log.warning("%d malformed lines were passed over", reader.malformed)
    return rows


def read_folder(folder: Path) -> TrainingData:
    """Read `parallel/`, `qa/` and `lexicon/` below the folder; only the first must be there."""
    reader = _Reader()
    pairs = list(reader.rows(folder / "parallel", _parse_pair))
    if not pairs:
        raise NoTrainingData(folder)
    questions = list(reader.rows(folder / "qa", _parse_question))
    entries = list(reader.rows(folder / "lexicon", _parse_entry))
    if reader.malformed:
        log.warning("%d malformed lines were passed over", reader.malformed)
    return TrainingData(pairs, questions, entries, reader.malformed)


class _Reader:
    """Reads files of JSON lines and counts the lines that cannot be used."""

    def __init__(self) -> None:
        self.malformed = 0

    def rows(self, folder: Path, parse: Callable[[dict[str, object], str], Row]) -> Iterator[Row]:
        """Give every usable row of every file in the folder, files in order of their names."""
        for path in sorted([*folder.glob("*.jsonl"), *folder.glob("*.jsonl.gz")]):
            source = path.name.split(".")[0]
            opened = gzip.open if path.suffix == ".gz" else open
            with opened(path, "rt", encoding="utf-8", errors="replace") as lines:
                for number, line in enumerate(lines, start=1):
                    try:
                        yield parse(json.loads(line), source)
                    except (ValueError, KeyError, TypeError, AttributeError) as problem:
                        self.malformed += 1
                        log.warning("%s, line %d: %r", path, number, problem)


def _text(row: dict[str, object], key: str) -> str:
    value = row[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key!r} must be a text that is not empty, got {value!r}")
    return value.strip()


def _parse_pair(row: dict[str, object], source: str) -> Pair:
    agreement = row.get("lex", 1.0)
    if not isinstance(agreement, int | float):
        raise ValueError(f"'lex' must be a number, got {agreement!r}")
    return Pair(_text(row, "en"), _text(row, "zh"), source, float(agreement))


def _parse_question(row: dict[str, object], source: str) -> Question:
    return Question(_text(row, "question"), _text(row, "passage"), *_languages(row), source)


def _parse_judged(row: dict[str, object], source: str) -> Judged:
    passage, is_answered, answer = _text(row, "passage"), row["answerable"], row.get("answer")
    if not isinstance(is_answered, bool):
        raise ValueError(f"'answerable' must be true or false, got {is_answered!r}")
    # Of a yes or no the passage does not have the word.
    known = isinstance(answer, str) and bool(answer) and not row.get("yesno")
    return Judged(
        question=_text(row, "question"),
        passage=passage,
        is_answered=is_answered,
        answer=str(answer) if known and is_answered else None,
        question_language=_languages(row)[0],
        passage_language=_languages(row)[1],
        source=source,
        document=str(row.get("doc") or passage[:60]),
    )


def _languages(row: dict[str, object]) -> tuple[str, str]:
    languages = _text(row, "lang_q")[:2], _text(row, "lang_p")[:2]
    if not set(languages) <= {"en", "zh"}:
        raise ValueError(f"languages must be 'en' or 'zh', got {languages!r}")
    return languages


def _parse_entry(row: dict[str, object], source: str) -> Entry:
    variants = "en" not in row
    renderings = row["to" if variants else "en"]
    if not isinstance(renderings, list) or not all(isinstance(word, str) for word in renderings):
        raise ValueError(f"renderings must be a list of texts, got {renderings!r}")
    return Entry(_text(row, "zh"), tuple(renderings), source, variants)
