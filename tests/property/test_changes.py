"""Add, replace, remove and merge, in any order: the index answers like one that is built anew."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Document
from corpus.glossary import load_glossary
from index.engines.local.engine import LocalEngine
from index.engines.local.segments import compaction
from index.engines.local.segments.compaction import compact_index
from index.engines.local.view import open_view
from index.indexing import build_index, update_index
from index.ranking.calibration import load_calibration
from index.search import Filters, Query, Searcher, SearchParts, SearchResult
from tests.fakes import FakeEncoder, FakeLibrary, document
from tests.running import in_memory

PARAGRAPHS = {
    "en": (
        "Iron is heavy, and it rusts in wet air. The miners of the north know it well.",
        "The six-party talks began in Beijing in 2003. Japan asked about the abductions.",
        "Feathers are light as air. Nobody has ever weighed one without patience.",
    ),
    "zh-Hant": (
        "六方會談由美國、北韓、中國、日本、南韓、俄國組成。會談的目的是半島無核化。",
        "日本關心綁架問題。經濟制裁的效果有限，日本仍希望以外交手段解決核武問題。",
        "鐵很重。羽毛很輕。",
    ),
}
QUESTIONS = ("What did Japan ask in the talks?", "日本關心什麼問題？", "iron 鐵")
IDS = ("alpha", "beta", "gamma", "delta")
FILTERS = (
    None,
    Filters(documents=frozenset({"alpha", "delta"})),
    Filters(languages=frozenset({"zh"})),
)
PARTS = SearchParts(FakeEncoder(), load_glossary(), load_calibration())


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Few ids and few paragraphs: ids come again, and texts are the same in several documents."""
    language = draw(st.sampled_from(sorted(PARAGRAPHS)))
    chosen = draw(st.lists(st.sampled_from(PARAGRAPHS[language]), min_size=1, max_size=3))
    return document(draw(st.sampled_from(IDS)), *chosen, language=language)


Change = Sequence[Document] | str | None
"""Documents to put, an id to remove, or None: merge."""


CHANGES = st.lists(
    st.one_of(
        st.lists(documents(), min_size=1, max_size=3),
        st.sampled_from(IDS),
        st.none(),
    ),
    min_size=2,
    max_size=7,
)


def change(library: FakeLibrary, home: Path, what: Change) -> None:
    if what is None:
        compact_index(home)
        return
    if isinstance(what, str):
        library.held.pop(what, None)
    else:
        for one in what:
            library.put(one)
    update_index(LocalEngine(home), library, PARTS.encoder)


def answers(home: Path) -> list[SearchResult]:
    searcher = Searcher(open_view(home, PARTS.encoder), PARTS)
    return [
        searcher.search(Query(question), 20, filters, explain=True)
        for question in QUESTIONS
        for filters in FILTERS
    ]


def assert_alike(found: object, expected: object) -> None:
    """Equal but for the last digits of numbers."""
    if isinstance(expected, dict):
        assert isinstance(found, dict) and found.keys() == expected.keys()
        for name, value in expected.items():
            assert_alike(found[name], value)
    elif isinstance(expected, list | tuple):
        assert isinstance(found, list | tuple) and len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            assert_alike(one, other)
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, abs=1e-6)
    else:
        assert found == expected


def assert_same_answers(found: Sequence[SearchResult], expected: Sequence[SearchResult]) -> None:
    for one, other in zip(found, expected, strict=True):
        assert one.index_version == other.index_version
        assert [hit.passage for hit in one.hits] == [hit.passage for hit in other.hits]
        assert [hit.evidence for hit in one.hits] == [hit.evidence for hit in other.hits]
        assert_alike([hit.score for hit in one.hits], [hit.score for hit in other.hits])
        assert_alike(
            [dict(hit.explanation or {}) for hit in one.hits],
            [dict(hit.explanation or {}) for hit in other.hits],
        )
        assert one.confidence == pytest.approx(other.confidence, abs=1e-6)


@pytest.fixture(autouse=True)
def merge_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two segments are one too many, so that every sequence merges."""
    monkeypatch.setattr(compaction, "_MOST_SEGMENTS", 1)


@settings(max_examples=25)
@given(changes=CHANGES)
def test_any_order_of_changes_answers_like_a_fresh_build(changes: list[Change]) -> None:
    with in_memory() as folder:
        changed, fresh = Path(folder) / "changed", Path(folder) / "fresh"
        library = FakeLibrary()
        update_index(LocalEngine(changed), library, PARTS.encoder)
        for what in changes:
            change(library, changed, what)
        build_index(LocalEngine(fresh), list(library.held.values()), PARTS.encoder)
        assert_same_answers(answers(changed), answers(fresh))
