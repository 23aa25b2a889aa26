"""Peers speak one protocol; what they find is measured by the same rule."""

import json
import os
import sys
from collections.abc import Mapping
from functools import partial
from io import StringIO
from pathlib import Path

import pytest

from eval.benchmarks.figures import Figure
from eval.benchmarks.machine import ROOT
from eval.benchmarks.peers.conversation import Conversation, talking
from eval.benchmarks.peers.environments import OFFLINE, environment, peer_names
from eval.benchmarks.peers.measuring import measure_peer, measure_quality
from eval.benchmarks.peers.plan import fill, of_system
from eval.benchmarks.peers.protocol import converse
from eval.collections.loading import PassageLine, QueryLine, Yardstick
from eval.errors import PeerFailed
from tests.steady import PATIENCE

SCRIPT = [sys.executable, "-m", "tests.unit.eval.benchmarks.overlap_peer"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


class Echo:
    """Finds the passages in the order in which they came."""

    def load(self, model: str) -> None:
        assert model == "model"

    def index(self, passages: Mapping[str, str], keep: Path) -> None:
        (keep / "kept").write_text(json.dumps(list(passages)), encoding="utf-8")

    def open(self, keep: Path) -> None:
        self._ids = json.loads((keep / "kept").read_text(encoding="utf-8"))

    def ask(self, question: str, top: int) -> list[str]:
        return [str(name) for name in self._ids[:top]]


def answers_to(*orders: Mapping[str, object]) -> list[dict[str, object]]:
    said = StringIO()
    converse(Echo(), StringIO("".join(json.dumps(order) + "\n" for order in orders)), said)
    return [json.loads(line) for line in said.getvalue().splitlines()]


def test_each_order_has_one_answer_with_its_time(tmp_path: Path) -> None:
    texts = tmp_path / "passages.jsonl"
    texts.write_text('{"passage_id": "b", "text": "B"}\n{"passage_id": "a", "text": "A"}\n')
    loaded, indexed, opened, asked = answers_to(
        {"do": "load", "model": "model"},
        {"do": "index", "passages": str(texts), "keep": str(tmp_path)},
        {"do": "open", "keep": str(tmp_path)},
        {"do": "ask", "question": "?", "top": 1},
    )
    assert [set(answer) for answer in (loaded, indexed, opened)] == [{"seconds"}] * 3
    assert asked["ids"] == ["b"]
    assert isinstance(asked["seconds"], float)


def test_what_goes_wrong_is_an_answer_too() -> None:
    wrong, unknown, asked = answers_to(
        {"do": "load", "model": "other"}, {"do": "dance"}, {"do": "ask", "question": "?"}
    )
    assert str(wrong["error"]).startswith("AssertionError")
    assert unknown["error"] == "KeyError: 'dance'"
    assert str(asked["error"]).startswith("AttributeError")


def test_a_crowd_asks_until_the_time_is_over(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text('["a"]')
    (tmp_path / "questions").write_text('"?"\n"!"\n', encoding="utf-8")
    crowd = {"questions": str(tmp_path / "questions"), "threads": 3, "seconds": 0.1}
    _, done = answers_to({"do": "open", "keep": str(tmp_path)}, {"do": "crowd", **crowd})
    assert isinstance(done["answers"], int)
    assert done["answers"] >= 3
    assert isinstance(done["over"], float)
    assert 0.1 <= done["over"] < PATIENCE


def test_a_program_is_talked_to() -> None:
    with talking("overlap", SCRIPT, ENVIRONMENT, PATIENCE) as peer:
        assert isinstance(peer, Conversation)
        answer = peer.order(do="load", model="model")
    assert answer["waited"] >= answer["seconds"] > 0
    with pytest.raises(ProcessLookupError):
        os.kill(peer.process, 0)


@pytest.mark.parametrize(
    ("model", "limit", "message"),
    [
        ("broken", PATIENCE, "load: ValueError: broken weights"),
        ("deadly", PATIENCE, "ended while it should load"),
        ("endless", 0.5, "load took longer than 0.5 s"),
    ],
)
def test_a_program_that_fails_is_named_with_why(model: str, limit: float, message: str) -> None:
    with (
        pytest.raises(PeerFailed, match=f"'overlap' failed: .*{message}"),
        talking("overlap", SCRIPT, ENVIRONMENT, limit) as peer,
    ):
        if limit < 1:  # the first order waits for Python to start, too
            peer._limit = PATIENCE
            peer.order(do="load", model="model")
            peer._limit = limit
        peer.order(do="load", model=model)


def yardstick() -> Yardstick:
    """Two passages in two languages each; every question has one in each that answers it."""
    passages = [
        PassageLine(passage_id="panda-en", lang="en", text="a panda eats bamboo"),
        PassageLine(passage_id="panda-zh", lang="zh", text="熊 貓 panda"),
        PassageLine(passage_id="river-en", lang="en", text="the river is long"),
        PassageLine(passage_id="river-zh", lang="zh", text="河 長"),
    ]
    queries = [
        QueryLine(query_id="1", lang="en", text="what does a panda eat"),
        QueryLine(query_id="2", lang="zh", text="河"),
    ]
    qrels = {
        "1": frozenset({"panda-en", "panda-zh"}),
        "2": frozenset({"river-en", "river-zh"}),
    }
    return Yardstick("small", passages, queries, qrels)


def test_quality_is_measured_over_all_passages_and_over_each_language() -> None:
    figures = measure_quality(partial(talking, "overlap", SCRIPT, ENVIRONMENT), yardstick())
    found = {(f.at["questions"], f.at["passages"]): round(f.value, 4) for f in figures}
    # By words in common: the first question finds both, the second only the one in its language.
    assert found == {
        ("en", "both"): 1.0,
        ("zh", "both"): 0.6131,
        ("en", "en"): 1.0,
        ("zh", "en"): 0.0,
        ("en", "zh"): 1.0,
        ("zh", "zh"): 1.0,
    }


def test_time_and_memory_are_measured_with_what_fills_the_library() -> None:
    filler = [PassageLine(passage_id="more", lang="en", text="more")]
    figures = list(
        measure_peer(
            partial(talking, "overlap", SCRIPT, ENVIRONMENT), yardstick(), filler, seconds=0.05
        )
    )
    assert [(figure.name, figure.at.get("threads")) for figure in figures] == [
        ("peer indexing", None),
        ("peer start to first answer", None),
        ("peer ask p50", None),
        ("peer ask p95", None),
        ("peer answers", 1),
        ("peer answers", 4),
        ("peer answers", 16),
        ("peer memory", None),
    ]
    assert {figure.at["passages"] for figure in figures} == {5}
    assert min(figure.value for figure in figures) > 0


def test_figures_are_told_apart_by_their_system() -> None:
    (figure,) = of_system("txtai", [Figure("peer ask p50", 1.0, "ms", {"passages": 5})])
    assert figure.at == {"system": "txtai", "passages": 5}


def test_a_library_is_filled_in_both_languages(tmp_path: Path) -> None:
    lines = [
        {"passage_id": "1", "lang": "zh", "text": "會談在北京舉行。各國都派了代表。"},
        {"passage_id": "2", "lang": "en", "text": "The talks were held. All sent delegates."},
    ]
    written = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (tmp_path / "passages.jsonl").write_text(written, encoding="utf-8")
    filler = fill(tmp_path, 6)
    assert [line.lang for line in filler] == ["zh"] * 3 + ["en"] * 3
    assert len({line.passage_id for line in filler}) == 6
    assert fill(tmp_path, 0) == []


def test_every_peer_has_a_program_and_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in peer_names():
        assert (ROOT / "eval" / "benchmarks" / "peers" / f"with_{name}.py").is_file()
    monkeypatch.setenv("WENJU_RESERVED_PLACES", "7")
    variables = environment()
    assert OFFLINE.items() <= variables.items()
    assert "WENJU_RESERVED_PLACES" not in variables
