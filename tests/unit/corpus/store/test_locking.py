import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus.errors import LibraryLocked, LibraryNotWritable
from corpus.store.locking import LOCK, holder_of, writing
from tests.steady import PATIENCE

HOLDS = """
import sys, time
from pathlib import Path
from corpus.store.locking import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


@contextmanager
def another_process(home: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that holds the lock."""
    command = [sys.executable, "-c", HOLDS, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_another_process_is_named_by_pid_command_and_time(tmp_path: Path) -> None:
    with another_process(tmp_path) as process:
        said = rf"process {process.pid} \(-c .*since 20\d\d-.*writer\.lock.*wait until"
        with pytest.raises(LibraryLocked, match=said), writing(tmp_path, wait=0.1):
            pass
        holder = holder_of(tmp_path)
        assert holder is not None
        assert holder.pid == process.pid


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    with another_process(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert holder_of(tmp_path) is None
        with writing(tmp_path, wait=PATIENCE):
            holder = holder_of(tmp_path)
            assert holder is not None
            assert holder.pid != process.pid


def test_the_same_thread_enters_again(tmp_path: Path) -> None:
    with writing(tmp_path), writing(tmp_path):
        assert holder_of(tmp_path) is not None
    assert holder_of(tmp_path) is None


def test_another_thread_waits_for_its_turn(tmp_path: Path) -> None:
    order: list[str] = []
    entered = threading.Event()

    def second() -> None:
        entered.set()
        with writing(tmp_path, wait=PATIENCE):
            order.append("second")

    thread = threading.Thread(target=second)
    with writing(tmp_path):
        thread.start()
        entered.wait()
        time.sleep(0.05)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_another_thread_gives_up_after_its_time(tmp_path: Path) -> None:
    refused: list[LibraryLocked] = []

    def second() -> None:
        try:
            with writing(tmp_path, wait=0.05):
                pass
        except LibraryLocked as error:
            refused.append(error)

    with writing(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert "another thread of this process" in str(refused[0])


def test_a_forked_child_does_not_hold_its_parents_lock(tmp_path: Path) -> None:
    script = """
import os, sys, time
from pathlib import Path
from corpus.store.locking import writing
with writing(Path(sys.argv[1])):
    if os.fork() == 0:
        time.sleep(600)
    print("held", flush=True)
    os.kill(os.getpid(), 9)
"""
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "held\n"
        parent.wait()
        with writing(tmp_path, wait=PATIENCE):
            pass
        # The parent is dead, its child lives in the same group.
        os.killpg(parent.pid, signal.SIGKILL)


def test_what_the_file_says_is_for_people_only(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text(json.dumps({"pid": 1, "command": "x", "since": "y"}))
    assert holder_of(tmp_path) is None
    with another_process(tmp_path):
        (tmp_path / LOCK).write_text("torn")
        with (
            pytest.raises(LibraryLocked, match="another process"),
            writing(tmp_path, wait=0.05),
        ):
            pass


def test_a_home_without_place_for_the_lock_is_not_writable(tmp_path: Path) -> None:
    (tmp_path / LOCK).mkdir()
    with pytest.raises(LibraryNotWritable, match="WENJU_HOME"), writing(tmp_path):
        pass
