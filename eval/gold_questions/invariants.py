"""What must hold for every answer, whatever its quality: slices are verbatim, addresses resolve.

The library is the judge: each shown text is compared with the stored one at its address.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from corpus.addresses import Address
from corpus.documents import Document
from corpus.errors import CorpusError
from service.answering import Answer, AnsweredPassage


class ResolvingLibrary(Protocol):
    """What is asked of a library here."""

    def resolve(self, address: str) -> tuple[Document, Address]:
        """The document version and the span that an address names."""
        ...


@dataclass(frozen=True, slots=True)
class Checked:
    """How much of an answer was compared with the source, and what did not hold."""

    passages: int
    evidence: int
    quotes: int
    violations: tuple[str, ...]


def check_answer(answer: Answer, library: ResolvingLibrary) -> Checked:
    """Compare everything that an answer shows with the stored texts."""
    shown = (*answer.passages, *answer.related)
    violations = list(_check_shape(answer))
    for passage in shown:
        violations += [f"{passage.address}: {line}" for line in _check_passage(passage, library)]
    return Checked(
        passages=len(shown),
        evidence=sum(len(passage.evidence) for passage in shown),
        quotes=sum(bool(passage.evidence) for passage in shown),
        violations=tuple(violations),
    )


def _check_shape(answer: Answer) -> Iterator[str]:
    if not 0.0 <= answer.confidence <= 1.0:
        yield f"confidence is {answer.confidence}, not from 0 to 1"
    if (answer.status == "no_answer") == bool(answer.passages):
        yield f"status is {answer.status!r} with {len(answer.passages)} passages"
    for name, passages in (("passages", answer.passages), ("related", answer.related)):
        if [passage.rank for passage in passages] != list(range(1, len(passages) + 1)):
            yield f"the ranks of the {name} do not count from 1"
        if len({passage.address for passage in passages}) != len(passages):
            yield f"the {name} show one address twice"


def _check_passage(passage: AnsweredPassage, library: ResolvingLibrary) -> Iterator[str]:
    try:
        document, address = library.resolve(passage.address)
    except CorpusError as error:
        yield f"the address does not resolve: {error}"
        return
    if document.text[address.start : address.end] != passage.text:
        yield f"the text is not the verbatim slice at its address: {passage.text[:40]!r}…"
    if (passage.start, passage.end) != (address.start, address.end):
        yield f"start and end are {passage.start}-{passage.end}, the address says otherwise"
    if passage.document_id != document.document_id or passage.language != document.language:
        yield f"names {passage.document_id!r} in {passage.language!r}; the source is another"
    for span in passage.evidence:
        if not passage.start <= span.start < span.end <= passage.end:
            yield f"evidence {span.start}-{span.end} is not inside the passage"
        if document.text[span.start : span.end] != span.text:
            yield f"evidence is not the verbatim slice at its place: {span.text[:40]!r}…"
    if passage.evidence and passage.evidence[0].text not in passage.citation:
        yield f"the citation does not quote the first evidence: {passage.citation[-80:]!r}"
