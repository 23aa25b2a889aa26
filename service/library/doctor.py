"""Looks through a home for damage: library, index, leftovers and lock; and mends what it can."""

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
from index.engines.base import Engine


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


def examine(home: Path, engine: Engine) -> Diagnosis:
    """Read everything in a home and compare it with its checksums; changes nothing."""
    holder = holder_of(home)
    return Diagnosis(
        library=check_library(home),
        index=list(engine.check()),
        leftovers=[] if holder else sorted([*_leftovers(home), *engine.leftovers()]),
        writer=None if holder is None else str(holder),
    )


def mend(
    home: Path, engine: Engine, found: Diagnosis, rebuild: Callable[[], object]
) -> Repair | None:
    """Mend what can be mended.

    Args:
        home: what was examined.
        engine: where its index is.
        found: what was found there.
        rebuild: makes the index anew from the stored documents.

    Returns:
        What came of the library, where that was damaged.
    """
    repair = repair_library(home, reread) if found.library else None
    if found.index or (repair and (repair.lost or repair.mended)):
        rebuild()
        engine.clear([], found.index)
    engine.clear(sorted(set(found.leftovers) & set(engine.leftovers())), [])
    for name in set(found.leftovers) & set(_leftovers(home)):
        shutil.rmtree(home / name, ignore_errors=True)
    return repair


def reread(entry: Entry, stored: StoredVersion, original: bytes) -> Document:
    """The document that its original gives; its record is the current one."""
    head = entry.head
    source = replace(head.source, sha256=stored.source_sha256)
    blocks = read_guarded(original, source.filename).blocks
    return assemble_document(head.document_id, head.language, blocks, head.record, source)


def _leftovers(home: Path) -> Iterator[str]:
    for pattern in ("restoring-*", "repairing-*"):
        yield from (path.name for path in home.glob(pattern))
