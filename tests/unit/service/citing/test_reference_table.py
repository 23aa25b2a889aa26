import pytest

from service.citing.citations import render_reference
from tests.unit.service.citing.reference_table import WORKS, Work

PRINTED = {
    "gb-t-7714-2025": lambda work: work.gb_2025,
    "gb-t-7714-2015": lambda work: work.gb_2015,
    "apa-7": lambda work: work.apa,
    "apa-7-tw": lambda work: work.taiwan or work.apa,
}


@pytest.mark.parametrize("style", PRINTED)
@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS.keys())
def test_a_work_stands_in_the_list_of_references_as_the_standard_prints_it(
    work: Work, style: str
) -> None:
    assert render_reference(work.record, style) == PRINTED[style](work)


def test_the_table_has_all_kinds_in_both_languages() -> None:
    kinds = {(work.record["type"], work.record["language"][:2]) for work in WORKS.values()}
    both = ("book", "chapter", "article-journal", "article-newspaper", "thesis", "paper-conference",
            "report", "webpage")  # fmt: skip
    assert {(kind, language) for kind in both for language in ("zh", "en")} <= kinds
    assert len(WORKS) >= 40
