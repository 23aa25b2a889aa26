from corpus.documents import Paragraph, Source
from corpus.readers.blocks import Block, Body, Heading, Note, assemble_document, move_notes

SOURCE = Source("made-up.txt", "0" * 64, "text/plain")


def test_notes_go_behind_the_paragraphs_of_the_section_that_their_mark_stands_in() -> None:
    blocks: list[Block] = [
        Note("無", "0"),
        Heading("第一章", 1),
        Body("甲。"),
        Note("註一", "1"),
        Body("乙。"),
        Note("註二", "2"),
        Heading("第一節", 2),
        Body("丙。"),
    ]
    assert [block.text for block in move_notes(blocks)] == [
        "無", "第一章", "甲。", "乙。", "註一", "註二", "第一節", "丙。",
    ]  # fmt: skip


def test_a_note_is_a_paragraph_with_its_mark_and_body_paragraphs_are_counted_without_it() -> None:
    blocks: list[Block] = [Body("A."), Note("See C.", "*", "7"), Body("B.", "8", 1)]
    document = assemble_document("made-up", "en", blocks, {}, SOURCE)
    assert document.text == "A.\n\nSee C.\n\nB."
    assert document.paragraphs == (
        Paragraph(0, 2, None, 1, None),
        Paragraph(4, 10, None, 1, "7", note="*"),
        Paragraph(12, 14, None, 2, "8", 13),
    )


def test_rows_and_captions_are_counted_apart_from_the_text() -> None:
    made = assemble_document(
        "made-up",
        "en",
        [
            Body("One."),
            Body("1994 | 880", kind="table"),
            Body("Two.", kind="quotation"),
            Body("1995 | 890", kind="table"),
            Note("A note.", "1"),
        ],
        {},
        SOURCE,
    )
    assert [(p.kind, p.number) for p in made.paragraphs] == [
        ("body", 1), ("table", 1), ("quotation", 2), ("table", 2), ("note", 1)
    ]  # fmt: skip
