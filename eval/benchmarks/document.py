"""Fills docs/benchmarks.md and docs/benchmarks/*.svg from results."""

from collections.abc import Iterator
from pathlib import Path

from eval.benchmarks.machine import ROOT
from eval.benchmarks.plots import draw, latency_chart, throughput_chart
from eval.benchmarks.results import SHORTCUT, Results
from eval.benchmarks.tables import all_tables
from eval.report.markdown import draw as draw_table
from eval.report.markdown import escape

DOCUMENT = ROOT / "docs" / "benchmarks.md"
PICTURES = ROOT / "docs" / "benchmarks"
BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"


def write_document(
    results: Results, before: Results | None, document: Path = DOCUMENT, pictures: Path = PICTURES
) -> None:
    """Put tables and pictures of these results in place of those that are there."""
    charts = {"latency": latency_chart, "throughput": throughput_chart}
    pictures.mkdir(parents=True, exist_ok=True)
    shown = []
    for name, chart_of in charts.items():
        chart = chart_of(results.all())
        if chart.lines:
            (pictures / f"{name}.svg").write_text(draw(chart), encoding="utf-8")
            shown.append(f"![{chart.title}, by {chart.across}]({pictures.name}/{name}.svg)")
    filled = "\n".join(_lines(results, before, shown))
    text = document.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    tail = rest.split(END)[1]
    document.write_text(f"{head}{BEGIN}\n\n{filled}\n\n{END}{tail}", encoding="utf-8")


def _lines(results: Results, before: Results | None, pictures: list[str]) -> Iterator[str]:
    for fact in facts(results):
        yield f"- {escape(fact)}"
    for picture in pictures:
        yield ""
        yield picture
    for table in all_tables(results, before):
        yield ""
        yield from ("#" + line if line.startswith("## ") else line for line in draw_table(table))


def facts(results: Results) -> Iterator[str]:
    """What was measured on and with, and how quiet it was."""
    about = results.machine
    yield (
        f"{results.date}, {about['processor']}, {about['cores']} cores, {about['memory_gb']} GB, "
        f"{about['system']}, Python {about['python']}"
    )
    yield ", ".join(f"{name} {found}" for name, found in results.versions.items())
    busy = max((step.get("others_busy", 0.0) for step in results.steps.values()), default=0.0)
    yield f"Other programs used at most {busy:.0%} of the processors before a step."
    yield SHORTCUT
