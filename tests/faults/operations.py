"""What is killed, starved and broken at each of its steps: changes of the library.

An operation is four small functions. To have another one tested, add it to an `OPERATIONS`, here
or, if it needs the index, in index_operations.py; the first server stays light to fork.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from corpus.documents import Document, Source
from corpus.errors import DocumentFileCorrupt
from corpus.maintenance.backup import restore_database, unpack_archive, write_archive
from corpus.maintenance.repair import repair_library
from corpus.maintenance.replacing import new_folder
from corpus.readers.blocks import Block, Body, Heading, assemble_document
from corpus.store.database import errors_named
from corpus.store.entries import Entry, StoredVersion
from corpus.store.jobs import JobStore
from corpus.store.library import Library


@dataclass(frozen=True, slots=True)
class Operation:
    """A change of a home.

    Attributes:
        prepare: makes the home that it starts from; all that is acknowledged before.
        run: the change; acknowledged when it returns.
        observe: all that a reader can see. After a fault it must be what it was before the
            change, or what it is after it.
        go_on: a next change, which must work after the fault.
        every: how many points there are to one that is tried, where each takes long; EVERY_STEP=1
            in the environment tries all.
    """

    prepare: Callable[[Path], None]
    run: Callable[[Path], None]
    observe: Callable[[Path], Any]
    go_on: Callable[[Path], None]
    every: int = 1


def text(document_id: str, number: int, size: int = 10) -> tuple[Document, bytes]:
    """A version of a document, with the file that it was read from."""
    sentence = f"{document_id} 第{number}版：安全觀與六方會談的實踐。"
    original = (sentence * size).encode()
    source = Source(f"{document_id}.txt", sha256(original).hexdigest(), "text/plain")
    blocks: list[Block] = [Heading("第一章", 1), *(Body(f"{n} {sentence}") for n in range(size))]
    return assemble_document(document_id, "zh-Hant", blocks, {"title": "題"}, source), original


def observe_library(home: Path) -> Any:  # noqa: ANN401  # compared as a whole, never looked into
    """Every version of every document, with tags, originals, and which one is current."""
    if not (home / "library.db").exists():
        return {}
    library = Library(home)
    seen = {
        head.document_id: (
            head.version,
            head.title,
            head.tags,
            [library.get(head.document_id, v) for v in library.versions(head.document_id)],
            library.original(head.document_id)[1],
        )
        for head in library.heads()
    }
    assert {name: version for name, (version, *_) in seen.items()} == library.current_versions()
    library.close()
    return seen


def observe_jobs(home: Path) -> Any:  # noqa: ANN401
    """Every job, but for the times and ids that differ from run to run."""
    jobs = JobStore(home).list()
    return [(job.kind, job.state, job.payload, job.done, job.results) for job in jobs]


def put(home: Path, document_id: str, number: int, size: int = 10) -> None:
    """Put a version, and let the connection go: the log is taken into the database."""
    library = Library(home)
    library.put(*text(document_id, number, size), tags=["史"])
    library.close()


def library_of_three(home: Path) -> None:
    """Two versions of `a`, one of `b` and `c`."""
    for document_id, number in (("a", 1), ("a", 2), ("b", 1), ("c", 1)):
        put(home, document_id, number)


def _nothing(home: Path) -> None:
    """A home that is not there yet."""


def _open(home: Path) -> None:
    Library(home).close()


def _remove(home: Path) -> None:
    library = Library(home)
    library.remove("a")
    library.close()


def _several(home: Path) -> None:
    """Changes of one connection, as a service makes them: the log is not taken in between."""
    library = Library(home)
    library.put(*text("b", 2), tags=["史"])


def _change_job(home: Path) -> None:
    jobs = JobStore(home)
    jobs.update(jobs.list()[0].job_id, state="running", done=3, results=["added"] * 3)


def _new_job(home: Path) -> None:
    library_of_three(home)
    JobStore(home).create("add", {"files": 9})


def go_on(home: Path) -> None:
    put(home, "next", 1)
    assert Library(home).get("next") == text("next", 1)[0]


def _with_archive(home: Path) -> None:
    put(home, "a", 1)
    write_archive(home, home / "backup.tar", {})
    library_of_three(home)


def _restore(home: Path) -> None:
    with errors_named(home):
        staged = new_folder(home, "restoring")
    unpack_archive(home / "backup.tar", staged)
    restore_database(home, staged / "library.db")


def _backup(home: Path) -> None:
    write_archive(home, home / "new.tar", {})


def _observe_backup(home: Path) -> Any:  # noqa: ANN401
    if not (home / "new.tar").exists():
        return None
    unpack_archive(home / "new.tar", new_folder(home, "unpacked"))
    return "whole"


def _damaged(home: Path) -> None:
    """One text is damaged; what is whole is seen before the repair and after it."""
    library_of_three(home)
    with closing(sqlite3.connect(home / "library.db")) as connection, connection:
        connection.execute("UPDATE versions SET content = x'00' WHERE document_id = 'c'")


def _repair(home: Path) -> None:
    repair_library(home, _reread)


def _reread(entry: Entry, stored: StoredVersion, original: bytes) -> Document:
    return text("c", 1)[0]


def _observe_repaired(home: Path) -> Any:  # noqa: ANN401
    try:
        return observe_library(home)
    except DocumentFileCorrupt as error:
        library = Library(home)
        return str(error), library.heads(), library.get("a"), library.get("b")


def _library(prepare: Callable[[Path], None], run: Callable[[Path], None]) -> Operation:
    return Operation(prepare, run, observe_library, go_on)


OPERATIONS: dict[str, Operation] = {
    "create": _library(_nothing, _open),
    "add": _library(library_of_three, lambda home: put(home, "d", 1)),
    "add a long text": _library(library_of_three, lambda home: put(home, "d", 1, size=200)),
    "replace": _library(library_of_three, lambda home: put(home, "b", 2)),
    "replace, and stay open": _library(library_of_three, _several),
    "put an older version again": _library(library_of_three, lambda home: put(home, "a", 1)),
    "remove": _library(library_of_three, _remove),
    "back up": Operation(library_of_three, _backup, _observe_backup, go_on),
    "restore": Operation(_with_archive, _restore, observe_library, go_on, every=2),
    "repair": Operation(_damaged, _repair, _observe_repaired, go_on, every=4),
    "change a job": Operation(_new_job, _change_job, observe_jobs, go_on),
}
