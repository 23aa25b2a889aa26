import numpy as np
import pytest

from corpus.passages import split_document
from index.query.term_table import TermTable
from index.query.terms import question_terms
from index.ranking.features import NOTHING, measure_coverage
from index.text.analysis import AnalysedSentence, AnalysedText, analyse_sentences
from tests.fakes import document


def sentences(text: str) -> tuple[AnalysedSentence, ...]:
    (found,) = split_document(document("one", text))
    return analyse_sentences(found.text, found.sentences, "en")


TEXT = "Iron is heavy. Feathers fall slowly through cold air. Copper conducts heat."


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("iron", (1, 1, 1)),
        ("cold feathers", (1, 1, 1)),
        ("iron feathers", (1, 0.5, 1)),
        ("iron feathers copper", (1, 1 / 3, 2 / 3)),
        ("iron feathers copper gold", (3 / 4, 1 / 4, 2 / 4)),
        ("gold", (0, 0, 0)),
    ],
)
def test_shares_of_passage_sentence_and_two_sentences(
    question: str, expected: tuple[float, float, float]
) -> None:
    terms = question_terms(AnalysedText(question), "en")
    found = measure_coverage(TermTable.of(terms), np.ones(len(terms)), sentences(TEXT))
    assert (found.passage, found.sentence, found.two_sentences) == pytest.approx(expected)


def test_words_count_by_their_worth() -> None:
    terms = question_terms(AnalysedText("iron gold"), "en")
    found = measure_coverage(TermTable.of(terms), np.array([3.0, 1.0]), sentences(TEXT))
    assert found.sentence == 0.75


@pytest.mark.parametrize(
    ("question", "missing"),
    [("iron feathers", 0), ("iron gold", 3 / 5), ("gold silver", 3 / 5), ("iron silver", 2 / 4)],
)
def test_the_weightiest_term_that_is_nowhere_is_what_is_missing(
    question: str, missing: float
) -> None:
    terms = question_terms(AnalysedText(question), "en")
    worth = np.array([{"gold": 3.0}.get(term.text, 2.0) for term in terms])
    found = measure_coverage(TermTable.of(terms), worth, sentences(TEXT))
    assert found.missing == pytest.approx(missing)


def test_question_without_terms_covers_nothing() -> None:
    assert measure_coverage(TermTable.of([]), np.zeros(0), sentences(TEXT)) == NOTHING
