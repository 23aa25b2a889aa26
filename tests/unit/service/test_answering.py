import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.glossary import load_glossary
from corpus.store.library import Library
from index.engines.local.engine import LocalEngine
from index.indexing import build_index
from index.live import LiveSearcher
from index.ranking.calibration import load_calibration
from index.search import Filters, Searcher, SearchParts, SearchResult
from service.answering import Answerer, Policy
from tests.fakes import FakeEncoder, document
from tests.steady import PATIENCE

IRON = document("iron", "Iron is a heavy metal. It rusts where it is wet.")
STEEL = document("steel", "Steel is iron with a little carbon. It is heavy, too.")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = Library(tmp_path)
    for each in (IRON, STEEL):
        made.put(each)
    build_index(LocalEngine(tmp_path / "index"), list(made.documents()), FakeEncoder())
    return made


def answerer(library: Library, home: Path) -> Answerer:
    parts = SearchParts(FakeEncoder(), load_glossary(), load_calibration())
    # Whatever it finds is shown: what is asked here is which documents it finds.
    return Answerer(LiveSearcher(LocalEngine(home / "index"), parts), library, Policy(weak=0.0))


def found(answer: object) -> set[str]:
    return {passage.document_id for passage in answer.passages}  # type: ignore[attr-defined]


def test_a_removed_document_is_not_found_before_the_index_follows(
    library: Library, tmp_path: Path
) -> None:
    asked = answerer(library, tmp_path)
    assert found(asked.ask("Is iron heavy?")) == {"iron", "steel"}
    library.remove("iron")
    assert found(asked.ask("Is iron heavy?")) == {"steel"}
    assert (
        found(asked.ask("Is iron heavy?", filters=Filters(documents=frozenset({"iron"})))) == set()
    )


def test_a_version_that_went_with_its_document_is_not_found(
    library: Library, tmp_path: Path
) -> None:
    asked = answerer(library, tmp_path)
    library.remove("iron")
    library.put(document("iron", "Iron is another text now, about blood."))
    assert found(asked.ask("Is iron heavy?")) == {"steel"}


def test_a_replaced_version_is_shown_until_the_index_follows(
    library: Library, tmp_path: Path
) -> None:
    asked = answerer(library, tmp_path)
    library.put(document("iron", "Iron is another text now, about blood."))
    assert found(asked.ask("Is iron heavy?")) == {"iron", "steel"}


class HeldSearcher:
    """Lets nobody through before it is told to, and counts who has come."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self.view = searcher.view
        self.come = threading.Semaphore(0)
        self.let_go = threading.Event()

    def find_named(self, text: str) -> list[tuple[int, int]]:
        return self._searcher.find_named(text)

    def search(self, *asked: object, **more: object) -> SearchResult:
        self.come.release()
        assert self.let_go.wait(PATIENCE)
        return self._searcher.search(*asked, **more)  # type: ignore[arg-type]


def test_questions_are_answered_side_by_side(library: Library, tmp_path: Path) -> None:
    asked = answerer(library, tmp_path)
    held = HeldSearcher(asked.searcher)
    asked._searcher = lambda: held  # type: ignore[assignment, return-value]
    with ThreadPoolExecutor(5) as pool:
        answers = [pool.submit(asked.ask, "Is iron heavy?") for _ in range(5)]
        for _ in range(5):
            assert held.come.acquire(timeout=PATIENCE)
        held.let_go.set()
        assert all(found(answer.result(PATIENCE)) == {"iron", "steel"} for answer in answers)


def test_the_citation_names_the_paragraph_of_the_quoted_sentence(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.put(
        document(
            "town", "The town has three streets.", "Dyers live west.", "A mason built the pier."
        )
    )
    build_index(LocalEngine(tmp_path / "index"), list(library.documents()), FakeEncoder())
    (found,) = answerer(library, tmp_path).ask("Which mason built the pier?").passages
    assert found.evidence[0].text == "A mason built the pier."
    assert found.locator.paragraph == 3
    assert "para. 3" in found.citation
    assert found.text.startswith("The town has three streets.")
