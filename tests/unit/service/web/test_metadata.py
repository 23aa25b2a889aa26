"""What Zotero's translator (Embedded Metadata) reads of a work's page."""

from typing import Any

import pytest

from service.web.metadata import link_header, meta_tags, work_links
from tests.unit.service.citing.reference_table import WORKS

URL = "https://example.org/documents/a"


def tags(record: dict[str, Any], language: str = "en") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, content in meta_tags(record, language, URL):
        found.setdefault(name, []).append(content)
    return found


@pytest.mark.parametrize(
    ("work", "item_type", "expected"),
    [
        ("thesis-en", "thesis", {
            "citation_dissertation_institution": ["National Chengchi University"],
            "citation_author": ["Wang, Shu-chun"], "citation_publication_date": ["2010"],
            "DC.type": ["Master's thesis"],
        }),
        ("journal-zh-Hant", "journalArticle", {
            "citation_journal_title": ["臺灣史研究"], "citation_volume": ["12"], "citation_issue": ["2"],
            "citation_firstpage": ["1"], "citation_lastpage": ["40"],
            "citation_author": ["王, 小明", "李, 大華"],
        }),
        ("newspaper-en", "newspaperArticle", {"citation_publication_date": ["1931/08/16"], "DC.date": ["1931-08-16"], "prism.publicationName": ["The Port Gazette"], "citation_journal_title": None}),
        ("chapter-zh-Hant", "bookSection", {"citation_book_title": ["清代海防論集"], "citation_editor": ["林, 小明"]}),
        ("book-translated-zh-Hant", "book", {
            "citation_author": ["約翰·史都華·彌爾"], "citation_publisher": ["商務印書館"],
            "DC.contributor": ["程, 崇華"],
        }),
        ("conference-en", "conferencePaper", {"citation_conference_title": ["Symposium on applications of holography in mechanics"]}),
        ("report-en", "report", {
            "citation_technical_report_institution": ["National Information Service"],
            "citation_technical_report_number": ["PB 91-194001"],
            "citation_author": ["Federal Highway Administration,"],
        }),
        ("web-zh-Hans", "webpage", {"citation_public_url": ["http://www.luxunmuseum.com.cn/html/a11310.htm"]}),
        ("archive-zh-Hans", "manuscript", {"citation_public_url": [URL]}),
        ("journal-markup-en", "journalArticle", {
            "citation_title": ["The genome of Eucalyptus grandis and CO₂"],
            "citation_doi": ["10.1038/nature13308"],
            "DC.identifier": ["https://doi.org/10.1038/nature13308", URL],
        }),
    ],
)  # fmt: skip
def test_a_work_has_the_tags_of_its_kind(
    work: str, item_type: str, expected: dict[str, list[str]]
) -> None:
    found = tags(WORKS[work].record)
    assert found["z:itemType"] == [item_type]
    assert {name: found.get(name) for name in expected} == expected


def test_a_single_author_is_not_taken_for_two() -> None:
    alone = [{"family": "van der Berg", "given": "Jan Piet"}]
    assert tags({"author": alone})["citation_author"] == ["van der Berg, Jan Piet;"]
    assert tags({"author": alone * 2})["citation_author"] == ["van der Berg, Jan Piet"] * 2


def test_what_a_record_does_not_say_has_no_tag() -> None:
    assert tags({}) == {
        "z:itemType": ["document"], "citation_language": ["en"], "citation_public_url": [URL],
        "DC.language": ["en"], "DC.identifier": [URL],
    }  # fmt: skip


def test_links_name_the_work_its_kind_and_the_files_of_its_record() -> None:
    record = {"type": "book", "DOI": "10.1000/a<b>\r\nX: y"}
    header = link_header(work_links(record, URL, {"application/x-bibtex": URL + "/citation.bib"}))
    assert header == (
        '<https://doi.org/10.1000/a%3Cb%3E%0D%0AX:%20y>; rel="cite-as", '
        '<https://schema.org/Book>; rel="type", <https://schema.org/AboutPage>; rel="type", '
        f'<{URL}/citation.bib>; rel="describedby"; type="application/x-bibtex"'
    )
    assert work_links({}, URL, {})[0].href == URL
