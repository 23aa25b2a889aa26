"""Title and authors from the first page, where the file says nothing or nonsense."""

from collections.abc import Sequence
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.readers.pdf.metadata import record_of
from corpus.readers.pdf.reader import read_pdf
from tests.unit.corpus.readers.pdf_files import CHINESE, GOALS, TALKS, draw, draw_lines, typeset

PAGE = "#set page(width: 420pt, height: 500pt, margin: 54pt)\n#set text(size: 10pt)\n"


def record(head: str) -> dict[str, Any]:
    return dict(read_pdf(typeset(f"{PAGE}#align(center)[{head}]\n{TALKS}\n\n{GOALS}"))[1])


def test_the_largest_type_is_the_title_and_names_stand_below_it() -> None:
    head = (
        "#text(8pt)[Journal of Regional Studies 12 (2005) 253–265]\n\n"
        "#text(16pt)[The Decline of the Valley and its Mills]\n\n"
        "Ada B. Lin#super[1], Bo Chen#super[2], Carla van der Berg#super[1]\n\n"
        "#super[1]Department of History, University of Examples"
    )

    assert record(head) == {
        "title": "The Decline of the Valley and its Mills",
        "author": [
            {"family": "Lin", "given": "Ada B."},
            {"family": "Chen", "given": "Bo"},
            {"family": "van der Berg", "given": "Carla"},
        ],
    }


def test_names_without_commas_stand_apart() -> None:
    head = "#text(16pt, weight: 700)[Mills of the Valley]\n\nAda Lin #h(40pt) Bo Chen\n\nNew York University"

    assert record(head)["author"] == [
        {"family": "Lin", "given": "Ada"},
        {"family": "Chen", "given": "Bo"},
    ]


def test_what_stands_below_a_title_and_is_no_name_is_no_author() -> None:
    head = "#text(16pt)[Mills of the Valley]\n\nFindings of the third survey, 2004"

    assert record(head) == {"title": "Mills of the Valley"}


def test_a_page_in_one_type_has_no_title() -> None:
    assert record("Mills of the Valley") == {}


def draw_cover(lines: Sequence[tuple[str, float]]) -> bytes:
    def pages(canvas: Canvas) -> None:
        for n, (line, size) in enumerate(lines):
            draw_lines(canvas, [line], top=560 - 50 * n, font="MSung-Light", size=size)
        canvas.showPage()
        text = [CHINESE[n : n + 24] for n in range(0, len(CHINESE), 24)]
        draw_lines(canvas, text, font="MSung-Light", size=11)

    return draw(pages)


def test_a_thesis_names_its_title_and_author_behind_labels() -> None:
    cover = draw_cover(
        [
            ("某某大學", 22),
            ("碩士學位論文", 36),
            ("論文題目：橋樑與渡口", 16),
            ("研究生：林小明", 16),
        ]
    )

    assert read_pdf(cover)[1] == {
        "title": "橋樑與渡口",
        "author": [{"family": "林", "given": "小明"}],
    }


def test_the_largest_type_of_a_cover_that_names_no_school_is_the_title() -> None:
    cover = draw_cover(
        [("國立某某大學", 22), ("碩士論文", 22), ("橋樑與渡口之研究", 18), ("王大同", 14)]
    )

    assert read_pdf(cover)[1] == {
        "title": "橋樑與渡口之研究",
        "author": [{"family": "王", "given": "大同"}],
    }


@pytest.mark.parametrize(
    "title",
    [
        "[naacl06]",
        "doi:10.1016/j.x.2005.01.006",
        "10811.exe",
        "lin@example.org",
        "905_Precinct_NoOU",
    ],
)
def test_a_title_that_a_program_made_up_is_none(title: str) -> None:
    assert "title" not in record_of({"Title": title}, b"")


@pytest.mark.parametrize("author", ["lin@example.org", "office-2007", "e516160"])
def test_an_author_that_is_no_name_is_none(author: str) -> None:
    assert "author" not in record_of({"Author": author}, b"")


def test_a_doi_in_the_place_of_a_title_is_the_doi() -> None:
    assert record_of({"Title": "doi:10.1016/j.x.2005.01.006"}, b"") == {
        "DOI": "10.1016/j.x.2005.01.006"
    }


@pytest.mark.parametrize(("created", "issued"), [("2004-05-06", False), ("2019-01-01", True)])
def test_the_day_of_conversion_is_no_date_of_publication(created: str, issued: bool) -> None:
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">'
        f"<dc:date>2004-05-06T10:00:00Z</dc:date><xmp:CreateDate>{created}T09:00:00Z"
        "</xmp:CreateDate></x:xmpmeta>"
    )

    assert ("issued" in record_of({}, packet.encode())) == issued
