"""`wenju verify`: the quotations of a draft, checked before it is printed."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from service.cli.terminal import visible
from service.settings import Settings
from service.verifying.results import Verified

SIGNS = {
    "verbatim": ("verbatim", "green"),
    "other_script": ("in the other script", "cyan"),
    "altered": ("altered", "red"),
    "elsewhere": ("at another place than cited", "yellow"),
    "not_found": ("not in the library", "magenta"),
}
NOT_RIGHT = 1


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(verify)


def verify(
    file: Annotated[Path, typer.Argument(help="A draft: Markdown, DOCX or plain text.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Say of every quotation of a draft whether it stands in the library as it is quoted.

    Ends with 0 if all are right, 1 if one is altered, elsewhere or not in the library, 2 if the
    draft cannot be read.

    Example: wenju verify chapter-2.md
    """
    import json

    from corpus.readers.sandbox.files import read_regular_file
    from service.answering import look_up
    from service.verifying.reading import read_draft
    from service.verifying.results import as_json as report
    from service.verifying.results import is_right
    from service.verifying.verifier import Verifier
    from service.wiring import build_answerer, ensure_index, open_library

    settings = Settings()
    quotations = read_draft(
        read_regular_file(file, settings.max_upload_bytes), file.name
    ).quotations()
    ensure_index(settings)
    library = open_library(settings)
    searcher = build_answerer(settings, library).searcher
    verifier = Verifier(library, lambda text, ids: look_up(searcher, text, ids))
    verified = [verifier.verify(each) for each in quotations]
    if as_json:
        typer.echo(
            json.dumps({"file": str(file), **report(verified)}, ensure_ascii=False, indent=1)
        )
    else:
        _print(Console(), verified)
    if not all(map(is_right, verified)):
        raise typer.Exit(NOT_RIGHT)


def _print(console: Console, verified: list[Verified]) -> None:
    """Each quotation with what was found; texts are printed as they are, never as markup."""
    for each in verified:
        words, colour = SIGNS[each.status]
        console.print(Text(f"line {each.quotation.line}: {words}", style=f"bold {colour}"))
        console.print(Text(f"  {visible(each.quotation.text)}"))
        for difference in each.differences:
            quoted, original = visible(difference.quoted), visible(difference.original)
            console.print(Text(f"  draft: {quoted or 'nothing'}   source: {original or 'nothing'}"))
        if each.problem:
            console.print(Text(f"  {visible(each.problem)}", style="yellow"))
        if each.place is not None and each.status != "verbatim":
            console.print(Text(f"  {visible(each.place.text)}", style="italic"))
        if each.place is not None:
            console.print(Text(f"  {each.place.address}", style="dim"))
    right = sum(each.status in ("verbatim", "other_script") for each in verified)
    console.print(Text(f"{right} of {len(verified)} quotations are right"))
