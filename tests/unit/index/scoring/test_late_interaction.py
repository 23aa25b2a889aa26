import numpy as np
import pytest

from index.encoders.token_codes import Pieces, QuestionPieces, make_pieces, make_question
from index.scoring.late_interaction import Matches, match
from tests.unit.index.encoders.test_token_codes import unit_rows
from tests.unit.index.engines.local.vectors.test_token_vectors import DIMENSIONS, some_passages

PASSAGES = [*some_passages(1), *some_passages(2)]
QUESTION = make_question(unit_rows(4, DIMENSIONS, 9), np.array([1, 2, 3, 2], np.float32))


def matched(rows: list[int]) -> Matches:
    pieces = [PASSAGES[row] for row in rows]
    codes = Pieces(
        np.concatenate([one.codes for one in pieces]),
        np.concatenate([one.scales for one in pieces]),
        np.concatenate([one.sentences for one in pieces]),
    )
    return match(QUESTION, codes, np.array([len(one) for one in pieces]))


def by_hand(asked: QuestionPieces, pieces: Pieces) -> np.ndarray:
    """Every cosine, the plain way, shape (tokens of the passage, tokens of the question)."""
    left = pieces.codes.astype(np.float64) * pieces.scales.astype(np.float64)[:, None]
    right = asked.codes.astype(np.float64) * asked.scales.astype(np.float64)[:, None]
    found: np.ndarray = left @ right.T
    return found


def test_best_matches_are_those_of_all_pairs() -> None:
    rows = [7, 0, 2, 9, 4]
    expected = [by_hand(QUESTION, PASSAGES[row]).max(axis=0) @ QUESTION.weights for row in rows]
    assert matched(rows).interaction == pytest.approx(expected, abs=1e-5)


def test_the_best_sentence_is_the_one_that_scores_most() -> None:
    matches = matched(list(range(10)))
    for row, score in enumerate(matches.focus.tolist()):
        if not len(PASSAGES[row]):
            continue
        cosines = by_hand(QUESTION, PASSAGES[row])
        scores = [
            cosines[PASSAGES[row].sentences == number].max(axis=0) @ QUESTION.weights
            for number in np.unique(PASSAGES[row].sentences)
        ]
        assert score == pytest.approx(max(scores), abs=1e-5)
        assert matches.of_sentences(row, len(scores)) == pytest.approx(scores, abs=1e-5)


def test_a_passage_without_tokens_matches_nothing() -> None:
    matches = matched([1, 0, 6])
    assert matches.interaction[[0, 2]].tolist() == pytest.approx([-1.0, -1.0])
    assert matches.of_sentences(0, 2).tolist() == [-1.0, -1.0]


def test_a_sentence_without_tokens_matches_nothing() -> None:
    scores = matched([3]).of_sentences(0, 3).tolist()
    assert scores[0] > -1.0
    assert scores[1:] == [-1.0, -1.0]


def test_a_question_without_tokens_says_nothing_of_any_passage() -> None:
    nothing = make_question(np.zeros((0, DIMENSIONS), np.float32), np.zeros(0, np.float32))
    matches = match(nothing, PASSAGES[0], np.array([len(PASSAGES[0])]))
    assert (matches.interaction.tolist(), matches.focus.tolist()) == ([0.0], [0.0])


def test_order_and_company_of_passages_change_no_score() -> None:
    together = matched(list(range(10))).interaction
    alone = [float(matched([row]).interaction[0]) for row in range(10)]
    assert together.tolist() == alone


def test_some_passages_are_taken_in_another_order() -> None:
    matches = matched([0, 1, 2])
    taken = matches.take([2, 0])
    assert taken.interaction.tolist() == matches.interaction[[2, 0]].tolist()
    assert taken.focus.tolist() == matches.focus[[2, 0]].tolist()
    assert taken.of_sentences(0, 3).tolist() == matches.of_sentences(2, 3).tolist()


def test_the_heading_matches_with_the_passage_and_with_no_sentence() -> None:
    rows = unit_rows(5, DIMENSIONS, 4)
    headed = make_pieces(rows, [0, 0, 1, -1, -1])
    alone = make_pieces(rows[:3], [0, 0, 1])
    with_heading, without = (match(QUESTION, one, np.array([len(one)])) for one in (headed, alone))
    expected = by_hand(QUESTION, headed).max(axis=0) @ QUESTION.weights
    assert with_heading.interaction[0] == pytest.approx(expected, abs=1e-5)
    assert with_heading.interaction[0] > without.interaction[0]
    assert with_heading.of_sentences(0, 2).tolist() == without.of_sentences(0, 2).tolist()
