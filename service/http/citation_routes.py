"""Citations over HTTP: printed in a style, or as a file that reference managers take."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from service.answering import reader_url
from service.citing.citations import STYLES, Link, render_citation, render_reference
from service.http.routes import PROBLEMS, AddressPath, resolve
from service.http.schemas import CitationModel, ReferenceModel
from service.http.state import library_of, settings_of
from service.links import whole

router = APIRouter(responses=PROBLEMS, tags=["citations"])

StyleQuery = Annotated[str, Query(description=f"One of {', '.join(STYLES)}.")]
Extension = Literal["ris", "bib", "csl.json"]
# The media types by which browsers' plug-ins of reference managers know such a file.
FORMATS: dict[str, tuple[str, str]] = {
    "ris": ("ris", "application/x-research-info-systems"),
    "bib": ("bibtex", "application/x-bibtex"),
    "csl.json": ("csl-json", "application/vnd.citationstyles.csl+json"),
}
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


@router.get("/v1/documents/{document_id}/citation", response_model=ReferenceModel)
def cite_document(
    request: Request, document_id: str, style: StyleQuery = STYLES[0]
) -> dict[str, str]:
    """The reference to a whole document, as text and as HTML with its italics."""
    text, html = (_reference(request, document_id, style, html) for html in (False, True))
    return {"document_id": document_id, "style": style, "citation": text, "html": html}


@router.get("/v1/documents/{document_id}/citation.{extension}", response_class=Response)
def export_document(request: Request, document_id: str, extension: Extension) -> Response:
    """The record of a document as a file in RIS, BibTeX or CSL-JSON."""
    style, _ = FORMATS[extension]
    return _file(_reference(request, document_id, style), document_id, extension)


@router.get("/v1/passages/{address}/citation", response_model=CitationModel)
def cite_passage(
    request: Request, address: AddressPath, style: StyleQuery = STYLES[0]
) -> dict[str, str]:
    """The citation of the text at an address, with its words as the quotation."""
    return _citation(request, address, style)


@router.get("/v1/passages/{address}/citation.{extension}", response_class=Response)
def export_passage(request: Request, address: AddressPath, extension: Extension) -> Response:
    """The record of the passage's document as such a file, with quotation, locator and link."""
    style, _ = FORMATS[extension]
    return _file(_citation(request, address, style)["citation"], address, extension)


def _reference(request: Request, document_id: str, style: str, html: bool = False) -> str:
    head = library_of(request).head(document_id)
    return render_reference(head.record, style, head.language, html=html)


def _citation(request: Request, address: str, style: str) -> dict[str, str]:
    document, place, locator = resolve(request, address)
    quote = document.text[place.start : place.end]
    url = reader_url(document.document_id, document.version, place.start, place.end)
    link = Link(str(place), absolute(request, url))
    citation, html = (
        render_citation(document.record, locator, quote, style, document.language, link, html)
        for html in (False, True)
    )
    return {
        "address": str(place), "style": style, "citation": citation, "html": html, "quote": quote,
    }  # fmt: skip


def _file(text: str, name: str, extension: str) -> Response:
    _, media_type = FORMATS[extension]
    filename = f"{_NOT_IN_NAMES.sub('-', name).strip('-') or 'citation'}.{extension}"
    return Response(
        text + "\n",
        media_type=f"{media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )


def absolute(request: Request, path: str) -> str:
    """A path of the service as a whole URL: WENJU_PUBLIC_URL, else the name it was called by."""
    return whole(path, settings_of(request).base_url or str(request.base_url).rstrip("/"))
