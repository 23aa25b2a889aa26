"""Gauges of the state of an application: library, index, jobs, waiting questions."""

from collections import Counter
from collections.abc import Iterator

from fastapi import FastAPI

from corpus.errors import WenjuError

Gauge = tuple[str, str, dict[str, str], float]


def gauges_of(app: FastAPI) -> Iterator[Gauge]:
    """What an operator watches; a library that cannot be read leaves its gauges out."""
    try:
        yield "wenju_documents", "Documents in the library.", {}, len(app.state.library.heads())
        states = Counter(job["state"] for job in app.state.jobs.list())
        for state, number in states.items():
            yield "wenju_jobs", "The last jobs by state.", {"state": state}, number
    except WenjuError:
        pass
    yield (
        "wenju_questions_waiting",
        "Questions that are being answered or wait.",
        {},
        app.state.questions.taken,
    )
    answerer = app.state.answerer
    yield "wenju_ready", "1 where an index is served.", {}, float(answerer is not None)
    if answerer is not None:
        facts = answerer.searcher.facts()
        for language, number in facts.get("passages", {}).items():
            labels = {"language": language}
            yield "wenju_passages", "Passages of the served index.", labels, number
