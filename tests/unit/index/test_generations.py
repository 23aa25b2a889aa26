import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import IndexDamaged, IndexMissing, IndexNotWritable
from index.generations import (
    BUILDING,
    MANIFEST,
    POINTER,
    building,
    current_generation,
    index_version,
    publish,
    read_manifest,
    remove_stale,
    verify_checksums,
)

FACTS = {
    "encoder": "fake",
    "encoder_fingerprint": "f1",
    "analyser": "a1",
    "documents": {"one": "0123456789ab"},
    "passages": {"zh": 1},
}


def publish_text(home: Path, text: str, version: str) -> Path:
    with building(home) as folder:
        (folder / "zh").mkdir()
        (folder / "zh" / "data.txt").write_text(text, encoding="utf-8")
        return publish(home, folder, {**FACTS, "index_version": version})


def test_published_generation_is_the_current_one(tmp_path: Path) -> None:
    published = publish_text(tmp_path, "first", "v1")
    assert current_generation(tmp_path) == published == tmp_path / "v1"
    manifest = read_manifest(published)
    assert manifest.files["zh/data.txt"][0] == 5
    assert manifest.documents == {"one": "0123456789ab"}
    verify_checksums(published, manifest)
    assert not list(tmp_path.glob(f"{BUILDING}*"))


def test_rebuild_of_one_version_stands_beside_the_one_being_read(tmp_path: Path) -> None:
    first = publish_text(tmp_path, "first", "v1")
    second = publish_text(tmp_path, "again", "v1")
    assert second.name == "v1-2"
    assert current_generation(tmp_path) == second
    assert (first / "zh" / "data.txt").read_text() == "first"


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
    data = published / "zh" / "data.txt"
    data.write_text("fjrst")
    manifest = read_manifest(published)
    with pytest.raises(IndexDamaged, match=r"zh/data\.txt does not match its checksum"):
        verify_checksums(published, manifest)
    data.write_text("fir")
    with pytest.raises(IndexDamaged, match=r"zh/data\.txt has 3 bytes, not 5"):
        read_manifest(published)
    data.unlink()
    with pytest.raises(IndexDamaged, match=r"zh/data\.txt is missing"):
        read_manifest(published)


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


KILLED = """
import os, signal, sys
from pathlib import Path
import index.generations as generations
home, stop_at = Path(sys.argv[1]), int(sys.argv[2])
steps = 0
def step(real):
    def wrapped(*args, **kwargs):
        global steps
        steps += 1
        if steps == stop_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)
    return wrapped
generations.os.fsync = step(os.fsync)
generations.Path.rename = step(Path.rename)
generations.Path.replace = step(Path.replace)
with generations.building(home) as folder:
    (folder / "data.txt").write_text("second")
    generations.publish(home, folder, {"index_version": "v2", "encoder": "e",
        "encoder_fingerprint": "f", "analyser": "a", "documents": {}, "passages": {}})
print(steps)
"""


def test_kill_at_every_step_leaves_the_old_index_or_the_new_one(tmp_path: Path) -> None:
    def run(home: Path, stop_at: int) -> subprocess.CompletedProcess[str]:
        publish_text(home, "first", "v1")
        command = [sys.executable, "-c", KILLED, str(home), str(stop_at)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    total = int(run(tmp_path / "whole", 0).stdout)
    assert total >= 8
    seen = set()
    for stop_at in range(1, total + 1):
        home = tmp_path / str(stop_at)
        assert run(home, stop_at).returncode == -signal.SIGKILL
        served = current_generation(home)
        verify_checksums(served, read_manifest(served))
        seen.add(served.name)
    assert seen == {"v1", "v2"}
