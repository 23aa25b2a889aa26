"""The HTTP interface: each route turns a request into one call and its result into JSON."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from corpus.addresses import Address
from corpus.documents import Document
from corpus.shipped import examples_of
from corpus.store.library import Head
from index.search import Filters
from service.access.scoped import ScopedLibrary
from service.answering import reader_url
from service.citing.citations import Locator, locate
from service.follow_ups import Turn
from service.http.metrics import Metrics
from service.http.schemas import (
    AnswerModel,
    AskBody,
    DocumentList,
    DocumentModel,
    ErrorModel,
    ExampleList,
    FilterBody,
    LookedUpPassage,
)
from service.http.state import access_of, answerer_of, library_of, pool_of, settings_of
from service.version import VERSION

PROBLEMS: dict[int | str, dict[str, Any]] = {
    404: {"model": ErrorModel, "description": "No such document, version or place."},
    413: {"model": ErrorModel, "description": "The body is too large."},
    422: {"model": ErrorModel, "description": "The request is not as it must be."},
    503: {
        "model": ErrorModel,
        "description": "There is no index that may be served, or too many questions wait.",
    },
}

router = APIRouter(responses=PROBLEMS)

AddressPath = Annotated[str, Path(description="`document_id@version:start-end`")]
VersionQuery = Annotated[str | None, Query(description="A version; default: the current one.")]


@router.post("/v1/ask", response_model=AnswerModel, tags=["questions"])
async def ask(request: Request, body: AskBody) -> dict[str, Any]:
    """Find the passages that answer a question, each with its citation.

    The question has at most `WENJU_MAX_QUESTION_CHARS` characters (2,000), the body at most
    `WENJU_MAX_BODY_BYTES` bytes (65,536), `top_k` is from 1 to `WENJU_MAX_TOP_K` (50).
    """
    filters = Filters()
    if body.filters is not None:
        filters = Filters(
            documents=_documents(library_of(request), body.filters),
            languages=_frozen(body.filters.languages),
            section=body.filters.section,
        )
    answerer, pool = answerer_of(request), pool_of(request)
    before = [Turn(turn.question, tuple(turn.addresses)) for turn in body.context]
    answer = await pool.run(
        lambda: answerer.ask(body.question, body.top_k, filters, body.explain, before),
        request.is_disconnected,
    )
    metrics: Metrics = request.app.state.metrics
    metrics.answers.labels(answer.status, answer.question.language).inc()
    for stage, milliseconds in answer.timings_ms.items():
        metrics.stages.labels(stage).observe(milliseconds / 1000)
    return {"request_id": request.state.request_id, **asdict(answer)}


@router.get("/v1/documents", response_model=DocumentList, tags=["documents"])
def list_documents(request: Request) -> dict[str, Any]:
    """The library, one summary a document."""
    base = settings_of(request).base_url
    return {"documents": [_summary(head, base) for head in library_of(request).heads()]}


@router.get("/v1/documents/{document_id}", response_model=DocumentModel, tags=["documents"])
def get_document(
    request: Request, document_id: str, version: VersionQuery = None
) -> dict[str, Any]:
    """A document: text, sections, versions."""
    library = library_of(request)
    document, head = library.get(document_id, version), library.head(document_id)
    return {
        **_summary(head, settings_of(request).base_url),
        "version": document.version,
        "title": document.title,
        "language": document.language,
        "characters": len(document.text),
        "record": dict(document.record),
        "text": document.text,
        "sections": [asdict(section) for section in document.sections],
        "paragraphs": [asdict(paragraph) for paragraph in document.paragraphs],
        "versions": library.versions(document_id),
        "current_version": head.version,
        "source": asdict(document.source),
    }


@router.get("/v1/passages/{address}", response_model=LookedUpPassage, tags=["passages"])
def get_passage(request: Request, address: AddressPath) -> dict[str, Any]:
    """The text at an address; addresses of older versions go on resolving."""
    document, place, locator = resolve(request, address)
    current = library_of(request).head(document.document_id).version
    return {
        "address": str(place),
        "document_id": document.document_id,
        "version": document.version,
        "is_current_version": document.version == current,
        "title": document.title,
        "language": document.language,
        "start": place.start,
        "end": place.end,
        "text": document.text[place.start : place.end],
        "locator": asdict(locator),
        **asdict(document.standing(place.start, place.end)),
        "url": settings_of(request).base_url
        + reader_url(document.document_id, document.version, place.start, place.end),
    }


@router.get("/v1/examples", response_model=ExampleList, tags=["questions"])
def examples(request: Request) -> dict[str, Any]:
    """Questions that the library answers, in three scripts."""
    return {"examples": examples_of(library_of(request).current_versions())}


@router.get("/healthz", tags=["operations"])
async def healthz() -> dict[str, str]:
    """The process is alive."""
    return {"status": "ok"}


@router.get("/readyz", tags=["operations"])
def readyz(request: Request) -> dict[str, Any]:
    """The service can answer: which index it serves, with which encoder."""
    facts = answerer_of(request).searcher.facts()
    access = access_of(request)
    if "read" not in access.rights or access.collections is not None:
        facts = {}  # how much there is, is for those who may see all of it
    return {"status": "ready", **facts}


@router.get("/version", tags=["operations"])
async def version() -> dict[str, str]:
    """The version that runs."""
    return {"version": VERSION}


@router.get("/metrics", tags=["operations"])
def metrics(request: Request) -> Response:
    """Counts and times in the Prometheus text format."""
    registry = request.app.state.metrics.registry
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def resolve(request: Request, address: str) -> tuple[Document, Address, Locator]:
    """The document that an address names, the place in it, and the place in words."""
    document, place = library_of(request).resolve(address)
    return document, place, locate(document, place)


def _summary(head: Head, base_url: str) -> dict[str, Any]:
    return {
        "document_id": head.document_id,
        "version": head.version,
        "title": head.title,
        "language": head.language,
        "characters": head.characters,
        "record": dict(head.record),
        "tags": list(head.tags),
        "added": head.added,
        "url": f"{base_url}/documents/{head.document_id}",
    }


def _documents(library: ScopedLibrary, filters: FilterBody) -> frozenset[str] | None:
    """The ids that a passage's document may have: those given, those with a tag, or both.

    Raises:
        UnknownDocument: an id is none of the library's.
    """
    documents = _frozen(filters.documents)
    for document_id in filters.documents or ():
        library.head(document_id)
    if filters.tags is None:
        return documents
    tagged = frozenset(head.document_id for tag in filters.tags for head in library.heads(tag))
    return tagged if documents is None else documents & tagged


def _frozen(values: list[Any] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)
