import pytest

from corpus.errors import RecordInvalid
from service.library.bibliography import citable, record_of_fields


def test_what_people_say_wins_field_by_field_and_null_takes_a_field_out() -> None:
    own = {
        "type": "book", "title": "From the file", "publisher": "P", "issued": {"literal": "1999"}
    }  # fmt: skip
    given = {"title": "From a person", "publisher": None}
    assert citable(own, given, "a.txt") == {
        "type": "book", "title": "From a person", "issued": {"literal": "1999"}
    }  # fmt: skip


def test_a_work_without_a_title_is_named_in_brackets_and_nothing_else_is_made_up() -> None:
    assert citable({}, {}, "論文.txt") == {"type": "document", "title": "[論文]"}


def test_form_fields_make_csl() -> None:
    assert record_of_fields(
        ["Li, Ming", "王偉", "Research Group"], "2020-05", title="T", publisher_place="Taipei"
    ) == {
        "title": "T",
        "publisher-place": "Taipei",
        "author": [
            {"family": "Li", "given": "Ming"}, {"literal": "王偉"}, {"literal": "Research Group"}
        ],
        "issued": {"date-parts": [[2020, 5]]},
    }  # fmt: skip
    assert record_of_fields(issued="民國一○九年") == {"issued": {"literal": "民國一○九年"}}


def test_a_type_that_csl_does_not_have_is_refused() -> None:
    with pytest.raises(RecordInvalid, match="did you mean 'thesis'"):
        record_of_fields(type="theses")
