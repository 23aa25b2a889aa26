from collections.abc import Callable

import pytest

from corpus.sentences import count_depth, find_pairs, split_sentences
from tests.steady import check_linear


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["甲乙。", "丙丁！", "戊己？", "庚辛；", "壬癸。"],
        ["他說：「好。走吧！」", "然後走了。"],
        ["「甲。『乙！』丙。」", "丁。"],
        ["「誰來做？」的問題沒有答案。", "無人知道。"],
        ["「好。」，他說。", "走了。"],
        ["《誰怕？》一書說了很多。", "乙。"],
        ["結果如下（見表一。另見表二。）。", "乙。"],
        ["（見上。）", "下文另說。"],
        ["“甲。乙。”", "丙。"],
        ["真的嗎？！", "真的……是的。"],
        ["中（共）、美有分歧。", "乙。"],
        ["好!", "走吧;", "慢走.", "再見?"],
        ["喬治．布希來了。", "走了。"],
        ["本句用全形句點．", "另一句也是．"],
        ["圓周率為３．１４左右。", "乙。"],
        ["圓周率是3.14。", "GDP成長5.2%。"],
    ],
    ids=lambda expected: expected[0],
)
def test_chinese_sentences(expected: list[str]) -> None:
    assert sentences("".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["It ends.", "It does!", "Does it?", "Yes."],
        ["In the U.S. 3.14 is pi.", "So is it in the U.S.", "The end."],
        ["Smith et al. (2005) wrote No. 5.", "He agreed."],
        ["See Fig. 3, e.g. the left one, i.e. A.", "Then go on."],
        ["He said no.", "Then he left at 5 p.m. on Monday."],
        ["J. K. Rowling met Dr. Smith.", "They spoke."],
        ['"Go. Now."', "Then he left."],
        ["He said “Go. Now.”", "Then he left."],
        ["It works (it does. Really.) well.", "Good."],
        ["Yahoo! (yes!) is old; very old.", "Good."],
        ["“Who?” he asked.", "Nobody."],
        ["1. Introduction is first.", "2. Method is next."],
        ["It was in 2005.", "12 states met."],
        ["Wait... what?", "Go to example.org now."],
    ],
    ids=lambda expected: expected[0],
)
def test_english_sentences(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


def test_mixed_sentences() -> None:
    assert sentences("我們用 BM25. 結果很好。It works. 很好") == [
        "我們用 BM25.",
        "結果很好。",
        "It works.",
        "很好",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "「甲。乙。丙。",
        "甲。」乙。丙。",
        "“甲。乙。丙。",
        "（甲。乙。丙。",
        "甲。（乙。丙。",
        "“甲。乙”。“丙。丁。",
    ],
)
def test_a_mark_without_its_partner_does_not_swallow_the_paragraph(text: str) -> None:
    assert len(split_sentences(text)) == 3


def test_marks_are_not_paired_across_paragraphs() -> None:
    assert sentences("「甲。乙。\n\n丙。丁」。") == ["「甲。", "乙。", "丙。", "丁」。"]


def test_a_heading_without_a_full_stop_is_not_joined_to_what_follows() -> None:
    assert sentences("第一節 研究\n\n甲。") == ["第一節 研究", "甲。"]


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\u3000"])
def test_blank_text_has_no_sentences(text: str) -> None:
    assert split_sentences(text) == []


@pytest.mark.parametrize(
    "text",
    [
        lambda n: "甲" * n,
        lambda n: "「甲。" * (n // 3),
        lambda n: "甲。" * (n // 2),
        lambda n: "(" * (n // 2) + ")" * (n // 2),
        lambda n: "a. " * (n // 3),
        lambda n: '"' * n,
        lambda n: "\n " * (n // 2),
    ],
    ids=["no stop", "unclosed", "short", "nested", "initials", "straight", "blank"],
)
def test_time_is_linear_in_the_text(text: Callable[[int], str]) -> None:
    check_linear(lambda n: split_sentences(text(n)), 50_000)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("甲「乙」丙", [(1, 3)]),
        ("「甲『乙』」", [(2, 4), (0, 5)]),
        ("「甲「乙」丙", [(2, 4)]),  # the first was never closed
        ("甲」乙「", []),
        ("（甲「乙）丙」", [(0, 4)]),  # a mark that was opened inside does not close outside
        ('He said "go" to "me"', [(8, 11), (16, 19)]),
        ('他說"走"然後"停"', [(2, 4), (7, 9)]),
        ('5" by 6" wide', []),
    ],
)
def test_marks_are_paired_and_those_without_a_partner_are_left(
    text: str, pairs: list[tuple[int, int]]
) -> None:
    assert find_pairs(text) == pairs


def test_depth_counts_the_pairs_around_each_place() -> None:
    # 0「1甲2『3乙4』5」6
    assert count_depth(6, find_pairs("「甲『乙』」")) == [0, 1, 1, 2, 2, 1, 0]
