import numpy as np
import pytest
import torch

from index.encoders.answer_verifier import AnswerVerifier, joined, load_verifier
from index.encoders.bert import Bert
from index.encoders.bert_config import read_config
from index.shipped import MODEL, VERIFIER

pytestmark = pytest.mark.model

TREATY = ("The treaty was signed in March 1994 by five powers.",)
FARMERS = ("The treaty was never popular with farmers.",)
ZH_TREATY = ("條約由五國於1994年3月簽署。",)
ZH_FARMERS = ("農民從來不喜歡這項條約。",)


@pytest.fixture(scope="module")
def verifier() -> AnswerVerifier:
    return load_verifier(single=True)


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("When was the treaty signed?", TREATY, FARMERS),
        ("條約是哪一年簽署的？", ZH_TREATY, ZH_FARMERS),
        ("When was the treaty signed?", ZH_TREATY, ZH_FARMERS),
        ("條約是哪一年簽署的？", TREATY, FARMERS),
    ],
)
def test_sentences_that_answer_score_higher(
    verifier: AnswerVerifier, question: str, right: tuple[str], wrong: tuple[str]
) -> None:
    found = verifier.score([(question, wrong), (question, right)])
    assert found[1] > found[0] + 1


def test_both_scripts_are_one(verifier: AnswerVerifier) -> None:
    traditional, simplified = verifier.score(
        [
            ("條約是哪一年簽署的？", ZH_TREATY),
            ("条约是哪一年签署的？", ("条约由五国于1994年3月签署。",)),
        ]
    )
    assert traditional == simplified


def test_a_score_is_the_same_whatever_is_read_beside_it(verifier: AnswerVerifier) -> None:
    pairs = [("When?", found) for found in (TREATY, FARMERS, TREATY + FARMERS)]
    together = verifier.score(pairs)
    assert [verifier.score([pair])[0] for pair in pairs] == together


@pytest.mark.parametrize("found", [(), ("",), ("會議。" * 500,)])
def test_too_much_and_nothing_can_be_read(verifier: AnswerVerifier, found: tuple[str, ...]) -> None:
    for question in ("", "問" * 2000, "𠮷", "When?"):
        (score,) = verifier.score([(question, found)])
        assert np.isfinite(score)
    assert verifier.score([]) == []


def test_both_number_formats_agree(verifier: AnswerVerifier) -> None:
    pairs = [("When was the treaty signed?", TREATY), ("誰？", ZH_FARMERS)]
    assert load_verifier().score(pairs) == pytest.approx(verifier.score(pairs), abs=0.15)


def test_sentences_are_joined_as_their_language_does() -> None:
    assert joined(["One is here.", " Two is there. "]) == "One is here. Two is there."
    assert joined(["第一句。", "第二句。"]) == "第一句。第二句。"
    assert joined([]) == ""


def test_the_second_part_is_marked() -> None:
    bert = Bert.load(MODEL, torch.float32)
    ids = [[2, 40, 50, 60, 3]]
    assert torch.equal(bert.tokens(ids, firsts=[5])[0], bert.tokens(ids)[0])
    assert not torch.allclose(bert.tokens(ids, firsts=[2])[0], bert.tokens(ids)[0], atol=1e-3)


def test_what_is_shipped_is_small() -> None:
    assert sum(path.stat().st_size for path in VERIFIER.iterdir()) < 30_000_000
    assert read_config(VERIFIER)["hidden_size"] == 384
