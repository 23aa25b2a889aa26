"""Retrieval benchmarks in a folder: passages.jsonl, queries.jsonl, qrels.txt.

    passages.jsonl   {"passage_id": "x00.0-en", "lang": "en", "text": "…"}
    queries.jsonl    {"query_id": "x00.0.0-en", "lang": "en", "text": "…", "answer": "308"}
    qrels.txt        query_id 0 passage_id relevance        (TREC)

`lang` is `zh` or `en`. `answer` may be left out; with it, the marked evidence is measured.
docs/figures.md says where XQuAD and DRCD come from and how they are put into this form.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.documents import Language
from corpus.passages import Passage
from eval.errors import YardstickInvalid
from index.encoders.base import Encoder
from index.engines.base import View
from index.engines.local.scratch import lone_passage, passages_view

# Both scripts are folded to one before anything is compared, so either tag would do.
TAGS: Mapping[str, Language] = {"zh": "zh-Hant", "en": "en"}

Line = TypeVar("Line", bound=BaseModel)


class PassageLine(BaseModel):
    """One line of passages.jsonl."""

    model_config = ConfigDict(extra="ignore")

    passage_id: str
    lang: Literal["zh", "en"]
    text: str


class QueryLine(BaseModel):
    """One line of queries.jsonl."""

    model_config = ConfigDict(extra="ignore")

    query_id: str
    lang: Literal["zh", "en"]
    text: str
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A benchmark: what there is to find, what is asked, and what answers what."""

    name: str
    passages: Sequence[PassageLine]
    queries: Sequence[QueryLine]
    qrels: Mapping[str, frozenset[str]]

    @property
    def language_pairs(self) -> list[tuple[str, str]]:
        """The pairs (question language, passage language) that have a judged question."""
        languages = {passage.passage_id: passage.lang for passage in self.passages}
        pairs = {
            (query.lang, languages[found])
            for query in self.queries
            for found in self.qrels.get(query.query_id, ())
        }
        return sorted(pairs)


def load_yardstick(folder: Path) -> Yardstick:
    """Read and check a benchmark.

    Raises:
        YardstickInvalid: a file is missing, a line is not as it must be (file and line are
            named), an id occurs twice, or qrels.txt names an id that is in neither file.
    """
    passages = load_passages(folder / "passages.jsonl")
    queries = load_queries(folder / "queries.jsonl")
    _refuse_twice(folder / "passages.jsonl", [passage.passage_id for passage in passages])
    _refuse_twice(folder / "queries.jsonl", [query.query_id for query in queries])
    qrels = _read_qrels(
        folder / "qrels.txt",
        {query.query_id for query in queries},
        {passage.passage_id for passage in passages},
    )
    return Yardstick(folder.resolve().name, passages, queries, qrels)


def load_passages(path: Path) -> list[PassageLine]:
    """The passages of one file; `YardstickInvalid` names a line that is not as it must be."""
    return list(_lines(path, PassageLine))


def load_queries(path: Path) -> list[QueryLine]:
    """The questions of one file; `YardstickInvalid` names a line that is not as it must be."""
    return list(_lines(path, QueryLine))


@contextmanager
def yardstick_view(lines: Sequence[PassageLine], encoder: Encoder) -> Iterator[View]:
    """An index over a benchmark's passages in a scratch folder, each its own document."""
    with passages_view([as_passage(line) for line in lines], encoder) as view:
        yield view


def as_passage(line: PassageLine) -> Passage:
    """A benchmark passage as the searcher knows passages; its document id is the passage id."""
    return lone_passage(line.passage_id, TAGS[line.lang], line.text)


def _lines(path: Path, shape: type[Line]) -> Iterator[Line]:
    for number, line in enumerate(_read(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield shape.model_validate(json.loads(line))
        except (ValueError, ValidationError) as error:
            raise YardstickInvalid(f"{path.name}, line {number}: {error}") from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise YardstickInvalid(
            f"{path} cannot be read ({error}); a yardstick is a folder with passages.jsonl, "
            "queries.jsonl and qrels.txt in UTF-8"
        ) from error


def _refuse_twice(path: Path, ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for number, found in enumerate(ids, start=1):
        if found in seen:
            raise YardstickInvalid(f"{path.name}, entry {number}: the id {found!r} occurs twice")
        seen.add(found)


def _read_qrels(path: Path, queries: set[str], passages: set[str]) -> dict[str, frozenset[str]]:
    qrels: dict[str, set[str]] = {}
    for number, line in enumerate(_read(path).splitlines(), start=1):
        fields = line.split()
        if not fields:
            continue
        if len(fields) != 4 or not fields[3].lstrip("-").isdigit():
            raise YardstickInvalid(
                f"{path.name}, line {number}: {line!r} is not `query_id 0 passage_id relevance`"
            )
        query_id, _, passage_id, relevance = fields
        for found, known, where in (
            (query_id, queries, "queries.jsonl"),
            (passage_id, passages, "passages.jsonl"),
        ):
            if found not in known:
                raise YardstickInvalid(
                    f"{path.name}, line {number}: {found!r} is not in {where}; add it there or "
                    "take the line out, since it could only be scored as a miss"
                )
        if int(relevance) > 0:
            qrels.setdefault(query_id, set()).add(passage_id)
    return {query_id: frozenset(found) for query_id, found in qrels.items()}
