"""Questions are answered in this process and, while it is busy, on other cores in further ones.

Python runs one thread at a time, so a process answers on one core however many threads it has; it
answers some questions side by side all the same, so that they are encoded together. A service that
few ask at once stays one process; where questions keep meeting each other, another one is started
that reads the same index, which all map and none copies. It answers and does nothing else:
documents, jobs and HTTP stay here. One that dies takes no question along, which is answered here.
"""

import contextlib
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any

from corpus.subprocesses import python_path
from index.engines.base import Filters
from index.search import Searcher
from service.answering import Answer, Answerer
from service.follow_ups import Turn
from service.processes.child import AT_ONCE, hear, tell
from service.settings import Settings

logger = logging.getLogger(__name__)

# So many questions in a row that found another one being answered start a process.
CROWDED = 8
_COMMAND = [sys.executable, "-P", "-m", "service.processes.child"]
_SECONDS_TO_END = 5


def questions_at_once(processes: int) -> int:
    """How many questions so many processes take at a time, this one included."""
    return AT_ONCE * processes


class ParallelAnswerer:
    """An answerer that takes further processes when it is busy; safe to use from many threads."""

    def __init__(self, answerer: Answerer, settings: Settings) -> None:
        self._here = answerer
        self._settings = settings
        self._lock = threading.Lock()
        self._answering_here = 0
        self._crowded = 0
        self._started = 1
        self._asked: dict[_Process, int] = {}
        self._closed = False

    @property
    def searcher(self) -> Searcher:
        """The searcher over the index that is served now."""
        return self._here.searcher

    @property
    def processes(self) -> int:
        """How many processes answer, this one included."""
        return 1 + len(self._asked)

    def ask(
        self,
        question: str,
        top_k: int = 5,
        filters: Filters | None = None,
        explain: bool = False,
        before: Sequence[Turn] = (),
    ) -> Answer:
        """As `Answerer.ask`."""
        process = self._take()
        if process is not None:
            try:
                answer = process.ask(question, top_k, filters, explain, before)
            except (OSError, EOFError) as error:
                logger.warning(
                    "an answering process has ended (%s); its question is asked here", error
                )
                self._drop(process)
            else:
                with self._lock:
                    if process in self._asked:
                        self._asked[process] -= 1
                if isinstance(answer, Answer):
                    return answer
                raise answer
            with self._lock:
                self._answering_here += 1
        try:
            return self._here.ask(question, top_k, filters, explain, before)
        finally:
            with self._lock:
                self._answering_here -= 1
                if not self._answering_here:
                    self._crowded = 0

    def close(self) -> None:
        """End the other processes, each after the question that it is at."""
        with self._lock:
            self._closed = True
            processes, self._asked = list(self._asked), {}
        for process in processes:
            process.close()

    def _take(self) -> "_Process | None":
        """Another process to ask; None to ask here."""
        with self._lock:
            if self._answering_here and self._asked:
                process = min(self._asked, key=self._asked.__getitem__)
                if self._asked[process] < AT_ONCE:
                    self._asked[process] += 1
                    return process
            self._crowded += bool(self._answering_here)
            self._answering_here += 1
            if self._crowded < CROWDED or self._started >= self._settings.most_processes:
                return None
            self._crowded = 0
            self._started += 1
        threading.Thread(target=self._start, name="start-answering", daemon=True).start()
        return None

    def _start(self) -> None:
        try:
            process = _Process(self._settings)
        except (OSError, EOFError) as error:
            # It is not tried again: whatever is wrong, this process goes on answering.
            logger.error("no further process answers questions: %s", error)
            return
        with self._lock:
            if not self._closed:
                self._asked[process] = 0
                logger.info("%d processes answer questions now", self.processes)
                return
        process.close()

    def _drop(self, process: "_Process") -> None:
        """Forget a process that has ended; another one may be started."""
        with self._lock:
            if self._asked.pop(process, None) is not None:
                self._started -= 1
        process.close()


class _Process:
    """One other process; its answers come in the order of asking."""

    def __init__(self, settings: Settings) -> None:
        """Start it, and wait until it can answer.

        Raises:
            OSError, EOFError: it cannot.
        """
        self._telling = threading.Lock()
        # Set when the answer to the question before has been heard.
        self._heard = threading.Event()
        self._heard.set()
        self._child = subprocess.Popen(
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": python_path()},
            # Ctrl-C is for the service, which ends its processes itself.
            start_new_session=True,
        )
        try:
            self._call(settings)
        except BaseException:
            self.close()
            raise

    def ask(self, *question: Any) -> "Answer | Exception":  # noqa: ANN401  (as it is asked)
        """What the other process answers, or why it does not."""
        answer: Answer | Exception = self._call(question)
        return answer

    def close(self) -> None:
        """Let it end after the questions that it has, or end it."""
        if not self._telling.acquire(timeout=_SECONDS_TO_END):
            self._child.kill()  # so does whoever tells it a question that it does not take
            self._telling.acquire()
        try:
            if not self._heard.wait(_SECONDS_TO_END):
                self._child.kill()  # so its questions end, too
                self._heard.wait()
            for pipe in filter(None, (self._child.stdin, self._child.stdout)):
                with contextlib.suppress(OSError):
                    pipe.close()
        finally:
            self._telling.release()
        try:
            self._child.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def _call(self, message: Any) -> Any:  # noqa: ANN401  (whatever the other process gives)
        assert self._child.stdin and self._child.stdout
        heard = threading.Event()
        with self._telling:
            if self._child.stdin.closed:
                raise EOFError("it was closed")
            tell(self._child.stdin, message)
            before, self._heard = self._heard, heard
        try:
            before.wait()
            return hear(self._child.stdout)
        finally:
            heard.set()
