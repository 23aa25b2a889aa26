"""A report as one self-contained HTML file: no script, nothing loaded from anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from eval.gold_questions.questions import LANGUAGES, Question
from eval.gold_questions.running import Asked
from eval.report.tables import Report, all_tables, describe_asked, facts, headline

_TEMPLATE = "report.html.jinja"


@dataclass(frozen=True, slots=True)
class GridRow:
    """One question and, per language, what came back and how good that is."""

    question: Question
    cells: tuple[tuple[str, str, str], ...]


def write_page(report: Report) -> str:
    """The whole report; everything in it is escaped."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    source = files("eval.report").joinpath(_TEMPLATE).read_text(encoding="utf-8")
    return environment.from_string(source).render(
        report=report,
        headline=headline(report),
        facts=facts(report),
        tables=all_tables(report),
        grid=list(_grid(report)),
        languages=LANGUAGES,
    )


def _grid(report: Report) -> Iterator[GridRow]:
    by_language = {language: report.run.in_language(language) for language in LANGUAGES}
    for question in report.run.questions:
        asked = [by_language[language][question.question_id] for language in LANGUAGES]
        yield GridRow(
            question,
            tuple(
                (one.question.texts[one.language], describe_asked(one), rate(one)) for one in asked
            ),
        )


def rate(asked: Asked) -> str:
    """`good`, `fair` or `bad`: the colour of a cell, which always has words as well."""
    if not asked.question.answerable:
        return {"no_answer": "good", "weak": "fair", "answered": "bad"}[asked.status]
    if asked.answer_rank is None or asked.answer_rank > 5:
        return "bad"
    return "good" if asked.answer_rank == 1 and asked.status == "answered" else "fair"
