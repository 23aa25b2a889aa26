"""What every reader gives: the blocks of a text, in order; and the document they are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.documents import (
    Document,
    Doubt,
    Kind,
    Language,
    PageBreak,
    Paragraph,
    Section,
    Source,
    check_document_id,
    version_of,
)
from corpus.errors import TextNotReadable

_SEPARATOR = "\n\n"
CELL_SEPARATOR = " | "
"""Stands between the cells of a row of a table."""

COUNTED_APART: frozenset[Kind] = frozenset(
    ("note", "contents", "bibliography", "index", "caption", "table", "comment")
)
"""Kinds whose paragraphs a reader who counts those of the text passes over."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; of two, the one with the lower rank contains the other."""

    text: str
    rank: int


@dataclass(frozen=True, slots=True)
class Body:
    """A paragraph, or a row of a table. The fields are those of `Paragraph`.

    The seam and the page breaks are counted in `text`.
    """

    text: str
    page: str | None = None
    page_seam: int | None = None
    kind: Kind = "body"
    article: str | None = None
    table_head: str | None = None
    doubt: Doubt | None = None
    ocr: float | None = None
    page_breaks: tuple[PageBreak, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote with its printed mark, which is empty where the source shows none.

    It is a unit of its own: the mark is not part of `text`, and where the mark stood in the
    running text nothing stands, because a raised 1 after 2003 would be read as 20031.
    `doubt` and `ocr` as in `Paragraph`.
    """

    text: str
    mark: str
    page: str | None = None
    doubt: Doubt | None = None
    ocr: float | None = None


Block = Heading | Body | Note


def only_page(body: Body) -> str | None:
    """The page that all of a paragraph stands on; None where that is not proven."""
    return None if body.page_seam is not None or body.page_breaks else body.page


def without_spans(body: Body, spans: Sequence[tuple[int, int]]) -> Body:
    """The paragraph without these parts of its text; its pages begin where they did."""
    kept, start = "", 0
    for begin, end in spans:
        kept += body.text[start:begin]
        start = end

    def moved(place: int) -> int:
        return place - sum(min(end, place) - begin for begin, end in spans if begin < place)

    breaks = tuple((moved(place), page) for place, page in body.page_breaks)
    seam = None if body.page_seam is None else moved(body.page_seam)
    return replace(body, text=kept + body.text[start:], page_seam=seam, page_breaks=breaks)


def move_notes(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with each note behind the other paragraphs of its section.

    So a paragraph is next to the one that its author put next, and a note still belongs to the
    section that its mark stands in.
    """
    moved: list[Block] = []
    notes: list[Note] = []
    for block in blocks:
        if isinstance(block, Note):
            notes.append(block)
            continue
        if isinstance(block, Heading):
            moved += notes
            notes = []
        moved.append(block)
    return moved + notes


def assemble_document(
    document_id: str,
    language: Language,
    blocks: Sequence[Block],
    record: Mapping[str, Any],  # CSL-JSON
    source: Source,
) -> Document:
    """The document that these blocks are the text of."""
    check_document_id(document_id)
    if not any(isinstance(block, Body) for block in blocks):
        raise TextNotReadable(
            f"{source.filename!r} has no paragraph to read; expected at least one line of text "
            "that is not a heading"
        )
    text = _SEPARATOR.join(block.text for block in blocks)
    sections, paragraphs = _locate(blocks, len(text))
    return Document(
        document_id=document_id,
        version=version_of(text),
        language=language,
        text=text,
        sections=sections,
        paragraphs=paragraphs,
        record=record,
        source=source,
    )


def _locate(
    blocks: Sequence[Block], length: int
) -> tuple[tuple[Section, ...], tuple[Paragraph, ...]]:
    sections: list[Section] = []
    paragraphs: list[Paragraph] = []
    numbers: Counter[tuple[int | None, Kind]] = Counter()
    open_sections: list[tuple[int, int]] = []  # (rank, position in sections), outermost first
    start = 0
    for block in blocks:
        end = start + len(block.text)
        if isinstance(block, Heading):
            while open_sections and open_sections[-1][0] >= block.rank:
                position = open_sections.pop()[1]
                sections[position] = replace(sections[position], end=start - len(_SEPARATOR))
            above = sections[open_sections[-1][1]].path if open_sections else ()
            path = (*above, block.text)
            open_sections.append((block.rank, len(sections)))
            sections.append(Section(block.text, len(path), path, start, length))
        else:
            section = open_sections[-1][1] if open_sections else None
            counted = "note" if isinstance(block, Note) else _counted_with(block.kind)
            numbers[section, counted] += 1
            paragraphs.append(_paragraph(block, start, section, numbers[section, counted]))
        start = end + len(_SEPARATOR)
    return tuple(sections), tuple(paragraphs)


def _counted_with(kind: Kind) -> Kind:
    """The kind that paragraphs are counted with: what stands apart from the text is not in it."""
    return kind if kind in COUNTED_APART else "body"


def _paragraph(block: Body | Note, start: int, section: int | None, number: int) -> Paragraph:
    place = Paragraph(
        start,
        start + len(block.text),
        section,
        number,
        block.page,
        doubt=block.doubt,
        ocr=block.ocr,
    )
    if isinstance(block, Note):
        return replace(place, note=block.mark)
    return replace(
        place,
        page_seam=None if block.page_seam is None else start + block.page_seam,
        kind=block.kind,
        article=block.article,
        table_head=block.table_head,
        page_breaks=tuple((start + offset, page) for offset, page in block.page_breaks),
    )
