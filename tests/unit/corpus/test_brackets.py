import pytest

from corpus.brackets import count_depth, find_pairs


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
