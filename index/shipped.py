"""Where the files that index/ ships lie: the one place that names them."""

from pathlib import Path

_HERE = Path(__file__).parent

MODEL = _HERE / "model"
CALIBRATION = _HERE / "calibration.json"
TRANSLATIONS = _HERE / "translations.npz"
TRANSLITERATIONS = _HERE / "sounds.npz"
VERIFIER = _HERE / "verifier"
