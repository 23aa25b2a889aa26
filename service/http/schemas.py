"""The bodies that come in and go out over HTTP; the shapes inside are in service/answering.py."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from corpus.documents import Doubt, Kind, Language
from corpus.shipped import Example


class Body(BaseModel):
    """What a client sends: unknown fields are refused, so that a typing error is not silent."""

    model_config = ConfigDict(extra="forbid")


class FilterBody(Body):
    """Narrow the search; a passage must fit every filter that is given."""

    documents: list[StrictStr] | None = Field(None, description="Document ids.", max_length=1000)
    tags: list[StrictStr] | None = Field(
        None, description="Tags; a document with one of them fits.", max_length=50
    )
    languages: list[Language] | None = Field(None, description="Languages of the passages.")
    section: StrictStr | None = Field(
        None,
        description="Text that a section title on the passage's path contains.",
        max_length=200,
    )


class TurnBody(Body):
    """What was asked before, and the addresses of the passages that it was shown."""

    question: StrictStr
    addresses: list[StrictStr] = Field(default_factory=list, max_length=50)

    model_config = ConfigDict(extra="forbid")


class AskBody(Body):
    """A question."""

    question: StrictStr = Field(description="The question, in Chinese or English.")
    top_k: StrictInt = Field(5, description="How many passages at most: 1 to WENJU_MAX_TOP_K.")
    filters: FilterBody | None = None
    explain: StrictBool = Field(
        False, description="Give each passage the parts that its score is made of."
    )
    context: list[TurnBody] = Field(
        default_factory=list,
        max_length=10,
        description="What was asked before, oldest first; a follow-up is understood by it.",
    )

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"question": "南韓為什麼參與六方會談？"},
                {"question": "Why did South Korea join the Six-Party Talks?", "top_k": 3},
            ]
        },
    )


class SpanModel(BaseModel):
    """A verbatim slice of the document's text, in Unicode code points, half-open."""

    start: int
    end: int
    text: str


class LocatorModel(BaseModel):
    """Where in the document: titles from the outermost section in, paragraph, printed page.

    `note` is the printed mark of a footnote or endnote, which has no paragraph number;
    `article` the number of the article of a statute, as printed; `last_paragraph` is set where
    what is quoted runs on to a later paragraph.
    """

    section_path: list[str]
    paragraph: int | None
    page: str | None
    note: str | None
    article: str | None
    last_paragraph: int | None


class KindModel(BaseModel):
    """What a text is in its document, and how sure the reader was of it.

    `table_head` is the head of the table that a row is of. `doubt` says what to compare with the
    original: the `order` of words, or `characters`. `ocr` is set where the text was recognised in
    a picture: the confidence of its least sure line, 0 to 1.
    """

    kind: Kind
    table_head: str | None
    doubt: Doubt | None
    ocr: float | None


class PassageModel(KindModel):
    """One passage with its citation, which quotes the first of its evidence, the best."""

    rank: int
    score: float
    address: str
    document_id: str
    title: str
    language: str
    text: str
    start: int
    end: int
    evidence: list[SpanModel]
    locator: LocatorModel
    citation: str
    url: str
    explanation: dict[str, Any] | None = None


class QuestionModel(BaseModel):
    """The question as it was understood."""

    text: str
    language: str
    supported: bool
    understood_as: str | None


class AnswerModel(BaseModel):
    """The answer to a question."""

    request_id: str
    index_version: str
    status: Literal["answered", "weak", "no_answer"]
    confidence: Annotated[float, Field(ge=0, le=1)]
    message: str | None
    question: QuestionModel
    passages: list[PassageModel]
    related: list[PassageModel]
    timings_ms: dict[str, float]


class SectionModel(BaseModel):
    """A section: its span covers heading and body."""

    title: str
    level: int
    path: list[str]
    start: int
    end: int


class ParagraphModel(KindModel):
    """A paragraph, a note or a row of a table: its span, its number, and what it is.

    `page` is the printed page that it begins on; `page_breaks` say where others begin.
    """

    start: int
    end: int
    number: int
    page: str | None
    page_seam: int | None = Field(
        description="Where set, only what runs across it is sure to stand on `page`."
    )
    page_breaks: list[tuple[int, str | None]]
    note: str | None
    article: str | None


class DocumentSummary(BaseModel):
    """A document as the list shows it."""

    document_id: str
    version: str
    title: str
    language: str
    characters: int
    record: dict[str, Any]
    tags: list[str]
    added: str
    url: str


class DocumentList(BaseModel):
    """The library."""

    documents: list[DocumentSummary]


class DocumentModel(DocumentSummary):
    """A document with its text."""

    text: str
    sections: list[SectionModel]
    paragraphs: list[ParagraphModel]
    versions: list[str]
    current_version: str
    source: dict[str, str]


class LookedUpPassage(KindModel):
    """The text at an address, whether or not a passage of today's index begins there.

    Its kind is that of the paragraph that it begins in; doubt or recognition in any paragraph
    that it touches is said.
    """

    address: str
    document_id: str
    version: str
    is_current_version: bool
    title: str
    language: str
    start: int
    end: int
    text: str
    locator: LocatorModel
    url: str


class ReferenceModel(BaseModel):
    """The reference to a whole document, as text and as HTML with its italics."""

    document_id: str
    style: str
    citation: str
    html: str


class CitationModel(BaseModel):
    """A printed citation, as text and as HTML with its italics, and the words it quotes."""

    address: str
    style: str
    citation: str
    html: str
    quote: str


class DifferenceModel(BaseModel):
    """What the draft has in place of what the source has; one of them may be empty."""

    quoted: str
    original: str


class QuotedPlaceModel(BaseModel):
    """Where quoted words stand in the library, as they stand there."""

    address: str
    document_id: str
    title: str
    language: str
    text: str
    locator: LocatorModel
    citation: str
    url: str


class VerifiedQuotation(BaseModel):
    """One quotation of a draft, and whether the library has it so.

    `verbatim`; `other_script`: the same words in the other Chinese script; `altered`: see
    `differences`; `elsewhere`: right, but not where it is cited from; `not_found`.
    """

    text: str
    start: int
    end: int
    line: int
    cited: str | None
    status: Literal["verbatim", "other_script", "altered", "elsewhere", "not_found"]
    at_cited_place: bool | None
    place: QuotedPlaceModel | None
    differences: list[DifferenceModel]
    others: list[str]
    problem: str | None


class VerifiedDraft(BaseModel):
    """Every quotation of a draft in its order, and how many there are of each status."""

    request_id: str
    quotations: list[VerifiedQuotation]
    counts: dict[str, int]


class ExampleList(BaseModel):
    """Questions that the library can answer, for the page to offer."""

    examples: list[Example]


class ErrorBody(BaseModel):
    """What went wrong: a stable code, a sentence for people, and facts for programs."""

    code: str
    message: str
    details: dict[str, Any] = Field(default_factory=dict)


class ErrorModel(BaseModel):
    """The one shape of every error."""

    error: ErrorBody
    request_id: str
