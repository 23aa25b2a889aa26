"""What is killed, starved and broken at each of its steps: changes of the index."""

from pathlib import Path
from typing import Any

from corpus.store.library import Library
from index.engines.local.engine import LocalEngine
from index.engines.local.segments.compaction import compact_index
from index.engines.local.segments.generations import current_generation
from index.engines.local.view import open_view
from index.errors import IndexMissing
from index.indexing import build_index, update_index
from tests.fakes import FakeEncoder
from tests.faults.operations import Operation, go_on, library_of_three, put


def observe_index(home: Path) -> Any:  # noqa: ANN401  # compared as a whole, never looked into
    """The passages and vectors of the index that is served, its checksums compared."""
    try:
        current_generation(home / "index")
    except IndexMissing:
        return None
    view = open_view(home / "index", FakeEncoder())
    return (
        view.index_version,
        dict(view.documents),
        sorted(
            (passage.document_id, passage.start, passage.text)
            for language in view.passages
            for _, passage in view.each(language)
        ),
    )


def build(home: Path) -> None:
    """Bring the index to what the library holds."""
    library = Library(home)
    build_index(LocalEngine(home / "index"), list(library.documents()), FakeEncoder())
    library.close()


def _indexed(home: Path) -> None:
    library_of_three(home)
    build(home)
    put(home, "b", 2)


def _index_on(home: Path) -> None:
    go_on(home)
    build(home)
    assert "next" in observe_index(home)[1]


def _update(home: Path) -> None:
    library = Library(home)
    update_index(LocalEngine(home / "index"), library, FakeEncoder())
    library.close()


def _updated(home: Path) -> None:
    """An index of several segments, some of whose documents are dead."""
    library_of_three(home)
    for document_id in ("a", "b", "c", "d", "e"):
        put(home, document_id, 3)
        _update(home)


def _compact(home: Path) -> None:
    compact_index(home / "index")


OPERATIONS = {
    "build the first index": Operation(library_of_three, build, observe_index, _index_on, every=16),
    "update the index": Operation(_indexed, _update, observe_index, _index_on, every=6),
    "compact the index": Operation(_updated, _compact, observe_index, _index_on, every=6),
    "build the next index": Operation(_indexed, build, observe_index, _index_on, every=6),
}
