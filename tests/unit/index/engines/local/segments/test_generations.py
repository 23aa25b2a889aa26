import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.engines.local.segments.files import MANIFEST, sha256_of
from index.engines.local.segments.generations import (
    BUILDING,
    FORMAT,
    POINTER,
    Manifest,
    SegmentEntry,
    building,
    current_generation,
    index_version,
    move_in,
    publish,
    read_manifest,
    remove_stale,
    segment_folder,
)
from index.engines.local.segments.published import check_published
from index.engines.local.segments.segments import read_segment_manifest, seal_segment
from index.errors import IndexDamaged, IndexMissing, IndexNotWritable

DOCUMENTS = {"one": "0123456789ab"}


def publish_text(home: Path, text: str, version: str) -> Path:
    """Publish a generation of one segment, which is no more than a text."""
    with building(home) as folder:
        segment = folder / "segment"
        (segment / "zh").mkdir(parents=True)
        (segment / "zh" / "data.txt").write_text(text, encoding="utf-8")
        seal_segment(segment, DOCUMENTS, {"zh": {"one": 1}})
        sha256 = sha256_of(segment / MANIFEST)
        entry = SegmentEntry(move_in(home, segment, "s").name, sha256, ())
        return publish(
            home,
            Manifest(FORMAT, version, "fake", "f1", "a1", DOCUMENTS, {"zh": 1}, (entry,)),
        )


def data_of(home: Path, generation: Path) -> Path:
    (entry,) = read_manifest(generation).segments
    return segment_folder(home, entry.name) / "zh" / "data.txt"


def test_published_generation_is_the_current_one(tmp_path: Path) -> None:
    published = publish_text(tmp_path, "first", "v1")
    assert current_generation(tmp_path) == published == tmp_path / "v1"
    manifest = read_manifest(published)
    assert manifest.documents == {"one": "0123456789ab"}
    (entry,) = manifest.segments
    segment = read_segment_manifest(segment_folder(tmp_path, entry.name), entry.sha256)
    assert segment.files["zh/data.txt"][0] == 5
    assert segment.documents == {"one": "0123456789ab"}
    check_published(tmp_path)
    assert not list(tmp_path.glob(f"{BUILDING}*"))


def test_rebuild_of_one_version_stands_beside_the_one_being_read(tmp_path: Path) -> None:
    first = publish_text(tmp_path, "first", "v1")
    second = publish_text(tmp_path, "again", "v1")
    assert second.name == "v1-2"
    assert current_generation(tmp_path) == second
    assert (data_of(tmp_path, first)).read_text() == "first"
    assert (data_of(tmp_path, second)).read_text() == "again"


def test_empty_home_is_missing_with_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="wenju index build"):
        current_generation(tmp_path)


@pytest.mark.parametrize("name", ["", "gone", "../elsewhere"])
def test_pointer_to_no_generation_is_missing(tmp_path: Path, name: str) -> None:
    (tmp_path / POINTER).write_text(name)
    with pytest.raises(IndexMissing):
        current_generation(tmp_path)


def test_truncated_missing_and_flipped_files_are_named(tmp_path: Path) -> None:
    published = publish_text(tmp_path, "first", "v1")
    check_published(tmp_path)
    data = data_of(tmp_path, published)
    data.write_text("fjrst")
    with pytest.raises(IndexDamaged, match=r"zh/data\.txt does not match its checksum"):
        check_published(tmp_path)
    data.write_text("fir")
    with pytest.raises(IndexDamaged, match=r"zh/data\.txt has 3 bytes, not 5"):
        check_published(tmp_path)
    data.unlink()
    with pytest.raises(IndexDamaged, match=r"zh/data\.txt is missing"):
        check_published(tmp_path)


def test_changed_manifest_of_a_segment_is_damage(tmp_path: Path) -> None:
    published = publish_text(tmp_path, "first", "v1")
    manifest = data_of(tmp_path, published).parents[1] / MANIFEST
    manifest.write_text(manifest.read_text().replace('"one": 1', '"one": 2'))
    with pytest.raises(IndexDamaged, match=r"manifest\.json does not match its checksum"):
        check_published(tmp_path)


def test_changed_manifest_is_damage(tmp_path: Path) -> None:
    manifest = publish_text(tmp_path, "first", "v1") / MANIFEST
    manifest.write_text(manifest.read_text().replace("0123456789ab", "0123456789aa"))
    with pytest.raises(IndexDamaged, match=r"manifest\.json does not match its checksum"):
        current_generation(tmp_path)


def test_disk_that_is_full_while_building_is_said(tmp_path: Path) -> None:
    # As FAISS and tantivy say it.
    for error in (OSError(28, "No space left"), RuntimeError("write error"),
                  ValueError("An IO error occurred: 'No space left on device (os error 28)'")):  # fmt: skip
        with pytest.raises(IndexNotWritable, match="WENJU_HOME"), building(tmp_path):
            raise error
    with pytest.raises(ValueError, match="ours"), building(tmp_path):
        raise ValueError("a mistake of ours")


def test_unreadable_manifest_and_other_format_are_damage(tmp_path: Path) -> None:
    manifest = publish_text(tmp_path, "first", "v1") / MANIFEST
    raw = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**raw, "format": 99}))
    with pytest.raises(IndexDamaged, match="its format is 99"):
        read_manifest(manifest.parent)
    manifest.write_text("{")
    with pytest.raises(IndexDamaged, match="cannot be read"):
        read_manifest(manifest.parent)


def test_failed_build_leaves_nothing_and_keeps_the_old_index(tmp_path: Path) -> None:
    published = publish_text(tmp_path, "first", "v1")
    with pytest.raises(RuntimeError, match="stop"), building(tmp_path) as folder:
        (folder / "half").write_text("x")
        raise RuntimeError("stop")
    assert current_generation(tmp_path) == published
    assert not list(tmp_path.glob(f"{BUILDING}*"))


def test_stale_generations_and_dead_builds_are_removed(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        folder = publish_text(tmp_path, str(number), f"v{number}")
        os.utime(folder, (number, number))
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                           capture_output=True, text=True, check=True)  # fmt: skip
    dead = tmp_path / f"{BUILDING}{ended.stdout.strip()}-x"
    living = tmp_path / f"{BUILDING}{os.getppid()}-x"
    dead.mkdir()
    living.mkdir()
    remove_stale(tmp_path)
    assert not (tmp_path / "v1").exists()
    assert (tmp_path / "v2").exists()
    assert sorted(path.name for path in (tmp_path / "segments").iterdir()) == ["s-2", "s-3"]
    assert current_generation(tmp_path).name == "v3"
    assert not dead.exists()
    assert living.exists()


def test_home_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(IndexNotWritable, match="WENJU_HOME"), building(tmp_path / "file"):
        pass


def test_version_depends_on_content_not_on_order() -> None:
    one = index_version("f", "a", {"x": "1", "y": "2"})
    assert one == index_version("f", "a", {"y": "2", "x": "1"})
    assert len({one, index_version("g", "a", {"x": "1", "y": "2"}),
                index_version("f", "b", {"x": "1", "y": "2"}),
                index_version("f", "a", {"x": "1", "y": "3"})}) == 4  # fmt: skip
