import numpy as np
import pytest

from index.encoders.token_codes import (
    LARGEST_ASKED,
    LARGEST_KEPT,
    LAST_SENTENCE,
    make_pieces,
    make_question,
    quantise,
    sentence_numbers,
)


def unit_rows(count: int, dimensions: int, seed: int = 3) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32)
    found: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return found


@pytest.mark.parametrize("dimensions", [64, 384])
@pytest.mark.parametrize(("largest", "error"), [(LARGEST_ASKED, 0.01), (LARGEST_KEPT, 0.12)])
def test_quantised_rows_keep_their_cosines(dimensions: int, largest: int, error: float) -> None:
    rows = unit_rows(200, dimensions)
    codes, scales = quantise(rows, largest)
    back = codes.astype(np.float32) * scales.astype(np.float32)[:, None]
    assert np.abs(back @ back.T - rows @ rows.T).max() < error
    assert (np.abs(codes).max(axis=1) >= largest - 1).all()


def test_a_row_of_nothing_stays_nothing() -> None:
    codes, scales = quantise(np.zeros((1, 8), np.float32), LARGEST_KEPT)
    assert not codes.any()
    assert np.isfinite(scales).all()


def test_products_of_codes_do_not_depend_on_their_neighbours() -> None:
    codes, _ = quantise(unit_rows(300, 384), LARGEST_KEPT)
    question, _ = quantise(unit_rows(7, 384, seed=4), LARGEST_ASKED)
    whole = codes.astype(np.float32) @ question.astype(np.float32).T
    alone = np.stack([row.astype(np.float32) @ question.astype(np.float32).T for row in codes])
    exact = codes.astype(np.int64) @ question.astype(np.int64).T
    assert (whole == alone).all()
    assert (whole == exact).all()


def test_weights_add_up_to_one_and_those_of_nothing_count_alike() -> None:
    rows = unit_rows(4, 8)
    assert make_question(rows, np.array([2, 1, 1, 0], np.float32)).weights.tolist() == [
        0.5, 0.25, 0.25, 0.0,
    ]  # fmt: skip
    assert make_question(rows, np.zeros(4, np.float32)).weights.tolist() == [0.25] * 4


def test_sentences_beyond_the_last_number_are_one() -> None:
    pieces = make_pieces(unit_rows(3, 8), [0, 255, 300])
    assert pieces.sentences.tolist() == [0, LAST_SENTENCE, LAST_SENTENCE]


def test_a_place_belongs_to_the_sentence_that_begins_before_it() -> None:
    places = np.array([0, 4, 5, 9, 20])
    assert sentence_numbers(places, [0, 5, 12]).tolist() == [0, 0, 1, 1, 2]
    assert sentence_numbers(np.array([1]), [3, 7]).tolist() == [0]
