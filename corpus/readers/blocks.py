"""What every reader gives: the headings and paragraphs of a text, in order; and the document."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.documents import (
    Document,
    Language,
    Paragraph,
    Section,
    Source,
    check_document_id,
    version_of,
)
from corpus.errors import TextNotReadable

_SEPARATOR = "\n\n"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; of two, the one with the lower rank contains the other."""

    text: str
    rank: int


@dataclass(frozen=True, slots=True)
class Body:
    """A paragraph. `page` and `page_seam` as in `Paragraph`, the seam counted in `text`."""

    text: str
    page: str | None = None
    page_seam: int | None = None


Block = Heading | Body


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
    numbers: Counter[int | None] = Counter()
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
            numbers[section] += 1
            seam = None if block.page_seam is None else start + block.page_seam
            paragraphs.append(Paragraph(start, end, section, numbers[section], block.page, seam))
        start = end + len(_SEPARATOR)
    return tuple(sections), tuple(paragraphs)
