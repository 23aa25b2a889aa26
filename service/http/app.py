"""The web application around an answerer: `create_app(settings)`."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import CapacityLimiter
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi_offline import FastAPIOffline

from index.errors import IndexDamaged, IndexMissing, IndexStale
from service.access.access import Doorkeeper
from service.access.keys import KeyStore
from service.http import chat_routes, citation_routes, library_routes, routes, verify_routes
from service.http.access import AccessMiddleware
from service.http.errors import install_error_handlers
from service.http.metrics import Metrics
from service.http.middleware import HostMiddleware, RequestMiddleware
from service.http.overload import BoundedPool
from service.http.state_gauges import gauges_of
from service.jobs.wiring import is_behind, open_jobs
from service.mcp.server import HttpServer
from service.processes.pool import ParallelAnswerer, questions_at_once
from service.settings import Settings
from service.version import VERSION
from service.web import pages
from service.wiring import build_answerer, open_library

logger = logging.getLogger(__name__)

DESCRIPTION = """Ask in English, Traditional or Simplified Chinese; get the exact passages that
answer, each with a citation. Offsets are half-open and count Unicode code points of the
document's canonical text."""


def create_app(settings: Settings) -> FastAPI:
    """The application for these settings.

    Everything with state is made when the application starts, not when it is made. An index
    that is missing, stale or damaged leaves the service running without answers, saying why:
    its health stays visible and its documents readable.

    Raises (at start):
        EncoderUnavailable: the encoder cannot be loaded.
        LibraryNotWritable: the data folder cannot be used.
    """
    app = FastAPIOffline(
        title="Wenju 問據", version=VERSION, description=DESCRIPTION, lifespan=_lifespan
    )
    app.state.settings = settings
    app.state.metrics = Metrics(VERSION)
    # The last one is the outermost: a request that is refused has an id and is counted, too.
    app.add_middleware(AccessMiddleware, doorkeeper=Doorkeeper(settings, KeyStore(settings.home)))
    app.add_middleware(HostMiddleware, settings=settings)
    app.add_middleware(
        RequestMiddleware,
        metrics=app.state.metrics,
        max_body_bytes=settings.max_body_bytes,
        max_upload_bytes=settings.max_upload_bytes,
        in_frames=settings.frame_ancestors is not None,
    )
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.trusted_origins,
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "X-Request-Id"],
            expose_headers=["X-Request-Id", "Retry-After", "Location"],
        )
    install_error_handlers(app)
    app.include_router(routes.router)
    app.include_router(citation_routes.router)
    app.include_router(verify_routes.router)
    app.include_router(library_routes.router)
    app.include_router(chat_routes.router)
    app.include_router(pages.router)
    app.state.mcp = HttpServer()
    app.router.routes.extend(app.state.mcp.routes)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    app.state.library = open_library(settings)
    at_once = questions_at_once(settings.most_processes)
    app.state.questions = BoundedPool(settings.max_waiting, at_once)
    app.state.previews = CapacityLimiter(1)
    app.state.answerer = None
    app.state.unavailable = "the index is not open yet"
    _open_answerer(app)
    app.state.jobs = open_jobs(settings, app.state.library, lambda: _open_answerer(app))
    app.state.metrics.watch(lambda: gauges_of(app))
    app.state.jobs.start(app.state.answerer is not None and is_behind(settings, app.state.library))
    async with app.state.mcp.running():
        yield
    app.state.jobs.stop()
    if isinstance(app.state.answerer, ParallelAnswerer):
        app.state.answerer.close()


def _open_answerer(app: FastAPI) -> None:
    """Answer from the published index, if there is one; one that answers follows it by itself."""
    if app.state.answerer is not None:
        return
    try:
        answerer = build_answerer(app.state.settings, app.state.library)
        app.state.answerer = ParallelAnswerer(answerer, app.state.settings)
    except (IndexMissing, IndexStale, IndexDamaged) as error:
        app.state.unavailable = str(error)
        logger.error("no index is served: %s", error)
