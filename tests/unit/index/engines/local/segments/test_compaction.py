from pathlib import Path

import numpy as np
import pytest

from index.engines.local.engine import LocalEngine
from index.engines.local.lexical.forward import ForwardIndex
from index.engines.local.segments import compaction
from index.engines.local.segments.compaction import (
    choose_smallest,
    compact_index,
    is_compaction_due,
)
from index.engines.local.segments.generations import (
    BUILDING,
    current_generation,
    read_manifest,
    segment_folder,
)
from index.engines.local.segments.published import check_published
from index.engines.local.view import open_view
from index.errors import IndexDamaged, IndexingCancelled, IndexMissing
from index.indexing import build_index, update_index
from index.query.terms import question_terms
from index.text.analysis import AnalysedText
from tests.fakes import FakeEncoder, FakeLibrary, document
from tests.unit.index.engines.local.lexical.test_index import search

MANY = [document(f"n{n:02}", f"Text number {n} is about iron.") for n in range(12)]


def add_one_by_one(home: Path, count: int) -> FakeLibrary:
    library = FakeLibrary()
    for one in MANY[:count]:
        library.put(one)
        update_index(LocalEngine(home), library, FakeEncoder())
    return library


def terms_of(forward: ForwardIndex) -> list[tuple[int, dict[str, int]]]:
    """Of each row its length, and how often it has each term."""
    names = forward.vocabulary()
    rows = []
    for row in range(len(forward)):
        numbers, counts = (values.tolist() for values in forward.entries(row))
        had = {names[number]: count for number, count in zip(numbers, counts, strict=True)}
        rows.append((int(forward.lengths[row]), had))
    return rows


def dead_documents(home: Path) -> list[tuple[str, ...]]:
    return [entry.dead for entry in read_manifest(current_generation(home)).segments]


@pytest.mark.parametrize(
    ("sizes", "merged"),
    [
        ([1] * 10, 10),
        ([1] * 9 + [1000], 9),
        ([1] * 8 + [30, 1000], 9),
        ([1] * 8 + [40, 1000], 8),
        ([5, 200, 900, 4000, 17000, 70000, 280000, 10**6, 4 * 10**6, 10**7], 2),
    ],
    ids=["all", "small ones", "one of like size", "none much larger", "no more than needed"],
)
def test_smallest_segments_are_merged_until_the_next_is_much_larger(
    sizes: list[int], merged: int
) -> None:
    names = [f"s{n}" for n in range(len(sizes))]
    assert choose_smallest(sizes, names) == names[:merged]


def test_nine_segments_stay_and_a_tenth_makes_them_one(tmp_path: Path) -> None:
    library = add_one_by_one(tmp_path, 9)
    assert not is_compaction_due(tmp_path)
    assert compact_index(tmp_path) is None
    library.put(MANY[9])
    update_index(LocalEngine(tmp_path), library, FakeEncoder())
    assert is_compaction_due(tmp_path)
    encoder = FakeEncoder()
    assert compact_index(tmp_path) == current_generation(tmp_path)
    assert encoder.encoded == []
    assert dead_documents(tmp_path) == [()]
    assert not is_compaction_due(tmp_path)


def test_merged_segment_has_what_a_fresh_one_has(tmp_path: Path) -> None:
    add_one_by_one(tmp_path / "merged", 10)
    compact_index(tmp_path / "merged")
    build_index(LocalEngine(tmp_path / "fresh"), MANY[:10], FakeEncoder())
    merged, fresh = (
        open_view(tmp_path / home, FakeEncoder()).partitions["en"] for home in ("merged", "fresh")
    )
    assert [passage for _, passage in merged.each()] == [passage for _, passage in fresh.each()]
    assert merged.dense.vectors().tolist() == fresh.dense.vectors().tolist()
    assert merged.dense.mean == pytest.approx(fresh.dense.mean)
    ours, theirs = merged.parts[0], fresh.parts[0]
    rows = np.arange(len(ours.sentences.bounds) - 1)
    assert ours.sentences.of_rows(rows).tolist() == theirs.sentences.of_rows(rows).tolist()
    assert ours.sentences.bounds.tolist() == theirs.sentences.bounds.tolist()
    for row in range(len(ours.passages)):
        assert ours.pieces.of_row(row).codes.tolist() == theirs.pieces.of_row(row).codes.tolist()
    assert ours.pieces.bounds.tolist() == theirs.pieces.bounds.tolist()
    counted = [terms_of(part.lexical.counts.forward) for part in (ours, theirs)]
    assert counted[0] == counted[1]


def test_large_segments_get_inverted_lists_when_they_are_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.engines.local.lexical.index.FEW_ROWS", 4)
    monkeypatch.setattr("index.engines.local.lexical.index.FEW_ROWS", 4)
    add_one_by_one(tmp_path, 10)
    compact_index(tmp_path)
    partition = open_view(tmp_path, FakeEncoder()).partitions["en"]
    assert partition.parts[0].lexical.candidates is not None
    rows, _ = search(partition.lexical, question_terms(AnalysedText("number 7"), "en"), 1)
    assert partition.fetch(rows.tolist()).places == [("n07", 0)]


def test_dead_documents_are_left_out_when_they_are_many(tmp_path: Path) -> None:
    library = FakeLibrary(*MANY[:10])
    update_index(LocalEngine(tmp_path), library, FakeEncoder())
    for name in ("n00", "n01"):
        del library.held[name]
    update_index(LocalEngine(tmp_path), library, FakeEncoder())
    assert compact_index(tmp_path) is None  # a fifth
    del library.held["n02"]
    update_index(LocalEngine(tmp_path), library, FakeEncoder())
    assert dead_documents(tmp_path) == [("n00", "n01", "n02")]
    assert compact_index(tmp_path) is not None
    assert dead_documents(tmp_path) == [()]
    assert open_view(tmp_path, FakeEncoder()).passages["en"] == 7


def test_what_changes_while_segments_are_merged_is_kept(tmp_path: Path) -> None:
    library = add_one_by_one(tmp_path, 10)

    def meanwhile(stage: str, done: int, total: int) -> None:
        if (stage, done) == ("merge", 5):
            del library.held["n01"]
            library.put(document("n02", "Text number 2 is about copper now."))
            library.put(MANY[11])
            update_index(LocalEngine(tmp_path), library, FakeEncoder())

    compact_index(tmp_path, meanwhile)
    assert dead_documents(tmp_path) == [(), ("n01", "n02")]
    check_published(tmp_path)
    found = read_manifest(current_generation(tmp_path)).documents
    assert found == library.current_versions()
    partition = open_view(tmp_path, FakeEncoder()).partitions["en"]
    rows, _ = partition.dense.search(FakeEncoder().encode_queries(["copper"])[0], 20)
    assert {name for name, _ in partition.fetch(rows.tolist()).places} == set(found)


def test_merge_is_dropped_if_the_index_was_built_anew_meanwhile(tmp_path: Path) -> None:
    add_one_by_one(tmp_path, 10)

    def meanwhile(stage: str, done: int, total: int) -> None:
        if done == 5:
            build_index(LocalEngine(tmp_path), MANY[:3], FakeEncoder())

    assert compact_index(tmp_path, meanwhile) is None
    assert set(read_manifest(current_generation(tmp_path)).documents) == {"n00", "n01", "n02"}


def test_cancelled_merge_leaves_everything_as_it_was(tmp_path: Path) -> None:
    add_one_by_one(tmp_path, 10)
    before = current_generation(tmp_path)
    with pytest.raises(IndexingCancelled, match="after 0 of 10 documents"):
        compact_index(tmp_path, cancelled=lambda: True)
    assert current_generation(tmp_path) == before
    assert not list(tmp_path.glob(f"{BUILDING}*"))


def test_damage_is_not_merged_into_a_segment_that_looks_whole(tmp_path: Path) -> None:
    add_one_by_one(tmp_path, 10)
    entry = read_manifest(current_generation(tmp_path)).segments[4]
    path = segment_folder(tmp_path, entry.name) / "en" / "sentences.npy"
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)
    with pytest.raises(IndexDamaged, match=r"sentences\.npy does not match its checksum"):
        compact_index(tmp_path)


def test_merging_nothing_says_what_to_run(tmp_path: Path) -> None:
    assert not is_compaction_due(tmp_path)
    with pytest.raises(IndexMissing, match="wenju index build"):
        compact_index(tmp_path)


def test_index_by_other_rules_is_left_for_a_rebuild(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_one_by_one(tmp_path, 10)
    monkeypatch.setattr("index.engines.local.segments.published.SPLITTER_VERSION", "another")
    assert compact_index(tmp_path) is None
    assert compaction.is_compaction_due(tmp_path)
