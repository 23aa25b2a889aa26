"""Runs operations in forked children with a fault armed: `python -m tests.faults.server MODULE`.

Everything is imported once, here; a fork of that costs milliseconds. One JSON object a line comes
in, one goes out. Started with the shim loaded (tests/faults/client.py).
"""

import json
import os
import signal
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

from corpus.errors import WenjuError
from tests.faults.operations import Operation
from tests.faults.shim import Action, arm, kinds

_SECONDS = 60


def main(module: str) -> None:
    """Answer about the operations of this module until the input ends."""
    operations: dict[str, Operation] = import_module(module).OPERATIONS
    for line in sys.stdin:
        wanted = json.loads(line)
        sys.stdout.write(json.dumps(_in_a_child(operations[wanted["operation"]], wanted)) + "\n")
        sys.stdout.flush()


def _in_a_child(operation: Operation, wanted: dict[str, Any]) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            os.write(writing, json.dumps(_run(operation, wanted)).encode())
        except BaseException:
            os.write(writing, json.dumps({"outcome": traceback.format_exc()}).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        said = file.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {"status": status, **(json.loads(said) if said else {})}


def _run(operation: Operation, wanted: dict[str, Any]) -> dict[str, Any]:
    signal.alarm(_SECONDS)
    home = Path(wanted["home"])
    arm(Action(wanted["action"]), wanted["at"], wanted["code"])
    outcome, message = _outcome(operation, home)
    said: dict[str, Any] = {"outcome": outcome, "message": message, "kinds": kinds()}
    arm(Action.OFF)
    if outcome != "done":
        # The same process tries again once the disk has room.
        said["again"] = _outcome(operation, home)
    return said


def _outcome(operation: Operation, home: Path) -> tuple[str, str]:
    try:
        operation.run(home)
    except WenjuError as error:
        return type(error).__name__, str(error)
    return "done", ""


if __name__ == "__main__":
    main(sys.argv[1])
