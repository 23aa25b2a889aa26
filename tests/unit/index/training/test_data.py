import gzip
import json
import logging
from pathlib import Path

import pytest

from index.training.data import Pair, read_folder
from index.training.errors import NoTrainingData


def test_rows_of_plain_and_packed_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "parallel").mkdir()
    (tmp_path / "parallel" / "a.jsonl").write_text(
        json.dumps({"en": "tea", "zh": "茶", "lex": 0.5}) + "\n", encoding="utf-8"
    )
    with gzip.open(tmp_path / "parallel" / "b.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"en": "rice", "zh": "米"}) + "\n")
    data = read_folder(tmp_path)
    assert data.pairs == [Pair("tea", "茶", "a", 0.5), Pair("rice", "米", "b", 1.0)]


def test_malformed_lines_are_named_counted_and_passed_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "parallel").mkdir()
    lines = ['{"en": "tea", "zh": "茶"}', "not json", '{"en": "", "zh": "空"}', '["a list"]', "{}"]
    (tmp_path / "parallel" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        data = read_folder(tmp_path)
    assert len(data.pairs) == 1
    assert data.malformed == 4
    assert [f"a.jsonl, line {number}" in caplog.text for number in (1, 2, 3, 4, 5)] == [
        False, True, True, True, True,
    ]  # fmt: skip
    assert caplog.messages[-1] == "4 malformed lines were passed over"


def test_an_empty_folder_stops_with_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(NoTrainingData, match=r"parallel/\*\.jsonl"):
        read_folder(tmp_path)


def test_variants_and_translations_are_told_apart(tmp_path: Path) -> None:
    for name, row in (
        ("parallel", {"en": "tea", "zh": "茶"}),
        ("lexicon", {"zh": "里根", "to": ["雷根"]}),
        ("qa", {"question": "?", "passage": "p", "lang_q": "en", "lang_p": "zh-Hant"}),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    data = read_folder(tmp_path)
    assert (data.entries[0].renderings, data.entries[0].variants) == (("雷根",), True)
    assert data.questions[0].passage_language == "zh"
