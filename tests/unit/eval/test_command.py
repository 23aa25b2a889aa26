import json
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from corpus.readers.dispatch import read_bytes
from corpus.store.library import Library
from eval.command import register
from eval.errors import BaselineMissing, GoldInvalid, YardstickInvalid
from eval.gate.baselines import SHIPPED, read_baseline
from eval.gold_questions.loading import STEMS, load_gold
from eval.gold_questions.sets import SETS, TEXTS
from index.ranking.evidence import Values
from service.library.adding import Adder, Wish
from service.library.origins import Origins

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
    for word in (
        "--yardstick",
        "--gold",
        "--set",
        "--split",
        "--baseline",
        "--update-baseline",
        "--html",
    ):
        assert word in output
    assert "Example: wenju eval" in output


def test_a_baseline_that_is_not_there_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    _, _, error = invoke("--set", "thesis", "--baseline", str(tmp_path / "none.json"))
    assert isinstance(error, BaselineMissing)


def test_a_baseline_of_ones_own_is_for_one_set(tmp_path: Path) -> None:
    code, output, _ = invoke("--baseline", str(tmp_path / "b.json"), "--update-baseline")
    assert code == 2
    assert "say which with --set" in output


def test_an_unknown_set_is_named_with_those_there_are() -> None:
    code, output, _ = invoke("--set", "poems")
    assert code == 2
    said = " ".join(output.replace("│", " ").split())
    assert f"'poems': use one of {', '.join(SETS)}" in said


def test_a_folder_without_questions_is_refused(tmp_path: Path) -> None:
    _, _, error = invoke("--gold", str(tmp_path))
    assert isinstance(error, GoldInvalid)


def test_a_folder_that_is_no_yardstick_is_refused(tmp_path: Path) -> None:
    _, _, error = invoke("--yardstick", str(tmp_path))
    assert isinstance(error, YardstickInvalid)


def test_committed_baselines_are_of_the_committed_questions() -> None:
    paths = {path.name: path for path in SHIPPED.glob("*.json")}
    assert set(paths) == {f"{name}-{split}.json" for name in SETS for split in STEMS}
    for name, one in SETS.items():
        for split in STEMS:
            baseline = read_baseline(paths[f"{name}-{split}.json"])
            gold = load_gold(one.folder, split)
            assert baseline.split == split
            assert {name: one.fingerprint for name, one in baseline.questions.items()} == {
                question.question_id: question.fingerprint for question in gold.questions
            }


@pytest.mark.model
def test_the_service_as_it_is_passes_and_a_seeded_regression_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENJU_HOME", str(tmp_path / "home"))
    baseline = str(tmp_path / "baseline.json")
    options = ["--set", "thesis", "--split", "dev", "--baseline", baseline]

    assert invoke(*options, "--update-baseline")[0] == 0
    code, output, _ = invoke(*options, "--json")
    report = json.loads(output[output.index("{\n") :])["sets"]["thesis"]
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


@pytest.mark.model
def test_marking_the_worst_sentence_fails_against_the_committed_baseline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def choose_worst(odds: Values) -> list[int]:
        return [int(np.argmin(odds))]

    monkeypatch.setattr("index.ranking.evidence.choose_evidence", choose_worst)
    code, output, _ = invoke("--set", "thesis", "--json")
    report = json.loads(output[output.index("{\n") :])["sets"]["thesis"]
    assert code == 1
    assert any(reason.startswith("sentence on all fell from") for reason in report["reasons"])
    # The passages are the same: nothing but the marks and what they cite is lost.
    assert not any("R@" in reason for reason in report["reasons"])


OWN = """question,quote,document
What was the highest water?,1939 | 402 | wall overtopped,tidal-labour
海堤的头人怎么选？,這一職務由沿線十二村輪流推舉,hai-tang
Who painted the wall?,,
"""


@pytest.mark.model
def test_own_questions_in_a_csv_are_asked_of_the_own_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENJU_HOME", str(tmp_path / "home"))
    library = Library(tmp_path / "home")
    adder = Adder(library, Origins(tmp_path / "home"))
    for name in ("tidal-labour.html", "hai-tang.md"):
        content = (TEXTS / name).read_bytes()
        wish = Wish(document_id=name.split(".")[0])
        adder.store(adder.draft(content, name, read_bytes(content, name), wish))
    questions = tmp_path / "own.csv"
    questions.write_text(OWN, encoding="utf-8")

    code, output, error = invoke("--gold", str(questions), "--update-baseline", "--json")
    report = json.loads(output[output.index("{\n") :])["sets"]["own.csv"]
    assert (code, error, report["passed"]) == (0, None, True)
    assert report["compared_with"] == "own.baseline.json"
    assert [one["language"] for one in report["questions"]] == ["en", "zh-Hans", "en"]
    assert report["figures"]["answerable"] == 2
    assert report["figures"]["unanswerable"] == 1

    # The second time it is compared with what was written beside the questions.
    code, output, _ = invoke("--gold", str(questions), "--json")
    report = json.loads(output[output.index("{\n") :])["sets"]["own.csv"]
    assert (code, report["compared_with"]) == (0, "own.baseline.json")
    assert {c["p_drop"] for c in report["comparisons"]} == {1.0}

    # A document that is not there, and words that are not: each by its line.
    questions.write_text(
        "question,quote,document\n"
        "How high?,Water and villages,atlas\n"
        "How high?,402 metres,tidal-labour\n",
        encoding="utf-8",
    )
    _, _, error = invoke("--gold", str(questions))
    assert isinstance(error, GoldInvalid)
    missing, absent = error.problems
    assert missing.startswith(f"{questions}: line 2: there is no document 'atlas'")
    assert absent.startswith(f"{questions}: line 3: the quotation '402 metres' does not occur in ")
