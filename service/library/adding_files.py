"""Files from this machine into the library, one after another: each succeeds or is refused alone.

A refused file is a result with its reason, not the end of the batch.
"""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from corpus.errors import WenjuError
from corpus.readers.sandbox.files import read_regular_file
from corpus.readers.sandbox.reader import GuardedReader
from corpus.records import find_sidecar, read_sidecar
from service.library.adding import Adder, Preview, Wish, preview, sha256_of
from service.library.file_discovery import Found
from service.library.naming import clean_filename

WITHOUT_FILE = "no file is attached to it; add its file with `--record` and this list"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file; `why` where it was refused, `preview` in a dry run."""

    path: str
    outcome: Literal["added", "unchanged", "replaced", "refused", "readable", "skipped"]
    document_id: str | None = None
    version: str | None = None
    warnings: tuple[str, ...] = ()
    why: str | None = None
    preview: Preview | None = None


def add_files(
    files: Iterable[Found],
    adder: Adder,
    wish: Wish,
    reader: GuardedReader,
    most_bytes: int,
    dry_run: bool = False,
    starting: Callable[[Path], None] = lambda path: None,
) -> Iterator[FileResult]:
    """Add each file; one result a file, in order, as soon as it is there.

    Args:
        files: from `find_files`.
        adder: the way into the library.
        wish: what is said of all of them; a file's sidecar is said of it alone, and gives way.
        reader: reads them, with limits on time and memory.
        most_bytes: how large a file may be.
        dry_run: read and preview, store nothing.
        starting: called with each path before it is read.
    """
    for file in files:
        starting(file.path)
        try:
            if file.refused is not None:
                raise file.refused
            if file.without_file:
                yield FileResult(str(file.path), "skipped", why=WITHOUT_FILE)
                continue
            content = read_regular_file(file.path, most_bytes, file.folder)
            yield _add_file(file.path, content, adder, _wish_of(file, wish), reader, dry_run)
        except Exception as error:  # also a defect of ours must not end the batch
            yield FileResult(str(file.path), "refused", why=_reason(file.path, error))


def _add_file(
    path: Path, content: bytes, adder: Adder, wish: Wish, reader: GuardedReader, dry_run: bool
) -> FileResult:
    known = adder.known(sha256_of(content), wish)
    if known is not None:
        is_itself = known.source.filename == clean_filename(path.name)
        note = () if is_itself else (f"already there as {known.document_id}",)
        return FileResult(str(path), "unchanged", known.document_id, known.version, note)
    draft = adder.draft(content, path.name, reader.read(content, path.name), wish)
    if dry_run:
        document = draft.document
        return FileResult(
            str(path), "readable", document.document_id, document.version, draft.warnings,
            preview=preview(draft),
        )  # fmt: skip
    added = adder.store(draft)
    return FileResult(str(path), added.outcome, added.document_id, added.version, added.warnings)


def _wish_of(file: Found, wish: Wish) -> Wish:
    """The wish for this file: where it comes from, and what its work's record or sidecar says."""
    sidecar = find_sidecar(file.path) if file.record is None else None
    beside = read_sidecar(sidecar) if sidecar else file.record or {}
    origin = file.origin or os.path.realpath(file.path)
    return replace(wish, record={**beside, **wish.record}, origin=origin)


def _reason(path: Path, error: Exception) -> str:
    if isinstance(error, WenjuError):
        return str(error)
    if isinstance(error, OSError):
        return f"{path.name!r} cannot be read ({error.strerror or error}); check it"
    logger.exception("a defect", exc_info=error)
    return (
        f"{path.name!r} met a defect of this program ({type(error).__name__}: {error}); report it "
        "with the file"
    )
