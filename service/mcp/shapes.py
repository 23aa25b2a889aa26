"""What the tools give, as JSON with a schema."""

from pydantic import BaseModel, Field

from corpus.store.library import Head
from service.answering import Answer, AnsweredPassage
from service.citing.citations import words_of
from service.http.schemas import VerifiedQuotation
from service.links import whole


class Quotation(BaseModel):
    """A passage that can be quoted: its words are the text's own, never changed."""

    address: str = Field(description="Names the place; give it to `cite` and `fetch`.")
    url: str = Field(description="Opens the source at this place.")
    title: str
    where: str = Field(description="Section, paragraph, page or article.")
    language: str
    text: str = Field(description="The passage, verbatim.")
    evidence: list[str] = Field(description="The sentences of it that answer, the best first.")
    citation: str = Field(description="Quotation and reference, ready to print.")
    score: float
    caution: str | None = Field(None, description="What to know before quoting it.")


class Asked(BaseModel):
    """An answer: passages, or that the texts do not say."""

    status: str = Field(description="`answered`, `weak` or `no_answer`.")
    confidence: float = Field(description="How likely the first passage answers, 0 to 1.")
    message: str | None
    passages: list[Quotation]
    related: list[Quotation] = Field(description="Near the question, and not answering it.")


class Result(BaseModel):
    """A search result in the form that connectors expect."""

    id: str
    title: str
    url: str


class Results(BaseModel):
    """Search results, best first."""

    results: list[Result]


class Fetched(BaseModel):
    """A passage or a document in the form that connectors expect."""

    id: str
    title: str
    text: str
    url: str
    metadata: dict[str, str]


class Cited(BaseModel):
    """A citation in a style."""

    id: str
    style: str
    citation: str


class Verified(BaseModel):
    """Every quotation of a draft in its order, and how many there are of each status."""

    quotations: list[VerifiedQuotation]
    counts: dict[str, int]


class Listed(BaseModel):
    """A document of the library."""

    document_id: str
    title: str
    language: str
    characters: int
    tags: list[str]
    url: str


class Documents(BaseModel):
    """A page of the library's documents."""

    documents: list[Listed]
    total: int
    next_offset: int | None = Field(description="Where the next page begins; null at the end.")


def asked(answer: Answer, base_url: str) -> Asked:
    """An answer as `ask` gives it."""
    return Asked(
        status=answer.status,
        confidence=answer.confidence,
        message=answer.message,
        passages=[quotation(passage, base_url) for passage in answer.passages],
        related=[quotation(passage, base_url) for passage in answer.related],
    )


def quotation(passage: AnsweredPassage, base_url: str) -> Quotation:
    """A passage as the tools give it."""
    return Quotation(
        address=passage.address,
        url=whole(passage.url, base_url),
        title=passage.title,
        where=words_of(passage.locator),
        language=passage.language,
        text=passage.text,
        evidence=[span.text for span in passage.evidence],
        citation=passage.citation,
        score=passage.score,
        caution=_caution(passage),
    )


def listed(head: Head, base_url: str) -> Listed:
    """A document as `documents` gives it."""
    return Listed(
        document_id=head.document_id,
        title=head.title,
        language=head.language,
        characters=head.characters,
        tags=list(head.tags),
        url=whole(f"/documents/{head.document_id}", base_url),
    )


def _caution(passage: AnsweredPassage) -> str | None:
    said = []
    if passage.ocr is not None:
        said.append("recognised in a picture (OCR): compare with the page")
    if passage.doubt is not None:
        said.append("the reader was not sure of the order or the characters: compare with the page")
    if passage.kind != "body":
        said.append(f"this is no running text: {passage.kind}")
    return "; ".join(said) or None
