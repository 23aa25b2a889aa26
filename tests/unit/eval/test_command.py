import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from eval.command import register
from eval.errors import BaselineMissing, GoldInvalid, YardstickInvalid
from eval.gate.baselines import SHIPPED, read_baseline
from eval.gold_questions.questions import load_gold

# Two commands: with one alone, Typer would not expect its name.
app = typer.Typer()
app.command("other")(lambda: None)
register(app)


def invoke(*arguments: str) -> tuple[int, str, BaseException | None]:
    result = CliRunner().invoke(app, ["eval", *arguments])
    return result.exit_code, result.output, result.exception


def test_help_shows_every_option_and_an_example() -> None:
    code, output, _ = invoke("--help")
    assert code == 0
    for word in ("--yardstick", "--gold", "--split", "--baseline", "--update-baseline", "--html"):
        assert word in output
    assert "Example: wenju eval" in output


def test_a_baseline_that_is_not_there_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    _, _, error = invoke("--baseline", str(tmp_path / "none.json"))
    assert isinstance(error, BaselineMissing)


def test_an_own_gold_folder_needs_to_be_told_where_its_baseline_goes(tmp_path: Path) -> None:
    for name in ("development.toml", "reported.toml"):
        (tmp_path / name).write_text('document_id = "x"\n[[question]]\nid = "a"\nkind = "near"\n'
                                     'answerable = false\nzh-Hant = "？"\nzh-Hans = "？"\nen = "?"\n'
                                     .replace('"a"', f'"{name[:3]}"'), encoding="utf-8")  # fmt: skip
    code, output, _ = invoke("--gold", str(tmp_path), "--update-baseline")
    assert code == 2
    assert "--baseline FILE" in output


def test_a_folder_without_questions_is_refused(tmp_path: Path) -> None:
    _, _, error = invoke("--gold", str(tmp_path))
    assert isinstance(error, GoldInvalid)


def test_a_folder_that_is_no_yardstick_is_refused(tmp_path: Path) -> None:
    _, _, error = invoke("--yardstick", str(tmp_path))
    assert isinstance(error, YardstickInvalid)


def test_committed_baselines_are_of_the_committed_questions() -> None:
    paths = sorted(SHIPPED.glob("*.json"))
    assert [path.name for path in paths] == ["gold-dev.json", "gold-reported.json"]
    for path in paths:
        baseline = read_baseline(path)
        gold = load_gold(split=baseline.split)  # type: ignore[arg-type]  # read from a file
        assert path.stem == f"gold-{baseline.split}"
        assert {name: one.fingerprint for name, one in baseline.questions.items()} == {
            question.question_id: question.fingerprint for question in gold.questions
        }


@pytest.mark.model
def test_the_service_as_it_is_passes_and_a_seeded_regression_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENJU_HOME", str(tmp_path / "home"))
    baseline = str(tmp_path / "baseline.json")
    options = ["--split", "dev", "--baseline", baseline]

    assert invoke(*options, "--update-baseline")[0] == 0
    code, output, _ = invoke(*options, "--json")
    report = json.loads(output[output.index("{\n") :])
    assert (code, report["passed"], report["won"], report["lost"]) == (0, True, [], [])
    assert report["figures"]["promises"]["violations"] == []

    # Thresholds so high that everything is refused: whatever was answered before is lost.
    monkeypatch.setenv("WENJU_ANSWERED_THRESHOLD", "1")
    monkeypatch.setenv("WENJU_WEAK_THRESHOLD", "1")
    page = tmp_path / "report.html"
    code, output, _ = invoke(*options, "--html", str(page))
    assert code == 1
    assert "FAILED" in output
    assert "decision on all fell from" in output
    assert "FAILED" in page.read_text(encoding="utf-8")
