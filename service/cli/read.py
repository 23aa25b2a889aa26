"""`wenju read FILE`: what was read of a file, for people who wonder; nothing is stored."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from corpus.readers.blocks import Heading
from corpus.readers.dispatch import Reading
from corpus.readers.sandbox.pictures import draw_guarded
from corpus.readers.sandbox.reader import read_file_guarded
from service.cli import terminal
from service.cli.reading_page import describe, render_reading
from service.settings import Settings
from service.wiring import limits_of


def register(app: typer.Typer) -> None:
    """Put the command into the command line."""
    app.command()(read)


def read(
    file: Annotated[Path, typer.Argument(help="A file as `wenju add` takes it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    as_html: Annotated[
        bool,
        typer.Option("--html", help="Print a page; of a PDF with the blocks over its pages."),
    ] = False,
) -> None:
    """Print what is read of a file: blocks, kinds, pages and doubts. Nothing is stored.

    Example: wenju read paper.pdf --html > paper.html
    """
    limits = limits_of(Settings())
    content, reading = read_file_guarded(file, limits)
    if as_json:
        terminal.print_json(as_data(reading))
    elif as_html:
        texts = [block.text for block in reading.blocks]
        is_pdf = reading.media_type == "application/pdf"
        pages = draw_guarded(content, texts, file.name, limits) if is_pdf else []
        print(render_reading(file.name, reading, pages))  # noqa: T201
    else:
        _print(reading)


def as_data(reading: Reading) -> dict[str, Any]:
    """A reading as JSON: the file's facts, then its blocks."""
    return {
        "media_type": reading.media_type,
        "encoding": reading.encoding,
        "language": reading.language,
        "record": dict(reading.record),
        "warnings": list(reading.warnings),
        "blocks": [
            {"block": type(block).__name__.lower(), **asdict(block)} for block in reading.blocks
        ],
    }


def _print(reading: Reading) -> None:
    console = terminal.console
    console.print(Text(f"{reading.media_type}, {reading.language}", style="bold"))
    for name, value in reading.record.items():
        console.print(Text(f"  {name}: {value}", style="dim"), soft_wrap=True)
    for block in reading.blocks:
        console.print(Text(" ".join(describe(block)), style="dim"), soft_wrap=True)
        style = "bold" if isinstance(block, Heading) else ""
        console.print(Text(f"  {block.text}", style=style), soft_wrap=True)
    for warning in reading.warnings:
        console.print(Text(warning, style="yellow"), soft_wrap=True)
    counts = Counter(next(describe(block)) for block in reading.blocks)
    summary = ", ".join(f"{count} {kind}" for kind, count in counts.most_common())
    console.print(Text(summary, style="bold"))
