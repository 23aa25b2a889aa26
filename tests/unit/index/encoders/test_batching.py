import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.encoders.base import Encoded
from index.encoders.batching import BatchingEncoder
from index.encoders.loading import load_encoder
from tests.fakes import FakeEncoder
from tests.steady import PATIENCE, until


class SlowEncoder(FakeEncoder):
    """Notes each batch; the first one waits until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[str]] = []
        self.begun, self.let_go = threading.Event(), threading.Event()

    def read_queries(self, texts: Sequence[str]) -> Encoded:
        self.batches.append(list(texts))
        self.begun.set()
        assert self.let_go.wait(PATIENCE)
        if "bad" in texts:
            raise ValueError("this text cannot be encoded")
        return super().read_queries(texts)


def waiting(encoder: BatchingEncoder, count: int) -> None:
    """Return once `count` requests wait behind the one that is computed."""
    until(lambda: len(encoder._waiting) >= count)


def together(encoder: BatchingEncoder, slow: SlowEncoder, texts: Sequence[str]) -> list[object]:
    """Ask for the first text, then for the others while that is computed; rows or errors."""

    def ask(text: str) -> object:
        try:
            return encoder.encode_queries([text])[0]
        except ValueError as error:
            return error

    with ThreadPoolExecutor(len(texts)) as pool:
        asked = [pool.submit(ask, texts[0])]
        assert slow.begun.wait(PATIENCE)
        for place, text in enumerate(texts[1:], start=1):
            asked.append(pool.submit(ask, text))
            waiting(encoder, place)
        slow.let_go.set()
        return [one.result(PATIENCE) for one in asked]


def test_who_comes_alone_is_encoded_at_once() -> None:
    slow = SlowEncoder()
    slow.let_go.set()
    encoder = BatchingEncoder(slow)
    rows = encoder.encode_queries(["one", "two"])
    assert np.array_equal(rows, FakeEncoder().encode_queries(["one", "two"]))
    encoder.encode_queries(["three"])
    assert slow.batches == [["one", "two"], ["three"]]


def test_those_who_come_meanwhile_are_encoded_together_and_get_their_own_rows() -> None:
    slow = SlowEncoder()
    texts = [f"text number {number}" for number in range(6)]
    rows = together(BatchingEncoder(slow), slow, texts)
    assert slow.batches == [texts[:1], texts[1:]]
    assert np.array_equal(np.array(rows), FakeEncoder().encode_queries(texts))


def test_no_batch_is_larger_than_it_may_be() -> None:
    slow = SlowEncoder()
    texts = [str(number) for number in range(8)]
    together(BatchingEncoder(slow, most=3), slow, texts)
    assert slow.batches == [["0"], ["1", "2", "3"], ["4", "5", "6"], ["7"]]


def test_more_texts_than_a_batch_holds_go_alone() -> None:
    slow = SlowEncoder()
    slow.let_go.set()
    assert BatchingEncoder(slow, most=2).encode_queries(["a", "b", "c"]).shape == (3, 64)


def test_a_text_that_fails_fails_for_its_own_caller_only() -> None:
    slow = SlowEncoder()
    rows = together(BatchingEncoder(slow), slow, ["first", "good", "bad", "fine"])
    assert isinstance(rows.pop(2), ValueError)
    expected = FakeEncoder().encode_queries(["first", "good", "fine"])
    assert np.array_equal(np.array(rows), expected)


def test_after_a_failure_the_next_is_encoded() -> None:
    slow = SlowEncoder()
    slow.let_go.set()
    encoder = BatchingEncoder(slow)
    with pytest.raises(ValueError, match="cannot be encoded"):
        encoder.encode_queries(["bad"])
    assert encoder.encode_queries(["good"]).shape == (1, 64)


def test_many_threads_at_once_all_get_their_rows() -> None:
    encoder = BatchingEncoder(FakeEncoder())
    texts = [f"text number {number}" for number in range(500)]
    with ThreadPoolExecutor(16) as pool:
        rows = list(pool.map(lambda text: encoder.encode_queries([text])[0], texts))
    assert np.array_equal(np.array(rows), FakeEncoder().encode_queries(texts))


def test_it_stands_for_the_encoder_that_it_has() -> None:
    fake = FakeEncoder("fake-2")
    encoder = BatchingEncoder(fake)
    told: list[int] = []
    tell: Callable[[int], None] = told.append
    assert (encoder.name, encoder.fingerprint, encoder.dimensions) == ("fake", "fake-2", 64)
    assert np.array_equal(encoder.encode_passages(["a"], tell), fake.encode_queries(["a"]))
    assert told == [1]


@pytest.mark.model
def test_a_question_has_the_same_vector_in_a_crowd() -> None:
    plain = load_encoder()
    encoder = BatchingEncoder(plain)
    questions = [
        "南韓為什麼參與六方會談？",
        "Why did South Korea join the Six-Party Talks?",
        "核武？",
    ]
    alone = np.vstack([plain.encode_queries([question]) for question in questions])
    with ThreadPoolExecutor(8) as pool:
        rows = list(
            pool.map(lambda place: encoder.encode_queries([questions[place % 3]]), range(60))
        )
    for place, row in enumerate(rows):
        assert np.array_equal(row[0], alone[place % 3])
