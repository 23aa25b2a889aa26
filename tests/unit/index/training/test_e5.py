from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer

from index.training.checkpoint_folding import is_han
from index.training.data import read_folder
from index.training.e5_recipe import load_teachers
from index.training.e5_start import keep_pieces, make_e5_model, make_e5_tokenizer
from index.training.evaluation import sentence_transformer
from index.training.holdout import hold_out
from index.training.loop import Rates
from index.training.pipeline import STAGES, Settings, train
from index.training.small_e5 import SmallE5
from index.training.targets import fit_targets, unit
from tests.unit.index.training.conftest import ACTS, PEOPLE, THINGS
from tests.unit.index.training.small_e5_file import write_small_e5

CHINESE = ["老师", "国王", "农民", "医生", "作家", "阅读", "购买", "发现", "描绘", "书籍", "稻米"]
PIECES = [
    *("<s>", "<pad>", "</s>", "<unk>", "▁"),
    *(f"▁{word}" for word in ["the", *(PEOPLE | ACTS | THINGS)]),
    *(*CHINESE, "高山", "師", "師生"),
    *sorted({*"".join([*CHINESE, "做什么高山"])}),
    *(",", "。", "?"),
]
SMALL = Settings(
    distillation=Rates(1e-3, 1e-1),
    contrast=Rates(1e-3, 2e-3),
    budget=32,
    rounds=2,
    beside=8,
    until=1.0,
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("e5") / "e5.bin"
    write_small_e5(path, PIECES)
    return path


@pytest.fixture(scope="module")
def e5(file: Path) -> SmallE5:
    return SmallE5(file)


def test_text_is_folded_and_the_likeliest_pieces_are_taken(e5: SmallE5) -> None:
    kept = [place for place, piece in enumerate(PIECES) if piece != "師"]
    tokenizer = make_e5_tokenizer(e5, kept, {"師": "师"})
    encoding = tokenizer.encode("the\tteacher  老師？")
    assert encoding.tokens == ["<s>", "▁the", "▁teacher", "▁", "老师", "?", "</s>"]
    assert encoding.ids[0] == 0
    assert encoding.ids[-1] == 2


def test_pieces_that_folding_never_leaves_are_dropped() -> None:
    counts = Counter({PIECES.index("老师"): 5, PIECES.index("▁king"): 2})
    kept = [PIECES[place] for place in keep_pieces(PIECES, counts, {"師": "师"}, 1000)]
    characters = {piece for piece in PIECES if len(piece) == 1 and is_han(piece)}
    assert kept[:4] == ["<s>", "<pad>", "</s>", "<unk>"]
    assert {"老师", "▁king"} <= set(kept)
    assert characters - {"師"} <= set(kept)
    assert not {"師", "師生", "▁doctor", "国王"} & set(kept)


def test_a_layer_that_is_left_out_moves_the_later_ones_up(e5: SmallE5) -> None:
    cut = make_e5_model(e5, range(10), left_out=(1,)).state_dict()
    whole = e5.weights(3)
    assert "encoder.layer.2.output.dense.weight" not in cut
    for place, layer in ((0, 0), (1, 2)):
        assert torch.equal(
            cut[f"encoder.layer.{place}.output.dense.weight"],
            whole[f"encoder.layer.{layer}.output.dense.weight"],
        )


def test_targets_keep_what_both_teachers_say_and_lie_near_the_student() -> None:
    draw = np.random.default_rng(3)
    hidden = draw.normal(size=(400, 6)).astype(np.float32)
    first, second, student = (
        hidden @ draw.normal(size=(6, 12)).astype(np.float32) + shift for shift in (3, -2, 1)
    )
    first, second = unit(first), unit(second)
    targets = fit_targets(first, second, student, student.mean(axis=0))
    found = targets.of(first, second)
    both = unit(
        np.concatenate([unit(first - first.mean(0)), 1.25 * unit(second - second.mean(0))], 1)
    )
    # Twelve of 24 numbers are left, and what lies in the others is little.
    assert np.abs(found @ found.T - both @ both.T).max() < 0.05
    centred = unit(student - student.mean(axis=0))
    assert (centred * found).sum(axis=1).mean() > 0.5
    assert abs((centred * draw.permutation(found)).sum(axis=1).mean()) < 0.1


def test_a_run_from_e5_draws_chinese_to_what_both_teachers_say_of_english(
    file: Path, tmp_path: Path, data_folder: Path, teacher: Path
) -> None:
    first = tmp_path / "first"
    train(data_folder, first, tmp_path / "before", SMALL, teacher, "cpu")
    work = tmp_path / "work"
    train(data_folder, tmp_path / "model", work, replace(SMALL, share=0.5), file, "cpu", first)
    model = SentenceTransformer(str(tmp_path / "model"), local_files_only=True)
    rows = model.encode(["國王購買書籍", "国王购买书籍"])
    assert float(rows[0] @ rows[1]) > 0.999
    rest, _ = hold_out(read_folder(data_folder), SMALL.seed)
    wanted = load_teachers(first, work).targets([pair.english for pair in rest.pairs]).numpy()
    nearness = []
    for stage in (STAGES[0], STAGES[1]):
        found = sentence_transformer(work / stage)([pair.chinese for pair in rest.pairs])
        nearness.append(float((found * wanted).sum(axis=1).mean()))
    assert nearness[1] > nearness[0] + 0.05
