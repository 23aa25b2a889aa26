import pytest

from service.verifying.comparison import Difference, Flat, align, differences, find_same, likeness


@pytest.mark.parametrize(
    ("quoted", "source", "alike"),
    [
        ("南韓希望", "南韓希望", "verbatim"),
        ("南韓 希望", "南韓\n希望", "verbatim"),
        ("參與『會談』", "參與「會談」", "verbatim"),
        ("it's “old” tea", "it’s ‘old’\n tea", "verbatim"),
        ("The talks", "the talks", "verbatim"),
        ("南韩希望", "南韓希望", "other_script"),
        ("南韓希望", "南韩希望", "other_script"),
        ("裡面有台灣", "裏面有臺灣", "other_script"),
        ("the Talks", "the talks", "altered"),
        ("和平,安全", "和平，安全", "altered"),
    ],
)
def test_what_search_takes_for_the_same(quoted: str, source: str, alike: str) -> None:
    ours, theirs = Flat(quoted), Flat(source)
    assert list(find_same(ours, theirs)) == [(0, len(source))]
    assert likeness(ours, theirs) == alike


def test_white_space_parts_words_of_english_alone() -> None:
    assert not list(find_same(Flat("an other"), Flat("another")))
    assert list(find_same(Flat("六方 會談"), Flat("（六方會談）"))) == [(1, 5)]
    assert Flat("soft\u00adware").text == "software"


@pytest.mark.parametrize(
    ("quoted", "source", "expected"),
    [
        ("南韓希望維持和平", "南韓不希望維持和平", [("", "不")]),
        ("韩国希望维持和平", "南韓希望維持和平", [("韩国", "南韓")]),
        ("共三百二十人", "共三百三十人", [("二", "三")]),
        ("in 1998 it rose", "in 1989 it rose", [("1998", "1989")]),
        ("it did rise", "it did not rise", [("", "not ")]),
        ("和平,安全", "和平，安全", [(",", "，")]),
        ("the Talks", "the talks", [("T", "t")]),
        ("南韩希望", "南韓希望", []),
    ],
)
def test_differences_are_in_the_words_of_each(
    quoted: str, source: str, expected: list[tuple[str, str]]
) -> None:
    found = [(each.quoted, each.original) for each in differences(quoted, source)]
    assert [(a.strip(), b.strip()) for a, b in found] == [
        (a.strip(), b.strip()) for a, b in expected
    ]
    assert all(isinstance(each, Difference) for each in differences(quoted, source))


def test_an_altered_quotation_is_found_where_it_stands() -> None:
    text = "第一句話。南韓希望在參與六方會談的過程中維持和平與穩定，並且展開對話。最後一句。"
    quoted = "南韓不希望在參與六方會談的過程中維持和平與安定"
    found = align(Flat(quoted), Flat(text))
    assert found is not None
    assert text[found.start : found.end] == "南韓希望在參與六方會談的過程中維持和平與穩定"
    assert align(Flat("完全是另外一件事情的另外一句話"), Flat(text)) is None
    assert align(Flat(""), Flat(text)) is None
    assert align(Flat(quoted), Flat("")) is None
