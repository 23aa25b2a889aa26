"""Whatever the bytes are: a reading whose document keeps its promises, or a refusal that says why."""

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Document, Source
from corpus.errors import TextNotReadable
from corpus.passages import split_document
from corpus.readers.blocks import Note, assemble_document
from corpus.readers.dispatch import Reading, read_bytes
from corpus.readers.plain.decoding import decode_text
from tests.unit.corpus.readers.other_programs import SOURCE, written_by_pandoc
from tests.unit.corpus.readers.packed import docx, epub

# A busy machine is no failure; the times of reading have tests of their own.
BUSY = settings(max_examples=150)

NAMES = st.sampled_from(
    ["a.txt", "a.md", "a.html", "a.docx", "a.epub", "a.doc", "a.csv", "a", "第一章.緒論"]
)
MARKUP = st.sampled_from(
    "<p> </p> <h1> </h1> <h3> <table> <tr> <td> </table> <ul> <li> <pre> </pre> <br> <b> </b> <nav> </nav> "
    "<sup><a&#32;href='#n'>1</a></sup> <aside&#32;epub:type='footnote'&#32;id='n'> </aside> <hr> &amp; &nbsp; &x; "
    "<span&#32;role='doc-pagebreak'&#32;title='5'/> <section&#32;class='footnotes'> </section> <![CDATA[ ]]> <!-- -->".split()
).map(lambda piece: piece.replace("&#32;", " "))
WORDS = st.sampled_from(
    ["甲", "乙。", "text ", "Text.", "\n", "\n\n", " ", "　", "\x00", "\x0b", "\x1d", "\ud7ff", "\u2028", "😀", "# ", "[^1]", "[^1]: n\n", "- ", "> ", "| a | b |\n|--|--|\n", "```\n", "---\n", "第一章 緒論\n", "\f", "5\n"]
)  # fmt: skip
RTF = st.sampled_from(
    r"{ } \par \cell \row \intbl \pard \super \sub0 \footnote \chftn \u-10179? \u27700? \uc3 \'b0 \'a1 \* \v \f1 "
    r"\s1 \outlinelevel0 \listtext \bullet 甲 text. \~ \\ \line \fonttbl \plain \ansicpg950".split()
).map(lambda word: f"{word} ")
PAGES = st.lists(MARKUP | WORDS, max_size=40).map("".join)
RUNS = st.sampled_from(
    "<w:p> </w:p> <w:r> </w:r> <w:t>甲。</w:t> <w:t>b</w:t> <w:br/> <w:tab/> <w:tbl> </w:tbl> <w:tr> </w:tr> <w:tc> </w:tc> "
    "<w:del> </w:del> <w:footnoteReference&#32;w:id='1'/> <w:footnoteReference&#32;w:id='1'&#32;w:customMarkFollows='1'/> "
    "<w:txbxContent> </w:txbxContent> <w:pPr><w:rPr><w:del/></w:rPr></w:pPr> <w:pPr><w:pStyle&#32;w:val='h'/></w:pPr>".split()
).map(lambda piece: piece.replace("&#32;", " "))


def checked(content: bytes, name: str) -> Reading | None:
    """The reading, after its document was made and looked at; None for a refusal that says why."""
    try:
        reading = read_bytes(content, name)
    except TextNotReadable as error:
        assert str(error).startswith(f"{name!r}: ")
        assert len(str(error)) < 700
        return None
    source = Source(name, "0" * 64, reading.media_type)
    document = assemble_document("read", reading.language, reading.blocks, reading.record, source)
    check(document, reading)
    return reading


def check(document: Document, reading: Reading) -> None:
    assert document.text.split("\n\n") == [block.text for block in reading.blocks]
    document.text.encode()
    for paragraph in document.paragraphs:
        text = document.text[paragraph.start : paragraph.end]
        assert text == text.strip() != ""
        assert paragraph.page_seam is None or paragraph.start < paragraph.page_seam < paragraph.end
        assert all(paragraph.start < place < paragraph.end for place, _ in paragraph.page_breaks)
    passages = split_document(document)
    assert all(document.text[p.start : p.end] == p.text for p in passages)
    notes = [block.mark for block in reading.blocks if isinstance(block, Note)]
    assert [p.note for p in document.paragraphs if p.note is not None] == notes


def cut_and_changed(content: bytes, edits: list[tuple[int, bytes]], end: int) -> bytes:
    changed = bytearray(content)
    for place, piece in edits:
        place %= len(changed)
        changed[place : place + len(piece)] = piece
    return bytes(changed[: len(changed) - end % len(changed)])


@BUSY
@given(st.binary(max_size=400), NAMES)
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    checked(content, name)


@BUSY
@given(PAGES, st.sampled_from(["utf-8", "utf-16", "gb18030"]), NAMES)
def test_any_page_or_text_is_read_or_refused(page: str, encoding: str, name: str) -> None:
    checked(page.encode(encoding), name)
    checked(f"<html><body>{page}".encode(encoding), name)


@BUSY
@given(PAGES, PAGES)
def test_any_book_is_read_or_refused(first: str, second: str) -> None:
    checked(epub({"c1": first, "c2": second}, navigation=first), "a.epub")


@BUSY
@given(st.lists(RUNS, max_size=30).map("".join))
def test_any_word_document_is_read_or_refused(body: str) -> None:
    # Closed in the order that the tags were opened in, so that most documents are well-formed.
    checked(docx(f"<w:p><w:r><w:t>甲</w:t></w:r></w:p>{balanced(body)}"), "a.docx")


@BUSY
@given(st.lists(RTF, max_size=40).map("".join))
def test_any_rich_text_is_read_or_refused(body: str) -> None:
    checked(f"{{\\rtf1\\ansi {body}}}".encode(), "a.rtf")


def balanced(body: str) -> str:
    """The pieces with every tag closed, and closing tags that close nothing left out."""
    stack: list[str] = []
    out: list[str] = []
    for piece in body.replace("<", "\0<").replace(">", ">\0").split("\0"):
        name = piece.strip("</>").split(" ")[0]
        if piece.startswith("</"):
            while name in stack:
                out.append(f"</{stack[-1]}>")
                if stack.pop() == name:
                    break
        else:
            out.append(piece)
            if piece.startswith("<") and not piece.endswith("/>"):
                stack.append(name)
    return "".join([*out, *(f"</{name}>" for name in reversed(stack))])


@BUSY
@given(
    st.sampled_from(["docx", "epub", "html", "odt", "rtf", "pptx"]),
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=3)), max_size=4),
    st.sampled_from([0, 0, 0, 1, 30, 500]),
)
def test_any_damage_to_a_file_is_read_past_or_refused(
    ending: str, edits: list[tuple[int, bytes]], end: int
) -> None:
    checked(cut_and_changed(written_by_pandoc(ending), edits, end), f"a.{ending}")


@BUSY
@given(st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=3)), max_size=3))
def test_any_damage_to_a_text_is_read_past_or_refused(edits: list[tuple[int, bytes]]) -> None:
    for encoding in ("utf-8", "big5", "gb18030", "utf-16"):
        checked(cut_and_changed(SOURCE.encode(encoding, "replace"), edits, 0), "a.txt")


@BUSY
@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1).filter(
        lambda t: "\0" not in t and not t.startswith("\ufeff")
    )
)
def test_any_text_in_utf_8_is_decoded_as_it_was(text: str) -> None:
    decoded = decode_text(text.encode())
    assert (decoded.text, decoded.encoding) == (text, "utf-8")
    assert decode_text(text.encode("utf-8-sig")) == decoded
