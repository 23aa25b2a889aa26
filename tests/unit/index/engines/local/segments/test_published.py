import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.engines.local.dense.index import DenseFacts
from index.engines.local.engine import LocalEngine
from index.engines.local.segments.published import dense_facts, read_published
from index.indexing import build_index, update_index
from service.cli.main import app
from service.settings import Settings
from service.wiring import engine_of
from tests.fakes import FakeEncoder, FakeLibrary, document

ONE = document("one", "The first text says that iron is heavy. It says so twice.")
ZHONG = document("zhong", "第三份文件談的是鐵。鐵很重。", language="zh-Hant")


def test_each_language_of_each_segment_says_how_it_is_searched(tmp_path: Path) -> None:
    library = FakeLibrary(ONE, ZHONG)
    update_index(LocalEngine(tmp_path), library, FakeEncoder())
    library.put(document("two", "The second text is about feathers."))
    update_index(LocalEngine(tmp_path), library, FakeEncoder())
    found = dense_facts(tmp_path, read_published(tmp_path))
    assert len({part.segment for part in found}) == 2
    assert sorted(part.language for part in found) == ["en", "en", "zh"]
    assert all(part.facts == DenseFacts("flat", 1, 50_000) for part in found)


def test_index_info_states_the_type_of_the_dense_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENJU_HOME", str(tmp_path))
    build_index(engine_of(Settings()), [ONE], FakeEncoder())
    shown = CliRunner().invoke(app, ["index", "info", "--json"])
    (part,) = json.loads(shown.stdout)["dense"]
    assert part["language"] == "en"
    assert part["facts"]["type"] == "flat"
    assert part["facts"]["vectors"] == 1
    plain = CliRunner().invoke(app, ["index", "info"]).stdout
    assert "flat over 1 vectors" in plain.replace("\n", " ")
