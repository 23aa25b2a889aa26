from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from index.encoders.loading import load_encoder
from index.encoders.token_codes import make_question
from index.encoders.token_head import FILE, TokenHead
from index.training.data import read_folder
from index.training.late_interaction import TrainedHead, interactions, sentence_matches
from index.training.start import build_start
from index.training.token_head import Fitting, HeadSettings, Reader, ask_all, train_head

SMALL = HeadSettings(dimensions=8, steps=60, joined=12, plain=4, passages=6, neighbours=8, gaps=4)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory, data_folder: Path, teacher: Path) -> Path:
    """The closed-form start of the small teacher."""
    folder = tmp_path_factory.mktemp("head") / "model"
    build_start(read_folder(data_folder), teacher, folder, 60, seed=7)
    return folder


def test_fitting_tells_passages_apart_better_than_its_start(model: Path, data_folder: Path) -> None:
    asked = ask_all(read_folder(data_folder), model, SMALL)
    start = Fitting(asked, Reader(model), replace(SMALL, steps=1, rate=0.0)).run()
    fitting = Fitting(asked, Reader(model), SMALL)
    fitted = fitting.run()
    batches = [list(range(first, first + 5)) for first in range(0, len(asked) - 5, 5)]
    losses = [
        np.mean([fitting.loss(head, places).item() for places in batches])
        for head in (start, fitted)
    ]
    assert losses[1] < losses[0]


def test_the_head_lies_in_the_folder_and_is_used_by_the_encoder(
    model: Path, data_folder: Path
) -> None:
    before = load_encoder(str(model))
    assert before.read_queries(["國王"]).tokens is None
    train_head(data_folder, model, replace(SMALL, steps=2))
    assert (model / FILE).is_file()
    after = load_encoder(str(model))
    assert after.fingerprint != before.fingerprint
    read = after.read_queries(["國王 the king"])
    assert read.tokens is not None
    assert read.tokens[0].vectors.shape[1] == 8
    assert make_question(read.tokens[0].vectors, read.tokens[0].weights).weights.sum() == (
        pytest.approx(1)
    )


def test_a_saved_head_gives_what_the_trained_one_gave(tmp_path: Path) -> None:
    torch.manual_seed(2)
    trained = TrainedHead(12, 4)
    torch.nn.init.normal_(trained.salience.weight)
    trained.save(tmp_path)
    head = TokenHead.load(tmp_path)
    assert head is not None
    states = torch.randn(1, 5, 12)
    assert head.dimensions == 4
    assert head.vectors(states[0].numpy()) == pytest.approx(
        trained.vectors(states)[0].detach().numpy(), abs=1e-6
    )
    weights = head.weights(states[0].numpy())
    assert weights / weights.sum() == pytest.approx(
        trained.weights(states, torch.ones(1, 5))[0].detach().numpy(), abs=1e-6
    )


def test_matches_are_the_best_of_each_sentence() -> None:
    questions = torch.eye(2)[None]
    passages = torch.tensor([[[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]]])
    words = torch.tensor([[1.0, 1.0, 0.0]])
    matches = sentence_matches(questions, passages, words, torch.tensor([[0, 1, 1]]))
    assert matches[0, 0].tolist() == [[1.0, pytest.approx(0.6)], [0.0, pytest.approx(0.8)]]
    whole, best = interactions(matches, torch.tensor([[0.5, 0.5]]))
    assert whole.item() == pytest.approx(0.9)
    assert best.item() == pytest.approx(0.7)


def test_the_start_leaves_out_what_parts_the_languages() -> None:
    torch.manual_seed(1)
    words = torch.randn(400, 6)
    apart = torch.tensor([0.0, 0.0, 0.0, 0.0, 0.0, 5.0])
    head = TrainedHead(6, 4)
    head.start_from(words + apart, words - apart)
    assert torch.allclose(head.vectors(words + apart), head.vectors(words - apart), atol=1e-4)
