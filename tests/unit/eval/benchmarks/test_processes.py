"""Memory and processor time from outside, children included."""

import subprocess
import sys

from eval.benchmarks.processes import family, memory_of, seconds_of

# Holds 50 MB and has used the processor for .3 s when it says so; its parent only waits.
GRANDCHILD = (
    "import time, sys\n"
    "held = bytearray(b'x' * 50_000_000)\n"
    "while time.process_time() < .3: pass\n"
    "print('there', flush=True)\n"
    "sys.stdin.read()\n"
)
CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {GRANDCHILD!r}])"
# Says what it has used, by its own count, before and after it is looked at.
BURNS = (
    "import time, sys\n"
    "while time.process_time() < .5: pass\n"
    "print(time.process_time(), flush=True)\n"
    "sys.stdin.readline()\n"
    "print(time.process_time(), flush=True)\n"
)


def test_what_a_grandchild_holds_and_uses_counts() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"there\n"
        assert len(family(process.pid)) == 2
        memory, used = memory_of(process.pid), seconds_of(process.pid)
        assert process.stdin is not None
        process.stdin.close()
    assert memory.own >= 47
    assert memory.resident >= memory.own
    assert used >= 0.25


def test_a_process_that_has_ended_holds_nothing() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert memory_of(process.pid).resident == 0
    assert seconds_of(process.pid) == 0


def test_a_process_has_used_what_it_says_itself() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", BURNS], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        before = float(process.stdout.readline())
        used = seconds_of(process.pid)
        after = float(process.communicate(b"\n")[0])
    # The system counts in hundredths.
    assert before - 0.03 <= used <= after + 0.03
