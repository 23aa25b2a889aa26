"""A library of some size, served: start, latency by stage, throughput by clients, memory."""

import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.benchmarks.clients import Order, Outcome, ask
from eval.benchmarks.figures import Figure, quantile
from eval.benchmarks.machine import untouched_environment
from eval.benchmarks.processes import memory_of, seconds_of
from eval.serving import Served, serving

STARTS = 3
WARM_UP = 20


def measure_asking(
    home: Path, passages: int, questions: Sequence[str], clients: Sequence[int], seconds: float
) -> Iterator[Figure]:
    """Every figure of one size; the first is there after the starts.

    Args:
        home: a library with a current index.
        passages: how many it has, as the figures shall say it.
        questions: what is asked; each once, until all have been.
        clients: how many ask at once, one measurement each.
        seconds: how long each measurement may take.
    """
    yield from _starts(home, passages, questions)
    with serving(home, environment=untouched_environment()) as served:
        ask(Order(served.host, questions[-WARM_UP:], 1, seconds, WARM_UP))
        yield from _alone(served, passages, questions, seconds)
        for count in clients:
            yield from _together(served, passages, questions, count, seconds)
        memory = memory_of(served.process)
        yield Figure("memory", memory.resident, "MB", {"passages": passages})
        yield Figure("memory of its own", memory.own, "MB", {"passages": passages})


def _starts(home: Path, passages: int, questions: Sequence[str]) -> Iterator[Figure]:
    """From nothing to ready, and to the first answer; files may be in the system's cache."""
    ready, answered = [], []
    for question in questions[:STARTS]:
        with serving(home, environment=untouched_environment()) as served:
            (first,) = ask(Order(served.host, [question], 1, 60, 1)).milliseconds
            ready.append(served.seconds)
            answered.append(served.seconds + first / 1000)
    at = {"passages": passages}
    yield Figure("start to ready", statistics.median(ready), "s", at)
    yield Figure("start to first answer", statistics.median(answered), "s", at)


def _alone(
    served: Served, passages: int, questions: Sequence[str], seconds: float
) -> Iterator[Figure]:
    outcome = ask(Order(served.host, questions, 1, seconds, len(questions)))
    at = {"passages": passages, "clients": 1}
    for percent in (50, 95, 99):
        value = quantile(outcome.milliseconds, percent)
        yield Figure(f"ask p{percent}", value, "ms", at)
    for stage, values in _stages(outcome).items():
        for percent in (50, 95):
            value = quantile(values, percent)
            yield Figure(f"stage p{percent}", value, "ms", {"passages": passages, "stage": stage})


def _stages(outcome: Outcome) -> dict[str, Sequence[float]]:
    """What the answers say of their time, and the rest: HTTP, JSON, waiting, and the client."""
    inside = [sum(values) for values in zip(*outcome.stages.values(), strict=True)]
    pairs = zip(outcome.milliseconds, inside, strict=bool(inside))
    rest = [max(0.0, whole - within) for whole, within in pairs]
    return {**outcome.stages, "http": rest} if rest else {}


def _together(
    served: Served, passages: int, questions: Sequence[str], clients: int, seconds: float
) -> Iterator[Figure]:
    used = seconds_of(served.process)
    outcome = ask(Order(served.host, questions, clients, seconds))
    used = seconds_of(served.process) - used
    at = {"passages": passages, "clients": clients}
    answers = len(outcome.milliseconds)
    yield Figure("answers", answers / outcome.seconds, "answers/s", at)
    yield Figure("rejected", outcome.rejected / outcome.seconds, "refusals/s", at)
    if answers:
        yield Figure("crowded ask p50", quantile(outcome.milliseconds, 50), "ms", at)
        yield Figure("crowded ask p95", quantile(outcome.milliseconds, 95), "ms", at)
        yield Figure("processor time of the service", used * 1000 / answers, "ms", at)
        clients_used = outcome.processor_seconds * 1000 / answers
        yield Figure("processor time of the clients", clients_used, "ms", at)
