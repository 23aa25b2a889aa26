"""Fusion weights and confidence calibrators: fitted by eval/fitting.py, kept in calibration.json.

One entry a language pair (`question language-passage language`, such as `en-zh`). The file says
from which encoder, data and command it was fitted; with another encoder it still works, but its
probabilities are not calibrated any more, and a warning says so.
"""

import json
import logging
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from index.confidence import FEATURES, READING_FEATURES
from index.errors import CalibrationInvalid
from index.legs import LEGS

logger = logging.getLogger(__name__)

SHIPPED = Path(__file__).with_name("calibration.json")
PAIRS = ("zh-zh", "en-en", "en-zh", "zh-en")


class ReadingCalibration(BaseModel):
    """What reading question and evidence together changes, see index/reading.py.

    Attributes:
        weight: log-odds of one passage against another per unit of its score.
        bias: log-odds of an answer whose features are all zero.
        confidence: feature → log-odds per unit.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    weight: float
    bias: float
    confidence: dict[str, float]

    @model_validator(mode="after")
    def _complete(self) -> "ReadingCalibration":
        if set(self.confidence) != set(READING_FEATURES):
            raise ValueError(f"reading must be given for {', '.join(READING_FEATURES)}")
        return self


class PairCalibration(BaseModel):
    """How one language pair is fused, and how sure its answers are.

    Attributes:
        weights: leg → log-odds per unit of its signal, see index/fusion.py.
        confidence_bias: log-odds of an answer whose features are all zero.
        confidence: feature → log-odds per unit; see index/confidence.py.
        reading: the same after reading; None where nothing is read.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: dict[str, float]
    confidence_bias: float
    confidence: dict[str, float]
    reading: ReadingCalibration | None = None

    @model_validator(mode="after")
    def _complete(self) -> "PairCalibration":
        if set(self.weights) != set(LEGS):
            raise ValueError(f"weights must be given for {', '.join(LEGS)}")
        if set(self.confidence) != set(FEATURES):
            raise ValueError(f"confidence must be given for {', '.join(FEATURES)}")
        return self


class Calibration(BaseModel):
    """All language pairs, and where the numbers come from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    encoder: str
    encoder_fingerprint: str
    made_by: str
    data: str
    pairs: dict[str, PairCalibration]

    @model_validator(mode="after")
    def _all_pairs(self) -> "Calibration":
        if set(self.pairs) != set(PAIRS):
            raise ValueError(f"pairs must be {', '.join(PAIRS)}")
        return self


@cache
def load_calibration(path: Path | None = None) -> Calibration:
    """Read a calibration file; None gives the shipped one.

    Raises:
        CalibrationInvalid: it cannot be read, or lacks a pair, a leg or a feature.
    """
    source = path or SHIPPED
    try:
        return Calibration.model_validate(json.loads(source.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise CalibrationInvalid(source, str(error)) from error


def warn_if_foreign(calibration: Calibration, fingerprint: str, name: str) -> None:
    """Say so when the numbers were fitted for another encoder than the one that runs."""
    if calibration.encoder_fingerprint != fingerprint:
        logger.warning(
            "fusion and confidence were fitted for the encoder %s, not for %s: fit them with "
            "`python -m eval.fitting` and set WENJU_CALIBRATION",
            calibration.encoder,
            name,
        )
