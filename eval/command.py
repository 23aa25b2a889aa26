"""`wenju eval`: measure what people get, and fail when it got worse.

Loaded by `service.cli.main` by name, since `eval` stands above `service`; what it needs beyond the
command's own options is imported when it runs, so that the other commands start fast.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from corpus.store.library import Library
    from eval.gate.gate import Verdict
    from eval.gold_questions.questions import Gold
    from eval.gold_questions.running import GoldRun
    from eval.report.tables import Report
    from service.answering import Answerer
    from service.settings import Settings

SplitOption = Literal["dev", "reported", "all"]


def register(app: typer.Typer) -> None:
    """Add `eval` to the command line."""
    app.command("eval")(evaluate)


def evaluate(
    yardstick: Annotated[
        Path | None, typer.Option(help="Measure a benchmark folder instead of the gold questions.")
    ] = None,
    distractors: Annotated[
        Path | None, typer.Option(help="With --yardstick: more passages, for the fairness check.")
    ] = None,
    gold: Annotated[
        Path | None,
        typer.Option(help="Your own gold folder, about the documents of your library."),
    ] = None,
    split: Annotated[SplitOption, typer.Option(help="Which questions.")] = "reported",
    baseline: Annotated[
        Path | None, typer.Option(help="Compare with this file instead of the committed one.")
    ] = None,
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", help="Write what was measured as the baseline.")
    ] = False,
    markdown: Annotated[Path | None, typer.Option(help="Write the report as Markdown.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the report as one HTML file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Ask the gold questions; exit with 1 if answers got worse or an invariant broke.

    Example: wenju eval --split dev --html report.html
    """
    if yardstick is not None:
        _run_yardstick(yardstick, distractors, _settings(), markdown, as_json)
        return
    report = _run_gold(_settings(), gold, split, baseline, update_baseline)
    _show(report, markdown, html, as_json)
    if not report.verdict.passed:
        raise typer.Exit(1)


def _run_gold(
    settings: Settings, folder: Path | None, split: SplitOption, path: Path | None, update: bool
) -> Report:
    from eval.gate.baselines import write_baseline
    from eval.gate.figures import summarise
    from eval.gold_questions.questions import SHIPPED, load_gold
    from eval.report.tables import Report

    questions = load_gold(folder or SHIPPED, split)
    compared_with = _find_baseline(folder, split, path, update)
    run = _measure(settings, questions, shipped=folder is None)
    if update and compared_with is not None:
        # Afterwards the gate compares with what was just written, and is open.
        write_baseline(run, compared_with)
    return Report(
        run=run,
        figures=summarise(run),
        verdict=_judge(run, compared_with),
        compared_with=compared_with.name if compared_with else None,
        made=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, `{_command_line()}`",
    )


def _find_baseline(
    folder: Path | None, split: SplitOption, path: Path | None, update: bool
) -> Path | None:
    """The file to compare with; None if there is none and none was asked for."""
    from eval.errors import BaselineMissing
    from eval.gate.baselines import baseline_path

    if path is not None:
        if not update and not path.exists():
            raise BaselineMissing(path)
        return path
    if folder is not None:
        return _required(path) if update else None
    committed = baseline_path(split)
    return committed if update or committed.exists() else None


def _required(path: Path | None) -> Path:
    if path is None:
        raise typer.BadParameter("with --gold, say where: --baseline FILE --update-baseline")
    return path


def _settings() -> Settings:
    """The user's settings, in single precision: the same figures on every processor."""
    from service.settings import Settings

    return Settings().model_copy(update={"precision": "single"})


def _judge(run: GoldRun, path: Path | None) -> Verdict:
    from eval.gate.baselines import read_baseline
    from eval.gate.gate import compare

    return compare(run, read_baseline(path) if path is not None else None)


def _measure(settings: Settings, gold: Gold, shipped: bool) -> GoldRun:
    from eval.gold_questions.running import run_gold
    from service.cli.terminal import stage_bars

    with stage_bars() as report:
        answerer, library = _open(settings, shipped, report)
        return run_gold(answerer, library, gold, lambda done, total: report("asking", done, total))


def _open(
    settings: Settings, shipped: bool, report: Callable[[str, int, int], None]
) -> tuple[Answerer, Library]:
    """The answerer that people get, with the index built if need be.

    The shipped questions are asked of a library of the shipped texts alone, in a folder of its
    own: what somebody added to theirs must not move the figures.
    """
    from service.wiring import build_answerer, encoder_of, ensure_index, open_library

    if shipped:
        settings = settings.model_copy(update={"home": settings.home / "eval"})
    library = open_library(settings)
    ensure_index(settings, encoder_of(settings), progress=report)
    return build_answerer(settings, library), library


def _show(report: Report, markdown: Path | None, html: Path | None, as_json: bool) -> None:
    from rich.console import Console

    from eval.report.markdown import write_markdown
    from eval.report.page import write_page
    from eval.report.programs import write_json
    from eval.report.terminal import print_report

    if markdown is not None:
        markdown.write_text(write_markdown(report), encoding="utf-8")
    if html is not None:
        html.write_text(write_page(report), encoding="utf-8")
    if as_json:
        typer.echo(write_json(report))
    else:
        print_report(report, Console())


def _run_yardstick(
    folder: Path,
    distractors: Path | None,
    settings: Settings,
    markdown: Path | None,
    as_json: bool,
) -> None:
    from rich.console import Console

    from eval.collections.report import print_yardstick, run_yardstick, yardstick_markdown

    result = run_yardstick(folder, settings, Console(stderr=True), distractors)
    if markdown is not None:
        markdown.write_text(yardstick_markdown(result), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(result.to_json(), ensure_ascii=False, indent=1))
    else:
        print_yardstick(Console(), result)


def _command_line() -> str:
    return " ".join(["wenju", *sys.argv[1:]])
