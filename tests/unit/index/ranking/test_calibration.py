import json
import logging
from pathlib import Path

import pytest

from index.errors import CalibrationInvalid
from index.ranking.calibration import PAIRS, load_calibration, warn_if_foreign
from index.shipped import CALIBRATION


def test_shipped_calibration_has_every_pair_and_weighs_every_leg() -> None:
    calibration = load_calibration()
    assert set(calibration.pairs) == set(PAIRS)
    for pair in calibration.pairs.values():
        assert all(weight >= 0 for weight in pair.weights.values())
        assert pair.weights["interaction"] > 0
    assert calibration.pairs["zh-zh"].offset == calibration.pairs["en-en"].offset == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda raw: raw["pairs"].pop("en-zh"), "pairs must be"),
        (lambda raw: raw["pairs"]["en-zh"]["weights"].pop("dense"), "weights must be given"),
        (
            lambda raw: raw["pairs"]["en-zh"]["confidence"]["weights"].pop("gap"),
            "confidence must be given",
        ),
        (
            lambda raw: raw["pairs"]["en-zh"]["reworded"]["wording"]["weights"].pop("coverage"),
            "wording must be given",
        ),
        (lambda raw: raw["pairs"]["zh-zh"]["confidence"].update(bias=float("nan")), "finite"),
        (lambda raw: raw.update(more=1), "Extra inputs"),
    ],
)
def test_incomplete_file_is_refused_with_what_to_do(
    tmp_path: Path, change: object, message: str
) -> None:
    raw = json.loads(CALIBRATION.read_text(encoding="utf-8"))
    change(raw)  # type: ignore[operator]  # one of the functions above
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(CalibrationInvalid, match=message):
        load_calibration(path)


def test_missing_and_broken_files_name_the_setting(tmp_path: Path) -> None:
    with pytest.raises(CalibrationInvalid, match="WENJU_CALIBRATION"):
        load_calibration(tmp_path / "nothing.json")
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(CalibrationInvalid, match=r"broken\.json"):
        load_calibration(broken)


def test_calibration_for_another_encoder_is_said_to_be_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    calibration = load_calibration()
    with caplog.at_level(logging.WARNING):
        warn_if_foreign(calibration, calibration.encoder_fingerprint, "same")
        assert not caplog.records
        warn_if_foreign(calibration, "another", "BAAI/bge-m3")
    assert "BAAI/bge-m3" in caplog.text
    assert "wenju fit" in caplog.text
