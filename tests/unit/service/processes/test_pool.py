"""Answering in several processes: who is asked, and what happens to a question when one ends."""

import os
import pickle
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from corpus.errors import UnknownVersion, WenjuError
from index.engines.base import Filters
from service.answering import Answer, Answerer, AskedQuestion
from service.citing.citations import UnknownStyle
from service.errors import QuestionEmpty, TopKOutOfRange
from service.processes import pool as parallel
from service.processes.child import AT_ONCE
from service.processes.pool import CROWDED, ParallelAnswerer, questions_at_once
from service.settings import Settings
from service.wiring import build_answerer, ensure_index
from tests.steady import PATIENCE, until

Process = parallel._Process


def answer_by(who: str, question: str) -> Answer:
    return Answer(who, "no_answer", 0.0, "nothing", AskedQuestion(question, "en"), ())


class Here:
    """Answers when it is let go."""

    searcher = SimpleNamespace()

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.asked = threading.Semaphore(0)

    def ask(self, question: str, *rest: object) -> Answer:
        self.asked.release()
        assert self.let_go.wait(PATIENCE)
        return answer_by("here", question)


class Elsewhere:
    """A process that answers when it may, gives an error, or has ended."""

    made: ClassVar[list["Elsewhere"]] = []

    def __init__(self, settings: Settings) -> None:
        self.does: Exception | None = None
        self.closed = False
        self.may = threading.Event()
        self.may.set()
        self.asked = threading.Semaphore(0)
        self.made.append(self)

    def ask(self, question: str, *rest: object) -> "Answer | Exception":
        self.asked.release()
        assert self.may.wait(PATIENCE)
        if isinstance(self.does, EOFError):
            raise self.does
        return self.does or answer_by("elsewhere", question)

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> list[Elsewhere]:
    Elsewhere.made = []
    monkeypatch.setattr(parallel, "_Process", Elsewhere)
    return Elsewhere.made


class Crowd:
    """Questions that keep this process busy, and what is asked beside them."""

    def __init__(self, processes: int) -> None:
        self.here = Here()
        self.pool = ThreadPoolExecutor(CROWDED + 2 + AT_ONCE)
        self.settings = Settings(_env_file=None, processes=processes)
        self.answerer = ParallelAnswerer(self.here, self.settings)  # type: ignore[arg-type]
        self.asked: list[Future[Answer]] = []

    def ask_here(self, number: int) -> None:
        """Ask so many questions, one after the other has begun to be answered."""
        for place in range(number):
            self.asked.append(self.pool.submit(self.answerer.ask, f"q{place}"))
            assert self.here.asked.acquire(timeout=PATIENCE)

    def grow(self) -> Elsewhere:
        """Ask as many as start another process, and wait until it is taken in."""
        self.ask_here(CROWDED + 1)
        until(lambda: self.answerer.processes == 2)
        return Elsewhere.made[-1]

    def end(self) -> None:
        self.here.let_go.set()
        assert all(future.result(PATIENCE).index_version == "here" for future in self.asked)
        self.pool.shutdown()
        self.answerer.close()


@pytest.fixture
def crowd(request: pytest.FixtureRequest) -> Iterator[Crowd]:
    made = Crowd(getattr(request, "param", 2))
    yield made
    made.end()


def test_questions_one_at_a_time_start_no_process(crowd: Crowd, elsewhere: list[Elsewhere]) -> None:
    crowd.here.let_go.set()
    for number in range(3 * CROWDED):
        assert crowd.answerer.ask(f"q{number}").index_version == "here"
    assert (crowd.answerer.processes, elsewhere) == (1, [])


def test_two_now_and_then_start_no_process(crowd: Crowd, elsewhere: list[Elsewhere]) -> None:
    for _ in range(CROWDED):
        crowd.ask_here(2)
        crowd.here.let_go.set()
        for future in crowd.asked:
            future.result(PATIENCE)
        crowd.here.let_go.clear()
    assert (crowd.answerer.processes, elsewhere) == (1, [])


def test_a_crowd_starts_one_that_takes_what_meets_a_busy_service(crowd: Crowd) -> None:
    crowd.grow()
    assert crowd.answerer.ask("beside").index_version == "elsewhere"
    assert crowd.answerer.ask("again").index_version == "elsewhere"


def test_so_many_questions_are_with_it_and_no_more(crowd: Crowd) -> None:
    other = crowd.grow()
    other.may.clear()
    there = []
    for number in range(AT_ONCE):
        there.append(crowd.pool.submit(crowd.answerer.ask, f"there {number}"))
        assert other.asked.acquire(timeout=PATIENCE)
    crowd.ask_here(1)
    other.may.set()
    assert [future.result(PATIENCE).index_version for future in there] == ["elsewhere"] * AT_ONCE
    assert crowd.answerer.ask("beside").index_version == "elsewhere"


@pytest.mark.parametrize(("processes", "questions"), [(1, 8), (2, 16), (4, 32)])
def test_questions_at_once(processes: int, questions: int) -> None:
    assert questions_at_once(processes) == questions


@pytest.mark.parametrize("crowd", [1], indirect=True)
def test_no_more_processes_than_may_be(crowd: Crowd, elsewhere: list[Elsewhere]) -> None:
    crowd.ask_here(CROWDED + 2)
    assert (crowd.answerer.processes, elsewhere) == (1, [])


def test_an_error_of_the_question_is_raised_and_its_process_asked_again(crowd: Crowd) -> None:
    other = crowd.grow()
    other.does = QuestionEmpty()
    with pytest.raises(QuestionEmpty):
        crowd.answerer.ask("?")
    other.does = None
    assert crowd.answerer.ask("beside").index_version == "elsewhere"


def test_one_that_ended_takes_no_question_along(crowd: Crowd) -> None:
    other = crowd.grow()
    other.does = EOFError("gone")
    crowd.here.let_go.set()
    assert crowd.answerer.ask("beside").index_version == "here"
    assert (crowd.answerer.processes, other.closed) == (1, True)


def test_closing_ends_them(crowd: Crowd) -> None:
    other = crowd.grow()
    crowd.answerer.close()
    assert other.closed
    crowd.here.let_go.set()
    assert crowd.answerer.ask("late").index_version == "here"


def test_one_that_cannot_start_is_not_tried_again(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = threading.Semaphore(0)

    def fail(settings: Settings) -> None:
        tried.release()
        raise EOFError("it has no memory")

    monkeypatch.setattr(parallel, "_Process", fail)
    crowd.ask_here(CROWDED + 1)
    assert tried.acquire(timeout=PATIENCE)
    crowd.ask_here(1)
    assert not tried.acquire(blocking=False)
    assert crowd.answerer.processes == 1


@pytest.mark.parametrize(
    "error",
    [QuestionEmpty(), TopKOutOfRange(0, 50), UnknownStyle("mla"), UnknownVersion("a", "b", ["c"])],
)
def test_an_error_says_the_same_in_another_process(error: WenjuError) -> None:
    handed_on = pickle.loads(pickle.dumps(error))
    assert (type(handed_on), str(handed_on)) == (type(error), str(error))
    assert vars(handed_on) == vars(error)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = Settings(home=tmp_path_factory.mktemp("home"), _env_file=None)
    ensure_index(made)
    return made


@pytest.fixture
def process(settings: Settings) -> Iterator[Process]:
    started = Process(settings)
    yield started
    started.close()


def test_it_answers_as_this_one_does(settings: Settings, process: Process) -> None:
    here = build_answerer(settings)
    for question in ("南韓為什麼參與六方會談？", "What did Russia want?", "qwxzy"):
        there = process.ask(question, 3, None, True)
        assert isinstance(there, Answer)
        assert without_times(there) == without_times(here.ask(question, 3, None, True))
    refused = process.ask("why?", 0, None, False)
    assert isinstance(refused, TopKOutOfRange)


def test_questions_that_wait_there_get_their_own_answers(process: Process) -> None:
    questions = [f"Who is asked number {number}?" for number in range(4)]
    with ThreadPoolExecutor(len(questions)) as pool:
        answers = list(pool.map(lambda text: process.ask(text, 1, None, False), questions))
    assert [a.question.text for a in answers if isinstance(a, Answer)] == questions


def test_killed_it_takes_none_of_those_that_wait_along(
    settings: Settings, process: Process
) -> None:
    os.kill(process._child.pid, signal.SIGSTOP)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = [
            pool.submit(process.ask, "What did Russia want?", 3, None, False)
            for _ in range(AT_ONCE)
        ]
        os.kill(process._child.pid, signal.SIGKILL)
        for future in asked:
            with pytest.raises((OSError, EOFError)):
                future.result(PATIENCE)


def test_closing_waits_for_nobody_whose_question_is_not_taken(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "_SECONDS_TO_END", 0.2)
    os.kill(process._child.pid, signal.SIGSTOP)
    longer_than_a_pipe = Filters(documents=frozenset(f"document-{n}" for n in range(50_000)))
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(process.ask, "What did Russia want?", 3, longer_than_a_pipe, False)
        until(process._telling.locked)
        process.close()
        with pytest.raises((OSError, EOFError)):
            asked.result(PATIENCE)


def test_killed_it_is_replaced_by_this_one(settings: Settings, process: Process) -> None:
    here = build_answerer(settings)
    both = ParallelAnswerer(here, settings)
    both._asked, both._started = {process: 0}, 2
    both._answering_here = 1  # as while another question is answered
    assert both.ask("What did Russia want?").passages
    assert both._asked == {process: 0}
    os.kill(process._child.pid, signal.SIGKILL)
    process._child.wait(PATIENCE)
    assert both.ask("What did Russia want?").passages
    assert both.processes == 1
    both.close()


def test_once_closed_it_says_so_as_one_that_ended_does(process: Process) -> None:
    process.close()
    with pytest.raises(EOFError, match="closed"):
        process.ask("What did Russia want?", 3, None, False)
    process.close()


def without_times(answer: Answer) -> Answer:
    return replace(answer, timings_ms={})


def test_the_types_fit() -> None:
    """A `ParallelAnswerer` is asked as an `Answerer` is."""
    here: Any = Answerer.ask.__annotations__
    assert ParallelAnswerer.ask.__annotations__ == here
