"""Results are kept step by step, found again, and compared with the last of the same machine."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.benchmarks.figures import Figure
from eval.benchmarks.results import (
    FOLDER,
    Results,
    latest_results,
    load_results,
    open_results,
    results_before,
)
from eval.errors import ResultsInvalid

FIGURES = [
    Figure("ask p50", 6.25, "ms", {"passages": 1000, "clients": 1}),
    Figure("nDCG@10", 0.9712, "", {"system": "wenju"}),
]


def results_at(path: Path, commit: str = "abc") -> Results:
    return Results(path, path.name[:10], {"processor": "P", "cores": 2}, {"commit": commit})


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    written = results_at(tmp_path / "2026-01-02-p.json")
    written.add("asking 1000", {"seconds": 3}, lambda: FIGURES)
    read = load_results(written.path)
    assert read.all() == FIGURES
    assert read.date == "2026-01-02"
    assert read.steps["asking 1000"]["options"] == {"seconds": 3}
    assert 0 <= read.steps["asking 1000"]["others_busy"] <= 1
    assert [path.name for path in tmp_path.iterdir()] == ["2026-01-02-p.json"]


def test_a_step_counts_as_measured_with_the_same_commit_and_options_only(tmp_path: Path) -> None:
    results = results_at(tmp_path / "2026-01-02-p.json")
    results.add("asking 1000", {"seconds": 3}, lambda: FIGURES)
    assert results.has("asking 1000", {"seconds": 3})
    assert not results.has("asking 1000", {"seconds": 4})
    assert not results.has("asking 2000", {"seconds": 3})
    assert not replace(results, versions={"commit": "def"}).has("asking 1000", {"seconds": 3})


def test_a_step_that_fails_leaves_the_earlier_figures(tmp_path: Path) -> None:
    results = results_at(tmp_path / "2026-01-02-p.json")
    results.add("asking 1000", {}, lambda: FIGURES)

    def failing() -> list[Figure]:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        results.add("asking 1000", {}, failing)
    assert load_results(results.path).all() == FIGURES


def test_a_run_of_the_same_day_goes_on_where_it_was(tmp_path: Path) -> None:
    first = open_results(tmp_path)
    first.add("asking 1000", {}, lambda: FIGURES)
    assert open_results(tmp_path).all() == FIGURES
    assert open_results(tmp_path, fresh=True).all() == []


def test_the_last_results_are_those_of_an_earlier_day_on_the_same_kind_of_machine(
    tmp_path: Path,
) -> None:
    for name in ("2026-01-01-p.json", "2026-01-02-p.json", "2026-01-03-q.json"):
        results_at(tmp_path / name).save()
    now = results_at(tmp_path / "2026-01-04-p.json")
    now.save()
    before = results_before(now)
    assert before is not None
    assert before.date == "2026-01-02"
    assert results_before(results_at(tmp_path / "2026-01-01-p.json")) is None
    newest = latest_results(tmp_path)
    assert newest is not None
    assert newest.date == "2026-01-04"


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", json.dumps({"steps": {"x": 3}})])
def test_a_broken_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "2026-01-02-p.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ResultsInvalid, match=r"2026-01-02-p\.json"):
        load_results(path)


def test_the_results_that_are_kept_here_can_be_read() -> None:
    for path in FOLDER.glob("*.json"):
        assert load_results(path).all(), path.name
