"""From gold questions to reports: ask them of their library, compare with their baseline."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from corpus.store.library import Library
from eval.errors import BaselineMissing
from eval.gate.baselines import baseline_path, read_baseline, write_baseline
from eval.gate.figures import summarise
from eval.gate.gate import compare
from eval.gold_questions.loading import load_gold
from eval.gold_questions.questions import Gold
from eval.gold_questions.running import run_gold
from eval.gold_questions.sets import SETS, Progress, open_answerer, open_libraries
from eval.mixed_library import rank_parts
from eval.report.tables import Report
from service.answering import Answerer
from service.settings import Settings
from service.wiring import open_library

Split = Literal["dev", "reported", "all"]


def evaluate_shipped(
    settings: Settings,
    names: Sequence[str],
    split: Split,
    baseline: Path | None,
    update: bool,
    progress: Progress,
) -> list[Report]:
    """Ask the shipped sets of these names.

    Args:
        settings: what people's answerer is built from; its home is not used.
        names: of `SETS`.
        split: which of their questions.
        baseline: what to compare with in place of the committed file.
        update: write what was measured as the baseline.
        progress: called with stage, done and total.
    """
    # All files are read, and compared with what is there, before anything is asked.
    loaded = {name: load_gold(SETS[name].folder, split) for name in names}
    compared = {name: _baseline(baseline, baseline_path(name, split), update) for name in names}
    with open_libraries(settings, progress) as libraries:
        return [
            _report(
                name,
                gold,
                *libraries.of(SETS[name].texts),
                compared[name],
                update,
                progress,
                mixed=SETS[name].mixed,
            )
            for name, gold in loaded.items()
        ]


def evaluate_own(
    settings: Settings,
    path: Path,
    split: Split,
    baseline: Path | None,
    update: bool,
    progress: Progress,
) -> Report:
    """Ask somebody's own questions of their own library; parameters as above.

    Without `baseline`, what is compared with stands beside the questions:
    `questions.csv` has `questions.baseline.json`.
    """
    gold = load_gold(path, split)
    compared_with = _baseline(baseline, path.with_name(f"{path.stem}.baseline.json"), update)
    library = open_library(settings)
    answerer, library = open_answerer(settings, library, progress)
    return _report(path.name, gold, answerer, library, compared_with, update, progress)


def _baseline(given: Path | None, usual: Path, update: bool) -> Path | None:
    """The file to compare with; None if there is none and none was asked for."""
    if given is not None and not update and not given.exists():
        raise BaselineMissing(given)
    path = given or usual
    return path if update or path.exists() else None


def _report(
    name: str,
    gold: Gold,
    answerer: Answerer,
    library: Library,
    compared_with: Path | None,
    update: bool,
    progress: Progress,
    mixed: bool = False,
) -> Report:
    run = run_gold(answerer, library, gold, lambda *step: progress(f"asking: {name}", *step))
    if mixed:
        parts = rank_parts(answerer.searcher, gold, run.document_languages)
        run = replace(run, parts=tuple(parts))
    if update and compared_with is not None:
        # Afterwards the gate compares with what was just written, and is open.
        write_baseline(run, compared_with)
    return Report(
        name=name,
        run=run,
        figures=summarise(run),
        verdict=compare(run, read_baseline(compared_with) if compared_with else None),
        compared_with=compared_with.name if compared_with else None,
        made=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, `{_command_line()}`",
    )


def _command_line() -> str:
    return " ".join(["wenju", *sys.argv[1:]])
