import time
from pathlib import Path

import numpy as np
import pytest

from index.errors import RerankerUnavailable
from index.ranking.reranker import BATCH, Reranker, load_reranker


class SlowModel:
    """Prefers longer texts; every batch takes as long as it is told to, by a clock of its own."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.read = 0
        self.now = 0.0

    def predict(self, pairs: list[tuple[str, str]], *, show_progress_bar: bool) -> list[float]:
        self.now += self.seconds
        self.read += len(pairs)
        return [float(len(text)) for _, text in pairs]


def test_bounded_number_of_candidates_is_read() -> None:
    model = SlowModel(0.0)
    scores = Reranker(model, candidates=6, budget_ms=60_000).score(
        "q", ["x" * n for n in range(20)]
    )
    assert scores == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert model.read == 6


@pytest.mark.parametrize(("budget_ms", "batches"), [(180, 3), (210, 4), (40, 1), (5000, 25)])
def test_budget_is_kept_and_the_rest_is_left(
    budget_ms: int, batches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = SlowModel(0.05)
    monkeypatch.setattr(time, "perf_counter", lambda: model.now)
    scores = Reranker(model, candidates=100, budget_ms=budget_ms).score("q", ["text"] * 100)
    # No batch is begun that the slowest so far says would end too late.
    assert len(scores) == batches * BATCH


def test_missing_model_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(RerankerUnavailable, match="WENJU_RERANKER"):
        load_reranker(str(tmp_path / "nothing"), 10, 100)


@pytest.fixture(scope="module")
def tiny_cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of a few hundred random weights, saved as real ones are."""
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import TemplateProcessing
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("cross-encoder")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "peace", "war", "talks", "bread"]
    tokenizer = Tokenizer(WordLevel({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]",
        cls_token="[CLS]", sep_token="[SEP]", model_max_length=64,
    ).save_pretrained(folder)  # fmt: skip
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64, 
    )  # fmt: skip
    config.num_labels = 1
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_real_cross_encoder_scores_every_pair(tiny_cross_encoder: Path) -> None:
    reranker = load_reranker(str(tiny_cross_encoder), candidates=10, budget_ms=60_000)
    texts = ["peace talks", "war", "bread", "war talks", "peace"]
    scores = reranker.score("peace talks", texts)
    assert len(scores) == len(texts)
    assert len(set(np.round(scores, 6))) > 1
    assert scores == pytest.approx([reranker.score("peace talks", [t])[0] for t in texts], abs=1e-4)
