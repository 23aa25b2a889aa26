"""What the README says is so: its commands, its two examples, and the service that it starts."""

import re
import subprocess
from pathlib import Path

import pytest

from eval.serving import serving
from service.answering import Answerer
from service.settings import Settings
from service.wiring import build_answerer, ensure_index
from tests.project import ROOT, files, named
from tests.running import ask, clean_environment

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.M))
DOCUMENTS = [path for path in files() if path.suffix == ".md"]

IN_THREE_SCRIPTS = {
    "zh-Hant": "日本面對朝核危機要考慮哪兩個因素？",
    "zh-Hans": "日本面对朝核危机要考虑哪两个因素？",
    "en": "What two considerations does Japan have to weigh in the North Korean nuclear crisis?",
}


def examples() -> list[tuple[str, str, str, str]]:
    """Question, quoted answer, citation and address of each example on the first screen.

    The citation without the quotation that it begins with, which stands above it already.
    """
    pattern = r"^> \*\*(.+?)\*\*\n>\n> (.+)\n>\n> (.+)\n> `(.+@.+)`$"
    return re.findall(pattern, README, re.M)


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    ensure_index(settings)
    return build_answerer(settings)


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_commands_in_the_documents_exist(path: Path) -> None:
    commands = re.findall(r"(?:`|^)make ((?:[a-z]+ ?)+)", path.read_text(encoding="utf-8"), re.M)
    wanted = {target for command in commands for target in command.split()}
    assert wanted - TARGETS == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_links_between_the_documents_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_architecture_names_files_that_are_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    missing = []
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        folder = re.match(r"(\w+)/:", section)
        for name in re.findall(r"`([\w/]+(?:\.(?:py|toml|json)|/))`", section):
            places = [ROOT / name, ROOT / folder[1] / name] if folder else [ROOT / name]
            missing += [name] if not any(place.exists() for place in places) else []
    assert missing == []


def test_the_first_screen_shows_a_chinese_and_an_english_question() -> None:
    questions = [question for question, *_ in examples()]
    assert len(questions) == 2
    assert [question.isascii() for question in questions] == [True, False]
    assert README.index(questions[1]) < README.index("make serve")


@pytest.mark.model
@pytest.mark.parametrize(("question", "quoted", "citation", "address"), examples())
def test_an_example_gives_the_answer_that_is_printed(
    answerer: Answerer, question: str, quoted: str, citation: str, address: str
) -> None:
    answer = answerer.ask(question)
    first = answer.passages[0]
    assert answer.status == "answered"
    assert quoted in {span.text for span in first.evidence}
    assert citation in first.citation
    assert address == first.address


def test_every_target_is_in_the_help() -> None:
    said = subprocess.run(
        ["make", "help"],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert {line.split()[0] for line in said.splitlines()} == TARGETS


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_a_target_can_be_made(target: str) -> None:
    dry = subprocess.run(
        ["make", "--dry-run", target],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
    )
    assert dry.returncode == 0, dry.stderr


def test_a_second_run_installs_nothing() -> None:
    again = subprocess.run(
        ["make", "--question", "install"], cwd=ROOT, env=clean_environment(), capture_output=True
    )
    assert again.returncode == 0, "pyproject.toml or constraints.txt changed: run make install"


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.model
def test_make_serve_answers_in_three_scripts(tmp_path: Path) -> None:
    with serving(tmp_path / "var", ["make", "serve"], ROOT, clean_environment()) as served:
        answers = {script: ask(served, text) for script, text in IN_THREE_SCRIPTS.items()}
    assert {script: answer["question"]["language"] for script, answer in answers.items()} == {
        script: script for script in IN_THREE_SCRIPTS
    }
    assert {answer["status"] for answer in answers.values()} == {"answered"}
    assert len({answer["passages"][0]["address"] for answer in answers.values()}) == 1
    assert "Traceback" not in served.log.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.model
def test_a_second_start_finds_its_index(tmp_path: Path) -> None:
    written = []
    for _ in range(2):
        with serving(tmp_path / "var", ["make", "serve"], ROOT, clean_environment()):
            written.append((tmp_path / "var" / "index" / "CURRENT").stat())
    assert written[0].st_mtime_ns == written[1].st_mtime_ns
    assert written[0].st_ino == written[1].st_ino
