"""From settings to the jobs of a running service."""

from collections.abc import Callable

from corpus.readers.sandbox.reader import GuardedReader
from corpus.store.jobs import JobStore
from corpus.store.library import Library
from service.jobs.changes import Changes
from service.jobs.compactor import Tidying
from service.jobs.incoming import Incoming
from service.jobs.jobs import Jobs
from service.jobs.worker import Turn, Worker
from service.settings import Settings
from service.wiring import adder_of, encoder_of, engine_of, limits_of, refresh_index


def open_jobs(settings: Settings, library: Library, published: Callable[[], None]) -> Jobs:
    """The jobs, not started yet; `published` is called after each change of the index."""
    incoming = Incoming(settings.home, settings.max_upload_bytes)
    reader = GuardedReader(limits_of(settings))
    changes = Changes(library, adder_of(settings, library), incoming, reader)

    tidying = Tidying(lambda ending: _tidy(settings, ending))

    def index(report: Callable[[str, int, int], None], cancelled: Callable[[], bool]) -> None:
        refresh_index(settings, library, encoder_of(settings), report, cancelled)
        published()
        tidying.wake()

    store = JobStore(settings.home)
    worker = Worker(store, changes, index, Turn(settings.home))
    return Jobs(store, library, changes, worker, tidying)


def _tidy(settings: Settings, ending: Callable[[], bool]) -> None:
    engine_of(settings).compact(cancelled=ending)


def is_behind(settings: Settings, library: Library) -> bool:
    """Whether documents are stored that the published index does not know in that version."""
    versions = library.current_versions()
    return engine_of(settings).published(encoder_of(settings)) != versions
