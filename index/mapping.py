"""Files that are mapped into memory: the system reads what is used, and processes share it."""

import mmap
from pathlib import Path


def map_bytes(path: Path) -> "mmap.mmap | bytes":
    """The bytes of a file, mapped; an empty one, which cannot be mapped, as no bytes."""
    if path.stat().st_size == 0:
        return b""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
