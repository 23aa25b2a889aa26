"""The large library of the benchmark: as many passages as asked for, of real sentences."""

import json
from itertools import islice
from pathlib import Path

import pytest

from corpus.documents import Language
from corpus.passages import split_document
from corpus.sentences import split_sentences
from corpus.shipped import shipped_documents
from eval.benchmarks.crowd import crowd, crowd_paragraphs, open_texts, sentences_of

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


def test_the_passages_of_benchmarks_are_sorted_by_language(tmp_path: Path) -> None:
    for name, lines in {
        "one": [("1", "zh", "一。"), ("2", "en", "One.")],
        "two": [("1", "zh", "二。")],
    }.items():
        (tmp_path / name).mkdir()
        written = "\n".join(
            json.dumps({"passage_id": passage, "lang": lang, "text": text}, ensure_ascii=False)
            for passage, lang, text in lines
        )
        (tmp_path / name / "passages.jsonl").write_text(written, encoding="utf-8")
    assert open_texts([tmp_path / "one", tmp_path / "two"]) == {
        "zh-Hant": ["一。", "二。"],
        "en": ["One."],
    }


def test_without_a_benchmark_the_shipped_texts_are_taken() -> None:
    assert open_texts([]) == {"zh-Hant": [document.text for document in shipped_documents()]}


def test_sentences_that_would_swallow_their_neighbour_are_left_out() -> None:
    texts = ["會談結束了。各國同意。", "各國同意。", "第一節 標題"]
    assert sentences_of(texts, "zh-Hant") == ["會談結束了。", "各國同意。"]


def test_every_paragraph_is_one_passage_of_whole_sentences() -> None:
    known = set(sentences_of([ENGLISH], "en"))
    for paragraph in islice(crowd_paragraphs("en", [ENGLISH], "seed"), 20):
        assert {paragraph[start:end] for start, end in split_sentences(paragraph)} <= known
