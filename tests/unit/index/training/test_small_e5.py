from pathlib import Path

import pytest
import torch

from index.training.errors import BaseUnreadable
from index.training.small_e5 import SmallE5
from tests.unit.index.training.small_e5_file import HIDDEN, write_small_e5

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁the", "▁king", "国王", "王"]


def test_pieces_words_and_layers_are_read(tmp_path: Path) -> None:
    tensors = write_small_e5(tmp_path / "e5.bin", PIECES)
    model = SmallE5(tmp_path / "e5.bin")
    assert model.pieces == PIECES
    assert model.scores[:3] == [0.0, -1.0, -2.0]
    assert model.unknown == 3
    assert torch.allclose(model.words([6, 4]), tensors["emb.word"][[6, 4]], atol=0.15)
    weights = model.weights(2)
    assert torch.allclose(
        weights["encoder.layer.1.output.dense.weight"], tensors["l1.fo.w"], atol=0.15
    )
    assert torch.equal(weights["encoder.layer.1.output.dense.bias"], tensors["l1.fo.b"])
    assert torch.equal(weights["embeddings.position_embeddings.weight"], tensors["emb.pos"])
    # The base knows one kind of token; both parts begin as it.
    kinds = weights["embeddings.token_type_embeddings.weight"]
    assert kinds.shape == (2, HIDDEN)
    assert torch.equal(kinds[0], kinds[1])
    assert not any(name.startswith("encoder.layer.2.") for name in weights)


def test_another_file_is_refused_with_what_is_expected(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(BaseUnreadable, match=r"E5S1.*e5-small-q4\.bin"):
        SmallE5(tmp_path / "other.bin")
