from pathlib import Path

import pytest

from corpus.errors import RecordInvalid
from corpus.examples import examples_of


def test_shipped_text_has_an_example_in_each_script() -> None:
    found = examples_of({"nsc-thesis-ch6"})
    assert {example.language for example in found} == {"zh-Hant", "zh-Hans", "en"}


def test_only_documents_that_are_there_give_examples() -> None:
    assert examples_of(set()) == []


def test_file_that_is_no_list_of_examples_is_named(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "examples.json").write_text('[{"question": "?"}]', encoding="utf-8")
    with pytest.raises(RecordInvalid, match=r"examples\.json"):
        examples_of({"one"}, tmp_path)
