"""A library in one file, to be put away and taken back: a tar of checksummed files.

Its first member, `manifest.json`, has the size and SHA-256 of each other one. `library.db` is a
copy as of one moment, made while the library is in use; other folders of a home may come along.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Mapping
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.disk import sync
from corpus.errors import (
    BackupInvalid,
    BackupNotWritable,
    DocumentFileCorrupt,
    LibraryNotWritable,
)
from corpus.maintenance.checking import check_database
from corpus.maintenance.replacing import copy_files, new_folder, replace_database
from corpus.store.database import DATABASE, Database, connect, errors_named
from corpus.store.locking import writing

_FORMAT = 1
_MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 64 << 20


class _Manifest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    format: int
    created: str
    files: dict[str, tuple[int, str]]


def write_archive(home: Path, target: Path, others: Mapping[str, Path]) -> None:
    """Write the library of a home, as it is now, into a new file.

    Args:
        home: whose library; it may be read and written meanwhile.
        target: the file, which is there whole or not at all.
        others: further files, by their names in the archive.

    Raises:
        DocumentFileCorrupt: the library is damaged: that should not replace a good backup.
        BackupNotWritable: the file cannot be written.
    """
    library = Database(home)
    part = target.with_name(f".{target.name}.part")
    copy = target.with_name(f".{target.name}.{DATABASE}")
    try:
        _copy_database(library, copy)
        _check_copy(home, copy)
        _pack(part, {DATABASE: copy, **others})
        sync(part)
        part.replace(target)
        sync(target.absolute().parent)
    except (OSError, sqlite3.Error, LibraryNotWritable) as error:
        raise BackupNotWritable(target, str(error)) from error
    finally:
        for leftover in (part, copy, *(Path(f"{copy}{end}") for end in ("-wal", "-shm"))):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)


def unpack_archive(source: Path, folder: Path) -> list[str]:
    """Unpack an archive into an empty folder, and check all of it; gives the names of its files.

    Raises:
        BackupInvalid: it is not whole, or not an archive of ours.
    """
    try:
        source.open("rb").close()
    except OSError as error:
        raise BackupInvalid(source, error.strerror or str(error)) from error
    try:
        with errors_named(folder), tarfile.open(source, "r:") as archive:
            manifest = _read_manifest(archive, source)
            for name, (size, expected) in manifest.files.items():
                _unpack(archive, name, size, expected, folder, source)
    except (tarfile.TarError, KeyError, EOFError) as error:
        raise BackupInvalid(source, str(error).strip("'\"") or "it is cut short") from error
    found = check_database(folder / DATABASE)
    if found:
        raise BackupInvalid(source, str(found[0]))
    return sorted(manifest.files)


def restore_database(home: Path, staged: Path) -> Path:
    """Let a home's library be the one in `staged`; gives the folder with what was there."""
    with errors_named(home):
        home.mkdir(parents=True, exist_ok=True)
    with errors_named(home), writing(home):
        kept = new_folder(home, "before-restore")
        copy_files(home, kept)
        replace_database(home, staged)
    return kept


def _copy_database(library: Database, target: Path) -> None:
    target.unlink(missing_ok=True)
    if not target.absolute().parent.is_dir():
        raise FileNotFoundError(f"there is no folder {target.absolute().parent}")
    with library.reading() as source, closing(sqlite3.connect(target)) as into:
        source.backup(into)


def _check_copy(home: Path, copy: Path) -> None:
    with closing(connect(copy, "rw")) as connection:
        said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    found = [said] if said != "ok" else check_database(copy)
    if found:
        raise DocumentFileCorrupt(home / DATABASE, f"no backup was written: {found[0]}")


def _pack(target: Path, files: Mapping[str, Path]) -> None:
    facts = {name: (path.stat().st_size, _sha256(path)) for name, path in files.items()}
    created = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = _Manifest(format=_FORMAT, created=created, files=facts)
    listed = target.with_name(f"{target.name}.{_MANIFEST}")
    try:
        listed.write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
        with tarfile.open(target, "w:") as archive:
            archive.add(listed, _MANIFEST)
            for name, path in files.items():
                archive.add(path, name)
    finally:
        with suppress(OSError):
            listed.unlink(missing_ok=True)


def _read_manifest(archive: tarfile.TarFile, source: Path) -> _Manifest:
    member = archive.next()
    file = None if member is None else archive.extractfile(member)
    if member is None or file is None or member.name != _MANIFEST:
        raise BackupInvalid(source, f"it does not begin with {_MANIFEST}")
    if member.size > _LARGEST_MANIFEST:
        raise BackupInvalid(source, f"its {_MANIFEST} has {member.size} bytes")
    try:
        manifest = _Manifest.model_validate(json.loads(file.read()))
    except (ValidationError, ValueError) as error:
        raise BackupInvalid(source, f"its {_MANIFEST} cannot be read") from error
    if manifest.format != _FORMAT or DATABASE not in manifest.files:
        raise BackupInvalid(source, f"its format is {manifest.format}, or it has no {DATABASE}")
    return manifest


def _unpack(
    archive: tarfile.TarFile, name: str, size: int, expected: str, folder: Path, source: Path
) -> None:
    # Names become paths: none may lead out of the folder.
    parts = PurePosixPath(name).parts
    if not parts or PurePosixPath(name).is_absolute() or ".." in parts or "\0" in name:
        raise BackupInvalid(source, f"it has a file with the name {name[:80]!r}")
    member = archive.getmember(name)
    file = archive.extractfile(member) if member.isreg() else None
    if file is None or member.size != size:
        raise BackupInvalid(source, f"{name} is not a file of {size} bytes")
    target = folder.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as into:
        shutil.copyfileobj(file, into, 1 << 20)
        into.flush()
        os.fsync(into.fileno())
    if target.stat().st_size != size or _sha256(target) != expected:
        raise BackupInvalid(source, f"{name} does not match its checksum")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
