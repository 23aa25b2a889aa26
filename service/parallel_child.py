"""A process that answers questions for another one (service/parallel.py) until its input ends."""

import os
import pickle
import sys

from corpus.errors import WenjuError
from corpus.library import Library
from corpus.readers.frames import receive, send
from service.logs import configure_logging
from service.settings import Settings
from service.wiring import build_answerer

_LONGEST = 1 << 30


def main() -> None:
    """Take settings, then questions; what is wrong with a question is answered, too."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints disturbs nothing
    settings: Settings = pickle.loads(receive(sys.stdin.buffer, _LONGEST))
    configure_logging(settings.log_level)
    answerer = build_answerer(settings, Library(settings.home))
    send(answers, pickle.dumps("ready"))
    while True:
        try:
            question = pickle.loads(receive(sys.stdin.buffer, _LONGEST))
        except EOFError:
            return
        try:
            answer = answerer.ask(*question)
        except WenjuError as error:
            send(answers, pickle.dumps(error))
        else:
            send(answers, pickle.dumps(answer))


if __name__ == "__main__":
    main()
