import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from corpus.errors import FormatNotRead, TextNotReadable
from service.cli.main import app

RIGHT = "他說「南韓希望在參與「六方會談」的過程中維持半島和平與穩定」。"
ALTERED = "他說「南韓不希望在參與『六方會談』的過程中維持半島和平」。"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def verify(home: Path, file: Path, *options: str) -> Result:
    environment = {"WENJU_HOME": str(home)}
    return CliRunner().invoke(app, ["verify", str(file), *options], env=environment)


@pytest.mark.parametrize(
    ("draft", "code", "said"),
    [
        (RIGHT, 0, "1 of 1 quotations are right"),
        (RIGHT + "\n\n" + ALTERED, 1, "draft: 不   source: nothing"),
        ("沒有引文。", 0, "0 of 0 quotations are right"),
    ],
)
def test_the_exit_code_says_whether_all_is_right(
    home: Path, tmp_path: Path, draft: str, code: int, said: str
) -> None:
    file = tmp_path / "draft.md"
    file.write_text(draft, encoding="utf-8")
    result = verify(home, file)
    assert result.exit_code == code, result.output
    assert said in result.output


def test_json_is_what_http_answers(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "draft.txt"
    file.write_text(ALTERED, encoding="utf-8")
    found = json.loads(verify(home, file, "--json").stdout)
    assert set(found) == {"file", "quotations", "counts"}
    assert found["quotations"][0]["differences"] == [{"quoted": "不", "original": ""}]


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [("missing.md", None, TextNotReadable), ("a.pdf", b"%PDF-1.7", FormatNotRead)],
)
def test_what_cannot_be_read_is_an_error(
    home: Path, tmp_path: Path, name: str, content: bytes | None, error: type[Exception]
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    assert isinstance(verify(home, file).exception, error)
