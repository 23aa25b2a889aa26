"""`wenju key add | list | revoke`: who may use the service, and which collections they see."""

from dataclasses import asdict
from typing import Annotated

import typer

from service.settings import Settings

key_app = typer.Typer(help="Keys of those who use the service.", no_args_is_help=True)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@key_app.command("add")
def add_key(
    name: Annotated[str, typer.Argument(help="Whose it is, such as 'reading room'.")],
    right: Annotated[
        list[str] | None, typer.Option(help="ask, read, write or manage; once each.")
    ] = None,
    collection: Annotated[
        list[str] | None,
        typer.Option(help="A tag: the key sees documents with it alone; default: all documents."),
    ] = None,
    rate: Annotated[
        str | None, typer.Option(help="How often it may be used, such as 60/minute.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key and print its secret, which is shown this once.

    Default rights: ask and read.

    Example: wenju key add "reading room" --right ask --right read --collection open
    """
    from service.access.keys import KeyStore, check_rate, check_rights
    from service.cli import terminal
    from service.library.naming import check_tags

    rights = check_rights(right or ["ask", "read"])
    collections = check_tags(collection) if collection else None
    key, secret = KeyStore(Settings().home).add(name, rights, collections, check_rate(rate))
    if as_json:
        terminal.print_json({**asdict(key), "secret": secret})
    else:
        typer.echo(secret)
        typer.echo(f"key {key.key_id}: keep this secret, it is not shown again", err=True)


@key_app.command("list")
def list_keys(as_json: JsonOption = False) -> None:
    """Show the keys, without their secrets.

    Example: wenju key list --json
    """
    from service.access.keys import KeyStore
    from service.cli import terminal

    keys = KeyStore(Settings().home).list()
    if as_json:
        terminal.print_json({"keys": [asdict(key) for key in keys]})
        return
    for key in keys:
        seen = "all documents" if key.collections is None else ", ".join(key.collections)
        parts = [key.key_id, key.name, ",".join(key.rights), seen, key.rate or "", key.created]
        typer.echo("\t".join(terminal.visible(part) for part in parts))


@key_app.command("revoke")
def revoke_key(
    key_id: Annotated[str, typer.Argument(help="The id of a key; `wenju key list` shows it.")],
) -> None:
    """Take a key away; a running service refuses it from its next request on.

    Example: wenju key revoke 1f2e3d4c
    """
    from service.access.keys import KeyStore

    KeyStore(Settings().home).revoke(key_id)
    typer.echo(f"key {key_id} is revoked")
