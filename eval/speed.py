"""How fast is it here? `python -m eval.speed`: figures beside the budgets of two cores.

Everything is measured from outside, on a service of its own: a fresh process, HTTP over the
loopback, questions of the gold set (each once, so nothing is answered from memory). Client and
service share the machine. Exceeding a budget is reported and fails nothing: speed depends on
the machine, tests must not.
"""

import http.client
import json
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from corpus.documents import Language
from corpus.library import Library
from corpus.passages import split_document
from corpus.shipped import shipped_documents
from eval.crowd import benchmark_texts, crowd
from eval.gold import LANGUAGES, SHIPPED, load_gold
from eval.serving import serving
from index.build import build_index
from service.settings import Settings
from service.wiring import encoder_of, index_home, open_library

STARTS = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; `most` or `least` is its budget on two cores."""

    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the value keeps its budget."""
        over = self.most is not None and self.value > self.most
        under = self.least is not None and self.value < self.least
        return not (over or under)


def main(
    passages: Annotated[
        int, typer.Option(help="How many passages the large library has.")
    ] = 10_000,
    texts: Annotated[
        Path | None, typer.Option(help="A benchmark folder whose sentences it is made of.")
    ] = None,
    clients: Annotated[int, typer.Option(help="How many clients ask at once.")] = 16,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Measure start, indexing, latency, throughput and memory.

    Example: python -m eval.speed --passages 2000
    """
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="wenju-speed-") as folder:
        figures += measure_start(Path(folder) / "small")
        figures += measure_crowd(Path(folder) / "large", passages, texts, clients)
    if as_json:
        typer.echo(json.dumps([_as_fields(figure) for figure in figures], ensure_ascii=False))
    else:
        Console().print(_table(figures))


def measure_start(home: Path) -> list[Figure]:
    """A first start, which builds the index, and later ones, with the shipped texts."""
    with serving(home) as first:
        pass
    later = []
    for _ in range(STARTS):
        with serving(home) as served:
            later.append(served.seconds)
            asked = ask_all(served.host, questions(), clients=1)
            memory = served.memory()
    return [
        Figure("first start with indexing, shipped texts", first.seconds, "s"),
        Figure("start to ready, shipped texts", statistics.median(later), "s", most=5),
        Figure("ask, one client, shipped texts, p50", quantile(asked, 50), "ms"),
        Figure("ask, one client, shipped texts, p95", quantile(asked, 95), "ms"),
        Figure("resident memory, shipped texts", memory, "MB"),
    ]


def measure_crowd(home: Path, passages: int, texts: Path | None, clients: int) -> list[Figure]:
    """Indexing, asking and memory with a large library."""
    settings = Settings(home=home)
    library = open_library(settings)
    count = fill(library, passages, texts)
    encoder = encoder_of(settings)
    started = time.perf_counter()
    build_index(list(library.documents()), encoder, index_home(settings))
    indexing = time.perf_counter() - started
    with serving(home) as served:
        alone = ask_all(served.host, questions(), clients=1)
        started = time.perf_counter()
        crowded = ask_all(served.host, questions() * 4, clients)
        together = time.perf_counter() - started
        memory = served.memory()
    name = f"{count:,} passages"
    return [
        Figure(f"indexing, {name}", count / indexing, "passages/s", least=100),
        Figure(f"start to ready, {name}", served.seconds, "s"),
        Figure(f"ask, one client, {name}, p50", quantile(alone, 50), "ms", most=15),
        Figure(f"ask, one client, {name}, p95", quantile(alone, 95), "ms", most=40),
        Figure(f"ask, {clients} clients, {name}", len(crowded) / together, "requests/s", least=120),
        Figure(f"resident memory, {name}", memory, "MB", most=900),
    ]


def fill(library: Library, passages: int, folder: Path | None) -> int:
    """Put a large library beside the shipped texts; gives the number of all passages."""
    shipped = shipped_documents()
    texts: dict[Language, list[str]] = {"zh-Hant": [document.text for document in shipped]}
    if folder is not None:
        texts = benchmark_texts(folder)
    for document in crowd(texts, passages):
        library.put(document)
    return sum(len(split_document(document)) for document in library.documents())


def questions() -> list[str]:
    """The gold questions of both files, in every language."""
    gold = load_gold(SHIPPED, "all")
    return [question.texts[language] for language in LANGUAGES for question in gold.questions]


def ask_all(host: str, asked: Sequence[str], clients: int) -> list[float]:
    """Ask every question once, `clients` at a time; gives the milliseconds of each."""
    shares = [asked[start::clients] for start in range(clients)]
    with ThreadPoolExecutor(clients) as pool:
        taken = pool.map(lambda share: _ask_in_turn(host, share), shares)
        return [milliseconds for share in taken for milliseconds in share]


def quantile(values: Sequence[float], percent: int) -> float:
    """The value that `percent` percent of the values do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _ask_in_turn(host: str, asked: Sequence[str]) -> list[float]:
    connection = http.client.HTTPConnection(host, timeout=60)
    taken = []
    for question in asked:
        body = json.dumps({"question": question}).encode()
        started = time.perf_counter()
        connection.request("POST", "/v1/ask", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = response.read()
        taken.append((time.perf_counter() - started) * 1000)
        if response.status != 200:
            raise RuntimeError(f"{question!r} was answered with {response.status}: {answer!r}")
    connection.close()
    return taken


def _table(figures: Sequence[Figure]) -> Table:
    table = Table("what", "measured", "budget", "")
    for figure in figures:
        budget = ""
        if figure.most is not None or figure.least is not None:
            budget = f"≤ {figure.most:g}" if figure.most is not None else f"≥ {figure.least:g}"
        mark = "" if not budget else "✔" if figure.kept else "✘"
        table.add_row(figure.name, f"{figure.value:,.1f} {figure.unit}", budget, mark)
    return table


def _as_fields(figure: Figure) -> dict[str, object]:
    budget = figure.most if figure.most is not None else figure.least
    return {
        "name": figure.name,
        "value": round(figure.value, 3),
        "unit": figure.unit,
        "budget": budget,
        "kept": figure.kept,
    }


if __name__ == "__main__":
    typer.run(main)
