"""How fast a model encodes on this processor, in each number format and backend that is here.

The default of `index.encoder.best_dtype` rests on these figures. A backend whose packages are not
installed is passed over: `onnx` needs optimum and onnxruntime, `openvino` needs optimum-intel.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch

from index.training.evaluation import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

log = logging.getLogger(__name__)

QUESTION = "What did the council decide about the history of trade in Asia?"
PASSAGE = "一七八六年二月，亞洲協會在加爾各答舉行，會中有人談到梵語的起源與它和歐洲語言的關係。"
PASSAGE_CHARACTERS = 250


@dataclass(frozen=True, slots=True)
class Speed:
    """Medians of one variant, and how near its vectors are to those of single precision."""

    variant: str
    question_ms: float
    passages_per_second: float
    least_cosine: float


def variants(folder: Path) -> "dict[str, Callable[[], SentenceTransformer]]":
    """Name every way to load the model, the plain one first."""
    from sentence_transformers import SentenceTransformer

    def load(
        backend: Literal["torch", "onnx", "openvino"], **settings: object
    ) -> "SentenceTransformer":
        return SentenceTransformer(
            str(folder),
            local_files_only=True,
            device="cpu",
            backend=backend,
            model_kwargs=dict(settings),
        )

    return {
        "torch float32": lambda: load("torch", dtype=torch.float32),
        "torch bfloat16": lambda: load("torch", dtype=torch.bfloat16),
        "onnx float32": lambda: load("onnx", provider="CPUExecutionProvider", export=True),
        "openvino float32": lambda: load("openvino", export=True),
    }


def measure_speed(folder: Path, texts: Sequence[str], rounds: int = 60) -> list[Speed]:
    """Measure every variant that can be loaded; `texts` are for the comparison of vectors."""
    plain = None
    speeds = []
    for name, load in variants(folder).items():
        try:
            model = load()
        except Exception as problem:  # a package is missing, or the export does not know the model
            log.info("%s is passed over: %s", name, str(problem).splitlines()[0])
            continue
        rows = _encode(model, texts)
        plain = rows if plain is None else plain
        cosine = float((rows * plain).sum(1).min())
        speeds.append(Speed(name, _question_ms(model, rounds), _passages(model, rounds), cosine))
    return speeds


def _question_ms(model: "SentenceTransformer", rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        _encode(model, [QUESTION])
        taken.append(time.perf_counter() - began)
    return float(np.median(taken)) * 1000


def _passages(model: "SentenceTransformer", count: int) -> float:
    text = (PASSAGE * 10)[:PASSAGE_CHARACTERS]
    texts = [text] * max(32, count)
    _encode(model, texts[:32])
    began = time.perf_counter()
    _encode(model, texts)
    return len(texts) / (time.perf_counter() - began)


def _encode(model: "SentenceTransformer", texts: Sequence[str]) -> Vectors:
    rows = model.encode(
        list(texts), batch_size=32, convert_to_tensor=True, normalize_embeddings=True
    )
    return np.asarray(rows.float().cpu().numpy(), dtype=np.float32)
