"""Dies, tears and starves at every step at which a file changes."""

import errno
import gc
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.faults import index_operations, operations
from tests.faults.client import Faults
from tests.faults.operations import Operation
from tests.faults.shim import Action

SAID = {"LibraryNotWritable", "IndexNotWritable", "BackupNotWritable"}
# The least number of steps: fewer would mean that the shim no longer sees them.
STEPS = {"add": 20, "take over an old home": 40, "build the next index": 100}


@contextmanager
def copied(prepared: Path, to: Path) -> Iterator[Path]:
    """A copy of the prepared home, for one point."""
    shutil.copytree(prepared, to)
    try:
        yield to
    finally:
        shutil.rmtree(to)


class Case:
    """An operation with its home, and what is seen before and after it."""

    def __init__(self, faults: Faults, name: str, operation: Operation, folder: Path) -> None:
        self.faults, self.name, self.operation = faults, name, operation
        self.folder = folder
        self.prepared = folder / "prepared"
        self.prepared.mkdir()
        self.operation.prepare(self.prepared)
        # A connection that is let go later would take its log away during a copy.
        gc.collect()
        with copied(self.prepared, folder / "home") as home:
            self.before: Any = self.operation.observe(home)
        with copied(self.prepared, folder / "home") as home:
            counted = faults.run(name, home)
            assert (counted.status, counted.outcome) == (0, "done"), counted
            self.after: Any = self.operation.observe(home)
        self.kinds = counted.kinds

    def check(self, home: Path, point: str, acknowledged: bool) -> None:
        """Before or after, and nothing in between; and it goes on."""
        seen = self.operation.observe(home)
        if acknowledged:
            assert seen == self.after, f"{point}: an acknowledged change is not whole"
        else:
            assert seen in (self.before, self.after), f"{point}: neither before nor after"
        self.operation.go_on(home)

    def points(self, actions: Sequence[Action], sparser: int = 1) -> Iterator[tuple[Action, int]]:
        """The faults to try: each action at each step, or at as many as there is time for."""
        steps = [
            (action, at)
            for at, kind in enumerate(self.kinds, start=1)
            for action in actions
            if action is not Action.TEAR or kind == "w"
        ]
        every = 1 if "EVERY_STEP" in os.environ else self.operation.every * sparser
        # Another start for other actions, so that together they try more.
        yield from steps[actions[0] % every :: every]


@pytest.fixture(params=[*operations.OPERATIONS, *index_operations.OPERATIONS])
def case(request: pytest.FixtureRequest, folder: Path) -> Case:
    name: str = request.param
    of_index = name in index_operations.OPERATIONS
    faults = request.getfixturevalue("index_faults" if of_index else "library_faults")
    operation = (index_operations if of_index else operations).OPERATIONS[name]
    return Case(faults, name, operation, folder)


def test_killed_at_any_step_nothing_is_lost_and_nothing_is_half(case: Case) -> None:
    assert len(case.kinds) >= STEPS.get(case.name, 1)
    for action, at in case.points([Action.KILL, Action.TEAR]):
        point = f"{case.name}, {action.name} at step {at} of {len(case.kinds)}"
        with copied(case.prepared, case.folder / "home") as home:
            ended = case.faults.run(case.name, home, action, at)
            assert ended.killed or ended.outcome == "done", f"{point}: {ended}"
            case.check(home, point, acknowledged=not ended.killed)


@pytest.mark.parametrize(
    ("action", "code", "sparser"),
    [
        pytest.param(Action.ERROR_FROM, errno.ENOSPC, 2, id="full"),
        pytest.param(Action.ERROR_ONCE, errno.ENOSPC, 4, id="full for a moment"),
        pytest.param(Action.ERROR_ONCE, errno.EIO, 4, id="broken for a moment"),
    ],
)
def test_a_disk_that_refuses_any_step_is_said_and_loses_nothing(
    case: Case, action: Action, code: int, sparser: int
) -> None:
    for _, at in case.points([action], sparser):
        point = f"{case.name}, {errno.errorcode[code]} at step {at} of {len(case.kinds)}"
        with copied(case.prepared, case.folder / "home") as home:
            ended = case.faults.run(case.name, home, action, at, code)
            assert ended.outcome in {"done", *SAID}, f"{point}: {ended.outcome}"
            if ended.outcome != "done":
                assert "WENJU_HOME" in ended.message or ".tar" in ended.message
                assert ended.again == ("done", ""), f"{point}, tried again: {ended.again}"
            case.check(home, point, acknowledged=True)
