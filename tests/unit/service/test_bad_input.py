"""A folder with everything that can be wrong with a file, and two good ones, added at once."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from corpus.store.library import Library
from service.cli.main import app
from tests.bad_files import bad_files, entities

SECRET = "the words of the secret file"
GOOD = "The first report says what was found in the north.\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bad")
    folder = made / "texts"
    folder.mkdir()
    for name, (content, _) in bad_files().items():
        (folder / name).write_bytes(content)
    (made / "secret.txt").write_text(SECRET, encoding="utf-8")
    (folder / "out.txt").symlink_to(made / "secret.txt")
    (folder / "nowhere.txt").symlink_to(made / "nothing.txt")
    (folder / "circle.txt").symlink_to(folder / "circle.txt")
    (folder / "device.txt").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.txt")
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(2 * 1024**3 + 1)  # takes no room
    (folder / "entities.docx").write_bytes(entities(str(made / "secret.txt")))
    (folder / "a good one.txt").write_text(GOOD, encoding="utf-8")
    (folder / "zuletzt.txt").write_text(GOOD * 2, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def files(place: Path) -> Iterator[dict[str, Any]]:
    """What became of each file, by its name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WENJU_HOME", str(place / "home"))
        patch.chdir(place)
        command = ["add", str(place / "texts"), "--no-index", "--json"]
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 1, result.output
        yield {Path(each["path"]).name: each for each in json.loads(result.stdout)["files"]}


LINKS = ["out.txt", "nowhere.txt", "circle.txt", "device.txt", "pipe.txt", "huge.txt"]


@pytest.mark.parametrize("name", [*bad_files(), *LINKS])
def test_a_bad_file_is_refused_by_name_with_what_to_do(files: dict[str, Any], name: str) -> None:
    assert files[name]["outcome"] == "refused"
    assert name in files[name]["why"]
    assert len(files[name]["why"]) > 40


def test_the_good_files_of_the_batch_are_in(files: dict[str, Any], place: Path) -> None:
    assert {name for name, each in files.items() if each["outcome"] == "added"} == {
        "a good one.txt", "zuletzt.txt", "entities.docx"
    }  # fmt: skip
    stored = Library(place / "home")
    assert stored.get("zuletzt").text == f"{GOOD.strip()}\n\n{GOOD.strip()}"


def test_no_word_of_a_file_outside_comes_into_the_library(
    files: dict[str, Any], place: Path
) -> None:
    texts = [document.text for document in Library(place / "home").documents()]
    assert not [text for text in texts if SECRET in text]
    assert files["entities.docx"]["outcome"] == "added"  # read, and asked for nothing


def test_nothing_is_written_outside_of_the_library(files: dict[str, Any], place: Path) -> None:
    assert files
    assert sorted(path.name for path in place.iterdir()) == ["home", "secret.txt", "texts"]
    assert not list(place.rglob("evil*"))
