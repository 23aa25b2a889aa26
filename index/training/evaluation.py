"""How well a model finds passages by vectors alone: nDCG@10 and recall, per direction.

A yardstick is a folder with `passages.jsonl`, `queries.jsonl` and `qrels.txt`. Each direction
(language of the question → language of the passages) searches the passages of one language; the
mixed pool searches all of them and asks where the version in the other language comes.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoders.loading import load_encoder
from index.training.errors import YardstickMalformed

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """Questions, passages (identifier → language, text) and which passages answer which."""

    name: str
    questions: dict[str, tuple[str, str]]
    passages: dict[str, tuple[str, str]]
    relevant: dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one model reaches on one slice."""

    slice: str
    questions: int
    ndcg_10: float
    recall_1: float
    recall_5: float
    recall_10: float


def read_yardstick(folder: Path) -> Yardstick:
    """Read the three files of the folder."""
    try:
        passages = _texts(folder / "passages.jsonl", "passage_id")
        questions = _texts(folder / "queries.jsonl", "query_id")
        relevant: dict[str, set[str]] = {}
        for line in (folder / "qrels.txt").read_text(encoding="utf-8").splitlines():
            question, _, passage, grade = line.split()
            if int(grade) > 0:
                relevant.setdefault(question, set()).add(passage)
    except (OSError, ValueError, KeyError) as problem:
        raise YardstickMalformed(folder, str(problem)) from problem
    return Yardstick(folder.name, questions, passages, relevant)


def _texts(path: Path, key: str) -> dict[str, tuple[str, str]]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {row[key]: (row["lang"], row["text"]) for row in rows}


def measure(yardstick: Yardstick, encode: Encode) -> list[Figures]:
    """Measure every direction that the yardstick has, and the mixed pool if it has both."""
    questions = list(yardstick.questions)
    passages = list(yardstick.passages)
    asked = encode([yardstick.questions[key][1] for key in questions])
    held = encode([yardstick.passages[key][1] for key in passages])
    scores = asked @ held.T
    question_languages = np.array([yardstick.questions[key][0] for key in questions])
    passage_languages = np.array([yardstick.passages[key][0] for key in passages])
    is_relevant = np.array(
        [[p in yardstick.relevant.get(q, ()) for p in passages] for q in questions]
    )
    figures = []
    languages = sorted(set(passage_languages))
    for asked_in in sorted(set(question_languages)):
        rows = question_languages == asked_in
        for held_in in languages:
            pool = passage_languages == held_in
            name = f"{yardstick.name} {asked_in}→{held_in}"
            wanted = is_relevant[rows][:, pool]
            if wanted.any():
                figures.append(_figures(name, scores[rows][:, pool], wanted))
        for other in languages if len(languages) > 1 else ():
            if other != asked_in:
                name = f"{yardstick.name} mixed pool {asked_in}→{other}"
                wanted = is_relevant[rows] & (passage_languages == other)
                if wanted.any():
                    figures.append(_figures(name, scores[rows], wanted))
    return figures


def _figures(name: str, scores: Vectors, relevant: NDArray[np.bool_]) -> Figures:
    asked = relevant.any(axis=1)
    scores, relevant = scores[asked], relevant[asked]
    order = np.argsort(-scores, axis=1, kind="stable")[:, :10]
    hits = np.take_along_axis(relevant, order, axis=1)
    discounts = 1 / np.log2(np.arange(2, hits.shape[1] + 2))
    totals = relevant.sum(axis=1)
    ideal = np.array([discounts[: min(total, len(discounts))].sum() for total in totals])
    recalls = [float((hits[:, :depth].sum(1) / totals).mean()) for depth in (1, 5, 10)]
    return Figures(name, len(hits), float(((hits @ discounts) / ideal).mean()), *recalls)


def mean_ndcg(figures: Sequence[Figures]) -> float:
    """Give one number for a model: its mean nDCG@10 over slices."""
    return float(np.mean([row.ndcg_10 for row in figures]))


def sentence_transformer(folder: Path) -> Encode:
    """Encode with a model folder as the service does it, so that figures are what people get."""
    return load_encoder(str(folder)).encode_passages


def table(measured: dict[str, list[Figures]]) -> str:
    """Write the figures of several models as a Markdown table."""
    lines = [
        "| model | slice | questions | nDCG@10 | R@1 | R@5 | R@10 |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {model} | {row.slice} | {row.questions} | {row.ndcg_10:.3f} "
        f"| {row.recall_1:.3f} | {row.recall_5:.3f} | {row.recall_10:.3f} |"
        for model, rows in measured.items()
        for row in rows
    ]
    return "\n".join(lines)
