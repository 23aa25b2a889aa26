import random
from pathlib import Path

import pytest
import torch

from index.encoders.answer_verifier import load_reader
from index.encoders.loading import load_encoder
from index.shipped import READER
from index.training.data import read_folder
from index.training.errors import StartUnfit
from index.training.start import build_start
from index.training.verifier import ReaderSettings, TrainedReader, loss_of, train_reader
from index.training.verifier_data import Reading, find_readings, gloss, reword

SMALL = ReaderSettings(steps=2, rank=4, questions=4, joined=6, glossed=0.5)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory, data_folder: Path, teacher: Path) -> Path:
    """The closed-form start of the small teacher."""
    folder = tmp_path_factory.mktemp("reader") / "model"
    build_start(read_folder(data_folder), teacher, folder, 60, seed=7)
    return folder


@pytest.fixture(scope="module")
def readings(model: Path, data_folder: Path) -> list[Reading]:
    return find_readings(read_folder(data_folder), model, joined=6, glossed=0.5, seed=7)


def test_each_question_has_sentences_that_answer_and_others(readings: list[Reading]) -> None:
    assert any(one.is_made for one in readings)
    assert any(not one.is_made for one in readings)
    assert any(one.question.isascii() and not one.is_made for one in readings)
    for one in readings:
        assert one.right
        assert one.right not in one.others
        assert not set(one.rest) & set(one.right)


def test_the_same_seed_draws_the_same(
    readings: list[Reading], model: Path, data_folder: Path
) -> None:
    again = find_readings(read_folder(data_folder), model, joined=6, glossed=0.5, seed=7)
    assert again == readings


def test_a_question_is_put_into_english_word_by_word() -> None:
    words = gloss("他在哪一年成為美國總統？", random.Random(1)).lower()
    assert words.startswith("which ")
    assert {"year", "president"} <= set(words.rstrip("?").split())


def test_a_question_gets_other_words_and_keeps_what_it_asks() -> None:
    question = "他在哪一年成為美國總統？"
    drawn = {reword(question, random.Random(seed)) for seed in range(12)}
    assert len(drawn) > 2
    assert all("哪" in one for one in drawn)
    assert reword("GDP 2026?", random.Random(1)) == "gdp 2026?"


def test_training_tells_right_sentences_from_others(readings: list[Reading], model: Path) -> None:
    torch.manual_seed(1)
    reader = TrainedReader(model, rank=4)
    before = loss_of(reader, readings[:8], random.Random(2)).item()
    optimizer = torch.optim.Adam([p for p in reader.parameters() if p.requires_grad], 3e-3)
    for _ in range(40):
        optimizer.zero_grad()
        loss_of(reader, readings[:8], random.Random(2)).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    assert loss_of(reader, readings[:8], random.Random(2)).item() < before / 2


def test_what_is_saved_scores_as_what_was_trained(
    readings: list[Reading], model: Path, tmp_path: Path
) -> None:
    torch.manual_seed(1)
    trained = TrainedReader(model, rank=4)
    for name, parameter in trained.named_parameters():
        if name.endswith("up") or name == "second":
            torch.nn.init.normal_(parameter, std=0.05)
    trained.save(tmp_path / "reader.safetensors")
    loaded = load_reader(load_encoder(str(model)), tmp_path / "reader.safetensors")
    assert loaded is not None
    for one in readings[:10]:
        with torch.no_grad():
            (expected,) = trained([one.pair(one.right)]).tolist()
        assert loaded.read([one.pair(one.right)]) == [pytest.approx(expected, abs=0.03)]


def test_training_goes_on_from_what_was_saved(model: Path, tmp_path: Path) -> None:
    torch.manual_seed(1)
    first, second = TrainedReader(model, rank=4), TrainedReader(model, rank=4)
    for parameter in first.parameters():
        if parameter.requires_grad:
            torch.nn.init.normal_(parameter, std=0.05)
    first.save(tmp_path / "first")
    second.go_on_from(tmp_path / "first")
    pairs = [("誰贏了？", ["甲隊贏了。"]), ("Who won?", ["Nobody."])]
    with torch.no_grad():
        assert second(pairs).tolist() == pytest.approx(first(pairs).tolist(), abs=0.01)


def test_a_reader_that_cannot_be_gone_on_from_is_named(model: Path, tmp_path: Path) -> None:
    reader = TrainedReader(model, rank=4)
    TrainedReader(model, rank=2).save(tmp_path / "narrow")
    (tmp_path / "bent").write_bytes(b"bent")
    for name, reason in (
        ("narrow", "is of shape"),
        ("bent", "header"),
        ("none", "No such file"),
    ):
        with pytest.raises(StartUnfit, match=reason) as refused:
            reader.go_on_from(tmp_path / name)
        assert "leave --start out" in str(refused.value)
    with pytest.raises(StartUnfit, match="another encoder"):
        reader.go_on_from(READER)


def test_the_command_writes_a_reader_and_leaves_the_encoder(
    model: Path, data_folder: Path, tmp_path: Path
) -> None:
    before = load_encoder(str(model)).fingerprint
    out = tmp_path / "reader.safetensors"
    train_reader(data_folder, model, out, tmp_path, SMALL)
    encoder = load_encoder(str(model))
    assert encoder.fingerprint == before
    assert load_reader(encoder, out) is not None
    assert list(tmp_path.iterdir()) == [out]
    # A reader is of no use to another encoder.
    assert load_reader(load_encoder(), out) is None
