"""The process is killed at every fsync and every rename of a change: nothing is half there."""

import json
import subprocess
import sys

import pytest

from tests.project import ROOT
from tests.running import in_memory

# Killed children are forks of one process that has loaded everything: a start takes seconds.
KILLED = """
import json, os, shutil, signal, sys
from pathlib import Path
from index.engines.local.segments import compaction
from index.indexing import build_index, update_index
from index.engines.local.segments.generations import BUILDING, current_generation, read_manifest
from index.engines.local.engine import LocalEngine
from index.engines.local.view import open_view
from index.engines.local.segments.published import check_published, read_published
from tests.fakes import FakeEncoder, FakeLibrary, document

compaction._MOST_SEGMENTS = 1
work, what = Path(sys.argv[1]), sys.argv[2]
encoder, library = FakeEncoder(), FakeLibrary(document("one", "Iron is heavy."))
start = work / "start"
update_index(LocalEngine(start), library, encoder)
library.put(document("two", "Feathers are light."))
if what == "compact":
    update_index(LocalEngine(start), library, encoder)
library.put(document("one", "Copper is heavy, too."))
if what == "compact":
    update_index(LocalEngine(start), library, encoder)

def change(home):
    if what == "compact":
        compaction.compact_index(home)
    elif what == "build":
        build_index(LocalEngine(home), list(library.held.values()), encoder)
    else:
        update_index(LocalEngine(home), library, encoder)

def found(home):
    view = open_view(home, encoder)
    partition = view.partitions["en"]
    rows, _ = partition.dense.search(encoder.encode_queries(["heavy"])[0], 10)
    fetched = partition.fetch(rows.tolist())
    return sorted(fetched.records.text(place) for place in range(len(fetched.keys)))

def killed_at(home, stop_at):
    shutil.copytree(start, home)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        steps = 0
        def step(real):
            def wrapped(*args, **kwargs):
                nonlocal steps
                steps += 1
                if steps == stop_at:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args, **kwargs)
            return wrapped
        os.fsync, Path.rename, Path.replace = map(step, (os.fsync, Path.rename, Path.replace))
        change(home)
        os.write(write, str(steps).encode())
        os._exit(0)
    os.close(write)
    _, status = os.waitpid(child, 0)
    with os.fdopen(read) as file:
        return status, int(file.read() or 0)

def named_by_all(home):
    folders = [path.parent for path in home.glob("*/manifest.json")]
    return {entry.name for folder in folders for entry in read_manifest(folder).segments}

before, segments_before = found(start), len(read_published(start).segments)
_, total = killed_at(work / "whole", 0)
after = found(work / "whole")
orphans = changed = 0
for stop_at in range(1, total + 1):
    home = work / str(stop_at)
    status, _ = killed_at(home, stop_at)
    assert os.WTERMSIG(status) == signal.SIGKILL, status
    check_published(home)
    assert found(home) in (before, after), (stop_at, found(home))
    named = set(read_published(home).segments)
    orphans += {path.name for path in (home / "segments").iterdir()} - named != set()
    changed += current_generation(home).name != current_generation(start).name
    change(home)
    check_published(home)
    assert found(home) == after, (stop_at, found(home))
    assert not list(home.glob(f"{BUILDING}*")), stop_at
    assert {path.name for path in (home / "segments").iterdir()} <= named_by_all(home), stop_at
    shutil.rmtree(home)
left = len(read_published(work / "whole").segments)
print(json.dumps({"total": total, "orphans": orphans, "changed": changed, "before": before,
                  "after": after, "segments": [segments_before, left]}))
"""


@pytest.mark.parametrize("what", ["update", "compact", "build"])
def test_kill_at_every_step_leaves_the_old_index_or_the_new_one(what: str) -> None:
    with in_memory() as folder:
        command = [sys.executable, "-c", KILLED, folder, what]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["total"] >= 25
    assert seen["orphans"] >= 1  # killed between its segment and its generation
    assert seen["changed"] >= 1  # killed after it was published, and the new index is whole
    assert seen["after"] == ["Copper is heavy, too.", "Feathers are light."]
    if what == "compact":
        assert seen["before"] == seen["after"]
        assert seen["segments"] == [2, 1]
    else:
        assert seen["before"] == ["Iron is heavy."]
