"""`wenju doctor`, `wenju backup` and `wenju restore`: keeping a home whole."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from service.settings import Settings

DAMAGED = 1


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(doctor)
    app.command()(backup)
    app.command()(restore)


def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Look through the library and the index for damage, and name it.

    Ends with 0 where all is whole or was mended without loss, 1 where something is damaged or
    was lost, 2 where it could not look.

    Example: wenju doctor --repair
    """
    from service.library.doctor import examine, mend
    from service.wiring import engine_of

    settings = Settings()
    home, engine = settings.home, engine_of(settings)
    found = examine(home, engine)
    mended = mend(home, engine, found, rebuild=_rebuild) if repair and _to_do(found) else None
    lost = mended.lost if mended else []
    facts: dict[str, Any] = {"home": str(home), **found.to_json(), "repaired": repair}
    if mended is not None:
        facts["repair"] = {"mended": mended.mended, "lost": lost, "kept": str(mended.kept)}
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(_lines(facts)))
    if lost or (found.damaged and not repair):
        raise typer.Exit(DAMAGED)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; an older one is replaced.")],
    with_index: Annotated[
        bool, typer.Option("--with-index", help="Take the index along; it can be made again.")
    ] = False,
) -> None:
    """Write the library into one checksummed file, while it is in use.

    Example: wenju backup library-2026-11-24.tar
    """
    from corpus.maintenance.backup import write_archive
    from service.library.backup import index_files
    from service.wiring import engine_of

    settings = Settings()
    with index_files(engine_of(settings), with_index) as others:
        write_archive(settings.home, file, others)
    typer.echo(f"{file}: {file.stat().st_size:,} bytes")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `wenju backup` wrote.")],
) -> None:
    """Put a backup in the library's place, while it is in use; what was there is kept.

    Everything in the file is checked before anything is replaced.

    Example: wenju restore library-2026-11-24.tar
    """
    from service.library.backup import restore_home
    from service.wiring import engine_of

    settings = Settings()
    kept = restore_home(settings.home, engine_of(settings), file)
    _rebuild()
    typer.echo(f"the library is the one in {file}; the one before is in {kept}")


def _rebuild() -> None:
    from service.wiring import ensure_index

    ensure_index(Settings())


def _to_do(found: Any) -> bool:  # noqa: ANN401  # its module is loaded only when it is needed
    return bool(found.damaged or found.leftovers)


def _lines(facts: dict[str, Any]) -> list[str]:
    lines = [
        f"damaged: {each['file']}: {_named(each)}{each['what']}"
        for each in (*facts["library"], *facts["index"])
    ]
    lines += [f"left over by work that died: {name}" for name in facts["leftovers"]]
    if facts["writer"]:
        lines.append(f"being written by {facts['writer']}")
    said = facts.get("repair")
    if said:
        lines += [f"mended: {line}" for line in said["mended"]]
        lines += [f"lost: {line}" for line in said["lost"]]
        lines.append(f"the files as they were: {said['kept']}")
    if not facts["damaged"]:
        lines.append(f"{facts['home']}: all is whole")
    elif not facts["repaired"]:
        lines.append("`wenju doctor --repair` mends what can be mended")
    return lines


def _named(finding: dict[str, Any]) -> str:
    if finding["document_id"] is None:
        return ""
    version = f"@{finding['version']}" if finding["version"] else ""
    return f"document {finding['document_id']}{version}: "
