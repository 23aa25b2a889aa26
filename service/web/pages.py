"""The page and the reader, rendered here first: they work before, and without, JavaScript.

`/` asks and shows one answer without JavaScript (a form that posts); with it, the modules in
service/page/ carry on the conversation over /v1/ask. `/documents/{id}` shows a text with a span
marked. Nothing comes from another host, and nothing in the page is executed but these modules:
the Content-Security-Policy forbids inline script and style, and makes of every assignment of
markup by script an error (Trusted Types).
"""

import hashlib
from dataclasses import asdict, dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from corpus.addresses import parse_address
from corpus.errors import WenjuError
from corpus.shipped import examples_of
from corpus.store.library import Head
from index.search import Filters
from service.access.scoped import ScopedLibrary
from service.citing.citations import render_reference
from service.error_codes import status_and_code
from service.errors import Overloaded
from service.http.citation_routes import FORMATS, absolute
from service.http.overload import BoundedPool
from service.http.state import answerer_of, is_answering, library_of, settings_of
from service.settings import Settings, parted
from service.shipped import PAGE
from service.web import strings, views
from service.web.metadata import link_header, meta_tags, work_links

router = APIRouter(include_in_schema=False)

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Vary": "Accept-Language, Cookie",
    "Cache-Control": "no-cache",
}
NO_FRAMES = "frame-ancestors 'none'"
THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600
# Of a larger library one writes the section: a list of thousands is none to choose from.
OFFERS_SECTIONS = 32
SERVED = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The form as it was sent."""

    question: str
    documents: list[str]
    languages: list[str]
    section: str

    @property
    def filters(self) -> Filters:
        """What of the library is searched."""
        return Filters(
            documents=frozenset(self.documents) or None,
            languages=frozenset(self.languages) or None,
            section=self.section.strip() or None,
        )


@router.get("/", response_class=HTMLResponse)
async def ask_page(
    request: Request,
    q: str = "",
    document: Annotated[list[str] | None, Query()] = None,
    language: Annotated[list[str] | None, Query()] = None,
    section: str = "",
) -> Response:
    """The conversation; with `q`, the answer to one question, so that it can be linked."""
    return await _converse(request, Asked(q, document or [], language or [], section))


@router.post("/", response_class=HTMLResponse)
async def ask_form(
    request: Request,
    q: Annotated[str, Form()] = "",
    document: Annotated[list[str] | None, Form()] = None,
    language: Annotated[list[str] | None, Form()] = None,
    section: Annotated[str, Form()] = "",
) -> Response:
    """The same from the form, where JavaScript is off; the question stays out of the address."""
    return await _converse(request, Asked(q, document or [], language or [], section))


@router.get("/documents/{document_id}", response_class=HTMLResponse)
def read_page(request: Request, document_id: str, at: str = "", version: str = "") -> Response:
    """The reader: a whole text, opened at `at` (`version:start-end`)."""
    try:
        return _reader(request, document_id, at, version)
    except WenjuError as error:
        return _problem(request, error, document_id)


@router.get("/page/{digest}/{name}")
def static_file(digest: str, name: str) -> Response:
    """A module, the style sheet or the icon; the address changes when a file does."""
    suffix = name[name.rfind(".") :]
    path = PAGE / name
    if "/" in name or suffix not in SERVED or not path.is_file():
        return Response("there is no such file", HTTPStatus.NOT_FOUND, media_type="text/plain")
    kept = "public, max-age=31536000, immutable" if digest == _digest() else "no-cache"
    headers = {"Cache-Control": kept}
    return FileResponse(path, media_type=SERVED[suffix], headers=headers)


async def _converse(request: Request, asked: Asked) -> Response:
    """The conversation; a question goes through the threads that answer questions."""
    pool: BoundedPool = request.app.state.questions
    refused = None
    if asked.question.strip():
        try:
            return await pool.run(lambda: _conversation(request, asked), request.is_disconnected)
        except Overloaded as error:
            refused = error
    response = await run_in_threadpool(_conversation, request, asked, refused)
    if refused is not None:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response


def _conversation(request: Request, asked: Asked, refused: Overloaded | None = None) -> Response:
    language = _language(request)
    t = strings.strings(language)
    heads = library_of(request).heads()
    titles = {each.document_id: each.title for each in heads}
    shown: dict[str, Any] = {"answer": None, "answer_json": None, "problem": None}
    status = 200
    if asked.question.strip():
        try:
            if refused is not None:
                raise refused
            answer = answerer_of(request).ask(asked.question, filters=asked.filters, explain=True)
        except WenjuError as error:
            status, code = status_and_code(error)
            shown["problem"] = t.get(f"error_{code}", t["error_other"])
        else:
            scope = _scope(asked, titles, t)
            shown["answer"] = views.answer_view(answer, t, scope)
            shown["answer_json"] = {"answer": asdict(answer), "filters": _as_json(asked)}
    return _render(
        request,
        "conversation.html",
        language,
        status,
        **shown,
        asked="" if shown["answer"] else asked.question,
        filters=asked,
        documents=[_listed(each) for each in heads],
        sections=_sections(library_of(request), heads),
        examples=examples_of(titles),
        unavailable=not is_answering(request),
        limit=_limit(request),
        styles=views.STYLES,
        blank=_BLANK_TURN,
        blank_passage=_BLANK_PASSAGE,
    )


def _reader(request: Request, document_id: str, at: str, version: str) -> Response:
    library = library_of(request)
    marked = None
    if at:
        document, address = library.resolve(parse_address(f"{document_id}@{at}"))
        marked = (address.start, address.end)
    else:
        document = library.get(document_id, version or None)
    url = absolute(request, f"/documents/{document_id}")
    files = {
        media: absolute(request, f"/v1/documents/{document_id}/citation.{extension}")
        for extension, (_, media) in FORMATS.items()
    }
    links = work_links(document.record, url, files)
    response = _render(
        request,
        "reader.html",
        _language(request),
        tags=meta_tags(document.record, document.language, url),
        links=links,
        document=document,
        current=library.head(document_id).version,
        reference=render_reference(document.record, "gb-t-7714-2025", document.language),
        contents=document.sections,
        blocks=views.document_blocks(document, marked, strings.strings(_language(request))),
        span=f"{marked[0]}-{marked[1]}" if marked else "",
        styles=views.STYLES,
    )
    response.headers["Link"] = link_header(links)
    return response


def _problem(request: Request, error: WenjuError, document_id: str) -> Response:
    status, code = status_and_code(error)
    language = _language(request)
    t = strings.strings(language)
    known = code != "unknown_document"
    return _render(
        request,
        "problem.html",
        language,
        status,
        heading=t["not_found"] if status == HTTPStatus.NOT_FOUND else t["problem"],
        what=t.get(f"error_{code}", t["error_other"]),
        detail=str(error),
        whole=f"/documents/{document_id}" if known else None,
    )


# Any: templates take whatever they name.
def _render(
    request: Request,
    name: str,
    language: str,
    status: int = 200,
    **values: Any,  # noqa: ANN401
) -> Response:
    theme = request.cookies.get("theme", "auto")

    def here(code: str) -> str:
        kept = [(key, v) for key, v in request.query_params.multi_items() if key != "lang"]
        return f"{request.url.path}?{urlencode([*kept, ('lang', code)])}"

    page = (
        _templates()
        .get_template(name)
        .render(
            lang=language,
            t=strings.strings(language),
            theme=theme if theme in THEMES else "auto",
            languages=strings.LANGUAGES.items(),
            strings=strings.script_strings(),
            static=f"/page/{_digest()}",
            here=here,
            **values,
        )
    )
    response = HTMLResponse(page, status, headers=_security_headers(settings_of(request)))
    if request.query_params.get("lang") == language:
        response.set_cookie("lang", language, max_age=YEAR, samesite="lax")
    return response


def _security_headers(settings: Settings) -> dict[str, str]:
    """The headers of a page; a setting may let other sites show it in a frame."""
    if not settings.frame_ancestors:
        return SECURITY_HEADERS
    allowed = f"frame-ancestors {' '.join(parted(settings.frame_ancestors))}"
    policy = SECURITY_HEADERS["Content-Security-Policy"].replace(NO_FRAMES, allowed)
    return {**SECURITY_HEADERS, "Content-Security-Policy": policy}


def _language(request: Request) -> str:
    return strings.choose_language(
        request.query_params.get("lang"),
        request.cookies.get("lang"),
        request.headers.get("accept-language"),
    )


def _limit(request: Request) -> int:
    settings = getattr(request.app.state, "settings", None)
    return getattr(settings, "max_question_chars", 2000)


def _listed(head: Head) -> dict[str, Any]:
    return {
        "document_id": head.document_id,
        "title": head.title,
        "language": head.language,
        "characters": head.characters,
    }


def _sections(library: ScopedLibrary, heads: list[Head]) -> list[str]:
    """Section titles to choose from, as long as no more texts need be read than stay at hand."""
    if len(heads) > OFFERS_SECTIONS:
        return []
    documents = [library.get(head.document_id, head.version) for head in heads]
    return sorted({section.title for each in documents for section in each.sections})


def _scope(asked: Asked, titles: dict[str, str], t: views.Strings) -> str:
    parts = [titles.get(each, each) for each in asked.documents]
    parts += [t.get(each, each) for each in asked.languages]
    parts += [asked.section] if asked.section else []
    return " · ".join(parts)


def _as_json(asked: Asked) -> dict[str, Any]:
    return {
        "documents": asked.documents,
        "languages": asked.languages,
        "section": asked.section.strip(),
    }


@lru_cache(maxsize=1)
def _templates() -> Environment:
    loader = FileSystemLoader(PAGE / "templates")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _digest() -> str:
    files = sorted(path for path in PAGE.iterdir() if path.suffix in SERVED)
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


_BLANK_PASSAGE: dict[str, Any] = dict.fromkeys(
    (
        "rank", "title", "language", "language_name", "where", "standing", "score_words", "url",
        "citation",
    ),
    "",
) | {"segments": []}  # fmt: skip
_BLANK_TURN: dict[str, Any] = dict.fromkeys(
    ("status", "status_words", "confidence_words", "message", "question", "question_language"), ""
) | {"is_related": False, "scope": "", "passages": []}
