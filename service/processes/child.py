"""A process that answers questions for another one (service/processes/pool.py).

It answers some side by side, so that they are encoded together (index/encoders/batching.py), and
sends the answers in the order of asking. It ends when its input does.
"""

import contextlib
import logging
import os
import pickle
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Queue
from typing import IO, Any

from corpus.errors import WenjuError
from corpus.store.library import Library
from corpus.subprocesses import receive, send
from service.answering import Answer
from service.log_format import configure_logging
from service.settings import Settings
from service.wiring import build_answerer

logger = logging.getLogger(__name__)

AT_ONCE = 8
"""So many questions are answered by a process at a time. Python runs one thread of them, and those
that meanwhile wait for their vectors get them together. With two, nearly every batch held one
question; sixteen give as many answers a second, and each of them later."""

_LONGEST = 1 << 30  # the other side is our own


def main() -> None:
    """Take settings, then questions; what is wrong with a question is answered, too."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints disturbs nothing
    settings: Settings = hear(sys.stdin.buffer)
    configure_logging(settings.log_level, settings.log_format)
    answerer = build_answerer(settings, Library(settings.home))
    tell(answers, "ready")
    asked: Queue[Future[Answer] | None] = Queue()
    sender = threading.Thread(target=_send_in_order, args=(answers, asked), daemon=True)
    sender.start()
    with ThreadPoolExecutor(AT_ONCE, "answer") as threads, contextlib.suppress(EOFError):
        while True:
            asked.put(threads.submit(answerer.ask, *hear(sys.stdin.buffer)))
    asked.put(None)
    sender.join()


def _send_in_order(pipe: IO[bytes], asked: "Queue[Future[Answer] | None]") -> None:
    """Send each answer, or what is wrong with its question, until there are no more."""
    for future in iter(asked.get, None):
        try:
            message: Any = future.result()  # an answer or an error
        except WenjuError as error:
            message = error
        except Exception:
            # Whoever asked hears that this process has ended, and asks again elsewhere.
            logger.exception("a question could not be answered")
            os._exit(1)
        tell(pipe, message)


def tell(pipe: IO[bytes], message: Any) -> None:  # noqa: ANN401  (a question or an answer)
    """Send what the other side of the pipe hears."""
    send(pipe, pickle.dumps(message))


def hear(pipe: IO[bytes]) -> Any:  # noqa: ANN401  (what was told)
    """What the other side of the pipe tells; EOFError when it has ended."""
    return pickle.loads(receive(pipe, _LONGEST))


if __name__ == "__main__":
    main()
