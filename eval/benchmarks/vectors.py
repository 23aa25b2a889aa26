"""What do vectors cost by their number? `python -m eval.benchmarks.vectors FOLDER…`.

Vectors are made of real ones: each is a weighted mean of three sentences of one passage and one
of any other, with a little noise, so that near ones and far ones are as many as among texts.
What is asked are real questions. Each size is built, then opened and searched in a process of its
own; recall is held against a brute-force product over the stored vectors.
"""

import json
import multiprocessing
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from corpus.sentences import split_sentences
from eval.collections.loading import load_yardstick
from index.encoders.loading import load_encoder
from index.engines.local.dense.index import DenseIndex

Vectors = NDArray[np.float32]
Halves = NDArray[np.float16]

DEPTH = 100
PASSAGES, QUESTIONS = 260, 150  # taken of each benchmark
BLOCK = 50_000
SHARES = (0.5, 0.02)  # of the rows that a filter lets through


@dataclass(frozen=True, slots=True)
class Material:
    """Real vectors: of sentences with the number of their passage (ascending), and of questions."""

    sentences: Vectors
    passages: NDArray[np.int64]
    questions: Vectors


@dataclass(frozen=True, slots=True)
class Measured:
    """What one opened index did; times in milliseconds, `own` in MB."""

    opened: float
    own: float
    mapped: float
    times: Sequence[float]
    recall: tuple[float, float]
    filtered: Sequence[tuple[float, float]]


def encode_material(folders: Sequence[Path]) -> Material:
    """Encode some passages' sentences and some questions of each benchmark."""
    drawn = np.random.default_rng(1)
    passages: list[list[str]] = []
    questions: list[str] = []
    for folder in folders:
        yardstick = load_yardstick(folder)
        texts = [passage.text for passage in yardstick.passages]
        asked = [query.text for query in yardstick.queries]
        for place in drawn.permutation(len(texts))[:PASSAGES]:
            spans = split_sentences(texts[place])
            passages.append([texts[place][start:end] for start, end in spans])
        questions += [asked[place] for place in drawn.permutation(len(asked))[:QUESTIONS]]
    encoder = load_encoder()
    numbers = np.repeat(np.arange(len(passages)), [len(sentences) for sentences in passages])
    sentences = encoder.encode_passages([text for texts in passages for text in texts])
    return Material(sentences, numbers, encoder.encode_queries(questions))


def recombine(material: Material, number: int) -> Halves:
    """So many unit vectors, as those of passages are."""
    drawn = np.random.default_rng(0)
    made = np.empty((number, material.sentences.shape[1]), np.float16)
    for start in range(0, number, BLOCK):
        made[start : start + BLOCK] = _block(material, min(BLOCK, number - start), drawn)
    return made


def _block(material: Material, number: int, drawn: np.random.Generator) -> Vectors:
    sizes = np.bincount(material.passages)
    firsts = np.cumsum(sizes) - sizes
    passage = drawn.integers(0, len(sizes), number)
    total = np.zeros((number, material.sentences.shape[1]))
    for _ in range(3):
        chosen = firsts[passage] + (drawn.random(number) * sizes[passage]).astype(np.int64)
        total += drawn.random((number, 1)) * material.sentences[chosen]
    other = drawn.integers(0, len(material.sentences), number)
    total += drawn.random((number, 1)) * material.sentences[other]
    total /= np.linalg.norm(total, axis=1, keepdims=True)
    total += drawn.normal(scale=0.3 / total.shape[1] ** 0.5, size=total.shape)
    unit: Vectors = (total / np.linalg.norm(total, axis=1, keepdims=True)).astype(np.float32)
    return unit


def exact(vectors: Halves, questions: Vectors, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The nearest `DEPTH` of some rows for each question, by brute force, best first."""
    scores = np.empty((len(questions), len(rows)), np.float32)
    for start in range(0, len(rows), BLOCK):
        block = vectors[rows[start : start + BLOCK]].astype(np.float32)
        scores[:, start : start + BLOCK] = questions @ block.T
    near = np.argpartition(-scores, DEPTH, axis=1)[:, :DEPTH]
    order = np.argsort(-np.take_along_axis(scores, near, axis=1), axis=1)
    return rows[np.take_along_axis(near, order, axis=1)]


def measure(folder: Path, vectors_file: Path, questions: Vectors) -> Measured:
    """Open an index and search it; to be run in a fresh process."""
    before = own_memory()
    started = time.perf_counter()
    index = DenseIndex.open(folder)
    opened = 1000 * (time.perf_counter() - started)
    for question in questions[:30]:
        index.search(question, DEPTH)
    times, found = _ask(index, questions, None)
    own, mapped = own_memory() - before, _memory("Rss")
    vectors = np.load(vectors_file, mmap_mode="r")
    everything = np.arange(len(vectors), dtype=np.int64)
    truth = exact(vectors, questions, everything)
    recall = _share(found, truth, DEPTH), _share(found, truth, 10)
    filtered = []
    for share in SHARES:
        drawn = np.random.default_rng(2).permutation(len(vectors))[: int(share * len(vectors))]
        rows = np.sort(drawn)
        taken, found = _ask(index, questions[:60], rows)
        filtered.append((median(taken), _share(found, exact(vectors, questions[:60], rows), DEPTH)))
    return Measured(opened, own, mapped, times, recall, filtered)


def _ask(
    index: DenseIndex, questions: Vectors, rows: NDArray[np.int64] | None
) -> tuple[list[float], list[NDArray[np.int64]]]:
    times, found = [], []
    for question in questions:
        started = time.perf_counter()
        found.append(index.search(question, DEPTH, rows)[0])
        times.append(1000 * (time.perf_counter() - started))
    return times, found


def _share(found: Sequence[NDArray[np.int64]], truth: NDArray[np.int64], depth: int) -> float:
    """The mean share of the first `depth` of the exact results that stand in the found ones'."""
    pairs = zip(found, truth, strict=True)
    return float(np.mean([len(np.intersect1d(f[:depth], t[:depth])) / depth for f, t in pairs]))


def own_memory() -> float:
    """What this process shares with no file, in MB, as Linux counts."""
    return _memory("Anonymous")


def _memory(name: str) -> float:
    """A figure of this process in MB, as Linux counts."""
    text = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    matched = re.search(rf"^{name}: +(\d+)", text, re.MULTILINE)
    assert matched is not None
    return int(matched[1]) / 1024


def run_size(material: Material, number: int, scratch: Path) -> list[str]:
    """Build, open and search so many vectors; the cells of a row of the table."""
    vectors_file, folder = scratch / "vectors.npy", scratch / "index"
    np.save(vectors_file, recombine(material, number))
    vectors = np.load(vectors_file, mmap_mode="r")
    started = time.perf_counter()
    index = DenseIndex.build(vectors, material.sentences)
    index.save(folder)
    built, facts = time.perf_counter() - started, index.facts
    del index
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        done = pool.apply(measure, (folder, vectors_file, material.questions))
    stated = json.dumps({kind: round(share, 3) for kind, share in facts.recall.items()})
    return [
        f"{number:,}", facts.type, f"{facts.effort}", f"{built:,.0f} s", f"{size / 1e6:,.0f} MB",
        f"{done.opened:.0f} ms", f"{done.own:.0f} MB", f"{done.mapped:,.0f} MB",
        f"{median(done.times):.1f} ms", f"{np.quantile(done.times, 0.95):.1f} ms",
        f"{done.recall[0]:.3f}", f"{done.recall[1]:.3f}", stated,
        *(f"{taken:.1f} ms, {share:.3f}" for taken, share in done.filtered),
    ]  # fmt: skip


HEADINGS = (
    "vectors", "type", "effort", "build", "on disk", "open", "own memory", "resident",
    "p50", "p95", "recall@100", "recall@10", "stated",
    *(f"filter {share:.0%}" for share in SHARES),
)  # fmt: skip


def main(
    folders: Annotated[list[Path], typer.Argument(help="Benchmark folders (docs/evaluation.md).")],
    size: Annotated[list[int] | None, typer.Option(help="How many vectors; once a size.")] = None,
) -> None:
    """Measure dense indexes of several sizes.

    Example: python -m eval.benchmarks.vectors yardsticks/drcd yardsticks/xquad --size 100000
    """
    material = encode_material(folders)
    table = Table(*HEADINGS, title="dense search for 100, by number of vectors")
    for number in size or [50_000, 100_000, 500_000, 1_000_000]:
        with tempfile.TemporaryDirectory() as scratch:
            cells = run_size(material, number, Path(scratch))
        table.add_row(*cells)
        typer.echo(" | ".join(cells))
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
