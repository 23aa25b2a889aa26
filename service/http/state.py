"""What a request may see of the application's state.

The one place where routes and pages get library, answerer and jobs from: a request whose key is for
some collections gets them scoped (service/access/scoped.py).
"""

from starlette.requests import Request

from service.access.access import Access
from service.access.scoped import ScopedAnswerer, ScopedJobs, ScopedLibrary
from service.errors import IndexUnavailable
from service.http.overload import BoundedPool
from service.processes.pool import ParallelAnswerer
from service.settings import Settings


def settings_of(request: Request) -> Settings:
    """The settings that the service was started with."""
    settings: Settings = request.app.state.settings
    return settings


def access_of(request: Request) -> Access:
    """What the request may do and see; service/http/access.py has found it out."""
    access: Access = request.state.access
    return access


def library_of(request: Request) -> ScopedLibrary:
    """The library, as far as the request may see it."""
    return ScopedLibrary(request.app.state.library, access_of(request))


def is_answering(request: Request) -> bool:
    """Whether there is an index that is served."""
    return request.app.state.answerer is not None


def answerer_of(request: Request) -> ScopedAnswerer:
    """The answerer, over the documents that the request may see.

    Raises:
        IndexUnavailable: the service started without an index that it may serve.
    """
    answerer: ParallelAnswerer | None = request.app.state.answerer
    if answerer is None:
        raise IndexUnavailable(request.app.state.unavailable)
    documents = access_of(request).documents(request.app.state.library)
    return ScopedAnswerer(answerer, documents)


def pool_of(request: Request) -> BoundedPool:
    """The threads that answer questions."""
    pool: BoundedPool = request.app.state.questions
    return pool


def jobs_of(request: Request) -> ScopedJobs:
    """The jobs, as far as the request may see them."""
    return ScopedJobs(request.app.state.jobs, request.app.state.library, access_of(request))
