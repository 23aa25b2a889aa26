"""Documents that come as JSON blocks: another program has read the file, and says what is in it.

The blocks are taken as they are. They are kept as they were sent, as the document's original.
"""

import re
from typing import assert_never

from corpus.errors import TextNotReadable
from corpus.languages import document_language
from corpus.readers.blocks import Block, Body, Heading, Note, move_notes
from corpus.readers.dispatch import Reading
from service.http.library_schemas import (
    BlockBody,
    DocumentBody,
    HeadingBody,
    NoteBody,
    ParagraphBody,
)

MEDIA_TYPE = "application/json"
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")


def read_given_blocks(content: bytes) -> Reading:
    """What `service/http/uploads.py` kept of a JSON document with blocks."""
    body = DocumentBody.model_validate_json(content)
    given = enumerate(body.blocks or (), start=1)
    blocks = move_notes([_block(number, block) for number, block in given])
    return Reading(
        blocks=tuple(blocks),
        language=document_language("\n".join(block.text for block in blocks)),
        record={},
        media_type=MEDIA_TYPE,
        encoding=None,
    )


def _block(number: int, given: BlockBody) -> Block:
    # Blank lines part blocks in a canonical text, so there are none inside one.
    text = _BLANK_LINES.sub("\n", given.text).strip()
    if not text or not all(mark.isprintable() or mark in "\n\t\u3000\xa0" for mark in text):
        raise TextNotReadable(
            f"block {number} is blank or holds control characters; send visible text"
        )
    match given:
        case HeadingBody():
            return Heading(text, given.rank)
        case ParagraphBody():
            return Body(text, given.page)
        case NoteBody():
            return Note(text, given.mark, given.page)
        case _:
            assert_never(given)
