"""The shortcut: a passage's vector is the mean of the vectors of its sentences."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.benchmarks.recombining import RecombiningEncoder
from tests.fakes import FakeEncoder

FIRST, SECOND, THIRD = "會談在北京舉行。", "各國都派了代表。", "The talks went on."


def unit(row: NDArray[np.float32]) -> NDArray[np.float32]:
    of_length_one: NDArray[np.float32] = row / np.linalg.norm(row)
    return of_length_one


def test_a_passage_is_the_mean_of_its_sentences_as_they_are_really_encoded() -> None:
    real = FakeEncoder()
    expected = unit(real.encode_passages([FIRST, SECOND]).sum(axis=0))
    (found,) = RecombiningEncoder(FakeEncoder()).encode_passages([FIRST + SECOND])
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_a_sentence_that_comes_twice_counts_twice() -> None:
    real = FakeEncoder()
    expected = unit(real.encode_passages([FIRST, FIRST, SECOND]).sum(axis=0))
    (found,) = RecombiningEncoder(FakeEncoder()).encode_passages([FIRST + FIRST + SECOND])
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_a_sentence_alone_has_its_real_vector() -> None:
    real = FakeEncoder()
    found = RecombiningEncoder(FakeEncoder()).encode_passages([FIRST, THIRD])
    np.testing.assert_allclose(found, real.encode_passages([FIRST, THIRD]), rtol=1e-5)


def test_each_sentence_is_encoded_once() -> None:
    real = FakeEncoder()
    encoder = RecombiningEncoder(real)
    encoder.encode_passages([FIRST + SECOND, SECOND + FIRST])
    encoder.encode_passages([SECOND])
    assert real.encoded == [FIRST, SECOND]


def test_the_service_takes_its_index_for_one_of_the_encoder() -> None:
    real = FakeEncoder("weights-7")
    encoder = RecombiningEncoder(real)
    assert (encoder.name, encoder.fingerprint, encoder.dimensions) == ("fake", "weights-7", 64)


def test_questions_are_encoded_for_real() -> None:
    real = FakeEncoder()
    found = RecombiningEncoder(real).encode_queries([FIRST + SECOND])
    np.testing.assert_array_equal(found, real.encode_queries([FIRST + SECOND]))


def test_what_was_learned_is_found_in_its_file(tmp_path: Path) -> None:
    first, second = FakeEncoder(), FakeEncoder()
    RecombiningEncoder(first).learn([FIRST, SECOND], tmp_path / "sentences.npz")
    again = RecombiningEncoder(second)
    again.learn([SECOND, THIRD], tmp_path / "sentences.npz")
    again.learn([FIRST, THIRD], tmp_path / "sentences.npz")
    assert second.encoded == [THIRD]
    assert [path.name for path in tmp_path.iterdir()] == ["sentences.npz"]
    np.testing.assert_allclose(
        again.encode_passages([FIRST]), first.encode_passages([FIRST]), rtol=1e-5
    )


def test_no_texts_give_no_rows() -> None:
    assert RecombiningEncoder(FakeEncoder()).encode_passages([]).shape == (0, 64)
