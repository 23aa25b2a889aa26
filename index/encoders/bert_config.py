"""Is a folder's model one that index/encoders/bert.py computes? Told from its JSON files alone."""

import json
from pathlib import Path
from typing import Any

# What the configuration must say, so that index/encoders/bert.py computes what transformers would.
EXPECTED = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "position_embedding_type": "absolute",
    "add_cross_attention": False,
    "is_decoder": False,
}
MODULES = ("Transformer", "Pooling", "Normalize")
POOLINGS = ({"pooling_mode_mean_tokens": True}, {"pooling_mode": "mean"})


def is_plain_bert(folder: Path) -> bool:
    """Whether a SentenceTransformer's folder holds just what index/encoders/bert.py computes.

    That is a BERT, the mean over its tokens, length one, and no prompts.
    """
    try:
        modules = [str(kind).rsplit(".", 1)[-1] for kind in _kinds(folder)]
        prompts = _read(folder, "config_sentence_transformers").get("prompts") or {}
        cased = _read(folder, "sentence_bert_config").get("do_lower_case") is False
        pooling = _read(folder / "1_Pooling", "config")
        config = _read(folder, "config")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
    return (
        tuple(modules) == MODULES
        and not any(prompts.values())
        and cased
        and _is_mean(pooling)
        and all(config.get(name, value) == value for name, value in EXPECTED.items())
        and (folder / "tokenizer.json").is_file()
        and any(folder.glob("*.safetensors"))
    )


def longest_text(folder: Path) -> int:
    """How many tokens of a text a SentenceTransformer's folder says are read."""
    most = int(_read(folder, "config")["max_position_embeddings"])
    return min(most, int(_read(folder, "sentence_bert_config").get("max_seq_length") or most))


def read_config(folder: Path) -> dict[str, Any]:
    """Read the model's configuration."""
    return _read(folder, "config")


def _kinds(folder: Path) -> list[str]:
    """Name the classes that a text goes through, in order."""
    listed = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    return [module["type"] for module in listed]


def _read(folder: Path, name: str) -> dict[str, Any]:  # JSON values
    found: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return found


def _is_mean(pooling: dict[str, Any]) -> bool:
    modes = {name: value for name, value in pooling.items() if name.startswith("pooling_mode")}
    return {name: value for name, value in modes.items() if value} in POOLINGS
