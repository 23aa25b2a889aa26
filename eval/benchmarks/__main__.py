"""Speed, size and reading: `python -m eval.benchmarks service`, `peers`, `report`, `reading`.

Everything about the service is measured from outside, on one of its own, over HTTP; clients run
in a process beside it. Missing a budget is reported and fails nothing: speed depends on the
machine, tests must not. A run that is broken off goes on where it was when it is started again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from corpus.errors import WenjuError
from eval.benchmarks.adding import measure_adding
from eval.benchmarks.apart import apart
from eval.benchmarks.asking import measure_asking
from eval.benchmarks.document import facts, write_document
from eval.benchmarks.figures import Figure
from eval.benchmarks.libraries import Made, building, make_library
from eval.benchmarks.machine import cache_folder
from eval.benchmarks.peers.environments import peer_names
from eval.benchmarks.peers.plan import peer_steps
from eval.benchmarks.questions import open_questions
from eval.benchmarks.reading import measure_folder, print_figures
from eval.benchmarks.recall import measure_recall
from eval.benchmarks.results import FOLDER, Results, latest_results, open_results, results_before
from eval.benchmarks.stages import measure_stages
from eval.benchmarks.tables import all_tables
from eval.report.terminal import draw

SIZES = "1000,10000"
ADDED_TO = 100_000

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
console = Console()

Texts = Annotated[
    list[Path] | None, typer.Option(help="Benchmark folders to take texts and questions from.")
]
Fresh = Annotated[bool, typer.Option(help="Measure again what was measured with this commit.")]
Kept = Annotated[Path, typer.Option(help="The folder of results.")]
Document = Annotated[bool, typer.Option(help="Fill docs/benchmarks.md and its pictures.")]


@app.command()
def reading(
    folder: Annotated[Path, typer.Argument(help="Files of any kind, in folders or not.")],
    show: Annotated[bool, typer.Option(help="Show what differs, three of each a file.")] = False,
) -> None:
    """How files are read: lines lost, sentences in no other reading, page numbers, time.

    Example: python -m eval.benchmarks reading papers/ --show
    """
    print_figures(console, measure_folder(folder), show=show)


@app.command()
def service(
    sizes: Annotated[str, typer.Option(help="Passages in the libraries, by commas.")] = SIZES,
    clients: Annotated[str, typer.Option(help="Clients at once, by commas.")] = "1,4,16,64",
    texts: Texts = None,
    seconds: Annotated[float, typer.Option(help="How long each measurement takes.")] = 10,
    indexed: Annotated[int, typer.Option(help="Passages to index with the encoder.")] = 1000,
    work: Annotated[Path | None, typer.Option(help="Where libraries are kept.")] = None,
    results: Kept = FOLDER,
    fresh: Fresh = False,
    document: Document = False,
) -> None:
    """Indexing by stage; and for each size start, latency, throughput, memory and recall.

    Example: python -m eval.benchmarks service --sizes 1000,10000 --texts yardsticks/xquad
    """
    folders = texts or []
    options = {"texts": [folder.resolve().name for folder in folders]}
    run = _Run(open_results(results, fresh))
    run.step(
        "indexing", {**options, "indexed": indexed}, lambda: apart(measure_stages, folders, indexed)
    )
    kept = work or cache_folder() / "libraries"
    for size in _numbers(sizes):
        _measure_size(run, options, kept, size, folders, _numbers(clients), seconds)
    run.finish(document)


@app.command()
def peers(
    texts: Annotated[Path, typer.Option(help="A benchmark folder with questions.")],
    peer: Annotated[list[str] | None, typer.Option(help="Which; by default all.")] = None,
    filler: Annotated[
        Path | None, typer.Option(help="A benchmark folder whose sentences make it larger.")
    ] = None,
    passages: Annotated[int, typer.Option(help="How many recombined passages to add.")] = 0,
    seconds: Annotated[float, typer.Option(help="How long each measurement takes.")] = 10,
    anew: Annotated[bool, typer.Option(help="Make the environments anew.")] = False,
    quality: Annotated[bool, typer.Option(help="Measure nDCG@10, which takes no quiet.")] = True,
    speed: Annotated[bool, typer.Option(help="Measure time and memory.")] = True,
    results: Kept = FOLDER,
    fresh: Fresh = False,
    document: Document = False,
) -> None:
    """Wenju beside txtai, Haystack and LlamaIndex: same texts, encoder and questions.

    Example: python -m eval.benchmarks peers --texts yardsticks/xquad
    """
    run = _Run(open_results(results, fresh))
    kinds = [kind for kind, wanted in (("quality", quality), ("speed", speed)) if wanted]
    for step, measure in peer_steps(
        peer or peer_names(), kinds, texts, filler or texts, passages, seconds, anew
    ):
        options = {"texts": [texts.resolve().name]}
        timed = {"seconds": seconds} if step.startswith("speed") else {}
        run.step(step, {**options, **timed}, measure)
    run.finish(document)


@app.command()
def report(
    results: Kept = FOLDER,
    document: Document = True,
) -> None:
    """Show the newest results, and fill the document from them; measures nothing.

    Example: python -m eval.benchmarks report
    """
    found = latest_results(results)
    if found is None:
        raise typer.BadParameter(f"{results} holds no results; run `make bench` first")
    _Run(found).finish(document)


class _Run:
    """Steps one after another; one that fails is named, and the others go on."""

    def __init__(self, results: Results) -> None:
        self._results = results
        self._failed = False

    def step(
        self, name: str, options: Mapping[str, Any], measure: Callable[[], Iterable[Figure]]
    ) -> None:
        """Measure one step, unless it has been with this commit and these options."""
        if self._results.has(name, options):
            console.print(f"{name}: measured already", style="dim", highlight=False)
            return
        console.print(f"{name} …", highlight=False)
        try:
            self._results.add(name, options, measure)
        except (WenjuError, RuntimeError, OSError) as error:
            self._failed = True
            console.print(f"{name} failed: {error}", style="red", markup=False, highlight=False)

    def finish(self, document: bool) -> None:
        """Show everything; exit with 1 where a step failed."""
        before = results_before(self._results)
        for fact in facts(self._results):
            console.print(fact, style="dim", markup=False, highlight=False)
        for table in all_tables(self._results, before):
            console.print(draw(table))
        if document:
            write_document(self._results, before)
        if self._failed:
            raise typer.Exit(1)


def _measure_size(
    run: _Run,
    options: Mapping[str, Any],
    work: Path,
    size: int,
    folders: Sequence[Path],
    clients: Sequence[int],
    seconds: float,
) -> None:
    """All steps of one size, on one library, which is made first where it is missing."""
    asked = open_questions(folders)
    work.mkdir(parents=True, exist_ok=True)

    def made() -> Made:
        return apart(make_library, work, size, folders)

    timed = {**options, "clients": list(clients), "seconds": seconds}
    run.step(f"library {size}", options, lambda: building(made(), size))
    run.step(
        f"asking {size}", timed, lambda: measure_asking(made().home, size, asked, clients, seconds)
    )
    run.step(f"recall {size}", options, lambda: apart(measure_recall, made().home, size, asked))
    if size == ADDED_TO:
        run.step(f"adding {size}", options, lambda: measure_adding(made().home, size, folders))


def _numbers(listed: str) -> list[int]:
    try:
        return [int(number.replace("_", "")) for number in listed.split(",")]
    except ValueError as error:
        raise typer.BadParameter(
            f"{listed!r} is not a list of numbers such as 1000,10000"
        ) from error


if __name__ == "__main__":
    app()
