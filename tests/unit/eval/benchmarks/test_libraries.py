"""Large libraries are made once and kept; stages are measured on real texts."""

import json
from pathlib import Path

import pytest

from eval.benchmarks.figures import Figure
from eval.benchmarks.libraries import building, make_library
from eval.benchmarks.questions import open_questions
from eval.benchmarks.stages import measure_stages
from index.engines.local.segments.generations import current_generation, read_manifest
from tests.fakes import FakeEncoder

SENTENCES = [
    f"The delegation number {number} arrived in Beijing on that day and left on the next one."
    for number in range(40)
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A benchmark folder: 4 English passages of 10 sentences, and a question in each language."""
    where = tmp_path / "texts"
    where.mkdir()
    passages = [
        {"passage_id": f"p{n}", "lang": "en", "text": " ".join(SENTENCES[10 * n : 10 * n + 10])}
        for n in range(4)
    ]
    queries = [("1", "zh", "甲？"), ("2", "zh", "乙？"), ("3", "en", "A?"), ("4", "zh", "甲？")]
    asked = [{"query_id": name, "lang": lang, "text": text} for name, lang, text in queries]
    for name, lines in (("passages", passages), ("queries", asked)):
        written = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (where / f"{name}.jsonl").write_text(written, encoding="utf-8")
    return where


def test_a_library_is_made_once(tmp_path: Path, folder: Path) -> None:
    encoder = FakeEncoder()
    made = make_library(tmp_path, 200, [folder], encoder)
    manifest = read_manifest(current_generation(made.home / "index"))
    assert manifest.passages["en"] == 200
    assert made.passages == sum(manifest.passages.values())
    assert manifest.encoder_fingerprint == encoder.fingerprint
    encoded = len(encoder.encoded)
    assert make_library(tmp_path, 200, [folder], encoder) == made
    assert len(encoder.encoded) == encoded


def test_only_sentences_are_encoded(tmp_path: Path, folder: Path) -> None:
    encoder = FakeEncoder()
    make_library(tmp_path, 100, [folder], encoder)
    ours = [text for text in encoder.encoded if "delegation number" in text]
    assert sorted(ours) == sorted(SENTENCES)


def test_another_encoder_makes_the_index_anew(tmp_path: Path, folder: Path) -> None:
    first = make_library(tmp_path, 100, [folder], FakeEncoder("one"))
    second = make_library(tmp_path, 100, [folder], FakeEncoder("two"))
    assert first.home == second.home
    manifest = read_manifest(current_generation(second.home / "index"))
    assert manifest.encoder_fingerprint == "two"


def test_building_is_told_in_passages_a_second_and_megabytes(tmp_path: Path, folder: Path) -> None:
    made = make_library(tmp_path, 100, [folder], FakeEncoder())
    rate, disk = building(made, 100)
    assert rate.value == pytest.approx(made.passages / made.built_in)
    assert 0.1 < disk.value < 100
    assert rate.at == disk.at == {"passages": 100}


def test_every_stage_of_indexing_is_measured(folder: Path) -> None:
    figures = measure_stages([folder], 100, FakeEncoder())
    stages = {str(figure.at["stage"]) for figure in figures if "stage" in figure.at}
    assert stages - {"write"} == {"read", "split", "analyse", "encode", "all"}
    assert all(figure.value > 0 for figure in figures)
    assert Figure("indexed passages", 4, "passages") in figures


def test_questions_are_each_asked_once_in_both_languages_in_turn(folder: Path) -> None:
    assert open_questions([folder]) == ["甲？", "A?", "乙？"]


def test_without_a_benchmark_the_gold_questions_are_asked(tmp_path: Path) -> None:
    asked = open_questions([])
    assert len(asked) > 100
    assert len(set(asked)) == len(asked)
