import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from corpus.documents import Document
from corpus.errors import UnknownDocument
from corpus.glossary import load_glossary
from corpus.passages import split_document
from index.engines.local.engine import LocalEngine
from index.engines.local.segments.generations import (
    BUILDING,
    POINTER,
    current_generation,
    read_manifest,
    segment_folder,
)
from index.engines.local.view import LocalView, open_view
from index.errors import IndexingCancelled
from index.indexing import build_index, update_index
from index.live import LiveSearcher
from index.ranking.calibration import load_calibration
from index.search import Filters, Query, SearchParts
from tests.fakes import FakeEncoder, FakeLibrary, document
from tests.steady import PATIENCE, until

ONE = document("one", "The first text says that iron is heavy. It says so twice.")
OTHER = document("one", "The first text says that copper is heavy. It says so twice.")
TWO = document("two", "The second text is about feathers, which are light as air.")
ZHONG = document("zhong", "第三份文件談的是鐵。鐵很重。", language="zh-Hant")


def is_current(home: Path, versions: Mapping[str, str], encoder: FakeEncoder) -> bool:
    """Whether just these documents are published, by what runs now."""
    return LocalEngine(home).published(encoder) == versions


def segments(home: Path) -> dict[str, tuple[str, ...]]:
    """The names of the published segments, with their dead documents."""
    manifest = read_manifest(current_generation(home))
    return {entry.name: entry.dead for entry in manifest.segments}


def texts(view: LocalView) -> set[str]:
    """What can be found."""
    return {passage.text for name in view.passages for _, passage in view.each(name)}


def test_new_document_comes_into_a_segment_of_its_own(tmp_path: Path) -> None:
    encoder, library = FakeEncoder(), FakeLibrary(ONE, ZHONG)
    update_index(LocalEngine(tmp_path), library, encoder)
    first = segments(tmp_path)
    library.put(TWO)
    encoder.encoded.clear()
    update_index(LocalEngine(tmp_path), library, encoder)
    assert encoder.encoded == [TWO.text]
    assert list(segments(tmp_path))[:1] == list(first)
    assert list(segments(tmp_path).values()) == [(), ()]
    assert texts(open_view(tmp_path, encoder)) == {ONE.text, TWO.text, ZHONG.text}


def test_replaced_and_removed_documents_are_dead_in_their_segment(tmp_path: Path) -> None:
    encoder, library = FakeEncoder(), FakeLibrary(ONE, TWO, ZHONG)
    update_index(LocalEngine(tmp_path), library, encoder)
    library.put(OTHER)
    del library.held["zhong"]
    encoder.encoded.clear()
    update_index(LocalEngine(tmp_path), library, encoder)
    # A passage is read as a whole, so one that changed is encoded with all its sentences.
    assert encoder.encoded == [OTHER.text, *sentences_of(OTHER)]
    assert list(segments(tmp_path).values()) == [("one", "zhong"), ()]
    view = open_view(tmp_path, encoder)
    assert texts(view) == {OTHER.text, TWO.text}
    assert view.passages == {"zh": 0, "en": 2}
    assert read_manifest(current_generation(tmp_path)).passages == {"zh": 0, "en": 2}
    assert is_current(tmp_path, library.current_versions(), encoder)


def sentences_of(document: Document) -> list[str]:
    (passage,) = split_document(document)
    return [document.text[start:end] for start, end in passage.sentences]


def test_segment_without_living_documents_is_left_out(tmp_path: Path) -> None:
    library = FakeLibrary(ONE)
    update_index(LocalEngine(tmp_path), library, FakeEncoder())
    library.put(OTHER)
    update_index(LocalEngine(tmp_path), library, FakeEncoder())
    assert list(segments(tmp_path).values()) == [()]
    library.held.clear()
    update_index(LocalEngine(tmp_path), library, FakeEncoder())
    assert segments(tmp_path) == {}
    assert open_view(tmp_path, FakeEncoder()).passages["en"] == 0


def test_document_that_comes_back_as_it_was_is_found_once(tmp_path: Path) -> None:
    library = FakeLibrary(ONE, TWO)
    update_index(LocalEngine(tmp_path), library, FakeEncoder())
    for change in (OTHER, ONE):
        library.put(change)
        update_index(LocalEngine(tmp_path), library, FakeEncoder())
    assert texts(open_view(tmp_path, FakeEncoder())) == {ONE.text, TWO.text}
    build_index(LocalEngine(tmp_path / "fresh"), [ONE, TWO], FakeEncoder())
    versions = [open_view(home, FakeEncoder()).index_version for home in (tmp_path, tmp_path / "fresh")]  # fmt: skip
    assert versions[0] == versions[1]


def test_update_without_changes_publishes_nothing(tmp_path: Path) -> None:
    library = FakeLibrary(ONE)
    update_index(LocalEngine(tmp_path), library, FakeEncoder())
    first = current_generation(tmp_path)
    stamp = (tmp_path / POINTER).stat().st_mtime_ns
    update_index(LocalEngine(tmp_path), library, FakeEncoder())
    assert current_generation(tmp_path) == first
    assert (tmp_path / POINTER).stat().st_mtime_ns == stamp


def test_update_of_an_index_that_does_not_fit_is_a_fresh_build(tmp_path: Path) -> None:
    library = FakeLibrary(ONE, TWO)
    update_index(LocalEngine(tmp_path), FakeLibrary(ONE), FakeEncoder("a"))
    update_index(LocalEngine(tmp_path), library, FakeEncoder("b"))
    assert texts(open_view(tmp_path, FakeEncoder("b"))) == {ONE.text, TWO.text}
    (name,) = segments(tmp_path)
    (segment_folder(tmp_path, name) / "en" / "dense" / "vectors.faiss").unlink()
    update_index(LocalEngine(tmp_path), library, FakeEncoder("b"))
    assert texts(open_view(tmp_path, FakeEncoder("b"))) == {ONE.text, TWO.text}


def test_other_passages_of_the_same_documents_make_an_index_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = FakeEncoder()
    update_index(LocalEngine(tmp_path), FakeLibrary(ONE), encoder)
    monkeypatch.setattr("index.engines.local.segments.published.SPLITTER_VERSION", "another")
    assert not is_current(tmp_path, {"one": ONE.version}, encoder)
    update_index(LocalEngine(tmp_path), FakeLibrary(ONE), encoder)
    assert is_current(tmp_path, {"one": ONE.version}, encoder)


def test_vectors_of_a_damaged_segment_are_not_taken_over(tmp_path: Path) -> None:
    encoder, library = FakeEncoder(), FakeLibrary(ONE, TWO)
    update_index(LocalEngine(tmp_path), library, encoder)
    (name,) = segments(tmp_path)
    path = segment_folder(tmp_path, name) / "en" / "sentences.npy"
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    encoder.encoded.clear()
    build_index(LocalEngine(tmp_path), [ONE], encoder)
    assert "It says so twice." in encoder.encoded


def test_cancelled_update_leaves_everything_as_it_was(tmp_path: Path) -> None:
    library = FakeLibrary(ONE)
    update_index(LocalEngine(tmp_path), library, FakeEncoder())
    before = current_generation(tmp_path)
    library.put(TWO)
    library.put(ZHONG)
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(len(asked) >= 1)
        return asked[-1]

    with pytest.raises(IndexingCancelled, match="after 1 of 2 documents"):
        update_index(LocalEngine(tmp_path), library, FakeEncoder(), cancelled=cancelled)
    assert current_generation(tmp_path) == before
    assert not list(tmp_path.glob(f"{BUILDING}*"))


class Vanishing(FakeLibrary):
    """A library from which a document is removed while it is indexed."""

    def get(self, document_id: str, version: str | None = None) -> Document:
        if document_id == "two":
            raise UnknownDocument(document_id)
        return super().get(document_id, version)


def test_document_that_is_removed_while_it_is_indexed_is_not_in_the_index(tmp_path: Path) -> None:
    update_index(LocalEngine(tmp_path), Vanishing(ONE, TWO), FakeEncoder())
    assert read_manifest(current_generation(tmp_path)).documents == {"one": ONE.version}


def test_progress_counts_documents_and_passages(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    update_index(
        LocalEngine(tmp_path), FakeLibrary(ONE, TWO), FakeEncoder(), lambda *step: seen.append(step)
    )
    assert seen == [("split", 1, 2), ("split", 2, 2), ("encode", 2, 2)]


def test_large_additions_are_encoded_some_documents_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.indexing._PASSAGES_AT_ONCE", 2)
    many = [document(f"n{n}", f"Text number {n} is short.") for n in range(5)]
    sizes: list[int] = []

    class Counting(FakeEncoder):
        def encode_passages(self, texts, progress=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            sizes.append(len(texts))
            return super().encode_passages(texts, progress)

    update_index(LocalEngine(tmp_path), FakeLibrary(*many), Counting())
    assert sizes == [2, 2, 1]
    assert texts(open_view(tmp_path, FakeEncoder())) == {one.text for one in many}


def parts() -> SearchParts:
    return SearchParts(FakeEncoder(), load_glossary(), load_calibration())


def opened(live: LiveSearcher) -> LocalView:
    view = live().view
    assert isinstance(view, LocalView)
    return view


def test_reopening_shares_the_segments_that_were_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = FakeLibrary(ONE, ZHONG)
    update_index(LocalEngine(tmp_path), library, FakeEncoder())
    live = LiveSearcher(LocalEngine(tmp_path), parts())
    (before,) = opened(live).segments
    read: list[str] = []
    monkeypatch.setattr(
        "index.engines.local.segments.segments.check_contents",
        lambda folder, _: read.append(folder.name),
    )
    library.put(TWO)
    update_index(LocalEngine(tmp_path), library, FakeEncoder())
    shared, added = opened(live).segments
    assert shared.segment is before.segment
    assert shared.pools["en"] is before.pools["en"]
    assert read == [added.segment.folder.name]
    found = live().search(Query("feathers"), 1, Filters(languages=frozenset({"en"})))
    assert found.hits[0].passage.document_id == "two"


def test_large_index_is_opened_while_the_old_one_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = FakeLibrary(ONE)
    update_index(LocalEngine(tmp_path), library, FakeEncoder())
    live = LiveSearcher(LocalEngine(tmp_path), parts())
    before = live()
    may_open, opened = threading.Event(), threading.Event()

    def slowly(home: Path, encoder: FakeEncoder, previous: LocalView) -> LocalView:
        assert may_open.wait(PATIENCE)
        found = open_view(home, encoder, previous)
        opened.set()
        return found

    monkeypatch.setattr("index.engines.local.engine._SMALL_BYTES", 0)
    monkeypatch.setattr("index.engines.local.engine.open_view", slowly)
    library.put(TWO)
    update_index(LocalEngine(tmp_path), library, FakeEncoder())
    assert live() is before
    assert live().search(Query("iron"), top_k=1).hits[0].passage.document_id == "one"
    may_open.set()
    assert opened.wait(PATIENCE)
    until(lambda: live() is not before)
    assert live().search(Query("feathers"), top_k=1).hits[0].passage.document_id == "two"


def test_equal_passages_come_by_document_wherever_they_lie(tmp_path: Path) -> None:
    same = [document(name, "Iron is heavy. It rusts.") for name in ("a", "b", "c", "d", "e")]
    library = FakeLibrary()
    for one in (same[3], same[0], same[4], same[2], same[1]):
        library.put(one)
        update_index(LocalEngine(tmp_path), library, FakeEncoder())
    live = LiveSearcher(LocalEngine(tmp_path), parts())
    result = live().search(Query("iron"), top_k=5, explain=True)
    assert [hit.passage.document_id for hit in result.hits] == ["a", "b", "c", "d", "e"]
    assert len({hit.score for hit in result.hits}) == 1
    few = opened(live).partitions["en"]
    rows, _ = few.dense.search(FakeEncoder().encode_queries(["iron"])[0], 2)
    assert few.fetch(rows.tolist()).places == [("a", 0), ("b", 0)]
