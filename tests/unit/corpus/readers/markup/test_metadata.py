import pytest

from corpus.readers.markup.metadata import parse_date, parse_language, parse_people, parse_person


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("林小明", {"family": "林", "given": "小明"}),
        ("歐陽修", {"family": "歐陽", "given": "修"}),
        ("司馬光", {"family": "司馬", "given": "光"}),
        ("王伟", {"family": "王", "given": "伟"}),
        ("Smith, John A.", {"family": "Smith", "given": "John A."}),
        ("John A. Smith", {"family": "Smith", "given": "John A."}),
        ("Ludwig van Beethoven", {"family": "van Beethoven", "given": "Ludwig"}),
        ("Kim Jong-il", {"family": "Kim", "given": "Jong-il"}),
        ("Xiao-ming Lin", {"family": "Lin", "given": "Xiao-ming"}),
        ("外交部", {"literal": "外交部"}),
        ("國立政治大學東亞研究所", {"literal": "國立政治大學東亞研究所"}),
        ("Ministry of Foreign Affairs", {"literal": "Ministry of Foreign Affairs"}),
        ("Plato", {"literal": "Plato"}),
        ("bell hooks", {"literal": "bell hooks"}),
        ("a, b, c", {"literal": "a, b, c"}),
    ],
)
def test_a_name_is_parted_where_that_is_sure(name: str, expected: dict[str, str]) -> None:
    assert parse_person(name) == expected


def test_several_people_in_one_field_are_parted_and_programs_are_none() -> None:
    assert parse_people(["林小明、王伟; Jane Doe and John Smith", "Microsoft Office User", ""]) == [
        {"family": "林", "given": "小明"},
        {"family": "王", "given": "伟"},
        {"family": "Doe", "given": "Jane"},
        {"family": "Smith", "given": "John"},
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2006", [2006]),
        ("2006-06-12T08:00:00Z", [2006, 6, 12]),
        ("2006/6", [2006, 6]),
        ("2006年6月12日", [2006, 6, 12]),
        ("published 2006.", [2006]),
        ("2006-13-40", [2006]),
        ("12006", None),
        ("in June", None),
        ("", None),
    ],
)
def test_a_date_is_as_exact_as_it_is_given(text: str, parts: list[int] | None) -> None:
    assert parse_date(text) == (None if parts is None else {"date-parts": [parts]})


@pytest.mark.parametrize(
    ("text", "tag"), [("zh-Hant", "zh-Hant"), ("en_US", "en-US"), ("Chinese (Taiwan)", None), ("", None)]
)  # fmt: skip
def test_a_language_is_a_tag_or_none(text: str, tag: str | None) -> None:
    assert parse_language(text) == tag
