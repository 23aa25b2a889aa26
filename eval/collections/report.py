"""`wenju eval --yardstick FOLDER`: run a benchmark and show what it says."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import opencc
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from eval.collections.checks import (
    AbstentionRow,
    EvidenceRow,
    FairnessRow,
    abstention_rows,
    evidence_rows,
    fairness_rows,
)
from eval.collections.loading import (
    PassageLine,
    QueryLine,
    Yardstick,
    load_passages,
    load_yardstick,
    yardstick_view,
)
from eval.collections.runs import TableRow, ranking_rows
from eval.fitting.observations import Observation, observe
from index.search import Query, Searcher, SearchParts
from service.settings import Settings
from service.wiring import search_parts

TIMED_QUESTIONS = 200


@dataclass(frozen=True, slots=True)
class YardstickResult:
    """Everything that one run of a benchmark measured."""

    name: str
    encoder: str
    ranking: Sequence[TableRow]
    script_twins: Mapping[str, tuple[float, float]]
    evidence: Sequence[EvidenceRow]
    abstention: Sequence[AbstentionRow]
    fairness: Sequence[FairnessRow]
    distracted: Sequence[FairnessRow]
    encode_passages_per_second: float
    search_ms: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return asdict(self)


def run_yardstick(
    folder: Path, settings: Settings, console: Console, distractors: Path | None = None
) -> YardstickResult:
    """Measure the search that these settings give on a benchmark.

    Args:
        folder: passages.jsonl, queries.jsonl, qrels.txt.
        settings: as the service would have them.
        console: where progress is shown.
        distractors: more passages (in the form of passages.jsonl) for the fairness check: those
            of a question's language are added to its pool.

    Raises:
        YardstickInvalid: the folder is not as it must be.
    """
    yardstick = load_yardstick(folder)
    parts = search_parts(settings)
    started = time.perf_counter()
    with yardstick_view(yardstick.passages, parts.encoder) as view:
        rate = len(yardstick.passages) / (time.perf_counter() - started)
        searcher = Searcher(view, parts)
        observations = _observe(yardstick, searcher, console, yardstick.name)
        twins = _script_twins(yardstick, searcher, observations, parts, console)
        return YardstickResult(
            name=yardstick.name,
            encoder=parts.encoder.name,
            ranking=ranking_rows(observations, parts),
            script_twins=twins,
            evidence=evidence_rows(yardstick, observations),
            abstention=abstention_rows(observations, parts),
            fairness=fairness_rows(observations, parts, settings.reserved_places),
            distracted=_distracted(yardstick, distractors, settings, parts, console),
            encode_passages_per_second=rate,
            search_ms=_latency(yardstick, searcher),
        )


def _observe(
    yardstick: Yardstick,
    searcher: Searcher,
    console: Console,
    label: str,
    texts: Callable[[QueryLine], str] = lambda query: query.text,
) -> list[Observation]:
    with Progress(console=console, transient=True) as bars:
        task = bars.add_task(label)
        return observe(
            yardstick,
            searcher,
            lambda done, total: bars.update(task, completed=done, total=total),
            texts,
        )


def _script_twins(
    yardstick: Yardstick,
    searcher: Searcher,
    observations: Sequence[Observation],
    parts: SearchParts,
    console: Console,
) -> dict[str, tuple[float, float]]:
    """Hybrid nDCG@10 of Chinese questions as they are, and in the other script, per pair."""
    converters = (opencc.OpenCC("tw2s"), opencc.OpenCC("s2tw"))

    def other_script(text: str) -> str:
        simplified = str(converters[0].convert(text))
        return simplified if simplified != text else str(converters[1].convert(text))

    chinese = Yardstick(
        yardstick.name,
        yardstick.passages,
        [query for query in yardstick.queries if query.lang == "zh"],
        yardstick.qrels,
    )
    if not chinese.queries:
        return {}
    again = _observe(
        chinese, searcher, console, "other script", texts=lambda query: other_script(query.text)
    )
    pairs = {}
    for row, twin in zip(
        _hybrid_rows([o for o in observations if o.query.lang == "zh"], parts),
        _hybrid_rows(again, parts),
        strict=True,
    ):
        pairs[f"zh-{row.passage_language}"] = (row.values["nDCG@10"], twin.values["nDCG@10"])
    return pairs


def _hybrid_rows(observations: Sequence[Observation], parts: SearchParts) -> list[TableRow]:
    rows = ranking_rows(observations, parts)
    return [row for row in rows if row.pool == "mono" and row.method == "hybrid"]


def _distracted(
    yardstick: Yardstick,
    distractors: Path | None,
    settings: Settings,
    parts: SearchParts,
    console: Console,
) -> list[FairnessRow]:
    if distractors is None:
        return []
    known = {passage.passage_id for passage in yardstick.passages}
    more = [line for line in load_passages(distractors) if line.passage_id not in known]
    rows: list[FairnessRow] = []
    for language in ("zh", "en"):
        added: list[PassageLine] = [line for line in more if line.lang == language]
        asked = Yardstick(
            yardstick.name,
            [*yardstick.passages, *added],
            [query for query in yardstick.queries if query.lang == language],
            yardstick.qrels,
        )
        if not added or not asked.queries:
            continue
        with yardstick_view(asked.passages, parts.encoder) as view:
            label = f"{len(added)} {language} distractors"
            found = _observe(asked, Searcher(view, parts), console, label)
        rows += fairness_rows(found, parts, settings.reserved_places)
    return rows


def _latency(yardstick: Yardstick, searcher: Searcher) -> dict[str, float]:
    """Median milliseconds per stage, and in total, over the first questions."""
    timings = [
        searcher.search(Query(query.text)).timings_ms
        for query in yardstick.queries[:TIMED_QUESTIONS]
    ]
    stages = {stage: float(np.median([t[stage] for t in timings])) for stage in timings[0]}
    return {**stages, "total": float(np.median([sum(t.values()) for t in timings]))}


def print_yardstick(console: Console, result: YardstickResult) -> None:
    """Print every table of a result."""
    for title, header, rows in tables(result):
        table = Table(title=title, title_justify="left")
        for name in header:
            table.add_column(name)
        for row in rows:
            table.add_row(*row)
        console.print(table)
    stages = ", ".join(f"{stage} {value:.1f}" for stage, value in result.search_ms.items())
    console.print(f"{result.encode_passages_per_second:.0f} passages encoded and indexed a second")
    console.print(f"milliseconds a question (median): {stages}")


def yardstick_markdown(result: YardstickResult) -> str:
    """Every table of a result as Markdown."""
    parts = []
    for title, header, rows in tables(result):
        lines = [f"**{title}**", "", "| " + " | ".join(header) + " |", "|---" * len(header) + "|"]
        parts.append("\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]))
    return "\n\n".join(parts) + "\n"


def tables(result: YardstickResult) -> list[tuple[str, list[str], list[list[str]]]]:
    """Title, header and rows of each table that has any rows."""
    ranking = [
        [row.pool, f"{row.question_language}→{row.passage_language}", row.method,
         *(f"{row.values[name]:.3f}" for name in ("nDCG@10", "R@1", "R@5", "R@10", "RR@10")),
         f"{row.interval[0]:.3f}–{row.interval[1]:.3f}", str(row.questions)]
        for row in result.ranking
    ]  # fmt: skip
    twins = [
        [pair, f"{own:.4f}", f"{other:.4f}", f"{other - own:+.4f}"]
        for pair, (own, other) in result.script_twins.items()
    ]
    evidence = [
        [row.pair, f"{row.share:.3f}", f"{row.quoted:.3f}", f"{row.sentences:.2f}",
         str(row.questions)]
        for row in result.evidence
    ]  # fmt: skip
    abstention = [
        [row.pair, _figure(row.auroc), _figure(row.aurc), _figure(row.false_answers),
         " ".join(f"{mean:.2f}/{right:.2f}({count})" for mean, right, count in row.reliability)]
        for row in result.abstention
    ]  # fmt: skip
    all_tables = [
        (f"{result.name}: ranking", ["pool", "pair", "method", "nDCG@10", "R@1", "R@5", "R@10",
         "RR@10", "nDCG@10 95 %", "questions"], ranking),
        (f"{result.name}: the question in the other script, hybrid nDCG@10",
         ["pair", "as it is", "other script", "difference"], twins),
        (f"{result.name}: evidence holds the answer",
         ["pair", "share", "the first, quoted", "sentences", "questions"], evidence),
        (f"{result.name}: abstention",
         ["pair", "AUROC", "AURC", "false answers at 95 %", "confidence/right(answers)"],
         abstention),
        (f"{result.name}: fairness, Recall@5 of the other language", FAIRNESS_HEADER,
         _fairness(result.fairness)),
        (f"{result.name}: fairness with distractors in the question's language", FAIRNESS_HEADER,
         _fairness(result.distracted)),
    ]  # fmt: skip
    return [table for table in all_tables if table[2]]


FAIRNESS_HEADER = ["pair", "alone", "mixed", "mixed, places reserved", "questions"]


def _fairness(rows: Sequence[FairnessRow]) -> list[list[str]]:
    return [
        [row.pair, f"{row.alone:.3f}", f"{row.mixed:.3f}", f"{row.mixed_reserved:.3f}",
         str(row.questions)]
        for row in rows
    ]  # fmt: skip


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
