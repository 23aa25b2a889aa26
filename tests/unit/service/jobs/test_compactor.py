import threading
from collections.abc import Callable

from index.errors import IndexMissing
from service.jobs.compactor import Tidying
from tests.project import ROOT
from tests.steady import PATIENCE


def test_it_tidies_at_the_start_and_after_each_change_one_at_a_time() -> None:
    calls, done = [], threading.Semaphore(0)
    running = threading.Lock()

    def tidy(ending: Callable[[], bool]) -> None:
        assert running.acquire(blocking=False)
        calls.append(ending())
        running.release()
        done.release()

    tidying = Tidying(tidy)
    tidying.start()
    assert done.acquire(timeout=PATIENCE)
    tidying.wake()
    assert done.acquire(timeout=PATIENCE)
    tidying.stop(PATIENCE)
    assert calls == [False, False]


def test_a_failure_does_not_end_it() -> None:
    failures: list[Exception] = [IndexMissing(ROOT), ZeroDivisionError("a defect")]
    done = threading.Semaphore(0)

    def tidy(ending: Callable[[], bool]) -> None:
        done.release()
        if failures:
            raise failures.pop()

    tidying = Tidying(tidy)
    tidying.start()
    for _ in range(2):
        assert done.acquire(timeout=PATIENCE)
        tidying.wake()
    assert done.acquire(timeout=PATIENCE)
    tidying.stop(PATIENCE)
    assert failures == []


def test_what_runs_is_told_to_end() -> None:
    told, begun = threading.Event(), threading.Event()

    def tidy(ending: Callable[[], bool]) -> None:
        begun.set()
        while not ending():
            pass
        told.set()

    tidying = Tidying(tidy)
    tidying.start()
    assert begun.wait(PATIENCE)
    tidying.stop(PATIENCE)
    assert told.is_set()
