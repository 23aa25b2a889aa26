"""Wenju as people run it, over HTTP, with the texts of the comparison."""

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.benchmarks.apart import apart
from eval.benchmarks.clients import Order, ask
from eval.benchmarks.figures import Figure, quantile
from eval.benchmarks.machine import untouched_environment
from eval.benchmarks.peers.measuring import STARTS, THREADS, WARM_UP
from eval.benchmarks.peers.with_wenju import Wenju
from eval.benchmarks.processes import memory_of
from eval.collections.loading import PassageLine, Yardstick
from eval.serving import serving
from index.encoders.loading import EMBEDDED


def measure_over_http(
    yardstick: Yardstick, filler: Sequence[PassageLine], most: int | None, seconds: float
) -> Iterator[Figure]:
    """The figures of a peer, but quality and indexing, which are those of its process."""
    passages = [*yardstick.passages, *filler]
    questions = [query.text for query in yardstick.queries]
    at: dict[str, str | int] = {"passages": len(passages)}
    with tempfile.TemporaryDirectory(prefix="wenju-peer-") as folder:
        home = Path(folder) / "wenju"
        apart(_index, {passage.passage_id: passage.text for passage in passages}, Path(folder))
        cold = []
        for question in questions[:STARTS]:
            with serving(home, environment=untouched_environment()) as served:
                (first,) = ask(Order(served.host, [question], 1, 60, 1)).milliseconds
                cold.append(served.seconds + first / 1000)
        yield Figure("peer start to first answer", statistics.median(cold), "s", at)
        with serving(home, environment=untouched_environment()) as served:
            ask(Order(served.host, questions[-WARM_UP:], 1, seconds, WARM_UP))
            taken = ask(Order(served.host, questions, 1, 600, most)).milliseconds
            yield Figure("peer ask p50", quantile(taken, 50), "ms", at)
            yield Figure("peer ask p95", quantile(taken, 95), "ms", at)
            for clients in THREADS:
                outcome = ask(Order(served.host, questions, clients, seconds))
                rate = len(outcome.milliseconds) / outcome.seconds
                yield Figure("peer answers", rate, "answers/s", {**at, "threads": clients})
            yield Figure("peer memory", memory_of(served.process).resident, "MB", at)


def _index(passages: dict[str, str], keep: Path) -> None:
    ours = Wenju()
    ours.load(EMBEDDED)
    ours.index(passages, keep)
