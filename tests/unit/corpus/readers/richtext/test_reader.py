import pytest

from corpus.errors import FileDamaged
from corpus.readers.blocks import Block, Body, Heading, Note
from corpus.readers.dispatch import read_bytes


def read(text: str) -> list[Block]:
    return list(
        read_bytes(("{\\rtf1\\ansi\\ansicpg1252 " + text + "}").encode("latin-1"), "a.rtf").blocks
    )


def test_paragraphs_headings_signs_and_what_is_no_text() -> None:
    sheet = "{\\stylesheet{\\s0 Normal;}{\\s1\\outlinelevel0 heading 1;}}"
    assert read(
        sheet + "{\\fonttbl{\\f0 Times;}}{\\*\\generator Word;}{\\header Page 1\\par}"
        "\\pard\\s1 Dams\\par\\pard One\\line two \\ldblquote three\\rdblquote\\par{\\v hidden}caf\\'e9\\par"
    ) == [Heading("Dams", 1), Body("One\ntwo “three”"), Body("café")]  # fmt: skip


def test_chinese_by_unicode_and_by_the_encoding_of_a_font() -> None:
    big5 = "".join(f"\\'{byte:02x}" for byte in "水庫".encode("big5"))
    fonts = "{\\fonttbl{\\f0\\fnil\\fcharset0 Times;}{\\f1\\fnil\\fcharset136 PMingLiU;}}"
    text = fonts + "\\uc1\\u27700?\\u24235?\\par\\f1 " + big5 + "\\par\\u-10179?\\u-8704?\\par"
    assert [block.text for block in read(text)] == ["水庫", "水庫", "😀"]


def test_exponents_notes_and_rows() -> None:
    assert read(
        "10{\\super 6} CO{\\sub 2} in 2003{\\super\\chftn{\\footnote\\pard\\chftn See Doe.}} so.\\par"
        "\\trowd\\pard\\intbl Year\\cell Share\\cell\\row\\trowd\\pard\\intbl 1994\\cell 880\\cell\\row\\pard After.\\par"
    ) == [
        Body("10⁶ CO₂ in 2003 so."), Body("Year | Share", kind="table"),
        Body("1994 | 880", kind="table", table_head="Year | Share"), Body("After."), Note("See Doe.", "1"),
    ]  # fmt: skip


def test_title_and_author_are_the_record() -> None:
    content = b"{\\rtf1{\\info{\\title The Mill}{\\author Anna Writer}}Text.\\par}"
    assert read_bytes(content, "a.rtf").record == {
        "type": "document", "title": "The Mill", "author": [{"family": "Writer", "given": "Anna"}]
    }  # fmt: skip


@pytest.mark.parametrize(
    "content", [b"{\\rtf1 text", b"{\\rtf1 " + b"{" * 5000 + b"x" + b"}" * 5001]
)
def test_groups_that_do_not_end_or_nest_without_end_are_refused(content: bytes) -> None:
    with pytest.raises(FileDamaged, match="group"):
        read_bytes(content, "a.rtf")
