"""Looks through a home for damage: library, index, leftovers and lock; and mends what it can."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from corpus.documents import Document
from corpus.maintenance.checking import Finding, check_library
from corpus.maintenance.repair import Repair, repair_library
from corpus.readers.blocks import assemble_document
from corpus.readers.sandbox.reader import read_guarded
from corpus.store.entries import Entry, StoredVersion
from corpus.store.locking import holder_of
from index.engines.local.segments.files import MANIFEST
from index.engines.local.segments.generations import (
    BUILDING,
    current_generation,
    read_manifest,
    segment_folder,
)
from index.engines.local.segments.segments import check_segment
from index.errors import IndexDamaged, IndexMissing


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found in a home; each list is empty where all is well.

    `library` is damage of texts; `index` can always be made again from them; `leftovers` are
    folders of work that died; `writer` says who is writing now.
    """

    library: list[Finding]
    index: list[Finding]
    leftovers: list[str]
    writer: str | None

    @property
    def damaged(self) -> bool:
        """Whether something is not as it was written."""
        return bool(self.library or self.index)

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {**asdict(self), "damaged": self.damaged}


def examine(home: Path) -> Diagnosis:
    """Read everything in a home and compare it with its checksums; changes nothing."""
    holder = holder_of(home)
    return Diagnosis(
        library=check_library(home),
        index=list(_check_index(home / "index")),
        leftovers=[] if holder else sorted(_leftovers(home)),
        writer=None if holder is None else str(holder),
    )


def mend(home: Path, found: Diagnosis, rebuild: Callable[[], object]) -> Repair | None:
    """Mend what can be mended.

    Args:
        home: what was examined.
        found: what was found there.
        rebuild: makes the index anew from the stored documents.

    Returns:
        What came of the library, where that was damaged.
    """
    repair = repair_library(home, reread) if found.library else None
    if found.index or (repair and (repair.lost or repair.mended)):
        rebuild()
        _drop_damaged(home, found.index)
    for name in found.leftovers:
        shutil.rmtree(home / name, ignore_errors=True)
    return repair


def _drop_damaged(home: Path, found: list[Finding]) -> None:
    """Damaged generations, now that another one is served."""
    served = current_generation(home / "index")
    for folder in (home / each.file for each in found):
        if folder.parent == home / "index" and folder != served:
            shutil.rmtree(folder, ignore_errors=True)


def reread(entry: Entry, stored: StoredVersion, original: bytes) -> Document:
    """The document that its original gives; its record is the current one."""
    head = entry.head
    source = replace(head.source, sha256=stored.source_sha256)
    blocks = read_guarded(original, source.filename).blocks
    return assemble_document(head.document_id, head.language, blocks, head.record, source)


def _leftovers(home: Path) -> Iterator[str]:
    for pattern in ("restoring-*", "repairing-*", f"index/{BUILDING}*"):
        yield from (str(path.relative_to(home)) for path in home.glob(pattern) if _died(path))


def _died(folder: Path) -> bool:
    """Whether nobody works in this folder: that of an index build has the process in its name."""
    pid = folder.name.removeprefix(BUILDING).split("-")[0]
    if not folder.name.startswith(BUILDING) or not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _check_index(home: Path) -> Iterator[Finding]:
    """Every generation, the one that is served first; none at all is no damage."""
    try:
        served = current_generation(home)
    except IndexMissing:
        if home.is_dir() and any(home.glob(f"*/{MANIFEST}")):
            yield Finding("index", "CURRENT names no generation that is there")
        served = None
    except IndexDamaged as error:
        yield Finding("index", str(error))
        served = None
    folders = sorted(path.parent for path in home.glob(f"*/{MANIFEST}"))
    for folder in sorted(folders, key=lambda each: each != served):
        if folder.name.startswith(BUILDING):
            continue
        try:
            for entry in read_manifest(folder).segments:
                check_segment(segment_folder(home, entry.name), entry)
        except IndexDamaged as error:
            yield Finding(str(folder.relative_to(home.parent)), str(error))
