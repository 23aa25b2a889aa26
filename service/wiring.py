"""From settings to an answerer; knows no web framework.

HTTP, the command line and the evaluation all build theirs here, so that what is measured is
what people get.
"""

from collections.abc import Callable
from functools import cache

from corpus.glossary import Glossary, load_glossary
from corpus.readers.sandbox.reader import Limits
from corpus.shipped import seed
from corpus.store.library import Library
from index.encoders.base import Encoder, Verifier
from index.encoders.batching import BatchingEncoder
from index.encoders.loading import load_encoder
from index.encoders.processor import keep_numpy_to_one_thread
from index.engines.base import Engine
from index.engines.selection import engine_at
from index.indexing import build_index, update_index
from index.live import LiveSearcher
from index.ranking.calibration import load_calibration
from index.ranking.reranker import load_reranker
from index.search import SearchParts
from service.answering import Answerer, Policy
from service.library.adding import Adder
from service.library.origins import Origins
from service.settings import Settings


def open_library(settings: Settings) -> Library:
    """The stored documents; the shipped texts are put there once."""
    library = Library(settings.home)
    seed(library)
    return library


def engine_of(settings: Settings) -> Engine:
    """The engine that has the index of the stored documents."""
    return engine_at(settings.home / "index")


def build_answerer(settings: Settings, library: Library | None = None) -> Answerer:
    """An answerer over the published index.

    Raises:
        EncoderUnavailable: the encoder cannot be loaded.
        IndexMissing, IndexStale, IndexDamaged: there is no index that may be served.
        GlossaryInvalid, CalibrationInvalid: a file that people edit is wrong.
    """
    stored = library or open_library(settings)
    searcher = LiveSearcher(engine_of(settings), search_parts(settings))
    policy = Policy(
        answered=settings.answered_threshold,
        weak=settings.weak_threshold,
        max_question_chars=settings.max_question_chars,
        max_top_k=settings.max_top_k,
        base_url=settings.base_url,
    )
    return Answerer(searcher, stored, policy)


def search_parts(settings: Settings) -> SearchParts:
    """What a search needs beside an index: encoder, glossary, calibration, verifier, reranker."""
    reranker = None
    if settings.reranker is not None:
        reranker = load_reranker(
            settings.reranker, settings.reranker_candidates, settings.reranker_budget_ms
        )
    return SearchParts(
        encoder=BatchingEncoder(encoder_of(settings)),
        glossary=glossary_of(settings),
        calibration=load_calibration(settings.calibration),
        reranker=reranker,
        reserved_places=settings.reserved_places,
        verifier=_verifier_of(settings),
    )


def _verifier_of(settings: Settings) -> Verifier | None:
    if not settings.verify:
        return None
    # Imported here: torch takes most of a second, and `wenju list` or `cite` ask nothing.
    from index.encoders.answer_verifier import load_verifier

    return load_verifier(single=settings.precision == "single")


def encoder_of(settings: Settings) -> Encoder:
    """The encoder that the settings name; the embedded one where they name none."""
    return _loaded(settings.encoder, settings.precision == "single")


@cache
def _loaded(name: str | None, single: bool) -> Encoder:
    """Loading takes seconds, and an encoder never changes: once a process is enough."""
    keep_numpy_to_one_thread()
    return load_encoder(name, single)


def glossary_of(settings: Settings) -> Glossary:
    """The glossary that the settings name; the shipped one where they name none."""
    return load_glossary(settings.glossary)


def ensure_index(
    settings: Settings,
    encoder: Encoder | None = None,
    force: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> bool:
    """Bring the index up to date, or build it if it is missing or damaged; True if it changed.

    Args:
        settings: where documents and index are.
        encoder: an encoder that is loaded already.
        force: build even if the published one is current.
        progress: called with stage, done and total.
    """
    library = open_library(settings)
    running = encoder or encoder_of(settings)
    engine = engine_of(settings)
    is_usable = not force and engine.is_whole()
    if is_usable and engine.published(running) == library.current_versions():
        return False
    if is_usable:
        update_index(engine, library, running, progress)
    else:
        build_index(engine, library.documents(), running, progress)
    return True


def adder_of(settings: Settings, library: Library) -> Adder:
    """The one way into the library."""
    return Adder(library, Origins(settings.home))


def limits_of(settings: Settings) -> Limits:
    """How long, and in how much memory, a file may be read."""
    return Limits(file_bytes=settings.max_upload_bytes)


def refresh_index(
    settings: Settings,
    library: Library,
    encoder: Encoder,
    progress: Callable[[str, int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Bring the published index to what the library holds; the one before is served until then.

    Raises:
        IndexingCancelled: `cancelled` said so.
    """
    update_index(engine_of(settings), library, encoder, progress, cancelled)


def can_serve(settings: Settings, encoder: Encoder) -> bool:
    """Whether there is an index that may be served, be it behind the library."""
    engine = engine_of(settings)
    return engine.is_whole() and engine.published(encoder) is not None
