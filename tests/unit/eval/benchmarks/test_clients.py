"""Clients in a process of their own: every question asked, nothing counted that is no answer."""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from eval.benchmarks.clients import Order, Outcome, ask, run
from tests.steady import PATIENCE
from tests.unit.eval.benchmarks.http_services import Quiet, listening


class Answers(Quiet):
    """Notes what was asked; says how long it took."""

    asked: Counter[str]
    counting = threading.Lock()
    status = 200
    refusals = 0

    def do_POST(self) -> None:
        question = json.loads(self.read_body())["question"]
        with self.counting:
            self.asked[question] += 1
        if type(self).refusals:
            type(self).refusals -= 1
            self.reply(503, b'{"error": {}}', Retry_After="0")
        else:
            self.reply(self.status, b'{"timings_ms": {"encode": 2.5, "search": 0.5}, "x": {}}')


def answers() -> type[Answers]:
    return type("Fresh", (Answers,), {"asked": Counter()})


def ask_by(asking: Coroutine[Any, Any, Outcome]) -> Outcome:
    """Run it in a thread of its own: in this one a browser's loop may be running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asking).result()


QUESTIONS = [f"第{number}問" for number in range(7)]


@pytest.mark.parametrize("clients", [1, 3, 8])
def test_every_question_is_asked_once(clients: int) -> None:
    handler = answers()
    with listening(handler) as host:
        outcome = ask_by(run(Order(host, QUESTIONS, clients, 60, len(QUESTIONS))))
    assert handler.asked == Counter(QUESTIONS)
    assert len(outcome.milliseconds) == 7
    assert min(outcome.milliseconds) > 0
    assert outcome.seconds * 1000 >= max(outcome.milliseconds)


def test_asking_ends_when_the_time_is_over() -> None:
    handler = answers()
    with listening(handler) as host:
        outcome = ask_by(run(Order(host, QUESTIONS, 2, 0.2)))
    assert 0.2 <= outcome.seconds < PATIENCE
    assert len(outcome.milliseconds) == handler.asked.total()


def test_the_stages_are_those_that_the_answers_name() -> None:
    with listening(answers()) as host:
        outcome = ask_by(run(Order(host, QUESTIONS[:2], 1, 60, 2)))
    assert outcome.stages == {"encode": [2.5, 2.5], "search": [0.5, 0.5]}


def test_a_refusal_for_now_is_counted_and_is_no_answer() -> None:
    handler = answers()
    handler.refusals = 2
    with listening(handler) as host:
        outcome = ask_by(run(Order(host, QUESTIONS, 1, 60, 7)))
    assert (outcome.rejected, len(outcome.milliseconds)) == (2, 5)


def test_an_error_is_not_counted_as_an_answer() -> None:
    handler = answers()
    handler.status = 500
    with listening(handler) as host, pytest.raises(RuntimeError, match="500"):
        ask(Order(host, QUESTIONS, 1, 60, 1))


def test_clients_in_another_process_bring_the_same_back() -> None:
    handler = answers()
    with listening(handler) as host:
        outcome = ask(Order(host, QUESTIONS, 2, 60, 7))
    assert handler.asked == Counter(QUESTIONS)
    assert len(outcome.milliseconds) == 7
    assert outcome.processor_seconds > 0
