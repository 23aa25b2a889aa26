"""A report in Markdown, for pull requests and documents."""

from collections.abc import Iterator, Sequence

from eval.report.cells import Table
from eval.report.tables import Report, all_tables, describe_asked, facts, headline, missed

_SPECIAL = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|"})


def write_markdown(reports: Sequence[Report]) -> str:
    """All reports, one after another."""
    return "\n".join("\n".join(_lines(report)) + "\n" for report in reports)


def _lines(report: Report) -> Iterator[str]:
    yield f"# Gold questions: {escape(headline(report))}"
    yield ""
    for name, value in facts(report):
        yield f"- {name}: {escape(value)}"
    if not report.verdict.passed:
        yield ""
        yield "## Why it failed"
        yield ""
        yield from (f"- {escape(reason)}" for reason in report.verdict.reasons)
    for table in all_tables(report):
        yield ""
        yield from draw(table)
    yield ""
    yield from _draw_missed(report)


def draw(table: Table) -> Iterator[str]:
    """One table; a cell cannot break out of it."""
    yield f"## {escape(table.title)}"
    yield ""
    yield _row(table.header)
    yield _row(["---" if n < table.words else "---:" for n in range(len(table.header))], raw=True)
    yield from (_row(cells) for cells in table.rows)
    yield ""
    yield escape(table.note)


def _draw_missed(report: Report) -> Iterator[str]:
    rows = [
        (one.question.question_id, one.language, one.question.kind, describe_asked(one))
        for one in missed(report.run)
    ]
    title = f"Missed: {len(rows)}"
    note = "Decided wrongly, or the answer is not among the first five."
    header = ("question", "language", "kind", "got")
    yield from draw(Table(title, note, header, tuple(rows), words=4))


def escape(text: str) -> str:
    """Text as text: no mark of it is read as Markdown or HTML."""
    return " ".join(text.translate(_SPECIAL).split())


def _row(cells: tuple[str, ...] | list[str], raw: bool = False) -> str:
    return "| " + " | ".join(cell if raw else escape(cell) for cell in cells) + " |"
