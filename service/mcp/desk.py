"""What the tools work with: the library, the answerer and links, as one request may use them."""

from collections.abc import Mapping
from typing import Any, Protocol

from anyio import to_thread
from starlette.requests import Request

from corpus.passages import Passage
from index.engines.base import Filters
from service.access.access import EVERYTHING, Access
from service.access.scoped import ScopedLibrary
from service.answering import Answer, Answerer, look_up
from service.http.state import access_of, answerer_of, library_of, pool_of, settings_of
from service.settings import Settings
from service.verifying.reading import Draft
from service.verifying.results import as_json
from service.verifying.verifier import Propose, Verifier
from service.wiring import build_answerer, open_library


class Desk(Protocol):
    """One caller's library."""

    @property
    def library(self) -> ScopedLibrary:
        """The documents that the caller may see."""

    @property
    def base_url(self) -> str:
        """What links begin with."""

    async def ask(self, question: str, top_k: int, filters: Filters) -> Answer:
        """An answer from these documents."""

    async def verify(self, draft: str) -> Mapping[str, Any]:
        """Each quotation of a draft in Markdown, compared with these documents."""


class LocalDesk:
    """The library of this machine's settings, for the one who started the program."""

    def __init__(self, settings: Settings) -> None:
        stored = open_library(settings)
        self._answerer: Answerer = build_answerer(settings, stored)
        self.library = ScopedLibrary(stored, Access(EVERYTHING))
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        self.base_url = settings.base_url or f"http://{host}:{settings.port}"

    async def ask(self, question: str, top_k: int, filters: Filters) -> Answer:
        """An answer, worked out on a thread."""
        return await to_thread.run_sync(lambda: self._answerer.ask(question, top_k, filters))

    async def verify(self, draft: str) -> Mapping[str, Any]:
        """Each quotation, worked out on a thread."""

        def propose(text: str, documents: frozenset[str] | None) -> list[Passage]:
            return look_up(self._answerer.searcher, text, documents)

        return await to_thread.run_sync(
            lambda: _verify(draft, self.library, propose, self.base_url)
        )


class RequestDesk:
    """The library as the key of a request may see it."""

    def __init__(self, request: Request) -> None:
        self._request = request
        public = settings_of(request).base_url
        self.base_url = public or str(request.base_url).rstrip("/")

    @property
    def library(self) -> ScopedLibrary:
        """The documents that the key may see; raises `Forbidden` if it may not read."""
        access_of(self._request).require("read")
        return library_of(self._request)

    async def ask(self, question: str, top_k: int, filters: Filters) -> Answer:
        """An answer, in its turn among all questions of the service."""
        access_of(self._request).require("ask")
        answerer = answerer_of(self._request)
        return await pool_of(self._request).run(
            lambda: answerer.ask(question, top_k, filters), _stays
        )

    async def verify(self, draft: str) -> Mapping[str, Any]:
        """Each quotation, in its turn among all questions of the service."""
        library, answerer = self.library, answerer_of(self._request)
        return await pool_of(self._request).run(
            lambda: _verify(draft, library, answerer.look_up, self.base_url), _stays
        )


def _verify(
    draft: str, library: ScopedLibrary, propose: Propose, base_url: str
) -> Mapping[str, Any]:
    verifier = Verifier(library, propose, base_url)
    quotations = Draft(draft, markdown=True).quotations()
    return as_json([verifier.verify(each) for each in quotations])


async def _stays() -> bool:
    """The protocol answers on the request that it came with: who left is not seen here."""
    return False
