from dataclasses import replace

import pytest

from corpus.documents import Document, Paragraph
from eval.gold_questions.places import Quoted, judge_first
from eval.gold_questions.questions import Evidence, ExpectedLocator, Question
from service.answering import Answer, AnsweredPassage, Span
from service.citing.citations import Locator
from tests.fakes_eval import (
    HEADING,
    FakeLibrary,
    ScriptedAnswerer,
    make_document,
    make_gold,
    make_question,
    spoil_first,
)

QUESTION = make_question("boiling", "攝氏一百度沸騰")


def ask(document: Document | None = None) -> Answer:
    """The paragraph `水在攝氏一百度沸騰。高山上氣壓低，沸點也低。`, its first sentence marked."""
    gold = replace(make_gold(), questions=(QUESTION,))
    return ScriptedAnswerer(gold, FakeLibrary(document)).ask("Ask boiling?")


def judge(answer: Answer, expected: ExpectedLocator | None = None) -> Quoted:
    evidence = replace(QUESTION.evidence[0], locator=expected)
    return judge_first(replace(QUESTION, evidence=(evidence,)), answer, FakeLibrary())


def mark(answer: Answer, *spans: tuple[int, int]) -> Answer:
    first = answer.passages[0]
    evidence = tuple(
        Span(first.start + start, first.start + end, first.text[start:end]) for start, end in spans
    )
    return spoil_first(answer, evidence=evidence)


def test_the_sentence_and_the_place_of_the_answer() -> None:
    assert judge(ask()) == Quoted(sentence=True, locator=True, marked=10 / 22)


@pytest.mark.parametrize(
    ("spans", "sentence"),
    [
        (((0, 10),), True),
        (((2, 9),), True),
        (((10, 22),), False),
        (((10, 22), (0, 10)), False),
        (((0, 10), (10, 22)), True),
        (((0, 22),), False),
        ((), False),
    ],
)
def test_only_the_sentence_that_is_quoted_first_counts(
    spans: tuple[tuple[int, int], ...], sentence: bool
) -> None:
    assert judge(mark(ask(), *spans)).sentence is sentence


def test_a_refusal_quotes_nothing() -> None:
    answer = replace(ask(), status="no_answer", passages=())
    assert judge(answer) == Quoted(False, False, 0.0)


def test_another_document_that_has_the_words_too_is_not_the_place() -> None:
    answer = spoil_first(ask(), document_id="copy")
    assert judge(answer) == Quoted(False, False, 10 / 22)


@pytest.mark.parametrize(
    ("expected", "located"),
    [
        (ExpectedLocator(section="第一章"), True),
        (ExpectedLocator(section="第一章 水", paragraph=2), True),
        (ExpectedLocator(section="一章"), False),
        (ExpectedLocator(section="第二章"), False),
        (ExpectedLocator(paragraph=3), False),
        (ExpectedLocator(page="12"), False),
        (ExpectedLocator(note="1"), False),
    ],
)
def test_what_a_person_wrote_down_is_compared_as_far_as_it_goes(
    expected: ExpectedLocator, located: bool
) -> None:
    assert judge(ask(), expected).locator is located


def test_article_1_is_not_article_10() -> None:
    answer = spoil_first(ask(), locator=Locator(("Part I", "Article 10. Demolition"), 1, None))
    assert judge(answer, ExpectedLocator(section="Article 10")).locator
    assert not judge(answer, ExpectedLocator(section="Article 1")).locator


def test_the_place_is_that_of_the_sentence_not_of_where_the_passage_begins() -> None:
    """A passage of two paragraphs whose answer is in the second one."""
    document = make_document()
    first, second = document.paragraphs[:2]
    span = Span(second.start, second.start + 10, document.text[second.start : second.start + 10])
    passage = replace(
        ask().passages[0],
        start=first.start,
        end=second.end,
        text=document.text[first.start : second.end],
        evidence=(span,),
        locator=Locator((HEADING,), 1, None),
    )
    assert judge(replace(ask(), passages=(passage,))).locator is False
    right = replace(passage, locator=Locator((HEADING,), 2, None))
    assert judge(replace(ask(), passages=(right,))).locator is True


def located(paragraph: Paragraph, page: str | None) -> bool:
    """Whether page `page` is right for the boiling sentence of a document with this paragraph."""
    document = make_document()
    paged = replace(
        document, paragraphs=(document.paragraphs[0], paragraph, *document.paragraphs[2:])
    )
    answer = spoil_first(ask(), locator=Locator((HEADING,), 2, page))
    return judge_first(QUESTION, answer, FakeLibrary(paged)).locator


def test_a_printed_page_is_expected_where_the_source_proves_it() -> None:
    paragraph = replace(make_document().paragraphs[1], page="14")
    assert located(paragraph, "14")
    assert not located(paragraph, None)
    assert not located(paragraph, "13")


def test_in_a_paragraph_across_pages_only_a_sentence_across_them_has_its_page() -> None:
    paragraph = make_document().paragraphs[1]
    across = replace(paragraph, page="14", page_seam=paragraph.start + 5)
    assert located(across, "14")
    behind = replace(paragraph, page="14", page_seam=paragraph.start + 15)
    assert located(behind, None)
    assert not located(behind, "14")


def test_evidence_in_several_documents_is_judged_by_that_of_the_passage() -> None:
    other = Evidence("fire", "Fire needs air")
    question = Question("boiling", "fact", "fire", QUESTION.texts, (other, *QUESTION.evidence))
    passages: tuple[AnsweredPassage, ...] = ask().passages
    assert judge_first(question, replace(ask(), passages=passages), FakeLibrary()).sentence
