"""`wenju add | list | show | remove | export`: the library on the command line.

The same way into the library as over HTTP (service/library/adding.py), in the foreground. A service
that runs over the same folder follows by itself.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.documents import Language
from corpus.records import read_sidecar
from corpus.store.library import Library
from service.citing.citations import render_reference
from service.errors import NothingNamed, OneFileOneId
from service.library.bibliography import record_of_fields
from service.library.naming import check_tags
from service.settings import Settings

ZOTERO_PORT = 23119


def facts_of(library: Library, document_id: str) -> dict[str, Any]:
    """Names and values for people and programs; raises `UnknownDocument`."""
    head = library.head(document_id)
    document = library.get(document_id)
    return {
        "document_id": document_id,
        "title": head.title,
        "language": head.language,
        "version": head.version,
        "versions": library.versions(document_id),
        "added": head.added,
        "tags": list(head.tags),
        "characters": head.characters,
        "paragraphs": len(document.paragraphs),
        "sections": [" › ".join(section.path) for section in document.sections],
        "file": head.source.filename,
        "media_type": head.source.media_type,
        "sha256": head.source.sha256,
        "gb_t_7714": render_reference(document.record, "gb-t-7714-2025", document.language),
        "apa": render_reference(document.record, "apa-7", document.language),
        "record": dict(document.record),
    }


JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Ids = Annotated[list[str], typer.Argument(help="Ids of documents; `wenju list` shows them.")]
NoIndexOption = Annotated[
    bool,
    typer.Option(
        "--no-index",
        help="Change only what is stored; `wenju index build`, the next change without this, or "
        "the next start of the service makes it searchable.",
    ),
]


def register(app: typer.Typer) -> None:
    """Put the commands into the command line."""
    app.command()(add)
    app.command("list")(list_documents)
    app.command()(show)
    app.command()(remove)
    app.command()(export)


def add(
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, patterns such as *.pdf, or lists such as refs.bib."),
    ] = None,
    document_id: Annotated[
        str | None, typer.Option("--id", help="The document's id; for one file only.")
    ] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A tag; may be repeated.")] = None,
    record: Annotated[
        Path | None,
        typer.Option(help="A record that wins over what the files say: CSL-JSON, BibTeX, RIS …"),
    ] = None,
    title: Annotated[str | None, typer.Option(help="Title of the work.")] = None,
    author: Annotated[
        list[str] | None, typer.Option(help="`Family, Given`, or a name as it stands; repeatable.")
    ] = None,
    issued: Annotated[str | None, typer.Option(help="2020, 2020-05 or 2020-05-31.")] = None,
    kind: Annotated[
        str | None, typer.Option("--type", help="CSL type, such as thesis, report or book.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="Publisher or university.")] = None,
    place: Annotated[str | None, typer.Option(help="Place of publication.")] = None,
    container: Annotated[str | None, typer.Option(help="Journal or book it is in.")] = None,
    url: Annotated[str | None, typer.Option(help="Where it is online.")] = None,
    doi: Annotated[str | None, typer.Option(help="Its DOI.")] = None,
    language: Annotated[Language | None, typer.Option(help="Default: seen from the text.")] = None,
    zotero: Annotated[
        bool, typer.Option("--zotero", help="Add what the Zotero on this machine has attached.")
    ] = False,
    zotero_port: Annotated[
        int, typer.Option(help="The port of its interface.", min=1, max=65535)
    ] = ZOTERO_PORT,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and show what would be stored; store nothing.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Store a file that is there under another id as well.")
    ] = False,
    no_index: NoIndexOption = False,
    as_json: JsonOption = False,
) -> None:
    """Add documents, or replace those that came from the same path.

    Text, Markdown, HTML, DOCX, EPUB and PDF are read. A list of references (BibTeX, CSL-JSON, RIS,
    RefWorks or EndNote tagged text) stands for the files attached to it, each with its record;
    so does --zotero. Exit code 1: a file was refused; the others are in.

    Example: wenju add thesis.pdf --title "A title" --author "Li, Ming" --issued 2020 --tag law
    """
    from corpus.readers.sandbox.reader import GuardedReader
    from service.cli import terminal
    from service.library.adding import Wish
    from service.library.adding_files import add_files
    from service.library.file_discovery import find_files
    from service.references.lists import record_in, with_references
    from service.references.zotero import find_zotero_files
    from service.wiring import adder_of, limits_of, open_library

    settings = Settings()
    if not paths and not zotero:
        raise NothingNamed("give files, folders, or lists of references, or --zotero")
    files = list(with_references(find_files(paths or [])))
    files += find_zotero_files(zotero_port) if zotero else []
    if document_id is not None and len(files) != 1:
        raise OneFileOneId(document_id, len(files))
    fields = record_of_fields(
        author or (), issued, type=kind, title=title, publisher=publisher, publisher_place=place,
        container_title=container, URL=url, DOI=doi,
    )  # fmt: skip
    given = (record_in(record) or read_sidecar(record)) if record else {}
    wish = Wish(
        document_id, {**given, **fields}, None if tag is None else check_tags(tag), language, again
    )
    adder, limits = adder_of(settings, open_library(settings)), limits_of(settings)
    results = []
    with terminal.file_bars(len(files)) as bars, GuardedReader(limits) as reader:
        for result in add_files(
            files, adder, wish, reader, limits.file_bytes, dry_run, starting=bars.start
        ):
            bars.finish()
            results.append(result)
    changed = any(result.outcome in ("added", "replaced") for result in results)
    if changed and not no_index:
        _index(settings)
    if as_json:
        terminal.print_json({"files": [asdict(result) for result in results]})
    else:
        terminal.print_results(results)
    if any(result.outcome == "refused" for result in results):
        raise typer.Exit(1)


def list_documents(
    tag: Annotated[str | None, typer.Option(help="Only documents with this tag.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the documents of the library.

    Example: wenju list --tag law --json
    """
    from service.cli import terminal
    from service.wiring import open_library

    heads = open_library(Settings()).heads(tag)
    if as_json:
        terminal.print_json({"documents": [asdict(head) for head in heads]})
    else:
        terminal.print_heads(heads)


def show(
    document_id: Annotated[str, typer.Argument(help="The id of a document.")],
    as_json: JsonOption = False,
) -> None:
    """Show what is known of one document: record, citations, sections, versions, source.

    Example: wenju show nsc-thesis-ch6
    """
    from service.cli import terminal
    from service.wiring import open_library

    facts = facts_of(open_library(Settings()), document_id)
    if as_json:
        terminal.print_json(facts)
    else:
        terminal.print_facts(facts)


def remove(
    document_ids: Ids,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    no_index: NoIndexOption = False,
    as_json: JsonOption = False,
) -> None:
    """Remove documents with all their versions and files; asks before.

    An unknown id is named, and the others are removed; exit code 1.

    Example: wenju remove old-report --yes
    """
    from corpus.errors import UnknownDocument
    from service.cli import terminal
    from service.wiring import open_library

    settings = Settings()
    library = open_library(settings)
    wanted = list(dict.fromkeys(document_ids))
    if not yes:
        typer.confirm(f"Remove {', '.join(wanted)} with all versions?", abort=True, err=True)
    removed, unknown = [], []
    for document_id in wanted:
        try:
            library.remove(document_id)
            removed.append(document_id)
        except UnknownDocument as error:
            unknown.append(document_id)
            terminal.print_problem(str(error))
    if removed and not no_index:
        _index(settings)
    if as_json:
        terminal.print_json({"removed": removed, "unknown": unknown})
    else:
        terminal.print_removed(removed)
    if unknown:
        raise typer.Exit(1)


def export(
    document_ids: Annotated[
        list[str] | None, typer.Argument(help="Ids of documents; `wenju list` shows them.")
    ] = None,
    to: Annotated[Path, typer.Option(help="The folder to write to; made when missing.")] = Path(
        "export"
    ),
    everything: Annotated[bool, typer.Option("--all", help="Every document.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write documents to a folder: the original file, its text and its record.

    Example: wenju export nsc-thesis-ch6 --to export
    """
    from service.cli import terminal
    from service.library.exporting import export_document
    from service.wiring import open_library

    if not everything and not document_ids:
        raise NothingNamed()
    library = open_library(Settings())
    ids = [head.document_id for head in library.heads()] if everything else document_ids or []
    written: dict[str, list[str]] = {}
    for document_id in ids:
        paths = export_document(library, document_id, to)
        written[document_id] = [str(path) for path in paths]
    if as_json:
        terminal.print_json({"exported": written})
    else:
        terminal.print_exported(written)


def _index(settings: Settings) -> None:
    """Make what was stored searchable, with a progress bar."""
    from service.cli import terminal
    from service.wiring import encoder_of, open_library, refresh_index

    with terminal.stage_bars("index: ") as report:
        refresh_index(settings, open_library(settings), encoder_of(settings), report)
