"""How fast a model encodes on this processor, in each number format and backend that is here.

What `index.encoders.loading` does by default rests on these figures. A backend whose packages are
not installed is passed over: `onnx` needs optimum and onnxruntime, `openvino` needs optimum-intel.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch

from index.encoders.loading import load_encoder
from index.training.evaluation import Encode, Vectors

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


def variants(folder: Path) -> dict[str, Callable[[], Encode]]:
    """Name every way to encode, the plain one first."""
    from sentence_transformers import SentenceTransformer

    def load(
        backend: Literal["torch", "onnx", "openvino"], autocast: bool = False, **settings: object
    ) -> Encode:
        model = SentenceTransformer(
            str(folder), local_files_only=True, device="cpu", backend=backend, model_kwargs=settings
        )
        return _encoding(model, autocast)

    return {
        "torch float32": lambda: load("torch", dtype=torch.float32),
        "torch float32, products in bfloat16": lambda: load(
            "torch", dtype=torch.float32, autocast=True
        ),
        "torch bfloat16": lambda: load("torch", dtype=torch.bfloat16),
        "index.encoders.bert (default)": lambda: load_encoder(str(folder)).encode_passages,
        "onnx float32": lambda: load("onnx", provider="CPUExecutionProvider", export=True),
        "openvino float32": lambda: load("openvino", export=True),
    }


def _encoding(model: "SentenceTransformer", autocast: bool) -> Encode:
    def encode(texts: Sequence[str]) -> Vectors:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=autocast):
            rows = model.encode(
                list(texts), batch_size=32, convert_to_tensor=True, normalize_embeddings=True
            )
        return np.asarray(rows.float().numpy(), dtype=np.float32)

    return encode


def measure_speed(folder: Path, rounds: int = 60) -> list[Speed]:
    """Measure every variant that can be loaded here: questions on one thread, passages on all."""
    plain = None
    speeds = []
    for name, load in variants(folder).items():
        try:
            encode = load()
        except Exception as problem:  # a package is missing, or the export does not know the model
            log.info("%s is passed over: %s", name, str(problem).splitlines()[0])
            continue
        rows = encode([QUESTION, PASSAGE, PASSAGE * 5])
        plain = rows if plain is None else plain
        cosine = float((rows * plain).sum(1).min())
        speeds.append(Speed(name, _question_ms(encode, rounds), _passages(encode, rounds), cosine))
    return speeds


def speed_table(speeds: Sequence[Speed]) -> str:
    """Write the figures as a Markdown table."""
    lines = ["| variant | question p50, ms | passages/s | least cosine |", "|---|---|---|---|"]
    lines += [
        f"| {row.variant} | {row.question_ms:.1f} | {row.passages_per_second:.0f} "
        f"| {row.least_cosine:.5f} |"
        for row in speeds
    ]
    return "\n".join(lines)


def _question_ms(encode: Encode, rounds: int) -> float:
    cores = torch.get_num_threads()
    torch.set_num_threads(1)
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        encode([QUESTION])
        taken.append(time.perf_counter() - began)
    torch.set_num_threads(cores)
    return float(np.median(taken)) * 1000


def _passages(encode: Encode, rounds: int) -> float:
    text = (PASSAGE * 10)[:PASSAGE_CHARACTERS]
    texts = [text] * max(32, 5 * rounds)
    encode(texts[:32])
    began = time.perf_counter()
    encode(texts)
    return len(texts) / (time.perf_counter() - began)
