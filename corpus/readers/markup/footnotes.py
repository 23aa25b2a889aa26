"""Footnotes and endnotes on their way from where a file keeps them to where their marks stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.readers.blocks import Block, Body, Heading, Note, only_page

_OWN_MARK = re.compile(
    r"[\[(（\u3014]?(\d{1,4}|[*†‡§¶]{1,4}|[①-⓿])[\])）\u3015.\uff0e、:：]?(?:\s+|(?<=[\])）\u3015.\uff0e、:：①-⓿*†‡§¶]))"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in the running text where a note is referred to, by the printed mark."""

    target: str
    mark: str


@dataclass(slots=True)
class NoteText:
    """The paragraphs of one note, and the key that references name it by."""

    key: str
    paragraphs: list[Body] = field(default_factory=list)

    def notes(self, mark: str | None) -> list[Block]:
        """A block for each paragraph, under the mark of the reference or else the note's own."""
        blocks: list[Block] = []
        for position, paragraph in enumerate(self.paragraphs):
            text = paragraph.text
            own = _OWN_MARK.match(text) if position == 0 else None
            if own and mark in (None, own[1]) and text[own.end() :].strip():
                mark, text = own[1], text[own.end() :].strip()
            page = only_page(paragraph)
            blocks.append(Note(text, mark or "", page))
        return blocks


Unplaced = Heading | Body | Reference | NoteText


def place_notes(found: Sequence[Unplaced]) -> list[Block]:
    """The blocks, each note where its first mark stands; one without a mark where it was found."""
    notes = {item.key: item for item in found if isinstance(item, NoteText) and item.key}
    marks = {item.target for item in found if isinstance(item, Reference)}
    blocks: list[Block] = []
    for item in found:
        if isinstance(item, Reference):
            note = notes.pop(item.target, None)
            blocks += note.notes(item.mark) if note else []
        elif isinstance(item, NoteText):
            blocks += item.notes(None) if item.key not in marks else []
        else:
            blocks.append(item)
    return blocks
