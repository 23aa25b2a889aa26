"""One JSON object a line over standard input and output; what every peer's program speaks.

    {"do": "load", "model": FOLDER}                       load the encoder
    {"do": "index", "passages": FILE, "keep": FOLDER}     index all passages, write it to a folder
    {"do": "open", "keep": FOLDER}                        open what was written, to be asked
    {"do": "ask", "question": TEXT, "top": 10}            → {"ids": [ID, …]}, best first
    {"do": "crowd", "questions": FILE, "threads": 4, "seconds": 10}
                                                          → {"answers": 123, "over": 10.01}

FILE has one JSON value a line: passages with `passage_id` and `text`, or questions as strings.
Every answer has `seconds`, which is how long the work took inside; what went wrong is
`{"error": TEXT}`. A peer's program runs in an environment that lacks this project's packages,
so this module and the peers' use the standard library, the peer, and nothing of ours.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any, Protocol, TextIO

TOP = 10


class Peer(Protocol):
    """A search library with its ordinary hybrid setup."""

    def load(self, model: str) -> None:
        """Load the encoder from a folder."""
        ...

    def index(self, passages: Mapping[str, str], keep: Path) -> None:
        """Index texts by id, and write what `open` needs into a folder that is there."""
        ...

    def open(self, keep: Path) -> None:
        """Open what `index` wrote, usually in another process; the encoder has been loaded."""
        ...

    def ask(self, question: str, top: int) -> list[str]:
        """The ids of the best passages, best first."""
        ...


def serve(peer: Peer) -> None:
    """Do what standard input says until it ends.

    Whatever a library prints goes to standard error, so that it does not mix with the answers.
    """
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    converse(peer, sys.stdin, answers)


def converse(peer: Peer, orders: TextIO, answers: TextIO) -> None:
    """Answer each line of `orders` with a line."""
    doing: dict[str, Callable[[dict[str, Any]], dict[str, Any] | None]] = {
        "load": lambda order: peer.load(order["model"]),
        "index": lambda order: peer.index(_passages(Path(order["passages"])), Path(order["keep"])),
        "open": lambda order: peer.open(Path(order["keep"])),
        "ask": lambda order: {"ids": peer.ask(order["question"], order.get("top", TOP))},
        "crowd": lambda order: _crowd(peer, order),
    }
    for line in orders:
        order = json.loads(line)
        started = time.perf_counter()
        try:
            answer = doing[order["do"]](order) or {}
        except Exception as error:  # whatever a library raises: the one who asked must know
            answer = {"error": f"{type(error).__name__}: {error}"}
        answer["seconds"] = time.perf_counter() - started
        answers.write(json.dumps(answer, ensure_ascii=False) + "\n")
        answers.flush()


def lines_of(path: Path) -> Iterator[Any]:
    """The JSON values of a file, one a line."""
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)


def _passages(path: Path) -> dict[str, str]:
    return {line["passage_id"]: line["text"] for line in lines_of(path)}


def _crowd(peer: Peer, order: Mapping[str, Any]) -> dict[str, Any]:
    """Threads that ask one question after another until the time is over, each at least one."""
    questions = list(lines_of(Path(order["questions"])))
    places = count()
    started = time.perf_counter()

    def ask_on() -> int:
        answers = 0
        while not answers or time.perf_counter() - started < order["seconds"]:
            peer.ask(questions[next(places) % len(questions)], TOP)
            answers += 1
        return answers

    with ThreadPoolExecutor(order["threads"]) as pool:
        done = [pool.submit(ask_on) for _ in range(order["threads"])]
        answers = sum(future.result() for future in done)
    return {"answers": answers, "over": time.perf_counter() - started}
