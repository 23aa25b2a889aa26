"""A process that answers questions for another one (service/processes/pool.py).

It ends when its input does.
"""

import os
import pickle
import sys
from typing import IO, Any

from corpus.errors import WenjuError
from corpus.store.library import Library
from corpus.subprocesses import receive, send
from service.log_format import configure_logging
from service.settings import Settings
from service.wiring import build_answerer

_LONGEST = 1 << 30  # the other side is our own


def main() -> None:
    """Take settings, then questions; what is wrong with a question is answered, too."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints disturbs nothing
    settings: Settings = hear(sys.stdin.buffer)
    configure_logging(settings.log_level, settings.log_format)
    answerer = build_answerer(settings, Library(settings.home))
    tell(answers, "ready")
    while True:
        try:
            question = hear(sys.stdin.buffer)
        except EOFError:
            return
        try:
            tell(answers, answerer.ask(*question))
        except WenjuError as error:
            tell(answers, error)


def tell(pipe: IO[bytes], message: Any) -> None:  # noqa: ANN401  (a question or an answer)
    """Send what the other side of the pipe hears."""
    send(pipe, pickle.dumps(message))


def hear(pipe: IO[bytes]) -> Any:  # noqa: ANN401  (what was told)
    """What the other side of the pipe tells; EOFError when it has ended."""
    return pickle.loads(receive(pipe, _LONGEST))


if __name__ == "__main__":
    main()
