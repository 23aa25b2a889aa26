"""One peer measured over one benchmark: quality, and what it takes."""

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from pathlib import Path

from eval.benchmarks.figures import Figure, quantile
from eval.benchmarks.peers.conversation import Conversation
from eval.benchmarks.peers.protocol import TOP
from eval.benchmarks.processes import memory_of
from eval.collections.loading import PassageLine, QueryLine, Yardstick
from eval.measures import mean, measure, score_ranking
from index.shipped import MODEL

Start = Callable[[], AbstractContextManager[Conversation]]

BOTH = "both"
THREADS = (1, 4, 16)
STARTS = 3
WARM_UP = 20


def measure_peer(
    start: Start,
    yardstick: Yardstick,
    filler: Sequence[PassageLine] = (),
    most: int | None = None,
    seconds: float = 10,
) -> Iterator[Figure]:
    """What it takes: index all passages in one process, ask in fresh ones.

    Args:
        start: starts the peer's program.
        yardstick: what is asked, and passages.
        filler: more passages, for time and memory of a larger library.
        most: so many questions at most; None for all.
        seconds: how long each measurement of throughput takes.
    """
    passages = [*yardstick.passages, *filler]
    at: dict[str, str | int] = {"passages": len(passages)}
    with tempfile.TemporaryDirectory(prefix="wenju-peer-") as folder:
        keep = Path(folder)
        questions = keep / "questions.jsonl"
        _write(questions, [query.text for query in yardstick.queries])
        with start() as peer:
            taken = _index(peer, passages, keep)
            yield Figure("peer indexing", len(passages) / taken, "passages/s", at)
        cold = _cold_starts(start, keep, [query.text for query in yardstick.queries[:STARTS]])
        yield Figure("peer start to first answer", statistics.median(cold), "s", at)
        with start() as peer:
            _open(peer, keep)
            _ask(peer, yardstick.queries[-WARM_UP:])
            _, milliseconds = _ask(peer, yardstick.queries[:most])
            yield Figure("peer ask p50", quantile(milliseconds, 50), "ms", at)
            yield Figure("peer ask p95", quantile(milliseconds, 95), "ms", at)
            for threads in THREADS:
                order = {"questions": str(questions), "threads": threads, "seconds": seconds}
                done = peer.order(do="crowd", **order)
                rate = done["answers"] / done["over"]
                yield Figure("peer answers", rate, "answers/s", {**at, "threads": threads})
            yield Figure("peer memory", memory_of(peer.process).resident, "MB", at)


def measure_quality(
    start: Start, yardstick: Yardstick, most: int | None = None
) -> Iterator[Figure]:
    """nDCG@10 by the question's language: all passages in one index, and each language alone.

    With all passages a question is judged against every version of the passage that answers it.
    """
    languages = sorted({passage.lang for passage in yardstick.passages})
    queries = yardstick.queries[:most]
    for pool in (BOTH, *languages) if len(languages) > 1 else languages:
        passages = [p for p in yardstick.passages if pool in (BOTH, p.lang)]
        with tempfile.TemporaryDirectory(prefix="wenju-peer-") as folder, start() as peer:
            _index(peer, passages, Path(folder))
            peer.order(do="open", keep=folder)
            found, _ = _ask(peer, queries)
        for asked in languages:
            ids = [query.query_id for query in queries if query.lang == asked]
            members = {passage.passage_id for passage in passages}
            values = _ndcg(yardstick, {name: found[name] for name in ids}, members)
            if values:
                yield Figure("nDCG@10", mean(values), "", {"questions": asked, "passages": pool})


def _index(peer: Conversation, passages: Sequence[PassageLine], keep: Path) -> float:
    """Load the encoder and index; gives the seconds of indexing, as the peer counts them."""
    texts = keep / "passages.jsonl"
    _write(texts, [{"passage_id": p.passage_id, "text": p.text} for p in passages])
    peer.order(do="load", model=str(MODEL))
    return float(peer.order(do="index", passages=str(texts), keep=str(keep))["seconds"])


def _open(peer: Conversation, keep: Path) -> None:
    peer.order(do="load", model=str(MODEL))
    peer.order(do="open", keep=str(keep))


def _ask(
    peer: Conversation, queries: Sequence[QueryLine]
) -> tuple[dict[str, list[str]], list[float]]:
    """Ask one after another: what is found, and the milliseconds that the peer counts."""
    found, milliseconds = {}, []
    for query in queries:
        answer = peer.order(do="ask", question=query.text, top=TOP)
        found[query.query_id] = answer["ids"]
        milliseconds.append(answer["seconds"] * 1000)
    return found, milliseconds


def _cold_starts(start: Start, keep: Path, questions: Sequence[str]) -> list[float]:
    """The seconds from a new process to its first answer."""
    taken = []
    for question in questions:
        started = time.perf_counter()
        with start() as peer:
            _open(peer, keep)
            peer.order(do="ask", question=question, top=TOP)
            taken.append(time.perf_counter() - started)
    return taken


def _ndcg(
    yardstick: Yardstick, found: Mapping[str, Sequence[str]], members: Set[str]
) -> Mapping[str, float]:
    qrels = {
        name: dict.fromkeys(judged, 1)
        for name in found
        if (judged := yardstick.qrels.get(name, frozenset()) & members)
    }
    run = {name: score_ranking(found[name]) for name in qrels}
    return measure(qrels, run)["nDCG@10"] if qrels else {}


def _write(path: Path, values: Sequence[object]) -> None:
    lines = (json.dumps(value, ensure_ascii=False) + "\n" for value in values)
    path.write_text("".join(lines), encoding="utf-8")
