import random

from index.training.data import Pair
from index.training.parallel_questions import Made, make_questions

PAIRS = [
    Pair(
        f"The parliament of {country} passed the fisheries act in {year} after long debates.",
        f"{name}议会经过长时间辩论于{year}年通过了渔业法。",
        "news",
    )
    for country, name, year in (
        ("Norway", "挪威", 1931), ("Iceland", "冰岛", 1948), ("Denmark", "丹麦", 1965),
        ("Sweden", "瑞典", 1972), ("Finland", "芬兰", 1983),
    )
]  # fmt: skip
FAR = Pair("Too short.", "太短。", "news")


def made(seed: int) -> list[Made]:
    return list(make_questions([*PAIRS, FAR], 5, random.Random(seed)))


def test_half_of_the_questions_have_the_sentence_that_answers() -> None:
    found = made(1)
    assert len(found) == 10
    for answered, other in zip(found[::2], found[1::2], strict=True):
        assert answered.answering in answered.sentences
        assert other.answering is None
        assert other.sentences
    both = {one.english for one in PAIRS} | {one.chinese for one in PAIRS}
    assert all(set(one.sentences) <= both for one in found)


def test_most_are_asked_across_languages_and_some_get_another_number_or_name() -> None:
    found = [one for seed in range(12) for one in made(seed)]
    across = [one for one in found if one.question_language != one.passage_language]
    assert len(found) / 2 < len(across) < len(found)
    changed = [
        one
        for before, one in zip(found[::2], found[1::2], strict=True)
        if one.question != before.question
    ]
    assert changed
    assert all(one.answering is None for one in changed)
