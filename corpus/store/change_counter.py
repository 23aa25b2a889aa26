"""How many changes the library has acknowledged, kept beside its database.

SQLite's log drops what it cannot read at its end: a log that was cut or damaged would give an
older library, without a word. So after each change its number is written here as well, in two
places by turns, of which a power cut can spoil only one. A database that knows of fewer changes
than its seal has lost some. A missing seal proves nothing, and a late one only proves less.
"""

import contextlib
import hashlib
import os
from pathlib import Path

SEAL = "library.seal"
_SLOT = 512


def read_seal(home: Path) -> int:
    """The number of changes that were acknowledged; 0 where nothing says so."""
    try:
        content = (home / SEAL).read_bytes()
    except OSError:
        return 0
    slots = (content[:_SLOT], content[_SLOT : 2 * _SLOT])
    return max(_number(slot) for slot in slots)


def write_seal(home: Path, changes: int) -> None:
    """Note this number of changes; a disk that refuses leaves the one before."""
    with contextlib.suppress(OSError):
        descriptor = os.open(home / SEAL, os.O_WRONLY | os.O_CREAT, 0o644)
        try:
            os.pwrite(descriptor, _slot(changes), (changes % 2) * _SLOT)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _slot(changes: int) -> bytes:
    said = f"{changes:020d} ".encode()
    return (said + hashlib.sha256(said).hexdigest().encode()).ljust(_SLOT - 1) + b"\n"


def _number(slot: bytes) -> int:
    said = slot[:20]
    return int(said) if said.isdigit() and slot == _slot(int(said)) else 0
