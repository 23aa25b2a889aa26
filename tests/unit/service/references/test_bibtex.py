from typing import Any

import pytest

from service.citing.citations import render_reference
from service.references.bibtex import read_bibtex
from tests.unit.service.citing.reference_table import WORKS


def entry(text: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    ((found,), unread) = read_bibtex(text)
    assert unread == 0
    return dict(found.record), found.files


def test_an_entry_becomes_a_record() -> None:
    record, files = entry(r"""@article{smith2006,
      title = {The {\"U}ber {Canal} \& 50\% more}, subtitle = "Tea",
      author = {Wong, Siu-lun and {Ministry of X, Taipei} and von Berg, Jr., Jan and Ann Mary van Roe and others},
      journal = {Port Studies}, year = 2006, month = jun, volume = 3, number = {2}, pages = {1--20},
      doi = {https://doi.org/10.1000/x}, url = {http://a.org/b%20c}, urldate = {2020-01-02},
      langid = {english}, file = {:papers/a.pdf:PDF}
    }""")
    assert record == {
        "type": "article-journal", "title": "The Über Canal & 50% more: Tea",
        "author": [
            {"family": "Wong", "given": "Siu-lun"}, {"literal": "Ministry of X, Taipei"},
            {"family": "von Berg", "given": "Jan", "suffix": "Jr."},
            {"family": "van Roe", "given": "Ann Mary"},
        ],
        "container-title": "Port Studies", "issued": {"date-parts": [[2006, 6]]}, "volume": "3",
        "issue": "2", "page": "1-20", "DOI": "10.1000/x", "URL": "http://a.org/b%20c",
        "accessed": {"date-parts": [[2020, 1, 2]]}, "language": "english",
    }  # fmt: skip
    assert files == ("papers/a.pdf",)


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [
        ("mastersthesis", "school={國立政治大學}", {"type": "thesis", "genre": "Master's thesis", "publisher": "國立政治大學"}),
        ("book", "edition={2nd}, author={王小明}", {"type": "book", "edition": "2", "author": [{"literal": "王小明"}]}),
        ("book", "edition={Second}, date={2006-05/2007}", {"edition": "Second", "issued": {"date-parts": [[2006, 5]]}}),
        ("techreport", "number={7}, institution={X}", {"type": "report", "number": "7", "publisher": "X"}),
        ("misc", "year={n.d.}", {"type": "document", "issued": {"literal": "n.d."}}),
        ("book", "title={A {B \\emph{c} $x^2$}}", {"title": "A B c x^2"}),
    ],
)  # fmt: skip
def test_kinds_and_fields(kind: str, said: str, expected: dict[str, Any]) -> None:
    record, _ = entry(f"@{kind}{{k, {said}}}")
    assert {field: record.get(field) for field in expected} == expected


@pytest.mark.parametrize(
    ("value", "files"),
    [
        ("a.pdf", ("a.pdf",)),
        (":a.pdf:PDF", ("a.pdf",)),
        ("Full Text:files/1/a.pdf:application/pdf;Snapshot:files/2/b.html:text/html", ("files/1/a.pdf", "files/2/b.html")),
        (r"A\: B:C\:\\papers\\a.pdf:application/pdf", (r"C:\papers\a.pdf",)),
        (r"Full:/x/a\;b.pdf:PDF", ("/x/a;b.pdf",)),
        ("", ()),
    ],
)  # fmt: skip
def test_attached_files(value: str, files: tuple[str, ...]) -> None:
    assert entry(f"@book{{k, title={{T}}, file={{{value}}}}}")[1] == files


def test_what_is_no_entry_is_counted_and_the_others_are_read() -> None:
    found, unread = read_bibtex("@book{a, title={A}}\n@book{b, title={B}}\n@book{c, title={")
    assert [each.key for each in found] == ["a", "b"]
    assert unread == 1
    assert read_bibtex("") == ([], 0)


def test_what_we_write_is_read_back() -> None:
    for work in WORKS.values():
        written = render_reference(work.record, "bibtex")
        record, _ = entry(written)
        plain = (
            work.record["title"].replace("<i>", "").replace("</i>", "").replace("<sub>2</sub>", "")
        )
        assert plain[:20] in record["title"].replace("2", "", plain != work.record["title"])
