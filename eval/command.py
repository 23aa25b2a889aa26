"""`wenju eval`: measure what people get, and fail when it got worse.

Loaded by `service.cli.main` by name, since `eval` stands above `service`; what it needs beyond the
command's own options is imported when it runs, so that the other commands start fast.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from eval.report.tables import Report
    from service.settings import Settings

SplitOption = Literal["dev", "reported", "all"]


def register(app: typer.Typer) -> None:
    """Add `eval` to the command line."""
    app.command("eval")(evaluate)
    app.command("fit")(fit)


def fit(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Further data: gold folders (questions, and their texts in texts/) and benchmarks "
            "(passages.jsonl, queries.jsonl, qrels.txt)."
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Where to write the calibration.")] = Path(
        "calibration.json"
    ),
) -> None:
    """Fit fusion and confidence for the encoder that the settings name.

    The development part of the shipped gold questions is always fitted on.

    Example: wenju fit my-gold xquad --out calibration.json
    """
    from eval.fitting.command import fit_calibration, write_calibration

    write_calibration(fit_calibration(_settings(), folders or []), out)


def evaluate(
    yardstick: Annotated[
        Path | None, typer.Option(help="Measure a benchmark folder instead of the gold questions.")
    ] = None,
    distractors: Annotated[
        Path | None, typer.Option(help="With --yardstick: more passages, for the fairness check.")
    ] = None,
    gold: Annotated[
        Path | None,
        typer.Option(
            help="Your own questions about the documents of your library: a CSV or JSONL file "
            "(question, quote, document), or a folder."
        ),
    ] = None,
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", help="Which of the shipped sets; all of them by default."),
    ] = None,
    split: Annotated[SplitOption, typer.Option(help="Which questions.")] = "reported",
    baseline: Annotated[
        Path | None,
        typer.Option(
            help="Compare with this file; by default the committed one, or with --gold "
            "the one beside it."
        ),
    ] = None,
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", help="Write what was measured as the baseline.")
    ] = False,
    markdown: Annotated[Path | None, typer.Option(help="Write the report as Markdown.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the report as one HTML file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Ask the gold questions; exit with 1 if answers got worse or an invariant broke.

    Example: wenju eval --gold questions.csv --html report.html
    """
    from eval.evaluation import evaluate_own, evaluate_shipped
    from service.cli.terminal import stage_bars

    if yardstick is not None:
        _run_yardstick(yardstick, distractors, _settings(), markdown, as_json)
        return
    names = _known_sets(sets, baseline, gold)
    options = (split, baseline, update_baseline)
    with stage_bars() as progress:
        if gold is not None:
            reports = [evaluate_own(_settings(), gold, *options, progress)]
        else:
            reports = evaluate_shipped(_settings(), names, *options, progress)
    _show(reports, markdown, html, as_json)
    if not all(report.verdict.passed for report in reports):
        raise typer.Exit(1)


def _known_sets(wanted: list[str] | None, baseline: Path | None, gold: Path | None) -> list[str]:
    from eval.gold_questions.sets import SETS

    for name in wanted or ():
        if name not in SETS:
            raise typer.BadParameter(f"--set {name!r}: use one of {', '.join(SETS)}")
    names = wanted or list(SETS)
    if baseline is not None and gold is None and len(names) > 1:
        raise typer.BadParameter("--baseline is for one set; say which with --set")
    return names


def _settings() -> Settings:
    """The user's settings, in single precision: the same figures on every processor."""
    from service.settings import Settings

    return Settings().model_copy(update={"precision": "single"})


def _show(
    reports: Sequence[Report], markdown: Path | None, html: Path | None, as_json: bool
) -> None:
    from rich.console import Console

    from eval.report.markdown import write_markdown
    from eval.report.page import write_page
    from eval.report.programs import write_json
    from eval.report.terminal import print_reports

    if markdown is not None:
        markdown.write_text(write_markdown(reports), encoding="utf-8")
    if html is not None:
        html.write_text(write_page(reports), encoding="utf-8")
    if as_json:
        typer.echo(write_json(reports))
    else:
        print_reports(reports, Console())


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
