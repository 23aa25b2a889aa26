"""What do passages and filters cost by their number? `python -m eval.benchmarks.passages FILE`.

Passages are texts of a benchmark in documents of 20 to 80 passages with chapters and sections.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from corpus.passages import Passage
from eval.benchmarks.vectors import own_memory
from eval.collections.loading import load_passages
from index.engines.base import Filters
from index.engines.local.passages.passage_table import PassageTable

TIMES = 9
FILTERS = {
    "two documents": Filters(documents=frozenset({"document-10", "document-100"})),
    "one script of two": Filters(languages=frozenset({"zh-Hans"})),
    "both scripts": Filters(languages=frozenset({"zh"})),
    "a section of one document": Filters(section="Chapter 2 of 100"),
    "a section of every document": Filters(section="Section 3"),
}


def made(texts: Sequence[str], number: int) -> Iterator[Passage]:
    """So many passages, document by document."""
    drawn = np.random.default_rng(4)
    document, left, chapter, start = -1, 0, 0, 0
    for row in range(number):
        if not left:
            document, left, chapter, start = document + 1, int(drawn.integers(20, 81)), 1, 0
        left -= 1
        chapter += int(drawn.random() < 0.15)
        text = texts[row % len(texts)]
        end = start + len(text)
        yield Passage(
            document_id=f"document-{document}", version="0" * 12,
            language="zh-Hans" if document % 3 else "zh-Hant",
            text=text, start=start, end=end,
            section_path=(f"Chapter {chapter} of {document}", f"Section {chapter}"),
            paragraph=1, page=None, sentences=((start, end),),
        )  # fmt: skip
        start = end + 2


def milliseconds(work: Callable[[], object]) -> tuple[float, float]:
    """How long it takes the first time, and usually."""
    times = []
    for _ in range(TIMES):
        started = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - started))
    return times[0], median(times)


def main(
    file: Annotated[Path, typer.Argument(help="A passages.jsonl (docs/evaluation.md).")],
    number: Annotated[int, typer.Option(help="How many passages.")] = 1_000_000,
) -> None:
    """Measure opening, reading and filtering so many passages.

    Example: python -m eval.benchmarks.passages yardsticks/drcd/passages.jsonl
    """
    texts = [line.text for line in load_passages(file)]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "passages"
        PassageTable.write(folder, made(texts, number))
        before = own_memory()
        results = Table("", "first, ms", "then, ms", "rows", title=f"{number:,} passages")
        first, usual = milliseconds(lambda: PassageTable.open(folder))
        results.add_row("open", f"{first:.1f}", f"{usual:.1f}", "")
        table = PassageTable.open(folder)
        for name, filters in FILTERS.items():
            first, usual = milliseconds(partial(table.admitted, filters))
            admitted = table.admitted(filters)
            found = "all" if admitted is None else f"{np.count_nonzero(admitted):,}"
            results.add_row(name, f"{first:.2f}", f"{usual:.2f}", found)
        rows = np.random.default_rng(5).integers(0, number, 100).tolist()
        first, usual = milliseconds(lambda: [table[row] for row in rows])
        results.add_row("read 100 passages", f"{first:.2f}", f"{usual:.2f}", "")
        results.caption = f"{own_memory() - before:.0f} MB of its own memory"
    Console().print(results)


if __name__ == "__main__":
    typer.run(main)
