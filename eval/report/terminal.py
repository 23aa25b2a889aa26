"""A report for people at a terminal."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from eval.report.cells import Table
from eval.report.tables import Report, all_tables, facts, headline


def print_reports(reports: Sequence[Report], console: Console) -> None:
    """Print every report, and last the verdicts and what to look at."""
    for report in reports:
        _print(report, console)
        console.print()
    for report in reports:
        console.print(_verdict(report))
        for reason in report.verdict.reasons:
            console.print(Text(f"  {reason}"))


def _print(report: Report, console: Console) -> None:
    console.print(_verdict(report))
    for name, value in facts(report):
        console.print(Text.assemble((f"{name:>16}  ", "dim"), value))
    for table in all_tables(report):
        console.print()
        console.print(draw(table))


def draw(table: Table) -> RichTable:
    """One table, its words to the left and its figures to the right; texts are never markup."""
    drawn = RichTable(
        title=Text(table.title, style="bold"), caption=Text(table.note, style="dim"),
        title_justify="left", caption_justify="left", box=SIMPLE_HEAD, pad_edge=False,
        collapse_padding=True,
    )  # fmt: skip
    for number, name in enumerate(table.header):
        drawn.add_column(Text(name), justify="left" if number < table.words else "right")
    for row in table.rows:
        drawn.add_row(*(Text(cell) for cell in row), style="red" if row[-1] == "FELL" else None)
    return drawn


def _verdict(report: Report) -> Text:
    style = "bold green" if report.verdict.passed else "bold red"
    return Text(f"Gold questions: {headline(report)}", style=style)
