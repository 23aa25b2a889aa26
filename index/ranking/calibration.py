"""Fusion weights and confidence calibrators, kept in calibration.json.

eval/fitting/command.py fits them.

One entry a language pair (`question language-passage language`, such as `en-zh`). The file says
from which encoder, data and command it was fitted; with another encoder it still works, but its
probabilities are not calibrated any more, and a warning says so.
"""

import json
import logging
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from index.errors import CalibrationInvalid
from index.ranking.features import FEATURES, LEGS, VERIFICATION_FEATURES, WORDING_FEATURES
from index.shipped import CALIBRATION

logger = logging.getLogger(__name__)

PAIRS = ("zh-zh", "en-en", "en-zh", "zh-en")


class Odds(BaseModel):
    """Log-odds as a sum over features.

    Attributes:
        bias: the log-odds where every feature is zero.
        weights: feature → log-odds per unit.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    bias: float
    weights: dict[str, float]

    def log(self, features: Mapping[str, float]) -> float:
        """The log-odds; features without a weight do not count."""
        return self.bias + sum(weight * features[name] for name, weight in self.weights.items())

    def probability(self, features: Mapping[str, float]) -> float:
        """The same as a probability."""
        odds = self.log(features)
        small = math.exp(-abs(odds))
        return (1.0 if odds >= 0 else small) / (1.0 + small)

    def towards(self, other: "Odds", share: float) -> "Odds":
        """What lies so far, from 0 to 1, between this and another one over the same features."""
        return Odds(
            bias=(1 - share) * self.bias + share * other.bias,
            weights={
                name: (1 - share) * weight + share * other.weights[name]
                for name, weight in self.weights.items()
            },
        )


class RewordedCalibration(BaseModel):
    """What holds for questions in words of their own, see index/ranking/features.py.

    Attributes:
        wording: of a question being such, from WORDING_FEATURES.
        confidence: of an answer to one, from FEATURES.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    wording: Odds
    confidence: Odds

    @model_validator(mode="after")
    def _complete(self) -> "RewordedCalibration":
        _must_weigh("wording", self.wording.weights, WORDING_FEATURES)
        _must_weigh("confidence", self.confidence.weights, FEATURES)
        return self


class PairCalibration(BaseModel):
    """How one language pair is fused, and how sure its answers are.

    Attributes:
        weights: leg → log-odds per unit of its signal, see index/ranking/fusion.py.
        offset: log-odds of a passage of this pair against one in the question's own language.
        confidence: of an answer, from FEATURES; where `reworded` is given, of one to a question
            in the words of the text.
        reworded: the same for questions in words of their own; None where none were fitted on.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: dict[str, float]
    offset: float
    confidence: Odds
    reworded: RewordedCalibration | None = None

    @model_validator(mode="after")
    def _complete(self) -> "PairCalibration":
        _must_weigh("weights", self.weights, LEGS)
        _must_weigh("confidence", self.confidence.weights, FEATURES)
        return self

    def odds_for(self, features: Mapping[str, float]) -> tuple[Odds, float]:
        """The odds of an answer with such features, and how likely its question is reworded."""
        if self.reworded is None:
            return self.confidence, 0.0
        share = self.reworded.wording.probability(features)
        return self.confidence.towards(self.reworded.confidence, share), share


class Calibration(BaseModel):
    """All language pairs, and where the numbers come from.

    Attributes:
        encoder: which encoder they were fitted for.
        encoder_fingerprint: its fingerprint.
        made_by: the command that fitted them.
        data: what they were fitted on.
        pairs: the numbers of each language pair.
        verification: the odds of an answer after reading, from VERIFICATION_FEATURES; None where
            nothing is read.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    encoder: str
    encoder_fingerprint: str
    made_by: str
    data: str
    pairs: dict[str, PairCalibration]
    verification: Odds | None = None

    @model_validator(mode="after")
    def _all_pairs(self) -> "Calibration":
        if set(self.pairs) != set(PAIRS):
            raise ValueError(f"pairs must be {', '.join(PAIRS)}")
        if self.verification is not None:
            _must_weigh("verification", self.verification.weights, VERIFICATION_FEATURES)
        return self


def _must_weigh(what: str, weights: Mapping[str, float], names: Sequence[str]) -> None:
    if set(weights) != set(names):
        raise ValueError(f"{what} must be given for {', '.join(names)}")


@cache
def load_calibration(path: Path | None = None) -> Calibration:
    """Read a calibration file; None gives the shipped one.

    Raises:
        CalibrationInvalid: it cannot be read, or lacks a pair, a leg or a feature.
    """
    source = path or CALIBRATION
    try:
        return Calibration.model_validate(json.loads(source.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise CalibrationInvalid(source, str(error)) from error


def warn_if_foreign(calibration: Calibration, fingerprint: str, name: str) -> None:
    """Say so when the numbers were fitted for another encoder than the one that runs."""
    if calibration.encoder_fingerprint != fingerprint:
        logger.warning(
            "fusion and confidence were fitted for the encoder %s, not for %s: fit them with "
            "`wenju fit` and set WENJU_CALIBRATION",
            calibration.encoder,
            name,
        )
