import random
from itertools import pairwise
from pathlib import Path

import pytest
import torch

from index.encoders.answer_verifier import load_verifier
from index.training.data import read_folder, read_judged
from index.training.errors import NoJudgedQuestions
from index.training.verifier import (
    TrainedVerifier,
    VerifierSettings,
    draw_batch,
    loss_of,
    train_verifier,
)
from index.training.verifier_data import Drawn, Examples
from index.training.verifier_start import Start, build_start, texts_of
from tests.unit.index.training.conftest import ACTS, PEOPLE, THINGS
from tests.unit.index.training.small_e5_file import LAYERS, write_small_e5

SMALL = VerifierSettings(steps=3, batch=4, layers=2, frozen=1, pieces=110, dropout=0.0, rate=1e-3)
WORDS = [*PEOPLE, *ACTS, *THINGS, "the", "what", "is", "answer", "of", "other"]
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "?", ".", "国", "王", "никто"]
PIECES += [f"▁{word}" for word in WORDS] + [*"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("base") / "e5.bin"
    write_small_e5(path, PIECES)
    return path


@pytest.fixture(scope="module")
def start(base: Path, data_folder: Path) -> Start:
    texts = texts_of(read_judged(data_folder), read_folder(data_folder))
    return build_start(base, texts, SMALL.pieces, SMALL.layers)


@pytest.fixture(scope="module")
def examples(start: Start, data_folder: Path) -> Examples:
    return Examples(read_judged(data_folder), read_folder(data_folder), start.tokenizer, seed=7)


def test_the_start_keeps_what_is_used_and_every_letter(base: Path, data_folder: Path) -> None:
    texts = list(texts_of(read_judged(data_folder), read_folder(data_folder)))
    small = build_start(base, texts, 70, LAYERS)
    vocabulary = small.tokenizer.get_vocab()
    assert len(vocabulary) == 70 == len(small.words)
    assert {"<s>", "</s>", "国", "Z", "▁king"} <= set(vocabulary)
    assert "никто" not in vocabulary
    assert small.tokenizer.encode("the king?").tokens == ["▁the", "▁king", "?"]


def test_examples_are_answered_by_what_is_read_or_not_at_all(examples: Examples) -> None:
    generator = random.Random(4)
    drawn = [examples.draw(generator) for _ in range(200)]
    assert 0.1 < sum(one.is_answered for one in drawn) / len(drawn) < 0.9
    for one in drawn:
        if not one.is_answered:
            assert one.span == (0, 0)
        elif one.span is not None:
            first, last = one.span
            assert len(one.asked) <= first <= last < len(one.asked) + len(one.read)
    kinds = {example.is_answered for example in examples.examples}
    assert kinds == {True, False}


def test_a_batch_is_the_same_for_the_same_step_and_of_like_lengths(examples: Examples) -> None:
    assert draw_batch(examples, 5, SMALL) == draw_batch(examples, 5, SMALL)
    batches = [draw_batch(examples, step, SMALL) for step in range(4)]
    lengths = [sorted(len(d.asked) + len(d.read) for d in drawn) for drawn in batches]
    assert all(len(drawn) == SMALL.batch for drawn in batches)
    assert all(one[-1] <= other[0] for one, other in pairwise(sorted(lengths)))


def test_training_tells_what_is_answered_and_where(examples: Examples, start: Start) -> None:
    torch.manual_seed(1)
    verifier = TrainedVerifier(start, SMALL)
    drawn = [examples.draw(random.Random(seed)) for seed in range(10)]
    assert {one.is_answered for one in drawn} == {True, False}
    before = loss_of(verifier, drawn).item()
    kept = ("embeddings.word_embeddings.weight", "encoder.layer.0.output.dense.weight")
    stayed = {name: verifier.bert.get_parameter(name).clone() for name in kept}
    trained = [p for p in verifier.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(trained, 1e-2)
    for _ in range(100):
        optimizer.zero_grad()
        loss_of(verifier, drawn).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    assert loss_of(verifier, drawn).item() < 0.7 * before
    for name, weight in stayed.items():
        assert torch.equal(verifier.bert.get_parameter(name), weight)


def test_an_answer_that_nobody_can_place_is_no_loss_of_place(
    examples: Examples, start: Start
) -> None:
    verifier = TrainedVerifier(start, SMALL)
    known = next(d for d in map(examples.draw, map(random.Random, range(99))) if d.is_answered)
    lost = Drawn(known.asked, known.read, True, None)
    assert loss_of(verifier, [lost]).item() < loss_of(verifier, [known]).item()


def test_what_is_saved_scores_as_what_was_trained(start: Start, tmp_path: Path) -> None:
    torch.manual_seed(1)
    trained = TrainedVerifier(start, SMALL)
    trained.eval()
    trained.save(tmp_path / "verifier")
    loaded = load_verifier(tmp_path / "verifier", single=True)
    for question, text in (
        ("what is the king?", "the answer is king."),
        ("國王？", "國王 the king."),
    ):
        asked, read = loaded.ids(question, [text])
        with torch.no_grad():
            expected, _ = trained([Drawn(asked, read, True, None)])
        assert loaded.score([(question, [text])]) == [pytest.approx(expected.item(), abs=0.02)]


def test_the_command_writes_a_verifier_and_resumes(
    base: Path, data_folder: Path, tmp_path: Path
) -> None:
    out, work = tmp_path / "verifier", tmp_path / "work"
    train_verifier(data_folder, out, work, SMALL, base)
    assert sorted(path.name for path in out.iterdir()) == [
        "config.json", "model.safetensors", "tokenizer.json",
    ]  # fmt: skip
    assert list(work.iterdir()) == []
    assert len(load_verifier(out).score([("what?", ["the king."])])) == 1


def test_a_folder_without_judged_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoJudgedQuestions, match="answerability/train"):
        read_judged(tmp_path)
