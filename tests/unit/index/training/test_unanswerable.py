import random

import pytest

from index.training.data import Judged
from index.training.unanswerable import Changed, Unanswerable, names_in

ENGLISH = Judged(
    "When did the treaty between France and Spain end in 1659?",
    "The treaty of 1659 was signed by France. Portugal had no part in it. It ended on 7 November.",
    True, "7 November", "en", "en", "squad2_dev_en", "a",
)  # fmt: skip
CHINESE = Judged(
    "北京的首都机场是哪一年成立的？",
    "首都机场在北京。上海也有机场。它是1958年成立的。",
    True, "1958年", "zh", "zh", "cmrc2018_train", "b",
)  # fmt: skip
SENTENCES = {
    ENGLISH: ["The treaty of 1659 was signed by France.", "Portugal had no part in it.", "It ended on 7 November."],
    CHINESE: ["首都机场在北京。", "上海也有机场。", "它是1958年成立的。"],
}  # fmt: skip
OTHERS = [
    Judged(f"Who ruled the {word} of Prussia?", "…", False, None, "en", "en", "nq_dev", word)
    for word in ("kingdom", "church", "army") * 3
] + [
    Judged(f"普鲁士的{word}是谁？", "…", False, None, "zh", "zh", "cail2019_rc", word)
    for word in ("国王", "教堂", "军队") * 3
]


def changes(row: Judged, seed: int) -> dict[str, Changed]:
    made = Unanswerable([*OTHERS, ENGLISH, CHINESE], random.Random(seed))
    return {changed.kind: changed for changed in made.changes(row, SENTENCES[row])}


@pytest.mark.parametrize("row", [ENGLISH, CHINESE])
def test_the_sentence_that_answers_goes(row: Judged) -> None:
    gone = changes(row, 1)["answer gone"]
    assert gone.question == row.question
    assert gone.sentences == SENTENCES[row][:2]


@pytest.mark.parametrize("row", [ENGLISH, CHINESE])
@pytest.mark.parametrize("kind", ["another name", "another thing asked", "contrary"])
def test_the_question_asks_something_else_of_the_same_sentences(row: Judged, kind: str) -> None:
    for seed in range(8):
        changed = changes(row, seed).get(kind)
        if changed is not None:
            assert changed.question != row.question
            assert changed.sentences == SENTENCES[row]
            return
    if (row, kind) != (ENGLISH, "contrary"):  # it has none of the words with a contrary
        pytest.fail(f"nothing was made of {row.question}")


def test_another_name_is_mostly_one_of_the_passage() -> None:
    found = {changes(ENGLISH, seed)["another name"].question for seed in range(30)}
    assert any("Portugal" in question for question in found)
    assert any("1659" not in question for question in found)


def test_the_answer_is_denied() -> None:
    denied = changes(CHINESE, 1)["denied"]
    assert denied.question == CHINESE.question
    assert denied.sentences == [*SENTENCES[CHINESE][:2], "它不是1958年成立的。"]


def test_nothing_is_made_where_nobody_knows_what_answers() -> None:
    made = Unanswerable(OTHERS, random.Random(1))
    unknown = Judged("谁？", "某人。别人。", True, None, "zh", "zh", "cail2019_rc", "c")
    assert list(made.changes(unknown, ["某人。", "别人。"])) == []


def test_a_word_that_begins_a_sentence_is_no_name() -> None:
    assert names_in("Who met Chris Hill in Beijing?", "en") == ["Chris Hill", "Beijing"]
    assert names_in("Tea is drunk by many.", "en") == []
    assert "北京" in names_in("首都机场在北京。", "zh")
