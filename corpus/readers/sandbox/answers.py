"""The answers of the process that reads: data from outside, so they are checked."""

from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from corpus import errors
from corpus.documents import Language
from corpus.errors import TextNotReadable
from corpus.readers.blocks import Body, Heading, Note
from corpus.readers.dispatch import Reading

_Block = (
    tuple[Literal["Heading"], Heading] | tuple[Literal["Body"], Body] | tuple[Literal["Note"], Note]
)


@dataclass(frozen=True)
class _Reading:
    blocks: list[_Block]
    language: Language
    record: dict[str, Any]  # CSL-JSON; whoever keeps it checks it
    media_type: str
    encoding: str | None
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _Read:
    reading: _Reading


@dataclass(frozen=True)
class _Refused:
    error: str
    message: str


_ANSWER: TypeAdapter[_Read | _Refused] = TypeAdapter(_Read | _Refused)


def parse_answer(answer: bytes) -> Reading:
    """The reading in an answer; raises the error in it, or ValueError if it is no answer."""
    read = _ANSWER.validate_json(answer)
    if isinstance(read, _Refused):
        raise _error(read)
    found = read.reading
    return Reading(
        blocks=tuple(block for _, block in found.blocks),
        language=found.language,
        record=found.record,
        media_type=found.media_type,
        encoding=found.encoding,
        warnings=found.warnings,
    )


def _error(refused: _Refused) -> TextNotReadable:
    """The error that the child raised, with its message; an unknown one is a `TextNotReadable`."""
    kind = getattr(errors, refused.error, TextNotReadable)
    if not (isinstance(kind, type) and issubclass(kind, TextNotReadable)):
        kind = TextNotReadable
    error = kind.__new__(kind)
    Exception.__init__(error, refused.message)
    return error
