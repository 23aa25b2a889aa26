import logging
from collections.abc import Mapping
from pathlib import Path

import pytest

from corpus.documents import Document
from corpus.glossary import load_glossary
from index.engines.local.engine import LocalEngine
from index.engines.local.segments.generations import (
    POINTER,
    current_generation,
    read_manifest,
    segment_folder,
)
from index.engines.local.segments.segments import SegmentWriter
from index.engines.local.view import open_view
from index.errors import (
    AnalyserMismatch,
    EncoderMismatch,
    IndexDamaged,
    IndexMissing,
    IndexNotWritable,
)
from index.indexing import build_index
from index.live import LiveSearcher
from index.ranking.calibration import load_calibration
from index.search import Query, SearchParts
from tests.fakes import FakeEncoder, document

ONE = document("one", "The first text says that iron is heavy. It says so twice.")
TWO = document("two", "The second text is about feathers, which are light as air.")
ZHONG = document("zhong", "第三份文件談的是鐵。鐵很重。", language="zh-Hant")


def is_current(home: Path, versions: Mapping[str, str], encoder: FakeEncoder) -> bool:
    """Whether just these documents are published, by what runs now."""
    return LocalEngine(home).published(encoder) == versions


def versions(*documents: Document) -> dict[str, str]:
    return {document.document_id: document.version for document in documents}


def segment_of(home: Path) -> Path:
    """The folder of the only segment."""
    (entry,) = read_manifest(current_generation(home)).segments
    return segment_folder(home, entry.name)


def contents(home: Path, encoder: FakeEncoder) -> dict[str, list[tuple[str, list[float]]]]:
    """What an index holds: passages and vectors of each pool."""
    view = open_view(home, encoder)
    return {
        name: [
            (passage.address, partition.fetch([key]).vectors[0].tolist())
            for key, passage in partition.each()
        ]
        for name, partition in view.partitions.items()
    }


def test_any_order_of_changes_equals_a_fresh_build(tmp_path: Path) -> None:
    changed = document("one", "The first text was replaced by this one about copper.")
    encoder = FakeEncoder()
    for step in ([ONE], [ONE, TWO, ZHONG], [TWO], [changed, TWO, ZHONG]):
        build_index(LocalEngine(tmp_path / "changed"), step, encoder)
    build_index(LocalEngine(tmp_path / "fresh"), [changed, TWO, ZHONG], FakeEncoder())
    assert contents(tmp_path / "changed", encoder) == contents(tmp_path / "fresh", encoder)
    names = [current_generation(tmp_path / home).name for home in ("changed", "fresh")]
    assert names[0] == names[1]


def test_only_unknown_passages_are_encoded(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    build_index(LocalEngine(tmp_path), [ONE, ZHONG], encoder)
    encoder.encoded.clear()
    build_index(LocalEngine(tmp_path), [ONE, TWO, ZHONG], encoder)
    assert encoder.encoded == [TWO.text]  # which is one sentence, so not encoded twice


def test_other_encoder_encodes_everything_again(tmp_path: Path) -> None:
    build_index(LocalEngine(tmp_path), [ONE, TWO], FakeEncoder("a"))
    other = FakeEncoder("b")
    build_index(LocalEngine(tmp_path), [ONE, TWO], other)
    assert set(other.encoded) == {
        ONE.text, TWO.text, "The first text says that iron is heavy.", "It says so twice."
    }  # fmt: skip


def test_progress_reaches_its_total(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    build_index(LocalEngine(tmp_path), [ONE, TWO], FakeEncoder(), lambda *step: seen.append(step))
    assert ("split", 2, 2) in seen
    assert ("encode", 2, 2) in seen  # the passages; and then the sentences of the first


def test_current_means_same_documents_and_encoder_and_whole(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    assert not is_current(tmp_path, versions(ONE), encoder)
    build_index(LocalEngine(tmp_path), [ONE], encoder)
    assert is_current(tmp_path, versions(ONE), encoder)
    assert not is_current(tmp_path, versions(ONE, TWO), encoder)
    assert not is_current(tmp_path, versions(ONE), FakeEncoder("other"))
    (segment_of(tmp_path) / "en" / "passages" / "passages.jsonl").write_text("")
    assert not is_current(tmp_path, versions(ONE), encoder)


def test_index_of_another_encoder_is_refused_with_what_to_run(tmp_path: Path) -> None:
    build_index(LocalEngine(tmp_path), [ONE], FakeEncoder("a"))
    with pytest.raises(EncoderMismatch, match="wenju index build"):
        open_view(tmp_path, FakeEncoder("b"))


def test_index_of_another_analysis_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(LocalEngine(tmp_path), [ONE], FakeEncoder())
    monkeypatch.setattr("index.engines.local.view.ANALYSER_VERSION", "another")
    with pytest.raises(AnalyserMismatch, match="wenju index build"):
        open_view(tmp_path, FakeEncoder())


def test_flipped_byte_is_not_served(tmp_path: Path) -> None:
    build_index(LocalEngine(tmp_path), [ONE], FakeEncoder())
    path = segment_of(tmp_path) / "en" / "dense" / "vectors.faiss"
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    with pytest.raises(IndexDamaged, match=r"vectors\.faiss"):
        open_view(tmp_path, FakeEncoder())


def parts() -> SearchParts:
    return SearchParts(FakeEncoder(), load_glossary(), load_calibration())


def test_running_searcher_takes_up_a_new_index(tmp_path: Path) -> None:
    build_index(LocalEngine(tmp_path), [ONE], FakeEncoder())
    live = LiveSearcher(LocalEngine(tmp_path), parts())
    before = live()
    assert live() is before
    build_index(LocalEngine(tmp_path), [ONE, TWO], FakeEncoder())
    assert live() is not before
    found = live().search(Query("feathers"), top_k=1).hits[0]
    assert found.passage.document_id == "two"
    assert before.search(Query("iron"), top_k=1).hits[0].passage.document_id == "one"


def test_index_that_cannot_be_opened_does_not_replace_one_that_works(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    build_index(LocalEngine(tmp_path), [ONE], FakeEncoder())
    live = LiveSearcher(LocalEngine(tmp_path), parts())
    before = live()
    with caplog.at_level(logging.ERROR):
        build_index(LocalEngine(tmp_path), [ONE], FakeEncoder("other"))
        assert live() is before
    assert "the one before goes on" in caplog.text


def test_without_an_index_there_is_no_searcher(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        LiveSearcher(LocalEngine(tmp_path), parts())
    assert not (tmp_path / POINTER).exists()


def test_lots_are_written_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [document(f"d{n}", f"Document {n} says {n * n}. It says so.") for n in range(7)]
    documents.append(ZHONG)
    build_index(LocalEngine(tmp_path / "at-once"), documents, FakeEncoder())
    monkeypatch.setattr("index.indexing._PASSAGES_AT_ONCE", 2)
    build_index(LocalEngine(tmp_path / "in-lots"), documents, FakeEncoder())
    homes = tmp_path / "at-once", tmp_path / "in-lots"
    found = [contents(home, FakeEncoder()) for home in homes]
    assert found[0] == found[1]
    assert len(found[0]["en"]) == 7


def test_what_fails_while_it_is_written_beside_is_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(LocalEngine(tmp_path), [ONE], FakeEncoder())
    before = current_generation(tmp_path)

    def fail(*passages: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(SegmentWriter, "add", fail)
    with pytest.raises(IndexNotWritable, match="no space left"):
        build_index(LocalEngine(tmp_path), [ONE, TWO], FakeEncoder())
    assert current_generation(tmp_path) == before
