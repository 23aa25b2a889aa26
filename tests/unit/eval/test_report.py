import json
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from io import StringIO

import pytest
from rich.console import Console

from eval.gate.baselines import make_baseline
from eval.gate.figures import summarise
from eval.gate.gate import compare
from eval.gold_questions.questions import Gold
from eval.gold_questions.running import run_gold
from eval.report.markdown import escape, write_markdown
from eval.report.page import write_page
from eval.report.programs import write_json
from eval.report.tables import Report
from eval.report.terminal import print_reports
from tests.fakes_eval import FakeLibrary, ScriptedAnswerer, make_gold

GOLD = make_gold()


def make_report(gold: Gold = GOLD, lost: int = 0) -> Report:
    before = run_gold(ScriptedAnswerer(gold), FakeLibrary(), gold)
    ranks: dict[str, int | None] = {
        text: None for question in gold.questions[:lost] for text in question.texts.values()
    }
    run = run_gold(ScriptedAnswerer(gold, ranks=ranks), FakeLibrary(), gold)
    return Report(
        name="thesis",
        run=run,
        figures=summarise(run),
        verdict=compare(run, make_baseline(before)),
        compared_with="thesis-reported.json",
        made="2024-05-06 07:08 UTC, `wenju eval`",
    )


def print_to_text(reports: Sequence[Report]) -> str:
    stream = StringIO()
    print_reports(reports, Console(file=stream, width=160))
    return stream.getvalue()


class Outline(HTMLParser):
    """Collects what a page loads and runs, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "link", "img", "iframe", "object"}:
            self.loaded.append(tag)
        self.loaded += [f"{name}={value}" for name, value in attrs if name in {"src", "href"}]
        self.loaded += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("write", [print_to_text, write_markdown, write_page])
def test_a_passed_run_shows_verdict_figures_and_facts(write: object) -> None:
    assert callable(write)
    text = write([make_report()])
    assert "Gold questions: thesis: passed" in text
    assert "index-1" in text
    assert "zh-Hans→zh" in text
    assert "1.00–1.00" in text
    assert "8 answerable, 4 not" in text
    assert "Lost" not in text


def test_no_figure_is_cut_off_in_a_terminal_of_80_columns() -> None:
    stream = StringIO()
    print_reports([make_report()], Console(file=stream, width=80))
    assert "…" not in stream.getvalue()
    assert "zh-Hant→zh" in stream.getvalue()


@pytest.mark.parametrize("write", [print_to_text, write_markdown, write_page])
def test_a_failed_run_shows_why_and_which_questions_were_lost(write: object) -> None:
    assert callable(write)
    text = write([make_report(lost=5)])
    assert "FAILED" in text
    assert "R@5 on all fell from 1.000 to 0.375 over 8 questions (p = 0.031)" in text
    assert "Lost: 15" in text
    assert "water-4" in text
    assert "answer not found" in text


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    page = write_page([make_report(lost=5)])
    outline = Outline()
    outline.feed(page)
    assert outline.loaded == []
    assert "url(" not in page
    assert "@import" not in page


def test_the_page_shows_every_question_in_every_language() -> None:
    outline = Outline()
    outline.feed(write_page([make_report()]))
    for question in GOLD.questions:
        for text in question.texts.values():
            assert text in outline.text


def test_markup_in_a_question_is_shown_as_text() -> None:
    evil = "<script>alert(1)</script>"
    question = GOLD.questions[0]
    texts = {**question.texts, "en": evil}
    gold = Gold("reported", (replace(question, texts=texts), *GOLD.questions[1:]))
    page = write_page([make_report(gold)])
    outline = Outline()
    outline.feed(page)
    assert evil in outline.text
    assert outline.loaded == []


def test_markdown_is_text_in_cells() -> None:
    assert escape("a|b <i> [x](y)\n`c` *d*") == r"a\|b \<i\> \[x\](y) \`c\` \*d\*"


def test_markdown_tables_have_as_many_cells_in_every_row() -> None:
    text = write_markdown([make_report(lost=5)])
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert len(tables) >= 6
    for table in tables:
        assert len({line.replace("\\|", "").count("|") for line in table}) == 1


def test_missed_questions_are_named_in_markdown() -> None:
    text = write_markdown([make_report(lost=1)])
    assert "## Missed: 3" in text
    assert "| water-0 | en | fact | not found |" in text


def test_square_brackets_are_not_read_as_terminal_markup() -> None:
    report = replace(make_report(), made="[bold]now[/bold]")
    assert "[bold]now[/bold]" in print_to_text([report])


def test_json_holds_the_figures_and_every_question() -> None:
    everything = json.loads(write_json([make_report(lost=5)]))
    assert everything["passed"] is False
    fields = everything["sets"]["thesis"]
    assert fields["passed"] is False
    assert len(fields["questions"]) == 36
    assert fields["figures"]["slices"][0]["finding"]["measures"]["R@1"]["value"] == 3 / 8
    assert fields["questions"][0]["answer_rank"] is None
    assert fields["lost"][0]["question_id"] == "water-0"


@pytest.mark.parametrize("write", [print_to_text, write_markdown, write_page])
def test_several_sets_stand_one_after_another(write: object) -> None:
    assert callable(write)
    text = write([make_report(), replace(make_report(lost=5), name="library")])
    assert text.index("thesis: passed") < text.index("library: FAILED")


def test_a_question_that_is_not_asked_in_a_language_leaves_its_cell_empty() -> None:
    question = replace(GOLD.questions[0], texts={"en": "Ask water-0?"})
    gold = Gold("reported", (question, *GOLD.questions[1:]))
    outline = Outline()
    outline.feed(write_page([make_report(gold)]))
    assert "Ask water-0?" in outline.text
    assert "問 water-0？" not in outline.text
