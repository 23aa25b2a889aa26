import random

import pytest

from index.training.data import Entry
from index.training.language_mixing import Dictionary
from index.training.windows import Windows, parts_of

SENTENCES = ["农民在五月插秧。", "日本的首都是东京。", "它有一千多万人口。", "茶叶出口到各国。"]


@pytest.fixture(scope="module")
def windows() -> Windows:
    entries = [Entry("首都", ("capital",), "d"), Entry("日本", ("Japan",), "d")]
    return Windows(Dictionary(entries))


@pytest.mark.parametrize("question", ["日本的首都是哪里？", "What is the capital of Japan?"])
def test_what_is_asked_for_is_read_first_in_either_language(
    windows: Windows, question: str
) -> None:
    found = windows.choose(question, SENTENCES, [8] * 4, 8, random.Random(1))
    assert found == [1]
    more = windows.choose(question, SENTENCES, [8] * 4, 16, random.Random(1))
    assert more == [1, 2]  # the one after it before any other


def test_a_sentence_that_must_be_read_is(windows: Windows) -> None:
    found = windows.choose("日本的首都？", SENTENCES, [8] * 4, 16, random.Random(1), must=3)
    assert found == [1, 3]
    # The first is read however long it is.
    assert windows.choose("日本？", SENTENCES, [900] * 4, 10, random.Random(1), must=0) == [0]


def test_parts_are_stems_and_pairs_of_characters() -> None:
    assert parts_of("The capitals of 日本国 in 1945") == {"capit", "日本", "本国", "1945"}
    assert parts_of("茶") == {"茶"}
