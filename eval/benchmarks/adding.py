"""How long until a new document is searchable, in a library that is served meanwhile?"""

import http.client
import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.documents import Language
from corpus.sentences import split_sentences
from eval.benchmarks.crowd import crowd_paragraphs, open_texts
from eval.benchmarks.figures import Figure
from eval.benchmarks.machine import untouched_environment
from eval.errors import ServiceRefused
from eval.serving import serving

PASSAGES = 50
TIMES = 3
PATIENCE = 120.0
PAUSE = 0.02  # asking all the time would slow down what is waited for
MARK = "Zyrgwick"  # in no text, so that only the new document can be what is found


def measure_adding(home: Path, passages: int, folders: Sequence[Path]) -> Iterator[Figure]:
    """Add a document of 50 passages and ask for it until it is found; then remove it.

    Its sentences are those of the texts, each with a number that makes it new: none has a vector.
    """
    texts = open_texts(folders)
    language: Language = "en" if "en" in texts else "zh-Hant"
    paragraphs = crowd_paragraphs(language, texts[language], f"added-{time.time_ns()}")
    taken = []
    with serving(home, environment=untouched_environment()) as served:
        for number in range(TIMES):
            name = f"benchmark-added-{number}"
            chosen = list(islice(paragraphs, PASSAGES))
            taken.append(add_and_find(served.host, name, _made_new(chosen, number)))
            remove(served.host, name)
    yield Figure("add until searchable", statistics.median(taken), "s", {"passages": passages})


def add_and_find(host: str, document_id: str, paragraphs: Sequence[str]) -> float:
    """The seconds from the first byte sent to the first answer from the document.

    Raises:
        ServiceRefused: it takes no documents, or this one cannot be found in two minutes.
    """
    blocks = [{"kind": "paragraph", "text": text} for text in paragraphs]
    started = time.perf_counter()
    _send(host, "PUT", f"/v1/documents/{document_id}", {"blocks": blocks})
    _wait(lambda: _finds(host, document_id), "be found")
    return time.perf_counter() - started


def remove(host: str, document_id: str) -> None:
    """Remove a document and wait until the index knows."""
    job = _send(host, "DELETE", f"/v1/documents/{document_id}")
    _wait(lambda: _send(host, "GET", job["url"])["state"] == "done", "be forgotten")


def _made_new(paragraphs: Sequence[str], number: int) -> list[str]:
    """The same paragraphs with a number before each sentence."""
    return [
        " ".join(
            f"{MARK} {number}-{place}-{start}: {text[start:end]}"
            for start, end in split_sentences(text)
        )
        for place, text in enumerate(paragraphs)
    ]


def _finds(host: str, document_id: str) -> bool:
    answer = _send(host, "POST", "/v1/ask", {"question": f"What is {MARK}?"})
    shown = [*answer["passages"], *answer["related"]]
    return any(passage["document_id"] == document_id for passage in shown)


def _wait(is_so: Callable[[], bool], what: str) -> None:
    ends = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > ends:
            raise ServiceRefused(f"a document did not come to {what} within {PATIENCE:g} s")
        time.sleep(PAUSE)


def _send(host: str, method: str, path: str, body: object = None) -> dict[str, Any]:
    connection = http.client.HTTPConnection(host, timeout=PATIENCE)
    try:
        content = None if body is None else json.dumps(body).encode()
        connection.request(method, path, content, {"Content-Type": "application/json"})
        response = connection.getresponse()
        said = response.read()
    finally:
        connection.close()
    if response.status not in (200, 202):
        raise ServiceRefused(f"{method} {path} was answered with {response.status}: {said[:300]!r}")
    answer: dict[str, Any] = json.loads(said)
    return answer
