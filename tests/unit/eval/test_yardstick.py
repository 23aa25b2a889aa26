import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from eval.collections.loading import load_yardstick
from eval.collections.report import (
    YardstickResult,
    print_yardstick,
    run_yardstick,
    yardstick_markdown,
)
from eval.collections.runs import METHODS
from eval.errors import YardstickInvalid
from service.settings import Settings

SUBJECTS = {
    "rain": (
        ("The rainy season begins in June. Rice is planted in the first week of it.", "June"),
        ("雨季從六月開始。農民在第一個星期插秧。", "六月"),
        ("When does the rainy season begin?", "雨季從什麼時候開始？"),
    ),
    "bridge": (
        ("The stone bridge was built by the monk Daoxun. It has nineteen arches.", "Daoxun"),
        ("石橋是道詢和尚修建的。橋有十九個拱。", "道詢"),
        ("Who built the stone bridge?", "石橋是誰修建的？"),
    ),
    "trade": (
        ("Porcelain was sold to Persia by sea. Silk went over the mountains.", "Persia"),
        ("瓷器經由海路賣到波斯。絲綢翻山越嶺。", "波斯"),
        ("Where was porcelain sold to?", "瓷器賣到哪裡？"),
    ),
}

Line = Mapping[str, str]


def write(folder: Path, passages: Sequence[Line], queries: Sequence[Line], qrels: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, lines in (("passages", passages), ("queries", queries)):
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (folder / "qrels.txt").write_text(qrels, encoding="utf-8")
    return folder


def benchmark(folder: Path) -> Path:
    """Three subjects, each a passage and a question in both languages."""
    passages, queries, qrels = [], [], []
    for name, (english, chinese, asked) in SUBJECTS.items():
        for language, (text, answer), question in zip(
            ("en", "zh"), (english, chinese), asked, strict=True
        ):
            passages.append({"passage_id": f"{name}-{language}", "lang": language, "text": text})
            queries.append(
                {"query_id": f"{name}.0-{language}", "lang": language, "text": question,
                 "answer": answer}
            )  # fmt: skip
            qrels += [f"{name}.0-{language} 0 {name}-{other} 1" for other in ("en", "zh")]
    return write(folder, passages, queries, "\n".join(qrels) + "\n")


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> YardstickResult:
    folder = benchmark(tmp_path_factory.mktemp("yardsticks") / "small")
    more = folder / "distractors.jsonl"
    more.write_text(
        '{"passage_id": "d1", "lang": "en", "text": "Bridges rust in wet air."}\n'
        '{"passage_id": "d2", "lang": "zh", "text": "波斯商人坐船回家。"}\n',
        encoding="utf-8",
    )
    console = Console(file=io.StringIO())
    return run_yardstick(folder, Settings(home=folder / "home"), console, more)


@pytest.mark.model
def test_every_method_is_measured_on_every_slice(result: YardstickResult) -> None:
    slices = {(row.pool, row.question_language, row.passage_language) for row in result.ranking}
    assert slices == {
        *(("mono", one, other) for one in ("en", "zh") for other in ("en", "zh")),
        ("mixed", "en", "both"),
        ("mixed", "zh", "both"),
    }
    assert len(result.ranking) == len(slices) * len(METHODS)
    for row in result.ranking:
        assert row.questions == 3
        assert all(0 <= value <= 1 for value in row.values.values())
        # Of two right passages only one can be first.
        assert row.values["R@1"] <= (0.5 if row.pool == "mixed" else 1)
        if row.method == "hybrid":
            assert row.values["nDCG@10"] > 0.9


@pytest.mark.model
def test_what_is_shown_beside_the_ranking(result: YardstickResult) -> None:
    pairs = {"en-en", "en-zh", "zh-en", "zh-zh"}
    assert {row.pair for row in result.evidence} == {row.pair for row in result.abstention} == pairs
    assert {row.share for row in result.evidence} == {1.0}
    for row in result.abstention:
        assert row.auroc is not None
        assert row.auroc > 0.8
    assert {row.pair for row in result.fairness} == {"en-zh", "zh-en"}
    assert [row.alone for row in (*result.fairness, *result.distracted)] == [1.0] * 4
    assert set(result.script_twins) == {"zh-en", "zh-zh"}
    assert all(own == other for own, other in result.script_twins.values())
    assert result.search_ms["total"] > 0


@pytest.mark.model
def test_tables_are_printed_and_written_alike(result: YardstickResult) -> None:
    printed = Console(file=io.StringIO(), width=200)
    print_yardstick(printed, result)
    assert isinstance(printed.file, io.StringIO)
    shown, written = printed.file.getvalue(), yardstick_markdown(result)
    for words in ("small: ranking", "hybrid", "small: abstention", "with distractors"):
        assert words in shown
        assert words in written
    assert json.loads(json.dumps(result.to_json()))["name"] == "small"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"qrels": "rain.0-en 0 nowhere 1"}, "'nowhere' is not in passages.jsonl"),
        ({"qrels": "nobody 0 rain-en 1"}, "'nobody' is not in queries.jsonl"),
        ({"qrels": "rain.0-en rain-en"}, "is not `query_id 0 passage_id relevance`"),
        ({"passages": [{"passage_id": "a", "lang": "en"}]}, "passages.jsonl, line 1"),
        ({"queries": [{"query_id": "a", "lang": "fr", "text": "Où ?"}]}, "queries.jsonl, line 1"),
        (
            {"passages": 2 * [{"passage_id": "a", "lang": "en", "text": "One."}]},
            "passages.jsonl, entry 2: the id 'a' occurs twice",
        ),
    ],
)
def test_what_is_not_as_it_must_be_is_named(
    tmp_path: Path, broken: dict[str, Any], said: str
) -> None:
    whole = {
        "passages": [{"passage_id": "rain-en", "lang": "en", "text": "It rains in June."}],
        "queries": [{"query_id": "rain.0-en", "lang": "en", "text": "When does it rain?"}],
        "qrels": "rain.0-en 0 rain-en 1\n",
    }
    folder = write(tmp_path / "small", **(whole | broken))
    with pytest.raises(YardstickInvalid) as refused:
        load_yardstick(folder)
    assert said in str(refused.value)


@pytest.mark.parametrize("missing", ["passages.jsonl", "queries.jsonl", "qrels.txt"])
def test_a_missing_file_is_named_with_what_is_expected(tmp_path: Path, missing: str) -> None:
    folder = benchmark(tmp_path / "small")
    (folder / missing).unlink()
    with pytest.raises(YardstickInvalid, match=missing) as refused:
        load_yardstick(folder)
    assert "a yardstick is a folder with passages.jsonl" in str(refused.value)
