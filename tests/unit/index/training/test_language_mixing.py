import random

import pytest

from index.training.data import Entry
from index.training.language_mixing import Dictionary

ENTRIES = [
    Entry("人口", ("population",), "d"),
    Entry("居民", ("population", "inhabitant"), "d"),
    Entry("首都", ("capital (city)",), "d"),
    Entry("日本", ("Japan",), "d"),
    Entry("臺灣", ("台湾",), "d", variants=True),
    Entry("写", ("to write",), "d"),
]


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return Dictionary(ENTRIES)


def test_words_are_found_in_whatever_form_they_stand(dictionary: Dictionary) -> None:
    assert dictionary.to_chinese("Capital") == ["首都"]
    assert dictionary.to_chinese("writes") == ["写"]
    assert set(dictionary.to_chinese("populations")) == {"人口", "居民"}
    assert dictionary.to_chinese("tea") == []
    assert dictionary.to_english("首都") == ["capital"]
    # Variants of one language are no translations.
    assert dictionary.to_english("臺灣") == []


def test_all_words_or_none_or_some_are_put_into_the_other_language(dictionary: Dictionary) -> None:
    question = "What is the capital of Japan?"
    generator = random.Random(3)
    assert dictionary.mix(question, "en", 0.0, generator) == question
    assert dictionary.mix(question, "en", 1.0, generator) == "什么是首都的日本?"
    assert dictionary.mix("日本的首都？", "zh", 1.0, generator) == "Japan 's capital ？"
    drawn = {dictionary.mix(question, "en", 0.5, random.Random(seed)) for seed in range(20)}
    assert len(drawn) > 5
