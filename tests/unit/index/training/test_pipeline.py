import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from sentence_transformers import SentenceTransformer
from torch import Tensor

from index.training import loop
from index.training.data import read_folder
from index.training.evaluation import sentence_transformer
from index.training.holdout import hold_out
from index.training.loop import Rates
from index.training.pipeline import STAGES, Settings, train

SMALL = Settings(
    distillation=Rates(2e-3, 5e-3),
    contrast=Rates(1e-3, 2e-3),
    budget=256,
    rounds=2,
    beside=8,
    until=1.0,
)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory, data_folder: Path, teacher: Path) -> Path:
    work = tmp_path_factory.mktemp("work")
    train(data_folder, work / "model", work, SMALL, teacher, "cpu")
    return work


def weights(folder: Path) -> dict[str, Tensor]:
    return load_file(folder / "model.safetensors")


def test_every_stage_leaves_a_model_and_the_best_is_taken(work: Path) -> None:
    assert all((work / stage / "modules.json").is_file() for stage in STAGES)
    assert (work / "model" / "modules.json").is_file()
    assert not list(work.glob("*.pt"))


def test_the_model_is_a_plain_folder_that_folds_by_itself(work: Path) -> None:
    model = SentenceTransformer(str(work / "model"), local_files_only=True)
    rows = model.encode(["國王購買書籍", "国王购买书籍"])
    assert model.get_max_seq_length() == 256
    assert float(rows[0] @ rows[1]) > 0.999
    assert model.dtype == torch.float32
    assert {value.dtype for value in weights(work / "model").values()} == {torch.float16}


def test_training_brings_the_languages_together(work: Path, data_folder: Path) -> None:
    rest, _ = hold_out(read_folder(data_folder), SMALL.seed)
    margins = []
    for stage in (STAGES[0], STAGES[1]):
        encode = sentence_transformer(work / stage)
        english = encode([pair.english for pair in rest.pairs])
        chinese = encode([pair.chinese for pair in rest.pairs])
        cosines = english @ chinese.T
        margins.append(float(cosines.diagonal().mean() - cosines.mean()))
    assert margins[1] > 1.1 * margins[0]


def test_held_out_rows_are_not_trained_on(data_folder: Path) -> None:
    rest, yardsticks = hold_out(read_folder(data_folder), 7)
    trained = {row.english for row in rest.pairs} | {row.passage for row in rest.questions}
    held = {text for one in yardsticks for _, text in one.passages.values()}
    assert held
    assert not trained & held


def test_an_interrupted_run_ends_where_an_uninterrupted_one_does(
    work: Path, tmp_path: Path, data_folder: Path, teacher: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, saves = loop._save, 0

    def save_and_stop(*arguments: object) -> None:
        nonlocal saves
        saves += 1
        save(*arguments)  # type: ignore[arg-type]  # passed through as they came
        if saves == 3:
            raise KeyboardInterrupt

    eager = replace(SMALL, save_seconds=0)
    with monkeypatch.context() as patch:
        patch.setattr(loop, "_save", save_and_stop)
        with pytest.raises(KeyboardInterrupt):
            train(data_folder, tmp_path / "model", tmp_path, eager, teacher, "cpu")
    assert (tmp_path / "distillation.pt").is_file()
    train(data_folder, tmp_path / "model", tmp_path, SMALL, teacher, "cpu")
    resumed, whole = weights(tmp_path / STAGES[1]), weights(work / STAGES[1])
    worst = max(float((resumed[name].float() - whole[name].float()).abs().max()) for name in whole)
    assert worst < 1e-3


def test_settings_of_the_model_say_single_precision(work: Path) -> None:
    config = json.loads((work / "model" / "config.json").read_text(encoding="utf-8"))
    assert config["dtype"] == "float32"
    assert config["hidden_dropout_prob"] == 0
    assert np.isfinite(config["vocab_size"])
