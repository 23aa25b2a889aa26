from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.addresses import Address
from corpus.documents import Document
from eval.errors import BaselineInvalid, BaselineMissing, BaselineRefused
from eval.gate.baselines import make_baseline, read_baseline, write_baseline
from eval.gate.changes import Change
from eval.gate.gate import compare
from eval.gold_questions.parts import PartRanks
from eval.gold_questions.questions import Gold
from eval.gold_questions.running import GoldRun, run_gold
from service.answering import Answer, AnsweredPassage, Span, Status
from service.citing.citations import Locator
from tests.fakes_eval import (
    HEADING,
    FakeLibrary,
    ScriptedAnswerer,
    make_gold,
    make_question,
    spoil_first,
)

GOLD = make_gold(answerable=12, unanswerable=8)


def run(
    ranks: Mapping[str, int | None] | None = None,
    statuses: Mapping[str, Status] | None = None,
    gold: Gold = GOLD,
) -> GoldRun:
    return run_gold(ScriptedAnswerer(gold, None, ranks, statuses), FakeLibrary(), gold)


def seed_regression(questions: int) -> dict[str, int | None]:
    """Answers of the first questions come second, in every language."""
    return {text: 2 for question in GOLD.questions[:questions] for text in question.texts.values()}


@pytest.fixture
def baseline(tmp_path: Path) -> Path:
    path = tmp_path / "baselines" / "thesis-reported.json"
    write_baseline(run(), path)
    return path


def test_the_same_answers_pass(baseline: Path) -> None:
    verdict = compare(run(), read_baseline(baseline))
    assert verdict.passed
    assert verdict.won == verdict.lost == ()
    assert {c.p_drop for c in verdict.comparisons} == {1.0}


def test_a_seeded_regression_turns_the_gate_red(baseline: Path) -> None:
    verdict = compare(run(seed_regression(6)), read_baseline(baseline))
    assert not verdict.passed
    assert "R@1 on all fell from 1.000 to 0.500 over 12 questions (p = 0.016)" in verdict.reasons
    assert len(verdict.lost) == 18
    assert verdict.lost[0] == Change(
        "water-0", "zh-Hant", "answered, answer at 1", "answered, answer at 2"
    )


def test_a_regression_in_one_language_alone_turns_the_gate_red(baseline: Path) -> None:
    ranks: dict[str, int | None] = {f"Ask water-{n}?": None for n in range(6)}
    verdict = compare(run(ranks), read_baseline(baseline))
    assert any(
        reason.startswith("R@5 on en fell from 1.000 to 0.500") for reason in verdict.reasons
    )
    assert not any(" on zh" in reason for reason in verdict.reasons)


def test_one_question_lost_is_listed_but_does_not_close_the_gate(baseline: Path) -> None:
    verdict = compare(run(seed_regression(1)), read_baseline(baseline))
    assert verdict.passed
    assert [change.question_id for change in verdict.lost] == ["water-0"] * 3


def test_questions_won_are_listed_and_open_the_gate(tmp_path: Path) -> None:
    verdict = compare(run(), make_baseline(run(seed_regression(6))))
    assert verdict.passed
    assert verdict.lost == ()
    assert {change.question_id for change in verdict.won} == {f"water-{n}" for n in range(6)}


def test_as_many_won_as_lost_is_chance(baseline: Path) -> None:
    before = run({f"Ask water-{n}?": 2 for n in range(6)})
    after = run({f"Ask water-{n}?": 2 for n in range(6, 12)})
    verdict = compare(after, make_baseline(before))
    assert verdict.passed
    assert len(verdict.won) == len(verdict.lost) == 6


def test_answering_what_has_no_answer_turns_the_gate_red(baseline: Path) -> None:
    statuses: dict[str, Status] = {
        text: "answered"
        for question in GOLD.questions
        if not question.answerable
        for text in question.texts.values()
    }
    verdict = compare(run(None, statuses), read_baseline(baseline))
    assert any(r.startswith("decision on all fell from 1.000 to 0.600") for r in verdict.reasons)
    assert verdict.lost[0] == Change("none-0", "zh-Hant", "no_answer", "answered")


def test_refusing_what_has_an_answer_turns_the_gate_red(baseline: Path) -> None:
    statuses: dict[str, Status] = {f"Ask water-{n}?": "no_answer" for n in range(6)}
    reasons = compare(run(None, statuses), read_baseline(baseline)).reasons
    assert any(reason.startswith("decision on en fell from 1.000 to 0.700") for reason in reasons)
    assert any(reason.startswith("R@1 on en fell") for reason in reasons)


class WorstSentence(ScriptedAnswerer):
    """Marks and quotes the last sentence of every passage, which answers nothing."""

    def spoil(self, answer: Answer) -> Answer:
        return replace(answer, passages=tuple(map(mark_last_sentence, answer.passages)))


def mark_last_sentence(passage: AnsweredPassage) -> AnsweredPassage:
    start = passage.text.rstrip("。").rfind("。") + 1
    span = Span(passage.start + start, passage.end, passage.text[start:])
    return replace(passage, evidence=(span,), citation=f"「{span.text}」水[Z].")


def test_marking_the_worst_sentence_turns_the_gate_red(baseline: Path) -> None:
    worst = run_gold(WorstSentence(GOLD), FakeLibrary(), GOLD)
    verdict = compare(worst, read_baseline(baseline))
    # A passage of the text has one sentence only, so a quarter of the questions loses nothing.
    assert verdict.reasons == tuple(
        f"sentence on {name} fell from 1.000 to 0.250 over 12 questions (p = 0.002)"
        for name in ("all", "zh-Hant", "zh-Hans", "en")
    )
    assert verdict.lost[0].after == "answered, answer at 1, another sentence"


def test_marking_the_whole_passage_does_not_pass_for_the_right_sentence(baseline: Path) -> None:
    class Everything(ScriptedAnswerer):
        def spoil(self, answer: Answer) -> Answer:
            return replace(answer, passages=tuple(map(mark_all, answer.passages)))

    def mark_all(passage: AnsweredPassage) -> AnsweredPassage:
        span = Span(passage.start, passage.end, passage.text)
        return replace(passage, evidence=(span,), citation=f"「{span.text}」水[Z].")

    reasons = compare(
        run_gold(Everything(GOLD), FakeLibrary(), GOLD), read_baseline(baseline)
    ).reasons
    assert reasons[0].startswith("sentence on all fell from 1.000 to 0.250")


@pytest.mark.parametrize(
    "wrong",
    [
        Locator((HEADING,), 9),
        Locator((HEADING,), 1, "12"),
        Locator(("第二章",), 1),
        Locator((HEADING,), None, None, "1"),
    ],
)
def test_citing_another_place_turns_the_gate_red(baseline: Path, wrong: Locator) -> None:
    class Misplacing(ScriptedAnswerer):
        def spoil(self, answer: Answer) -> Answer:
            return spoil_first(answer, locator=wrong)

    misplaced = run_gold(Misplacing(GOLD), FakeLibrary(), GOLD)
    verdict = compare(misplaced, read_baseline(baseline))
    assert verdict.reasons == tuple(
        f"locator on {name} fell from 1.000 to 0.000 over 12 questions (p = 0.000)"
        for name in ("all", "zh-Hant", "zh-Hans", "en")
    )
    assert verdict.lost[0].after == "answered, answer at 1, another locator"


PARTS = (
    PartRanks(True, {"hybrid": 2, "encoder": 1, "rrf": 1}),
    PartRanks(True, {"hybrid": 1, "encoder": 1, "rrf": 1}),
)


def test_search_that_finds_less_than_its_parts_turns_the_gate_red() -> None:
    before = make_baseline(run())
    verdict = compare(replace(run(), parts=PARTS), before)
    assert verdict.reasons == (
        "R@1, same language: search finds 0.500, less than rrf with 1.000 over 2 questions "
        "(allowed: 0.000 less)",
        "R@1, all: search finds 0.500, less than encoder with 1.000 over 2 questions "
        "(allowed: 0.000 less)",
    )


def test_a_shortfall_that_is_known_may_not_grow() -> None:
    known = make_baseline(replace(run(), parts=PARTS))
    assert known.shortfalls == {
        "R@1, same language": 0.5,
        "R@5, same language": 0.0,
        "R@1, all": 0.5,
        "R@5, all": 0.0,
    }
    assert compare(replace(run(), parts=PARTS), known).passed
    worse = tuple(replace(one, ranks={**one.ranks, "hybrid": 9}) for one in PARTS)
    reasons = compare(replace(run(), parts=worse), known).reasons
    assert [reason.split(":")[0] for reason in reasons] == list(known.shortfalls)


def test_the_wrong_language_first_turns_the_gate_red(baseline: Path) -> None:
    class Foreign(ScriptedAnswerer):
        def spoil(self, answer: Answer) -> Answer:
            return spoil_first(answer, language="en")

    class Spoken(FakeLibrary):
        """Resolves to a document that is as foreign as it is said to be."""

        def resolve(self, address: str | Address) -> tuple[Document, Address]:
            document, place = super().resolve(address)
            return replace(document, language="en"), place

    foreign = run_gold(Foreign(GOLD), Spoken(), GOLD)
    reasons = [
        reason
        for reason in compare(foreign, read_baseline(baseline)).reasons
        if not reason.startswith("broken invariant")
    ]
    # Asked in English, no text in English answers, so that no first passage is wrong.
    assert reasons == [
        f"own language on {name} fell from 1.000 to 0.000 over 12 questions (p = 0.000)"
        for name in ("all", "zh-Hant", "zh-Hans")
    ]


def test_showing_something_where_nothing_may_be_shown_turns_the_gate_red() -> None:
    questions = tuple(
        replace(make_question(f"unclear-{number}"), kind="unclear") for number in range(8)
    )
    gold = Gold("dev", questions)
    before = make_baseline(run(gold=gold))
    statuses: dict[str, Status] = {
        text: "weak" for question in questions for text in question.texts.values()
    }
    reasons = compare(run(None, statuses, gold), before).reasons
    assert reasons[0].startswith("decision on all fell from 1.000 to 0.000")


def test_questions_in_one_language_are_compared_in_that_language_alone() -> None:
    questions = tuple(
        replace(question, texts={"en": question.texts["en"]}) for question in GOLD.questions
    )
    gold = Gold("own.csv", questions)
    verdict = compare(run(gold=gold), make_baseline(run(gold=gold)))
    assert verdict.passed
    assert {c.slice for c in verdict.comparisons} == {"all", "en"}


def test_a_set_without_an_answerable_question_is_compared_by_its_decisions() -> None:
    gold = make_gold(answerable=0, unanswerable=8)
    before = make_baseline(run(gold=gold))
    statuses: dict[str, Status] = {
        text: "answered" for question in gold.questions for text in question.texts.values()
    }
    verdict = compare(run(None, statuses, gold), before)
    assert {c.measure for c in verdict.comparisons} == {"decision"}
    assert verdict.reasons[0].startswith("decision on all fell from 1.000 to 0.000")


def test_one_slice_that_is_not_verbatim_turns_the_gate_red(baseline: Path) -> None:
    class Folding(ScriptedAnswerer):
        def spoil(self, answer: Answer) -> Answer:
            if answer.question.text != "Ask water-0?":
                return answer
            return spoil_first(answer, text=answer.passages[0].text.replace("結", "结"))

    spoilt = run_gold(Folding(GOLD), FakeLibrary(), GOLD)
    for compared_with in (read_baseline(baseline), None):
        verdict = compare(spoilt, compared_with)
        (reason,) = verdict.reasons
        assert reason.startswith("broken invariant: water-0 (en): water@")
    with pytest.raises(BaselineRefused, match="not the verbatim slice"):
        write_baseline(spoilt, baseline)
    assert read_baseline(baseline) == make_baseline(run())


def test_without_a_baseline_an_unbroken_run_passes() -> None:
    verdict = compare(run(), None)
    assert verdict.passed
    assert verdict.comparisons == ()


def test_other_questions_are_named_and_close_the_gate(baseline: Path) -> None:
    edited = replace(
        GOLD.questions[1], texts={**GOLD.questions[1].texts, "en": "Ask water-1, please?"}
    )
    gold = Gold("reported", (*GOLD.questions[2:], edited, make_question("new", "雨從雲裡落下")))
    verdict = compare(run(gold=gold), read_baseline(baseline))
    (reason,) = verdict.reasons
    assert "the baseline has other questions (new new; water-0 gone; water-1 edited)" in reason
    assert "wenju eval --update-baseline" in reason


def test_a_baseline_of_another_split_closes_the_gate(baseline: Path) -> None:
    verdict = compare(run(gold=Gold("dev", GOLD.questions)), read_baseline(baseline))
    assert "the baseline is of split 'reported', this run of 'dev'" in verdict.reasons[0]


def test_a_baseline_reads_back_as_written(baseline: Path) -> None:
    assert read_baseline(baseline) == make_baseline(run())


def test_an_outcome_stays_on_one_line_so_that_diffs_can_be_read(baseline: Path) -> None:
    lines = baseline.read_text(encoding="utf-8").splitlines()
    outcome = (
        '"rank": 1, "status": "answered", "confidence": 0.9, "sentence": true, "locator": true'
    )
    assert f'    "en": {{ {outcome}, "own_language": null }}' in lines


def test_a_missing_baseline_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BaselineMissing, match="--update-baseline"):
        read_baseline(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{", "", "Invalid JSON"),
        ('"rank": 1', '"rank": 0', "greater than or equal to 1"),
        ('"format": 2', '"format": 1', "format: Input should be 2"),
        (', "locator": true', "", "locator: Field required"),
        ('"answered"', '"sure"', "status"),
    ],
)
def test_a_damaged_baseline_is_named_with_the_field(
    baseline: Path, old: str, new: str, expected: str
) -> None:
    text = baseline.read_text(encoding="utf-8")
    assert old in text
    baseline.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BaselineInvalid, match=expected) as caught:
        read_baseline(baseline)
    assert str(baseline) in str(caught.value)
