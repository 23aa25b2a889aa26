import numpy as np

from index.query.translations import Translations
from index.training.data import Entry, Pair
from index.training.translations import sample_pairs, usable_entries
from index.training.word_alignment import align, index_side, keep_best

# Each word has one counterpart; which is which shows only across the sentences.
ENGLISH = [
    ["cat", "eats"],
    ["dog", "eats"],
    ["cat", "sleeps"],
    ["dog", "sleeps"],
    ["bird", "sings"],
]
CHINESE = [["猫", "吃"], ["狗", "吃"], ["猫", "睡"], ["狗", "睡"], ["鸟", "唱"]]


def test_words_that_go_together_across_sentences_are_linked() -> None:
    english = index_side(ENGLISH * 5, parallel=25)
    chinese = index_side(CHINESE * 5, parallel=25)

    links = keep_best(align(english, chinese)).tocoo()

    strongest: dict[str, tuple[float, str]] = {}
    for row, column, count in zip(links.row, links.col, links.data, strict=True):
        pair = float(count), chinese.words[column]
        strongest[english.words[row]] = max(pair, strongest.get(english.words[row], (0.0, "")))
    assert {word: best for word, (_, best) in strongest.items() if word in ("cat", "dog")} == {
        "cat": "猫",
        "dog": "狗",
    }
    assert {strongest["eats"][1], strongest["sleeps"][1]} == {"吃", "睡"}


def test_words_of_dictionaries_alone_are_left_out() -> None:
    side = index_side([["cat"], ["cat"], ["zebra"], ["zebra"]], parallel=2)

    assert side.words == ["cat"]


def test_doubtful_pairs_are_left_out_and_statutes_are_sampled() -> None:
    long = "A sentence that is long enough for its agreement to mean something."
    pairs = [
        Pair(long, "一", "news", 0.19),
        Pair(long, "二", "news", 0.2),
        Pair("Short.", "三", "news", 0.0),
        *(Pair("Statute.", "四", "freebsd_docs") for _ in range(400)),
    ]

    kept = [pair.chinese for pair in sample_pairs(pairs)]

    assert sorted(kept) == ["三", "二", *["四"] * 300]


def test_remarks_and_long_explanations_of_a_dictionary_are_left_out() -> None:
    entry = Entry("吃", ("to eat (food)", "one two three four five six"), "some")

    assert [rendering for _, rendering in usable_entries([entry])] == ["eat"]


def test_shares_are_read_from_both_sides_of_one_table() -> None:
    table = Translations(
        ["a", "b"],
        ["A", "B"],
        ["甲", "乙"],
        np.array([1, 1], np.float32),
        (np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([4.0, 1.0, 4.0], np.float32)),
    )

    # Of the counts 4 and 1 the roots of the shares: 2 to 1.
    assert [(t.text, round(t.probability, 3)) for t in table.to_chinese("a")] == [
        ("甲", 0.667),
        ("乙", 0.333),
    ]
    assert [(t.text, round(t.probability, 3)) for t in table.to_english("乙")] == [
        ("B", 0.667),
        ("A", 0.333),
    ]
    assert table.to_chinese("c") == table.to_english("丙") == []
