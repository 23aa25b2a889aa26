"""What `/metrics` tells an operator: requests, answers, the library, jobs, the process."""

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

State = Callable[[], Iterable[tuple[str, str, dict[str, str], float]]]
"""Gives name, description, labels and value of each gauge as it is now."""


class Metrics:
    """Counts and times of one application; each has its own, so that tests do not share."""

    def __init__(self, version: str) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self.registry.register(_Build(version))
        self.requests = Counter(
            "wenju_requests",
            "Requests by method, route and status.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "wenju_request_seconds",
            "Seconds a request took.",
            ["method", "route"],
            registry=self.registry,
            buckets=(0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5),
        )
        self.answers = Counter(
            "wenju_answers",
            "Answers by status and language of the question.",
            ["status", "language"],
            registry=self.registry,
        )
        self.stages = Histogram(
            "wenju_stage_seconds", "Seconds of each stage of an answer.", ["stage"],
            registry=self.registry, buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1),
        )  # fmt: skip
        self.refused = Counter(
            "wenju_questions_refused",
            "Questions that were refused since too many waited.",
            registry=self.registry,
        )
        self.gone = Counter(
            "wenju_questions_abandoned",
            "Questions whose client left before their turn came.",
            registry=self.registry,
        )

    def watch(self, state: State) -> None:
        """Show these gauges too; they are asked for when somebody reads the metrics."""
        self.registry.register(_Gauges(state))


class _Build(Collector):
    def __init__(self, version: str) -> None:
        self._version = version

    def collect(self) -> Iterator[Metric]:
        """The version that runs."""
        yield InfoMetricFamily("wenju_build", "What runs.", {"version": self._version})


class _Gauges(Collector):
    def __init__(self, state: State) -> None:
        self._state = state

    def collect(self) -> Iterator[Metric]:
        """What the state is now."""
        families: dict[str, GaugeMetricFamily] = {}
        for name, description, labels, value in self._state():
            family = families.setdefault(
                name, GaugeMetricFamily(name, description, labels=list(labels))
            )
            family.add_metric(list(labels.values()), value)
        yield from families.values()
