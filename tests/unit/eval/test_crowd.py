"""The large library of the benchmark: as many passages as asked for, of real sentences."""

import json
from pathlib import Path

import pytest

from corpus.documents import Language
from corpus.passages import split_document
from corpus.shipped import shipped_documents
from eval.crowd import benchmark_texts, crowd

ENGLISH = " ".join(
    f"The {ordinal} of the talks was held in Beijing and ended after several days without result."
    for ordinal in ("first", "second", "third", "fourth", "fifth")
)


def texts() -> dict[Language, list[str]]:
    return {"zh-Hant": [document.text for document in shipped_documents()], "en": [ENGLISH]}


def test_there_are_as_many_passages_as_asked_for_in_each_language() -> None:
    documents = list(crowd(texts(), 400))
    assert [document.language for document in documents] == ["zh-Hant", "zh-Hant", "en", "en"]
    assert [len(split_document(document)) for document in documents] == [100] * 4


def test_sentences_are_those_of_the_texts() -> None:
    (document, *_) = crowd({"zh-Hant": texts()["zh-Hant"]}, 100)
    known = texts()["zh-Hant"][0]
    for passage in split_document(document):
        assert [document.text[start:end] in known for start, end in passage.sentences]


def test_the_same_seed_gives_the_same_library() -> None:
    versions = [[document.version for document in crowd(texts(), 200, seed)] for seed in (1, 1, 2)]
    assert versions[0] == versions[1]
    assert versions[0] != versions[2]


@pytest.mark.parametrize("passages", [0, 99])
def test_less_than_a_document_is_nothing(passages: int) -> None:
    assert list(crowd({"en": [ENGLISH]}, passages)) == []


def test_a_benchmarks_passages_are_sorted_by_language(tmp_path: Path) -> None:
    lines = [{"lang": "zh", "text": "一。"}, {"lang": "en", "text": "One."}]
    written = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    (tmp_path / "passages.jsonl").write_text(written, encoding="utf-8")
    assert benchmark_texts(tmp_path) == {"zh-Hant": ["一。"], "en": ["One."]}
