"""Recognising the lines of a picture, with RapidOCR: the extra `wenju[ocr]`.

Its models (PP-OCR: Chinese in both scripts, English, lines from left to right and from top to
bottom) come with the package and run on the processor, without a network. It is imported where
the first picture is read: that takes a second and half a gigabyte.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]  # rows of pixels of three colours

_LEAST = 0.5  # confidence; what is less sure is a stain


@dataclass(frozen=True, slots=True)
class Line:
    """A line as recognised, its place in pixels from the upper left, and how sure that is."""

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float


def recognise(picture: Picture) -> list[Line]:
    """The lines of a picture, in no order that means anything."""
    return list(_lines(_engine()(picture)))


class _Output(Protocol):
    """What RapidOCR gives; it publishes no types."""

    boxes: npt.NDArray[np.float32] | None
    txts: Sequence[str] | None
    scores: Sequence[float]


class _Engine(Protocol):
    def __call__(self, picture: Picture) -> _Output: ...


def _lines(found: _Output) -> Iterator[Line]:
    if found.boxes is None or found.txts is None:
        return
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        across, down = [float(point[0]) for point in box], [float(point[1]) for point in box]
        if text.strip() and score >= _LEAST:
            yield Line(text.strip(), float(score), min(across), min(down), max(across), max(down))


@cache
def _engine() -> _Engine:
    from rapidocr import RapidOCR

    threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,  # it turns some upright lines upside down
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    return cast(_Engine, engine)
