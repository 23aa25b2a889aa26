"""Tables and pictures of a run, and the document that is filled with them."""

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from eval.benchmarks.document import BEGIN, END, write_document
from eval.benchmarks.figures import Figure
from eval.benchmarks.plots import Chart, draw, latency_chart, throughput_chart
from eval.benchmarks.results import Results
from eval.benchmarks.tables import all_tables

FIGURES = [
    Figure("ask p50", 6.0, "ms", {"passages": 10_000, "clients": 1}),
    Figure("ask p95", 41.0, "ms", {"passages": 10_000, "clients": 1}),
    Figure("ask p50", 3.0, "ms", {"passages": 1000, "clients": 1}),
    Figure("stage p50", 2.0, "ms", {"passages": 1000, "stage": "encode"}),
    Figure("answers", 100.0, "answers/s", {"passages": 1000, "clients": 1}),
    Figure("answers", 150.0, "answers/s", {"passages": 1000, "clients": 16}),
    Figure("memory", 612.4, "MB", {"passages": 10_000}),
    Figure("recall@10 of the dense index", 0.987, "", {"passages": 10_000, "pool": "zh"}),
    Figure("indexing", 90.0, "passages/s", {"stage": "all"}),
    Figure("nDCG@10", 0.9712, "", {"system": "wenju", "questions": "en", "passages": "both"}),
    Figure("nDCG@10", 0.7983, "", {"system": "txtai", "questions": "en", "passages": "both"}),
    Figure("peer ask p50", 9.0, "ms", {"system": "txtai", "passages": 240}),
]


def results(figures: list[Figure], date: str = "2026-01-02") -> Results:
    about = {"processor": "P", "cores": 2, "memory_gb": 8, "system": "Linux 6", "python": "3.11"}
    steps = {"all": {"commit": "abc", "options": {}, "others_busy": 0.03}}
    path = Path(f"{date}-p.json")
    return Results(path, date, about, {"commit": "abc"}, steps, {"all": figures})


def rows(figures: list[Figure], title: str, before: Results | None = None) -> dict[str, list[str]]:
    found = {table.title: table for table in all_tables(results(figures), before)}
    return {row[0]: list(row[1:]) for row in found[title].rows}


def test_budgets_are_judged_where_there_is_one() -> None:
    assert rows(FIGURES, "Budgets of two cores") == {
        "ask p50 (10,000 passages, 1 clients)": ["6.00 ms", "15", "6", "✔✔"],
        "ask p95 (10,000 passages, 1 clients)": ["41.0 ms", "40", "15", "✘"],
        "memory (10,000 passages)": ["612 MB", "900", "500", "✔"],
        "indexing (stage all)": ["90.0 passages/s", "100", "300", "✘"],
    }


def test_sizes_stand_beside_each_other_the_smallest_first() -> None:
    assert rows(FIGURES, "By size of the library (passages)") == {
        "ask p50": ["3.00 ms", "6.00 ms"],
        "ask p95": ["", "41.0 ms"],
        "memory": ["", "612 MB"],
        "recall@10 of the dense index, zh": ["", "0.987"],
    }


def test_clients_stand_beside_each_other() -> None:
    assert rows(FIGURES, "Clients at once") == {
        "1,000: answers": ["100 answers/s", "150 answers/s"]
    }


def test_systems_are_compared_on_the_same_questions() -> None:
    assert rows(FIGURES, "Others beside it: nDCG@10") == {
        "Wenju, in process": ["0.971"],
        "txtai": ["0.798"],
    }
    assert rows(FIGURES, "Others beside it: time and memory") == {"240: ask p50": ["9.00 ms"]}


def test_an_earlier_run_is_compared_where_both_measured() -> None:
    before = results(
        [Figure("ask p50", 12.0, "ms", {"passages": 1000, "clients": 1})], "2026-01-01"
    )
    assert rows(FIGURES, "Compared with the last run", before) == {
        "ask p50 (1,000 passages, 1 clients)": ["12.0 ms", "3.00 ms", "0.25", "better"]
    }


@pytest.mark.parametrize("chart_of", [latency_chart, throughput_chart])
def test_a_picture_is_whole_and_says_every_value_as_text(chart_of: object) -> None:
    assert callable(chart_of)
    chart = chart_of(FIGURES)
    root = ElementTree.fromstring(draw(chart))
    texts = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    values = [value for line in chart.lines.values() for value in line.values()]
    assert values
    for value in values:
        assert f"{value:.0f}" in texts or f"{value:.1f}" in texts
    assert set(chart.lines) <= set(texts)
    assert set(chart.columns) <= set(texts)


def test_a_picture_is_dark_in_the_dark_and_loads_nothing() -> None:
    drawn = draw(latency_chart(FIGURES))
    assert "prefers-color-scheme: dark" in drawn
    assert re.findall(r"<script|href|url\(|@import", drawn) == []


def test_points_are_higher_the_larger_their_value_and_within_the_picture() -> None:
    chart = Chart("T", "x", ["a", "b", "c"], {"line": {"a": 1.0, "b": 300.0, "c": 0.0}})
    root = ElementTree.fromstring(draw(chart))
    a, b, c = (float(dot.attrib["cy"]) for dot in root.iter("{http://www.w3.org/2000/svg}circle"))
    assert 0 < b < a < c < 360


def test_text_in_a_picture_is_escaped() -> None:
    drawn = draw(Chart("<&>", "x", ["a"], {"<line>": {"a": 1.0}}))
    assert "&lt;&amp;&gt;" in drawn
    ElementTree.fromstring(drawn)


def test_the_document_is_filled_between_its_marks_and_nowhere_else(tmp_path: Path) -> None:
    document, pictures = tmp_path / "benchmarks.md", tmp_path / "benchmarks"
    document.write_text(f"# Before\n\n{BEGIN}\nold\n{END}\n\nAfter\n", encoding="utf-8")
    write_document(results(FIGURES), None, document, pictures)
    text = document.read_text(encoding="utf-8")
    assert text.startswith(f"# Before\n\n{BEGIN}\n")
    assert text.endswith(f"{END}\n\nAfter\n")
    assert "old" not in text
    assert "| ask p50 | 3.00 ms | 6.00 ms |" in text
    assert "2026-01-02, P, 2 cores" in text
    for picture in re.findall(r"\((benchmarks/\w+\.svg)\)", text):
        ElementTree.parse(tmp_path / picture)
    write_document(results(FIGURES), None, document, pictures)
    assert document.read_text(encoding="utf-8") == text
