"""What a PDF says about itself: kept where a person wrote it, dropped where a program did."""

import pytest

from corpus.readers.pdf.metadata import record_of

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"><rdf:Description>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">六方會談之研究</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>林大明</rdf:li><rdf:li>Chen, Bo</rdf:li></rdf:Seq></dc:creator>
<prism:publicationDate>2007-06</prism:publicationDate>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - thesis final.doc",
        "untitled",
        "Untitled-1",
        "thesis.docx",
        "C:\\Users\\me\\a.doc",
        "Document1",
        "無題文件",
        "  ",
        "123",
    ],
)
def test_a_title_that_a_program_made_up_is_none(title: str) -> None:
    assert record_of({"Title": title}, b"") == {}


def test_a_title_that_a_person_wrote_is_kept() -> None:
    title = "Untying the Knot: Word and Document in 2003"

    assert record_of({"Title": title}, b"") == {"title": title}


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Ada Lin", [{"family": "Lin", "given": "Ada"}]),
        ("Lin, Ada", [{"family": "Lin", "given": "Ada"}]),
        (
            "Ada Lin and Bo Chen",
            [{"family": "Lin", "given": "Ada"}, {"family": "Chen", "given": "Bo"}],
        ),
        ("林大明、陳小華", [{"family": "林", "given": "大明"}, {"family": "陳", "given": "小華"}]),
        (
            "Lin, Ada; Chen, Bo",
            [{"family": "Lin", "given": "Ada"}, {"family": "Chen", "given": "Bo"}],
        ),
    ],
)
def test_authors_are_told_apart(author: str, names: list[dict[str, str]]) -> None:
    assert record_of({"Author": author}, b"") == {"author": names}


@pytest.mark.parametrize("author", ["user", "Administrator", "微软用户", "a@b.example", ""])
def test_an_author_that_is_an_account_is_none(author: str) -> None:
    assert record_of({"Author": author}, b"") == {}


def test_the_date_on_which_a_file_was_made_is_no_date_of_publication() -> None:
    assert record_of({"Title": "A Study", "CreationDate": "D:20150504"}, b"") == {
        "title": "A Study"
    }


def test_an_xmp_packet_goes_before_the_rest() -> None:
    record = record_of({"Title": "Microsoft Word - a.doc", "Author": "user"}, XMP.encode())

    assert record == {
        "title": "六方會談之研究",
        "author": [{"family": "林", "given": "大明"}, {"family": "Chen", "given": "Bo"}],
        "issued": {"date-parts": [[2007, 6]]},
    }


@pytest.mark.parametrize(
    "packet",
    [
        XMP.replace("<rdf:RDF", '<!DOCTYPE a [<!ENTITY b "c">]><rdf:RDF'),
        XMP.replace("</rdf:RDF>", ""),
        XMP.replace("http://ns.adobe.com/pdf/1.3/", "http://ns.adobe.com/photoshop/1.0/"),
    ],
)
def test_a_packet_that_is_broken_or_about_a_picture_says_nothing(packet: str) -> None:
    assert record_of({}, packet.encode()) == {}
