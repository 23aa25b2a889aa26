import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.training.errors import YardstickMalformed
from index.training.evaluation import Yardstick, measure, read_yardstick

VECTORS = {"q": [1.0, 0.0], "near": [0.9, 0.1], "far": [0.0, 1.0], "mid": [0.5, 0.5]}


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    return np.array([VECTORS[text] for text in texts], dtype=np.float32)


def test_figures_are_those_worked_out_by_hand() -> None:
    passages = {"1": ("en", "near"), "2": ("en", "far"), "3": ("zh", "mid")}
    yardstick = Yardstick("t", {"q": ("en", "q")}, passages, {"q": {"2", "3"}})
    english, chinese, mixed = measure(yardstick, encode)
    assert (english.slice, english.recall_1, english.recall_5) == ("t en→en", 0.0, 1.0)
    assert english.ndcg_10 == pytest.approx(1 / np.log2(3))
    assert (chinese.slice, chinese.ndcg_10) == ("t en→zh", 1.0)
    assert (mixed.slice, mixed.recall_1) == ("t mixed pool en→zh", 0.0)
    assert mixed.ndcg_10 == pytest.approx(1 / np.log2(3))


def test_a_folder_is_read(tmp_path: Path) -> None:
    passage = {"passage_id": "p", "lang": "zh", "text": "茶"}
    (tmp_path / "passages.jsonl").write_text(json.dumps(passage), encoding="utf-8")
    query = {"query_id": "q", "lang": "en", "text": "tea"}
    (tmp_path / "queries.jsonl").write_text(json.dumps(query), encoding="utf-8")
    (tmp_path / "qrels.txt").write_text("q 0 p 1\nq 0 x 0\n", encoding="utf-8")
    read = read_yardstick(tmp_path)
    assert read.relevant == {"q": {"p"}}
    assert read.questions == {"q": ("en", "tea")}


def test_a_folder_without_the_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(YardstickMalformed, match=r"passages\.jsonl"):
        read_yardstick(tmp_path)
