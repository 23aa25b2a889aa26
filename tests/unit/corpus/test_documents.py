import pytest

from corpus.documents import Paragraph, Source, Standing, check_document_id, version_of
from corpus.errors import RecordInvalid
from corpus.readers.blocks import Body, assemble_document


def test_a_version_is_the_start_of_the_checksum_of_the_text() -> None:
    # printf '安全' | sha256sum
    assert version_of("安全") == "afb63a620bdc"
    assert version_of("安全 ") != version_of("安全")


@pytest.mark.parametrize("document_id", ["a", "nsc-thesis-ch6", "2024", "a" * 80])
def test_a_slug_is_a_document_id(document_id: str) -> None:
    assert check_document_id(document_id) == document_id


@pytest.mark.parametrize(
    "document_id",
    [
        "",
        ".",
        "..",
        "../x",
        "a/b",
        "a\\b",
        "A",
        "a_b",
        "-a",
        "a-",
        "a--b",
        "a\n",
        "a" * 81,
        "論文",
        "a\0",
    ],
)
def test_what_could_leave_the_folder_or_break_an_address_is_no_document_id(
    document_id: str,
) -> None:
    with pytest.raises(RecordInvalid, match="not a slug"):
        check_document_id(document_id)


def test_a_span_has_the_kind_it_begins_in_and_every_doubt_it_touches() -> None:
    made = assemble_document(
        "made-up",
        "en",
        [
            Body("1 | 2", kind="table", table_head="a | b"),
            Body("Three.", ocr=0.8),
            Body("Four.", doubt="order", ocr=0.6),
        ],
        {},
        Source("made-up.txt", "0" * 64, "text/plain"),
    )
    assert made.standing(0, 5) == Standing("table", "a | b", None, None)
    assert made.standing(0, len(made.text)) == Standing("table", "a | b", "order", 0.6)
    assert made.standing(5, 7) == Standing()


def test_a_span_stands_on_the_pages_that_it_touches() -> None:
    paragraph = Paragraph(10, 50, None, 1, "200", page_breaks=((20, "201"), (40, "202")))
    assert paragraph.page_of(10, 20) == "200"
    assert paragraph.page_of(15, 25) == "200-201"
    assert paragraph.page_of(20, 40) == "201"
    assert paragraph.page_of(10, 50) == "200-202"
    unknown = Paragraph(10, 50, None, 1, None, page_breaks=((20, "201"),))
    assert (unknown.page_of(10, 30), unknown.page_of(20, 30)) == (None, "201")


def test_with_a_seam_only_what_runs_across_it_stands_on_the_page() -> None:
    paragraph = Paragraph(10, 50, None, 1, "7", page_seam=20)
    assert [paragraph.page_of(*span) for span in ((10, 20), (15, 25), (20, 50))] == [
        None,
        "7",
        None,
    ]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("The genome of <i>E. grandis</i> and CO<sub>2</sub>", "The genome of E. grandis and CO₂"),
        ("a < b and <script>x</script>", "a < b and <script>x</script>"),
        ("\ue000 is a sign of its own", "\ue000 is a sign of its own"),
        ("", "made-up"),
    ],
)
def test_a_title_is_shown_without_the_markup_of_csl(title: str, shown: str) -> None:
    source = Source("made-up.txt", "0" * 64, "text/plain")
    assert assemble_document("made-up", "en", [Body("A.")], {"title": title}, source).title == shown
