import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import SimpleNamespace

import httpx2
import pytest
from fastapi.testclient import TestClient

from service.answering import Answer, AskedQuestion
from service.errors import QuestionEmpty
from service.http.app import create_app
from service.processes.pool import questions_at_once
from service.settings import Settings
from tests.contract.errors import OWN, check_error
from tests.steady import PATIENCE, until

WAITING = 3
PROCESSES = 2
THREADS = questions_at_once(PROCESSES)


class SlowAnswerer:
    """Answers when it is let go; counts how many it answers at the same time."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.inside = threading.Semaphore(0)
        self.now = self.most = 0
        self._lock = threading.Lock()
        self.searcher = SimpleNamespace(facts=lambda: {"documents": 0})

    def ask(self, question: str, *rest: object, **more: object) -> Answer:
        if question == "broken":
            raise QuestionEmpty()
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.inside.release()
        assert self.let_go.wait(PATIENCE)
        with self._lock:
            self.now -= 1
        return Answer("fake", "no_answer", 0.0, "nothing", AskedQuestion(question, "en"), ())


@pytest.fixture
def slow() -> SlowAnswerer:
    return SlowAnswerer()


@pytest.fixture
def client(settings: Settings, slow: SlowAnswerer) -> Iterator[TestClient]:
    limits = {"max_waiting": WAITING, "processes": PROCESSES}
    app = create_app(settings.model_copy(update=limits))
    with TestClient(app, base_url=OWN, raise_server_exceptions=False) as running:
        app.state.answerer = slow
        yield running
        slow.let_go.set()


Asked = list[Future[httpx2.Response]]


@pytest.fixture
def crowd(client: TestClient, slow: SlowAnswerer) -> Iterator[Asked]:
    """As many questions as there is room for: some are being answered, the others wait."""
    with ThreadPoolExecutor(THREADS + WAITING) as pool:
        asked: Asked = []
        for number in range(THREADS + WAITING):
            asked.append(pool.submit(client.post, "/v1/ask", json={"question": f"q{number}"}))
        for _ in range(THREADS):
            assert slow.inside.acquire(timeout=PATIENCE)
        questions = client.app.state.questions  # type: ignore[attr-defined]  # a FastAPI
        until(lambda: questions._taken == THREADS + WAITING)
        yield asked
        slow.let_go.set()


def test_one_question_too_many_is_refused_at_once(
    client: TestClient, crowd: Asked, slow: SlowAnswerer
) -> None:
    refused = client.post("/v1/ask", json={"question": "one too many"})
    error = check_error(refused, 503, "overloaded")
    assert refused.headers["retry-after"] == "1"
    assert error["details"] == {"limit": THREADS + WAITING, "retry_after": 1}
    assert "WENJU_MAX_WAITING" in error["message"]
    assert slow.now == THREADS
    assert not any(future.done() for future in crowd)


def test_those_who_wait_are_answered_and_room_is_made(
    client: TestClient, crowd: Asked, slow: SlowAnswerer
) -> None:
    slow.let_go.set()
    answers = [future.result(PATIENCE) for future in crowd]
    assert [answer.status_code for answer in answers] == [200] * (THREADS + WAITING)
    asked = {answer.json()["question"]["text"] for answer in answers}
    assert asked == {f"q{number}" for number in range(THREADS + WAITING)}
    assert slow.most == THREADS
    assert client.post("/v1/ask", json={"question": "later"}).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/v1/documents", "/"])
def test_what_does_not_search_does_not_wait(client: TestClient, crowd: Asked, path: str) -> None:
    assert client.get(path).status_code == 200
    assert not any(future.done() for future in crowd)


def test_the_page_says_it_too_in_its_language(client: TestClient, crowd: Asked) -> None:
    english = client.get("/", params={"q": "why?"}, headers={"accept-language": "en"})
    assert (english.status_code, english.headers["retry-after"]) == (503, "1")
    assert "Too many people are asking" in english.text
    chinese = client.post("/", data={"q": "為何？"}, headers={"accept-language": "zh-TW"})
    assert "提問的人太多" in chinese.text


def test_a_failed_question_makes_room_as_well(client: TestClient, slow: SlowAnswerer) -> None:
    for _ in range(THREADS + WAITING + 1):
        check_error(client.post("/v1/ask", json={"question": "broken"}), 422, "question_empty")
    slow.let_go.set()
    assert client.post("/v1/ask", json={"question": "whole"}).status_code == 200
