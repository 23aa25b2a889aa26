"""Clients in a process of their own, so that what they cost is not the service's time.

`python -m eval.benchmarks.clients` reads one order from standard input, `Order` as JSON, and
writes what came of it, `Outcome` as JSON. One thread drives all connections; a client keeps its
connection, asks the next question as soon as it has its answer, and looks into no answer while
the clock runs: some hundredths of a millisecond an answer.
"""

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import cycle
from pathlib import Path

_LENGTH = re.compile(rb"content-length: *(\d+)", re.I)
_WAIT = re.compile(rb"retry-after: *(\d+)", re.I)
_TIMINGS = re.compile(rb'"timings_ms": *(\{[^}]*\})')
# A client that is told to wait longer would only prolong the run.
LONGEST_WAIT = 1.0


@dataclass(frozen=True, slots=True)
class Order:
    """Ask `questions` in turn, `clients` at once, for `seconds` or until `most` have been asked."""

    host: str
    questions: Sequence[str]
    clients: int = 1
    seconds: float = 10
    most: int | None = None


@dataclass(slots=True)
class Outcome:
    """What the clients saw.

    Attributes:
        milliseconds: of each answer, from the first byte sent to the last received.
        seconds: from the first question to the last answer.
        processor_seconds: what the clients themselves used.
        rejected: how many were told to come again later.
        stages: what the answers say of their own time, by stage.
    """

    milliseconds: list[float] = field(default_factory=list)
    seconds: float = 0
    processor_seconds: float = 0
    rejected: int = 0
    stages: dict[str, list[float]] = field(default_factory=dict)


def ask(order: Order) -> Outcome:
    """Let clients ask, from a process of their own.

    Raises:
        RuntimeError: they ended, or an answer was neither an answer nor a refusal for now.
    """
    done = subprocess.run(
        [sys.executable, "-m", "eval.benchmarks.clients"],
        input=json.dumps(asdict(order)).encode(),
        capture_output=True,
        cwd=Path(__file__).parents[2],
        timeout=order.seconds + 120,
    )
    if done.returncode:
        raise RuntimeError(f"the clients ended: {done.stderr.decode(errors='replace')}")
    return Outcome(**json.loads(done.stdout))


async def run(order: Order) -> Outcome:
    """Let clients ask, in this process."""
    outcome, bodies = Outcome(), list[bytes]()
    asked = _in_turn(order)
    used, started = time.process_time(), time.perf_counter()
    await asyncio.gather(*(_client(order, asked, outcome, bodies) for _ in range(order.clients)))
    outcome.seconds = time.perf_counter() - started
    outcome.processor_seconds = time.process_time() - used
    for body in bodies:
        found = _TIMINGS.search(body)
        for stage, value in json.loads(found[1] if found else b"{}").items():
            outcome.stages.setdefault(stage, []).append(value)
    return outcome


def _in_turn(order: Order) -> Iterator[bytes]:
    """Requests until the time is over or enough have been asked."""
    ends = time.perf_counter() + order.seconds
    host = order.host.encode()
    for number, question in enumerate(cycle(order.questions)):
        if time.perf_counter() >= ends or number == order.most:
            return
        body = json.dumps({"question": question}).encode()
        yield (
            b"POST /v1/ask HTTP/1.1\r\nHost: %b\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (host, len(body), body)
        )


async def _client(
    order: Order, asked: Iterator[bytes], outcome: Outcome, bodies: list[bytes]
) -> None:
    name, _, port = order.host.rpartition(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    for request in asked:
        started = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        body = await reader.readexactly(int(length[1])) if length else b""
        taken = (time.perf_counter() - started) * 1000
        status = int(head.split(b" ", 2)[1])
        if status == 200:
            outcome.milliseconds.append(taken)
            bodies.append(body)
        elif status == 503:
            outcome.rejected += 1
            wait = _WAIT.search(head)
            await asyncio.sleep(min(float(wait[1]) if wait else 0.1, LONGEST_WAIT))
        else:
            raise RuntimeError(f"{request!r} was answered with {status}: {body!r}")
    writer.close()


if __name__ == "__main__":
    given = Order(**json.load(sys.stdin))
    json.dump(asdict(asyncio.run(run(given))), sys.stdout)
