"""The MCP server: tools that read, and passages as resources; over stdio and over HTTP.

Every tool gives what `/v1/ask` and its neighbours give: the same passages, addresses and links.
The form of `search` and `fetch` is the one that ChatGPT's connectors expect.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import wraps
from typing import Annotated, ParamSpec, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field
from starlette.requests import Request
from starlette.routing import BaseRoute

from corpus.documents import Language
from corpus.errors import WenjuError
from index.engines.base import Filters
from service.answering import reader_url
from service.citing.citations import STYLES, locate, render_citation, render_reference, words_of
from service.links import whole
from service.mcp.desk import Desk, LocalDesk, RequestDesk
from service.mcp.shapes import (
    Asked,
    Cited,
    Documents,
    Fetched,
    Result,
    Results,
    Verified,
    asked,
    listed,
)
from service.settings import Settings
from service.version import VERSION

PATH = "/mcp"
INSTRUCTIONS = """Wenju finds the exact passages of a library of Chinese and English texts that
answer a question; ask in either language. Quote passages as they are, with their citation and link.
The status no_answer means that the texts do not say: do not answer from memory. weak means that the
passages may not answer: say so."""
READ_ONLY = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
PAGE = 50

Parameters = ParamSpec("Parameters")
Given = TypeVar("Given")
FindDesk = Callable[[Context], Desk]

Question = Annotated[str, Field(description="A question in Chinese or English.")]
Identifier = Annotated[str, Field(description="The address of a passage, or a document's id.")]


def local_server(settings: Settings) -> MCPServer:
    """The server of `wenju mcp`, over the library of this machine."""
    desk = LocalDesk(settings)
    return _make_server(lambda _: desk)


class HttpServer:
    """The server at `/mcp` of the service, without sessions: any process may answer any request."""

    def __init__(self) -> None:
        self._server = _make_server(_desk_of_request)
        # The service checks names, origins and keys before it, for all routes alike.
        self._app = self._server.streamable_http_app(
            streamable_http_path=PATH,
            stateless_http=True,
            json_response=True,
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """To be added to the service's own."""
        return self._app.routes

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While it answers."""
        async with self._server.session_manager.run():
            yield


def _desk_of_request(context: Context) -> Desk:
    request = context.request_context.request
    if not isinstance(request, Request):
        raise TypeError(f"a request over HTTP was expected, not {type(request).__name__}")
    return RequestDesk(request)


def _make_server(find_desk: FindDesk) -> MCPServer:
    server = MCPServer("wenju", title="Wenju 問據", instructions=INSTRUCTIONS, version=VERSION)
    _add_asking(server, find_desk)
    _add_reading(server, find_desk)
    return server


def _add_asking(server: MCPServer, find_desk: FindDesk) -> None:
    @server.tool(title="Ask the library", annotations=READ_ONLY)
    @_saying
    async def ask(
        question: Question,
        context: Context,
        top_k: Annotated[int, Field(ge=1, le=50, description="Passages at most.")] = 5,
        documents: Annotated[list[str] | None, Field(description="Only in these ids.")] = None,
        languages: Annotated[list[Language] | None, Field(description="Only in these.")] = None,
    ) -> Asked:
        """Find the passages that answer a question, verbatim, each with citation and link."""
        desk = find_desk(context)
        filters = Filters(
            documents=None if documents is None else frozenset(documents),
            languages=None if languages is None else frozenset(languages),
        )
        return asked(await desk.ask(question, top_k, filters), desk.base_url)

    @server.tool(title="Search the library", annotations=READ_ONLY)
    @_saying
    async def search(query: Question, context: Context) -> Results:
        """Find passages by a question or by words; `fetch` gives the text of one."""
        desk = find_desk(context)
        answer = await desk.ask(query, 10, Filters())
        return Results(
            results=[
                Result(
                    id=passage.address,
                    title=f"{passage.title} — {words_of(passage.locator)}".rstrip(" —"),
                    url=whole(passage.url, desk.base_url),
                )
                for passage in answer.passages or answer.related
            ]
        )


def _add_reading(server: MCPServer, find_desk: FindDesk) -> None:
    @server.tool(title="Fetch a passage or a document", annotations=READ_ONLY)
    @_saying
    async def fetch(id: Identifier, context: Context) -> Fetched:  # noqa: A002  # as connectors call it
        """The text at an address, or of a whole document, with its citation and link."""
        return _fetch(find_desk(context), id)

    @server.tool(title="Cite a passage or a document", annotations=READ_ONLY)
    @_saying
    async def cite(
        id: Identifier,  # noqa: A002
        context: Context,
        style: Annotated[str, Field(description=f"One of {', '.join(STYLES)}.")] = "apa-7",
    ) -> Cited:
        """The printed citation of a passage, or the reference to a document, in a style."""
        return Cited(id=id, style=style, citation=_cite(find_desk(context), id, style))

    @server.tool(title="Verify quotations", annotations=READ_ONLY)
    @_saying
    async def verify(
        draft: Annotated[str, Field(description="A text in Markdown with quotations in it.")],
        context: Context,
    ) -> Verified:
        """Say of every quotation of a draft whether it stands in the library as it is quoted.

        `verbatim`, `other_script`, `altered` (with the differences), `elsewhere` or `not_found`.
        """
        return Verified.model_validate(dict(await find_desk(context).verify(draft)))

    @server.tool(title="List the documents", annotations=READ_ONLY)
    @_saying
    async def documents(
        context: Context,
        q: Annotated[str, Field(description="Words of the title.")] = "",
        offset: Annotated[int, Field(ge=0, description="How many to pass over.")] = 0,
    ) -> Documents:
        """What is in the library, fifty at a time."""
        desk = find_desk(context)
        heads = [head for head in desk.library.heads() if q.casefold() in head.title.casefold()]
        shown = heads[offset : offset + PAGE]
        following = offset + PAGE if offset + PAGE < len(heads) else None
        return Documents(
            documents=[listed(head, desk.base_url) for head in shown],
            total=len(heads),
            next_offset=following,
        )

    @server.resource("wenju://passages/{address}", mime_type="text/plain", title="A passage")
    async def passage(address: str, context: Context) -> str:
        """The text at an address, verbatim."""
        try:
            document, place = find_desk(context).library.resolve(address)
        except WenjuError as error:
            raise ResourceNotFoundError(str(error)) from error
        return document.text[place.start : place.end]


def _fetch(desk: Desk, identifier: str) -> Fetched:
    if "@" not in identifier:
        document = desk.library.get(identifier)
        url = f"/documents/{identifier}"
        text, metadata = document.text, {"version": document.version}
        citation = render_reference(document.record, "apa-7", document.language)
    else:
        document, place = desk.library.resolve(identifier)
        url = reader_url(document.document_id, document.version, place.start, place.end)
        text = document.text[place.start : place.end]
        locator = locate(document, place)
        metadata = {"address": str(place), "where": words_of(locator)}
        citation = render_citation(document.record, locator, text, "apa-7", document.language)
    return Fetched(
        id=identifier,
        title=document.title,
        text=text,
        url=whole(url, desk.base_url),
        metadata={"language": document.language, "citation": citation, **metadata},
    )


def _cite(desk: Desk, identifier: str, style: str) -> str:
    if "@" not in identifier:
        head = desk.library.head(identifier)
        return render_reference(head.record, style, head.language)
    document, place = desk.library.resolve(identifier)
    quote = document.text[place.start : place.end]
    return render_citation(
        document.record, locate(document, place), quote, style, document.language
    )


def _saying(
    tool: Callable[Parameters, Awaitable[Given]],
) -> Callable[Parameters, Awaitable[Given]]:
    """Let our errors reach the client in their own words; the SDK hides all but its own."""

    @wraps(tool)
    async def said(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Given:
        try:
            return await tool(*args, **kwargs)
        except WenjuError as error:
            raise ToolError(str(error)) from error

    return said
