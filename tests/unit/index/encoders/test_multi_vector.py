from dataclasses import replace

import numpy as np
import pytest

from corpus.passages import Passage
from index.encoders.multi_vector import encode_passages, text_below_heading
from index.encoders.token_codes import HEADING
from index.engines.local.scratch import lone_passage
from tests.fakes import FakeEncoder, FakeTokenEncoder


def below(*titles: str) -> Passage:
    """Two sentences of five characters each, from the tenth character of their document on."""
    passage = lone_passage("reform", "zh-Hant", "軍權旁落。商民不助。")
    spans = tuple((start + 10, end + 10) for start, end in passage.sentences)
    return replace(passage, start=10, end=20, sentences=spans, section_path=titles)


def test_a_passage_is_read_below_its_titles() -> None:
    encoder = FakeEncoder()
    encode_passages(encoder, [below("變法", "失敗的原因")])
    assert encoder.encoded[0] == "變法 › 失敗的原因\n軍權旁落。商民不助。"
    assert text_below_heading(below()) == "軍權旁落。商民不助。"


def test_titles_are_pieces_of_the_passage_and_of_none_of_its_sentences() -> None:
    (alone,), (headed,) = (
        encode_passages(FakeTokenEncoder(), [below(*titles)]) for titles in ((), ("變法",))
    )
    assert alone.pieces.sentences.tolist() == [0] * 5 + [1] * 5
    assert headed.pieces.sentences.tolist() == [0] * 5 + [1] * 5 + [HEADING] * 2
    # The tokens are those of the sentences, in their order, and then those of the heading.
    assert np.array_equal(headed.pieces.codes[:10], alone.pieces.codes)
    assert np.array_equal(headed.sentences, alone.sentences)
    assert not np.array_equal(headed.vector, alone.vector)


@pytest.mark.parametrize("encoder", [FakeEncoder(), FakeTokenEncoder()])
def test_every_sentence_has_a_vector_whether_there_are_titles_or_not(encoder: FakeEncoder) -> None:
    encoded = encode_passages(encoder, [below(), below("變法"), below("變法", "原因")])
    assert [one.sentences.shape for one in encoded] == [(2, 64)] * 3
