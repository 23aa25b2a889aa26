"""What a report holds, and all of its tables; the terminal, Markdown and the page draw them."""

from collections.abc import Iterator
from dataclasses import dataclass

from eval.gate.figures import Figures
from eval.gate.gate import Verdict
from eval.gold_questions.judging import Asked
from eval.gold_questions.running import GoldRun
from eval.report.cells import Table
from eval.report.figure_tables import finding_table, quoting_table, refusing_table, status_table
from eval.report.gate_tables import change_table, comparison_table, parts_table, promises_table


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report shows; `name` is of the set, `made` says when and by which command."""

    name: str
    run: GoldRun
    figures: Figures
    verdict: Verdict
    compared_with: str | None
    made: str


def headline(report: Report) -> str:
    """The verdict in one line."""
    if not report.verdict.passed:
        return f"{report.name}: FAILED, {len(report.verdict.reasons)} reasons"
    compared = "" if report.compared_with else " (nothing to compare with)"
    return f"{report.name}: passed{compared}"


def facts(report: Report) -> list[tuple[str, str]]:
    """What was measured, on what, when."""
    figures = report.figures
    return [
        ("questions", f"{figures.answerable} answerable, {figures.unanswerable} not"),
        ("split", figures.split),
        ("index version", figures.index_version),
        ("compared with", report.compared_with or "nothing"),
        ("ask, p50 / p95", f"{figures.p50_ms:.1f} / {figures.p95_ms:.1f} ms"),
        ("made", report.made),
    ]


def all_tables(report: Report) -> list[Table]:
    """Every table that has rows, in reading order."""
    tables = [
        finding_table(report.figures),
        quoting_table(report.figures),
        refusing_table(report.figures),
        status_table(report.figures),
        promises_table(report.figures),
        parts_table(report.run),
        comparison_table(report.verdict),
        change_table("Lost", report.verdict.lost),
        change_table("Won", report.verdict.won),
    ]
    return [table for table in tables if table.rows]


def describe_asked(asked: Asked) -> str:
    """What came back for one question, in two or three words."""
    if not asked.question.answerable:
        return asked.status
    if asked.status == "no_answer":
        return "no_answer"
    place = f"rank {asked.answer_rank}" if asked.answer_rank else "not found"
    return place if asked.status == "answered" else f"{place}, weak"


def missed(run: GoldRun) -> Iterator[Asked]:
    """Questions that were decided wrongly, or whose answer is not among the first five."""
    for one in run.asked:
        found = one.answer_rank is not None and one.answer_rank <= 5
        if not one.decided_right or (one.question.answerable and not found):
            yield one
