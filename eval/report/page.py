"""A report as one self-contained HTML file: no script, nothing loaded from anywhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from eval.gold_questions.judging import Asked
from eval.gold_questions.questions import LANGUAGES, Question
from eval.report.tables import Report, all_tables, describe_asked, facts, headline

_TEMPLATE = "report.html.jinja"


@dataclass(frozen=True, slots=True)
class GridRow:
    """One question and, per language, what came back and how good that is.

    A cell is text, outcome and rating; empty where the question is not asked in that language.
    """

    question: Question
    cells: tuple[tuple[str, str, str], ...]


def write_page(reports: Sequence[Report]) -> str:
    """All reports; everything in them is escaped."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    source = files("eval.report").joinpath(_TEMPLATE).read_text(encoding="utf-8")
    return environment.from_string(source).render(
        reports=reports,
        headline=headline,
        facts=facts,
        all_tables=all_tables,
        grid=_grid,
        languages=LANGUAGES,
    )


def _grid(report: Report) -> Iterator[GridRow]:
    by_language = {language: report.run.in_language(language) for language in LANGUAGES}
    for question in report.run.questions:
        asked = [by_language[language].get(question.question_id) for language in LANGUAGES]
        yield GridRow(question, tuple(_cell(one) for one in asked))


def _cell(one: Asked | None) -> tuple[str, str, str]:
    if one is None:
        return "", "", ""
    return one.question.texts[one.language], describe_asked(one), rate(one)


def rate(asked: Asked) -> str:
    """`good`, `fair` or `bad`: the colour of a cell, which always has words as well."""
    if not asked.question.answerable:
        return {"no_answer": "good", "weak": "fair", "answered": "bad"}[asked.status]
    if asked.answer_rank is None or asked.answer_rank > 5:
        return "bad"
    return "good" if asked.answer_rank == 1 and asked.status == "answered" else "fair"
