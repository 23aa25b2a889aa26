"""What the benchmark makes of its measurements."""

import http.server
import json
import threading
from collections.abc import Iterator

import pytest

from eval.speed import Figure, ask_all, quantile


@pytest.mark.parametrize(
    ("value", "most", "least", "kept"),
    [
        (15.0, 15, None, True),
        (15.1, 15, None, False),
        (120.0, None, 120, True),
        (119.9, None, 120, False),
        (1e9, None, None, True),
    ],
)
def test_a_budget_is_kept_up_to_its_limit(
    value: float, most: float | None, least: float | None, kept: bool
) -> None:
    assert Figure("ask", value, "ms", most=most, least=least).kept is kept


def test_quantiles_are_those_of_the_values() -> None:
    values = [float(number) for number in range(101)]
    assert (quantile(values, 50), quantile(values, 95)) == (50.0, 95.0)


class _Answers(http.server.BaseHTTPRequestHandler):
    asked: list[str]
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append(json.loads(body)["question"])
        self.send_response(self.status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name there)
        pass


@pytest.fixture
def listening() -> Iterator[tuple[str, type[_Answers]]]:
    handler = type("_Fresh", (_Answers,), {"asked": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.server_port}", handler
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("clients", [1, 3, 8])
def test_every_question_is_asked_once(listening: tuple[str, type[_Answers]], clients: int) -> None:
    host, handler = listening
    asked = [f"第{number}問" for number in range(7)]
    taken = ask_all(host, asked, clients)
    assert sorted(handler.asked) == sorted(asked)
    assert len(taken) == len(asked)
    assert min(taken) > 0


def test_an_error_is_not_counted_as_an_answer(listening: tuple[str, type[_Answers]]) -> None:
    host, handler = listening
    handler.status = 503
    with pytest.raises(RuntimeError, match="503"):
        ask_all(host, ["問"], clients=1)
