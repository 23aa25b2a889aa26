from dataclasses import replace

import pytest

from eval.gold_questions.invariants import check_answer
from service.answering import Answer, Span
from tests.fakes_eval import FakeLibrary, ScriptedAnswerer, make_gold, spoil_first


@pytest.fixture
def answer() -> Answer:
    gold = make_gold()
    return ScriptedAnswerer(gold).ask(gold.questions[0].texts["en"], top_k=10)


def violations(answer: Answer) -> tuple[str, ...]:
    return check_answer(answer, FakeLibrary()).violations


def test_a_verbatim_answer_breaks_nothing_and_is_counted(answer: Answer) -> None:
    checked = check_answer(answer, FakeLibrary())
    assert checked.violations == ()
    assert (checked.passages, checked.evidence, checked.quotes) == (4, 4, 4)


def test_one_changed_character_is_a_violation(answer: Answer) -> None:
    folded = answer.passages[0].text.replace("結", "结")
    (found,) = violations(spoil_first(answer, text=folded))
    assert "not the verbatim slice" in found


def test_an_address_that_does_not_resolve_is_a_violation(answer: Answer) -> None:
    address = answer.passages[0].address.replace("water@", "fire@")
    (found,) = violations(spoil_first(answer, address=address))
    assert "the address does not resolve: there is no document 'fire'" in found


def test_offsets_that_contradict_the_address_are_a_violation(answer: Answer) -> None:
    assert any(
        "the address says otherwise" in found
        for found in violations(spoil_first(answer, start=answer.passages[0].start + 1))
    )


def test_evidence_that_is_not_verbatim_is_a_violation(answer: Answer) -> None:
    span = answer.passages[0].evidence[0]
    other = Span(span.start, span.end, span.text.replace("攝氏", "摄氏"))
    found = violations(spoil_first(answer, evidence=(other,), citation=other.text))
    assert len(found) == 1
    assert "evidence is not the verbatim slice" in found[0]


def test_evidence_outside_the_passage_is_a_violation(answer: Answer) -> None:
    text = FakeLibrary().document.text
    outside = Span(0, 5, text[:5])
    found = violations(spoil_first(answer, evidence=(outside,), citation=outside.text))
    assert len(found) == 1
    assert "is not inside the passage" in found[0]


def test_a_citation_with_other_words_than_the_evidence_is_a_violation(answer: Answer) -> None:
    citation = answer.passages[0].citation.replace("攝氏零度", "攝氏一度")
    (found,) = violations(spoil_first(answer, citation=citation))
    assert "does not quote the first evidence" in found


def test_a_wrong_language_is_a_violation(answer: Answer) -> None:
    (found,) = violations(spoil_first(answer, language="zh-Hans"))
    assert "the source is another" in found


def test_passages_under_no_answer_are_a_violation(answer: Answer) -> None:
    assert violations(replace(answer, status="no_answer")) == (
        "status is 'no_answer' with 4 passages",
    )
    assert violations(replace(answer, passages=())) == ("status is 'answered' with 0 passages",)


def test_related_passages_are_checked_as_well(answer: Answer) -> None:
    spoilt = spoil_first(answer, text="冰").passages[:1]
    refused = replace(answer, status="no_answer", passages=(), related=spoilt)
    assert "not the verbatim slice" in violations(refused)[0]


def test_ranks_and_addresses_tell_passages_apart(answer: Answer) -> None:
    twice = (answer.passages[0], answer.passages[0])
    assert violations(replace(answer, passages=twice)) == (
        "the ranks of the passages do not count from 1",
        "the passages show one address twice",
    )


def test_a_confidence_is_a_share(answer: Answer) -> None:
    assert violations(replace(answer, confidence=1.2)) == ("confidence is 1.2, not from 0 to 1",)
