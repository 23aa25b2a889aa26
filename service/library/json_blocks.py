"""Documents that come as JSON blocks: another program has read the file, and says what is in it.

The blocks are taken as they are. They are kept as they were sent, as the document's original.
"""

import re
from typing import Annotated, Any, Literal, assert_never

from pydantic import BaseModel, ConfigDict, Field, StrictStr

from corpus.documents import Language
from corpus.errors import TextNotReadable
from corpus.languages import document_language
from corpus.readers import blocks as read
from corpus.readers.blocks import Block, Heading, Note, move_notes
from corpus.readers.dispatch import Reading

MEDIA_TYPE = "application/json"
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")


class _Strict(BaseModel):
    """Unknown fields are refused, so that a typing error is not silent."""

    model_config = ConfigDict(extra="forbid")


class HeadingBody(_Strict):
    """A heading; of two, the one with the lower rank contains the other."""

    kind: Literal["heading"]
    text: StrictStr = Field(min_length=1)
    rank: int = Field(1, ge=1, le=20)


class ParagraphBody(_Strict):
    """A paragraph, with the printed page that it stands on if the source shows one."""

    kind: Literal["paragraph"]
    text: StrictStr = Field(min_length=1)
    page: StrictStr | None = Field(None, max_length=20)


class NoteBody(_Strict):
    """A footnote or endnote: kept apart from the text, with its printed mark."""

    kind: Literal["note"]
    text: StrictStr = Field(min_length=1)
    mark: StrictStr = Field(min_length=1, max_length=20)
    page: StrictStr | None = Field(None, max_length=20)


BlockBody = Annotated[HeadingBody | ParagraphBody | NoteBody, Field(discriminator="kind")]


class DocumentBody(_Strict):
    """A document as JSON: either `text`, read like a text file, or `blocks`, taken as they are."""

    text: StrictStr | None = None
    blocks: list[BlockBody] | None = None
    language: Language | None = Field(None, description="Default: seen from the text.")
    record: dict[str, Any] = Field(
        default_factory=dict, description="CSL-JSON; wins field by field over the file's own."
    )
    tags: list[StrictStr] | None = Field(None, description="Default: the tags that it has.")


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
            return read.Body(text, given.page)
        case NoteBody():
            return Note(text, given.mark, given.page)
        case _:
            assert_never(given)
