"""What holds for every text: Chinese, English, mixed, with emoji and full-width forms."""

from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from corpus.addresses import Address, parse_address
from corpus.documents import Document, Source
from corpus.errors import TextNotReadable
from corpus.passages import cut_evenly, measure, split_document
from corpus.readers.blocks import Block, Body, Heading, assemble_document
from corpus.readers.plain.reader import read_text
from corpus.sentences import count_depth, find_pairs, split_sentences

SOURCE = Source("made-up.txt", "0" * 64, "text/plain")
PIECES = st.sampled_from(
    [
        "中共",
        "新安全觀",
        "北韓",
        "六方會談",
        "。",
        "！",
        "？",
        "；",
        "，",
        "「",
        "」",
        "『",
        "』",
        "《",
        "》",
        "（",
        "）",
        "“",
        "”",
        '"',
        "(",
        ")",
        "U.S.",
        " et al. ",
        "No. 5",
        "3.14",
        " The",
        " peace ",
        "security",
        ". ",
        "! ",
        "? ",
        "; ",
        "……",
        "．",
        "ＡＢ",
        "１２",
        "😀",
        "👩‍🔬",
        "é",
        " ",
        "　",
        "2005年 11月",
        "的",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=60).map("".join)
LINES = st.lists(
    TEXTS | st.sampled_from(["", "第一章 緒論", "一、目的", "137", "# Head", "- 3 -", "　　"]),
    max_size=20,
)
RAW = st.tuples(st.sampled_from(["\n", "\n\n", "\r\n", "\f", "\n　　"]), LINES).map(
    lambda t: t[0].join(t[1])
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    texts = TEXTS.map(lambda text: " ".join(text.split())).filter(bool)
    body = st.builds(Body, texts)
    headings = st.builds(Heading, texts, st.integers(1, 4))
    blocks: list[Block] = draw(st.lists(body | body | headings, min_size=1, max_size=12))
    assume(any(isinstance(block, Body) for block in blocks))
    return assemble_document("made-up", "zh-Hant", blocks, {}, SOURCE)


@given(TEXTS)
def test_sentences_are_in_order_and_hold_all_that_is_not_blank(text: str) -> None:
    spans = split_sentences(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert all(text[a:b] == text[a:b].strip() for a, b in spans)


@given(TEXTS)
def test_no_sentence_ends_inside_a_pair_of_marks(text: str) -> None:
    paragraph = " ".join(text.split())
    depth = count_depth(len(paragraph), find_pairs(paragraph))
    assert all(depth[start] == depth[end] == 0 for start, end in split_sentences(paragraph))


@given(TEXTS)
def test_the_end_of_one_sentence_is_a_mark_that_ends_sentences(text: str) -> None:
    paragraph = " ".join(text.split())
    for start, end in split_sentences(paragraph)[:-1]:
        assert set(paragraph[start:end]) & set("。｡！？；\uff0e.!?;")


@given(documents())
def test_passages_are_verbatim_and_made_of_whole_sentences(document: Document) -> None:
    passages = split_document(document)
    whole = {
        (a + paragraph.start, b + paragraph.start)
        for paragraph in document.paragraphs
        for a, b in split_sentences(document.text[paragraph.start : paragraph.end])
    }
    for passage in passages:
        assert document.text[passage.start : passage.end] == passage.text
        assert (passage.start, passage.end) == (passage.sentences[0][0], passage.sentences[-1][1])
    assert [span for passage in passages for span in passage.sentences] == sorted(whole)


@given(documents())
def test_a_passage_is_of_one_section_and_holds_no_heading(document: Document) -> None:
    for passage in split_document(document):
        inside = [p for p in document.paragraphs if p.start < passage.end and passage.start < p.end]
        assert len({paragraph.section for paragraph in inside}) == 1
        section = inside[0].section
        assert passage.section_path == (() if section is None else document.sections[section].path)
        assert passage.paragraph == inside[0].number
        if len(passage.sentences) > 1:
            assert measure(passage.text) <= 1.01


@given(documents())
def test_an_address_reads_back_to_its_passage(document: Document) -> None:
    for passage in split_document(document):
        address = parse_address(passage.address)
        assert (address.document_id, address.version) == (document.document_id, document.version)
        assert document.text[address.start : address.end] == passage.text


@given(
    st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True),
    st.from_regex(r"[0-9a-f]{12}", fullmatch=True),
    st.integers(0, 10**9),
    st.integers(1, 10**6),
)
def test_every_address_reads_back_as_written(
    document_id: str, version: str, start: int, length: int
) -> None:
    address = Address(document_id, version, start, start + length)
    assert parse_address(str(address)) == address


@given(st.lists(st.floats(0, 3), max_size=60))
def test_runs_follow_each_other_and_are_too_large_only_if_they_are_one_sentence(
    sizes: list[float],
) -> None:
    runs = cut_evenly(sizes)
    assert [n for start, end in runs for n in range(start, end)] == list(range(len(sizes)))
    assert all(end - start == 1 or sum(sizes[start:end]) <= 1.001 for start, end in runs)


@given(RAW)
def test_reading_adds_nothing_and_sections_and_paragraphs_lie_in_the_text(raw: str) -> None:
    try:
        blocks = read_text(raw)
        document = assemble_document("made-up", "zh-Hant", blocks, {}, SOURCE)
    except TextNotReadable:
        return
    letters = iter(raw)
    assert all(mark in letters for mark in "".join(document.text.split()))
    starts = {section.start for section in document.sections}
    starts |= {paragraph.start for paragraph in document.paragraphs}
    assert len(starts) == len(blocks)
    assert len(document.sections) + len(document.paragraphs) == len(blocks)
    for section in document.sections:
        assert document.text[section.start :].startswith(section.title)
        assert section.start < section.end <= len(document.text)
        assert section.level == len(section.path)
        assert section.path[-1] == section.title
    for paragraph in document.paragraphs:
        text = document.text[paragraph.start : paragraph.end]
        assert text == text.strip() != ""
        assert "\n" not in text
