"""Questions that a text answers, for a page to offer: `examples.json` beside the original."""

from collections.abc import Collection
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from corpus.documents import Language
from corpus.errors import RecordInvalid

TEXTS = Path(__file__).with_name("texts")


class Example(BaseModel):
    """A question, in the language it is asked in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Language
    question: str


def examples_of(document_ids: Collection[str], folder: Path = TEXTS) -> list[Example]:
    """The examples of those documents that came with some, in the order of their ids.

    Raises:
        RecordInvalid: a file of examples is not as it must be.
    """
    found: list[Example] = []
    for path in sorted(folder.glob("*/examples.json")):
        if path.parent.name in document_ids:
            try:
                found += TypeAdapter(list[Example]).validate_json(path.read_bytes())
            except ValidationError as error:
                raise RecordInvalid(f"{path} is not a list of examples: {error}") from error
    return found
