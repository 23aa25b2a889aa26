"""`wenju`: the command line, thin over the packages."""

import importlib
import json
import os
import socket
import sys
from dataclasses import asdict
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console

from corpus.errors import WenjuError
from service.cli import library, maintenance, read, verify
from service.cli.keys import key_app
from service.settings import Settings, misspelt_settings, use_home
from service.version import VERSION

app = typer.Typer(
    help="Ask a library of Chinese and English texts; get verbatim passages with citations.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done; 1 done in part, or worse than it must be; 2 not done, and why.",
)
index_app = typer.Typer(help="Build and inspect the search index.", no_args_is_help=True)
app.add_typer(index_app, name="index")
app.add_typer(key_app, name="key")
maintenance.register(app)
library.register(app)
read.register(app)
verify.register(app)

console = Console(soft_wrap=not sys.stdout.isatty())
errors = Console(stderr=True, soft_wrap=True)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
StyleOption = Annotated[
    str, typer.Option("--style", help="Citation style, such as apa-7 or bibtex.")
]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"wenju {VERSION}")
        raise typer.Exit


@app.callback()
def _common(
    home: Annotated[
        str | None, typer.Option(help="Folder of documents and indexes, instead of WENJU_HOME.")
    ] = None,
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and end."
        ),
    ] = False,
) -> None:
    if home is not None:
        use_home(home)
    for name, meant in misspelt_settings():
        hint = f"; did you mean {meant}?" if meant else ""
        errors.print(
            f"[yellow]wenju:[/] {_plain(name)} is no setting{hint} (docs/settings.md lists them)",
            highlight=False,
        )


def main() -> None:
    """Entry point: what a person or a file caused is one clear line, not a traceback."""
    # `wenju eval` lives above this package; it is loaded by name so that imports point down.
    importlib.import_module("eval.command").register(app)
    try:
        app()
    except WenjuError as error:
        errors.print(f"[bold red]wenju:[/] {_plain(str(error))}", highlight=False)
        sys.exit(2)
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"])
            errors.print(
                f"[bold red]wenju:[/] WENJU_{name.upper()}: {_plain(problem['msg'])} "
                f"(given: {_plain(repr(problem['input']))}); see docs/settings.md",
                highlight=False,
            )
        sys.exit(2)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = None,
) -> None:
    """Serve the library over HTTP with the page; builds the index first if none may be served.

    Example: wenju serve --port 8080
    """
    given = {"host": host, "port": port}
    settings = Settings().model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )
    settings.check_exposure()
    # The port is taken before the slow part, so that a taken one is known at once.
    listener = _listen(settings.host, settings.port)
    from service.http.app import create_app
    from service.log_format import configure_logging
    from service.wiring import can_serve, encoder_of

    configure_logging(settings.log_level, settings.log_format)
    # One that is only behind is served meanwhile, and brought up to date by a job.
    if not can_serve(settings, encoder_of(settings)):
        _prepare(settings)
    from service.http.connections import ConnectionLimits
    from service.http.server import run_server

    bound = listener.getsockname()[1]
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    errors.print(f"Wenju 問據: http://{shown}:{bound}", highlight=False)
    limits = ConnectionLimits(per_peer=settings.max_connections_per_peer)
    if not run_server(create_app(settings), listener, limits):  # uvicorn has said why
        raise typer.Exit(1)


@app.command()
def mcp() -> None:
    """Serve the library to an assistant over standard input and output (MCP).

    Example: claude mcp add wenju -- wenju mcp
    """
    from service.log_format import configure_logging
    from service.mcp.server import local_server

    settings = Settings()
    configure_logging(settings.log_level, settings.log_format)
    _prepare(settings)
    local_server(settings).run("stdio")


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question in Chinese or English.")],
    top_k: Annotated[int, typer.Option(help="How many passages at most.")] = 3,
    explain: Annotated[bool, typer.Option(help="Show what each score is made of.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Answer one question with passages and their citations.

    Example: wenju ask "Why did South Korea join the Six-Party Talks?"
    """
    from service.cli.terminal import print_answer
    from service.wiring import build_answerer

    settings = Settings()
    _prepare(settings)
    answer = build_answerer(settings).ask(question, top_k, explain=explain)
    if as_json:
        _print_json(asdict(answer))
    else:
        print_answer(console, answer)


@app.command()
def cite(
    address: Annotated[
        str, typer.Argument(help="document_id@version:start-end, or a document id.")
    ],
    style: StyleOption = "gb-t-7714-2025",
    as_json: JsonOption = False,
) -> None:
    """Print the citation of a passage or of a whole document.

    Example: wenju cite nsc-thesis-ch6 --style apa-7
    """
    from service.citing.citations import Link, locate, render_citation, render_reference
    from service.wiring import open_library

    library = open_library(Settings())
    if "@" in address:
        document, place = library.resolve(address)
        quote, locator = document.text[place.start : place.end], locate(document, place)
        said = (document.record, locator, quote, style, document.language, Link(str(place)))
        citation, html = (render_citation(*said, html=html) for html in (False, True))
    else:
        document = library.get(address)
        about = (document.record, style, document.language)
        citation, html = (render_reference(*about, html=html) for html in (False, True))
    if as_json:
        _print_json({"address": address, "style": style, "citation": citation, "html": html})
    else:
        typer.echo(citation)


@index_app.command("build")
def index_build(
    force: Annotated[bool, typer.Option(help="Build even if the index is current.")] = False,
) -> None:
    """Build the index from the stored documents and publish it.

    Example: wenju index build --force
    """
    built = _prepare(Settings(), force=force)
    typer.echo("the index was built" if built else "the index is current; nothing to do")


@index_app.command("info")
def index_info(as_json: JsonOption = False) -> None:
    """Show what the published index was built from, and how its vectors are searched.

    Example: wenju index info --json
    """
    from service.wiring import engine_of

    facts = engine_of(Settings()).facts()
    if as_json:
        _print_json(dict(facts.values))
        return
    for name in ("index_version", "encoder", "analyser", "documents", "passages", "bytes"):
        console.print(f"[bold]{name}[/] {_plain(str(facts.values[name]))}", highlight=False)
    for part in facts.dense:
        console.print(f"[bold]dense[/] {_plain(part)}", highlight=False)


def _prepare(settings: Settings, force: bool = False) -> bool:
    """Build the index if it is missing or stale, with a progress bar on standard error."""
    from service.cli.terminal import stage_bars
    from service.wiring import ensure_index

    with stage_bars("index: ") as report:
        return ensure_index(settings, force=force, progress=report)


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        PortTaken: another program has the port, or this address is not this machine's.
    """
    from service.errors import PortTaken

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise PortTaken(host, port, os.strerror(error.errno or 0)) from error
    return listener


def _print_json(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def _plain(text: str) -> str:
    """Square brackets in texts are text, not rich's markup."""
    from rich.markup import escape

    return escape(text)


if __name__ == "__main__":
    main()
