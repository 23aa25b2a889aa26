"""What answers were like when somebody last said "this is good": one file per set and split.

A baseline keeps what came back for each question, not means: rank of the answer, status,
confidence, whether the right sentence was quoted from the right place, whether the first passage
was in the question's own language. So the gate can say which questions were lost, and a diff of the
file can be read. Where search is compared with its parts, it keeps by how much it falls short.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.documents import Language
from eval.errors import BaselineInvalid, BaselineMissing, BaselineRefused
from eval.gate.promises import check_promises
from eval.gold_questions.parts import part_figures
from eval.gold_questions.running import GoldRun

FORMAT = 2
SHIPPED = Path(__file__).parents[1] / "baselines"


class Outcome(BaseModel):
    """What came back for one question in one language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rank: int | None = Field(ge=1, description="Rank of the first passage that answers.")
    status: Literal["answered", "weak", "no_answer"]
    confidence: float = Field(ge=0, le=1)
    sentence: bool | None = Field(description="Whether the sentence that answers is quoted.")
    locator: bool | None = Field(
        description="Whether the citation names the place of that sentence."
    )
    own_language: bool | None = Field(
        description="Whether the first passage is in the language of the question."
    )


class JudgedBefore(BaseModel):
    """A question as it was, to see whether it still is that question."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fingerprint: str
    answerable: bool
    is_silent: bool = False
    outcomes: Mapping[Language, Outcome]


class Baseline(BaseModel):
    """A measured run that later ones are compared with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[2]
    split: str
    index_version: str
    questions: Mapping[str, JudgedBefore]
    shortfalls: Mapping[str, float] = Field(
        default_factory=dict, description="By how much search finds less than it must."
    )


def baseline_path(name: str, split: str) -> Path:
    """Where the committed baseline of a set and split is."""
    return SHIPPED / f"{name}-{split}.json"


def make_baseline(run: GoldRun) -> Baseline:
    """The run as a baseline."""
    outcomes: dict[str, dict[Language, Outcome]] = {}
    for one in run.asked:
        outcomes.setdefault(one.question.question_id, {})[one.language] = Outcome(
            rank=one.answer_rank,
            status=one.status,
            confidence=round(one.confidence, 4),
            sentence=one.quoted.sentence if one.quoted else None,
            locator=one.quoted.locator if one.quoted else None,
            own_language=one.own_language,
        )
    questions = {
        question.question_id: JudgedBefore(
            fingerprint=question.fingerprint,
            answerable=question.answerable,
            is_silent=question.is_silent,
            outcomes=outcomes[question.question_id],
        )
        for question in run.questions
    }
    return Baseline(
        format=FORMAT,
        split=run.split,
        index_version=run.index_version,
        questions=questions,
        shortfalls={
            figure.name: round(figure.shortfall, 4)
            for figure in part_figures(run.parts)
            if figure.floor
        },
    )


def write_baseline(run: GoldRun, path: Path) -> None:
    """Write the run as the baseline to compare with from now on.

    Raises:
        BaselineRefused: the run broke an invariant.
    """
    if violations := check_promises(run).violations:
        raise BaselineRefused(violations)
    path.parent.mkdir(parents=True, exist_ok=True)
    fields = make_baseline(run).model_dump(mode="json")
    path.write_text(_one_line_per_outcome(fields), encoding="utf-8")


def read_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        BaselineMissing: there is no such file.
        BaselineInvalid: it is there and cannot be used.
    """
    try:
        return Baseline.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BaselineMissing(path) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BaselineInvalid(path, f"{place}: {first['msg']}" if place else first["msg"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BaselineInvalid(path, str(error)) from error


def _one_line_per_outcome(fields: Mapping[str, object]) -> str:
    """JSON whose diffs are short: an outcome stays on its line."""
    text = json.dumps(fields, ensure_ascii=False, indent=1)
    for name in Outcome.model_fields:
        text = text.replace(f'\n     "{name}"', f' "{name}"')
    return text.replace("\n    }", " }") + "\n"
