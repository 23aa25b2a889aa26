import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.glossary import load_glossary
from eval.fitting.command import neutral
from eval.fitting.verification import Readings, choose, fit_verification, observe_judged, read_all
from index.encoders.base import Pair
from index.search import SearchParts
from index.training.data import Judged, read_judged
from index.training.holdout import split_judged
from tests.fakes import FakeEncoder

ENCODER = FakeEncoder()
PARTS = SearchParts(ENCODER, load_glossary(), neutral(ENCODER))
ROWS = [
    Judged("Who ruled?", "The king ruled. He was old.", True, "The king", "en", "en", "s", "a"),
    Judged("誰贏了？", "甲隊贏了。", True, "甲隊", "zh", "zh", "s", "b"),
    Judged("誰輸了？", "The king ruled.", False, None, "zh", "en", "s", "c"),
]


class Knowing:
    """A verifier that knows who ruled and who won."""

    def score(self, pairs: Sequence[Pair]) -> list[float]:
        return [2.0 if "輸" not in question else -2.0 for question, _ in pairs]


def test_each_question_is_asked_of_its_own_passage() -> None:
    observed = [o for group in observe_judged(ROWS, PARTS) for o in group]
    assert [o.pair for o in observed] == ["en-en", "zh-zh", "zh-en"]
    assert [bool(o.relevant.any()) for o in observed] == [True, True, False]
    assert all(len(o.legs) == 1 for o in observed)


def test_what_is_read_is_judged_as_the_row_is() -> None:
    found = read_all(observe_judged(ROWS, PARTS), PARTS.calibration, Knowing())
    assert found.right.tolist() == [True, True, False]
    assert found.features[:, 2].tolist() == [2.0, 2.0, -2.0]


def test_each_collection_counts_the_same_and_the_verifier_is_never_held_against() -> None:
    generator = np.random.default_rng(3)
    features = generator.normal(size=(400, 3))
    told = Readings(features, features[:, 2] + generator.normal(size=400) > 0)
    odds = fit_verification([told])
    assert odds.weights["verified"] > 4 * abs(odds.weights["likely"])
    doubled = Readings(np.repeat(told.features, 2, axis=0), np.repeat(told.right, 2))
    again = fit_verification([doubled])
    assert again.weights["verified"] == pytest.approx(odds.weights["verified"], rel=1e-3)
    against = Readings(features, features[:, 2] < 0)
    assert fit_verification([against]).weights["verified"] == 0.0


def test_what_is_fitted_on_is_of_documents_that_training_never_saw(tmp_path: Path) -> None:
    folder = tmp_path / "answerability" / "train"
    folder.mkdir(parents=True)
    rows = [
        {"question": "Who?", "passage": f"Text {n}.", "answerable": False, "lang_q": "en",
         "lang_p": "en", "doc": f"d{n // 2}"}
        for n in range(400)
    ]  # fmt: skip
    rows.append(rows[0] | {"doc": "squad2:Normans"})
    (folder / "nq_dev.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    judged = read_judged(tmp_path)
    training, held = split_judged(judged)
    assert len(training) + len(held) == 401
    assert 10 < len(held) < 80
    assert not {row.document for row in training} & {row.document for row in held}
    assert "squad2:Normans" in {row.document for row in held}
    assert set(choose(judged, 10, seed=1)) <= set(held)
    assert len(choose(judged, 10, seed=1)) == 10
