"""A run goes on past steps that fail, and does not repeat what it has."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import typer

from eval.benchmarks.__main__ import _numbers, _Run
from eval.benchmarks.asking import measure_asking
from eval.benchmarks.figures import Figure
from eval.benchmarks.libraries import make_library
from eval.benchmarks.questions import open_questions
from eval.benchmarks.results import open_results
from eval.errors import ServiceRefused

FIGURE = Figure("ask p50", 6.0, "ms", {"passages": 1000, "clients": 1})


def failing() -> Iterator[Figure]:
    yield FIGURE
    raise ServiceRefused("the service said no")


def test_a_step_that_fails_is_named_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = _Run(open_results(tmp_path))
    run.step("asking 1", {}, failing)
    run.step("asking 2", {}, lambda: [FIGURE])
    with pytest.raises(typer.Exit) as ended:
        run.finish(document=False)
    assert ended.value.exit_code == 1
    said = capsys.readouterr().out
    assert "asking 1 failed: the service said no" in " ".join(said.split())
    assert list(open_results(tmp_path).steps) == ["asking 2"]


def test_a_step_is_measured_once_with_the_same_options(tmp_path: Path) -> None:
    measured: list[int] = []

    def measure(number: int) -> list[Figure]:
        measured.append(number)
        return [FIGURE]

    for number, options in enumerate([{"seconds": 1}, {"seconds": 1}, {"seconds": 2}]):
        _Run(open_results(tmp_path)).step("asking 1", options, partial(measure, number))
    assert measured == [0, 2]


def test_sizes_are_written_with_commas_between_them() -> None:
    assert _numbers("1000,10_000") == [1000, 10_000]
    with pytest.raises(typer.BadParameter, match="'1k' is not a list of numbers"):
        _numbers("1k")


@pytest.mark.slow
@pytest.mark.model
def test_a_small_library_is_measured_from_its_start_to_many_clients(tmp_path: Path) -> None:
    made = make_library(tmp_path, 100, [])
    questions = open_questions([])[:30]
    figures = list(measure_asking(made.home, 100, questions, [1, 4], 0.5))
    found = {(f.name, f.at.get("clients"), f.at.get("stage")): f.value for f in figures}
    assert {name for name, *_ in found} == {
        "start to ready", "start to first answer", "ask p50", "ask p95", "ask p99",
        "stage p50", "stage p95", "answers", "rejected", "crowded ask p50", "crowded ask p95",
        "processor time of the service", "processor time of the clients",
        "memory", "memory of its own",
    }  # fmt: skip
    assert found["ask p50", 1, None] <= found["ask p95", 1, None] <= found["ask p99", 1, None]
    stages = {stage for name, _, stage in found if name == "stage p50"}
    assert {"encode", "search", "http"} <= stages
    assert found["rejected", 4, None] == 0
    assert found["memory", None, None] >= found["memory of its own", None, None] > 50
    assert found["start to first answer", None, None] > found["start to ready", None, None]
