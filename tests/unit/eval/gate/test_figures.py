from dataclasses import replace

import pytest

from eval.gate.figures import per_question, summarise
from eval.gate.promises import check_promises
from eval.gold_questions.running import GoldRun, run_gold
from service.answering import Answer
from tests.fakes_eval import FakeLibrary, ScriptedAnswerer, make_gold, spoil_first


@pytest.fixture
def run() -> GoldRun:
    """English loses two of eight answers, refuses one and answers one that it should not."""
    gold = make_gold()
    answerer = ScriptedAnswerer(
        gold,
        ranks={"Ask water-0?": 2, "Ask water-1?": None},
        statuses={"Ask water-2?": "no_answer", "Ask none-0?": "answered", "Ask none-1?": "weak"},
    )
    return run_gold(answerer, FakeLibrary(), gold)


def test_slices_are_question_language_to_passage_language(run: GoldRun) -> None:
    assert [one.name for one in summarise(run).slices] == [
        "all",
        "zh-Hant→zh",
        "zh-Hans→zh",
        "en→zh",
    ]


def test_finding_by_hand(run: GoldRun) -> None:
    *_, english = summarise(run).slices
    values = {name: one.value for name, one in english.finding.measures.items()}
    # Of eight: five first, one second, one not found, one refused and so not shown.
    assert values["R@1"] == 5 / 8
    assert values["R@5"] == 6 / 8
    assert values["RR@10"] == 5.5 / 8
    assert english.finding.measures["R@1"].low < 5 / 8 < english.finding.measures["R@1"].high


def test_a_question_counts_once_over_several_languages(run: GoldRun) -> None:
    everything = summarise(run).slices[0]
    assert everything.finding.questions == 8
    assert per_question(run.asked)["R@1"]["water-0"] == pytest.approx(2 / 3)
    assert everything.finding.measures["R@1"].value == pytest.approx((8 + 8 + 5) / 24)


def test_refusing_by_hand(run: GoldRun) -> None:
    *_, english = summarise(run).slices
    refusing = english.refusing
    assert refusing.false_answers == 1 / 4
    assert refusing.false_refusals == 1 / 8
    # water-2 was refused although its answer is first among the related passages.
    assert refusing.refused_at_hand == 1 / 8
    # Seven answerable and one other are called answered; of them one is second, one not found.
    assert refusing.answered_right == 5 / 8
    assert refusing.statuses == {
        "answerable": {"answered": 7, "weak": 0, "no_answer": 1},
        "near": {"answered": 1, "weak": 1, "no_answer": 2},
        **{
            kind: {"answered": 0, "weak": 0, "no_answer": 0}
            for kind in ("far", "trivia", "attribute", "premise", "unclear", "not-stated")
        },
    }
    # Confidences: answerable 7 × 0.9 and 0.1; others 0.9, 0.4, 0.1, 0.1.
    above = 7 * (0.5 + 1 + 1 + 1) + (0 + 0 + 0.5 + 0.5)
    assert refusing.auroc == pytest.approx(above / 32)
    # 95 % of eight are all eight, so everything from 0.1 on is answered.
    assert refusing.false_answers_at_95 == 1.0


def test_twins_are_counted(run: GoldRun) -> None:
    figures = summarise(run)
    assert figures.written_twins.pairs == figures.converted_twins.pairs == 12
    assert figures.written_twins.same_first == figures.converted_twins.same_first == 1.0


def test_promises_count_everything_that_was_shown(run: GoldRun) -> None:
    promises = check_promises(run)
    assert promises.violations == ()
    shown = sum(one.checked.passages for one in (*run.asked, *run.converted))
    assert promises.passages == promises.evidence == promises.quotes == shown
    # Three passages beside the answer, or the first three as related ones; nothing is uncounted.
    assert shown > 4 * 8 * 3


def test_a_twin_with_another_first_passage_breaks_a_promise() -> None:
    class Forgetful(ScriptedAnswerer):
        def spoil(self, answer: Answer) -> Answer:
            if answer.question.text != "问 water-1？":
                return answer
            second, first = answer.passages[:2]
            return replace(answer, passages=(replace(first, rank=1), replace(second, rank=2)))

    gold = make_gold()
    run = run_gold(Forgetful(gold), FakeLibrary(), gold)
    (violation,) = check_promises(run).violations
    assert "water-1: another first passage when written in Simplified characters" in violation
    assert summarise(run).converted_twins.same_first == pytest.approx(11 / 12)


def test_a_violation_names_its_question_and_language() -> None:
    class Folding(ScriptedAnswerer):
        def spoil(self, answer: Answer) -> Answer:
            if answer.question.text != "Ask water-3?":
                return answer
            return spoil_first(answer, text=answer.passages[0].text.replace("雲", "云"))

    gold = make_gold()
    (violation,) = check_promises(run_gold(Folding(gold), FakeLibrary(), gold)).violations
    assert violation.startswith("water-3 (en): water@")


def test_an_index_that_was_replaced_meanwhile_breaks_a_promise() -> None:
    gold = make_gold(answerable=1)
    run = replace(run_gold(ScriptedAnswerer(gold), FakeLibrary(), gold), index_version="a, b")
    assert check_promises(run).violations == ("the index changed while it was measured: a, b",)
