"""A document back as files: what was added, its canonical text, and its record.

`ID.pdf` (or whatever ending it came with), `ID.csl.json` beside it as its sidecar, and
`ID.canonical.txt`. The same folder can be added again.
"""

import json
import os
import re
import tempfile
from pathlib import Path

from corpus.errors import OriginalMissing
from corpus.store.library import Library
from service.errors import FileRefused
from service.library.file_discovery import CANONICAL, SIDECAR

_ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}")


def export_document(library: Library, document_id: str, folder: Path) -> list[Path]:
    """Write the files of a document's current version; files of these names are replaced.

    Returns:
        The paths, the original first. A document that was stored without its file has no original.

    Raises:
        UnknownDocument: no document has this id.
        FileRefused: the folder cannot be written.
    """
    document = library.get(document_id)
    record = json.dumps(dict(document.record), ensure_ascii=False, indent=2) + "\n"
    contents = {
        f"{document_id}{CANONICAL}": document.text.encode(),
        f"{document_id}{SIDECAR}": record.encode(),
    }
    try:
        source, original = library.original(document_id)
        contents = {f"{document_id}{_ending(source.filename)}": original, **contents}
    except OriginalMissing:
        pass
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_write(folder / name, content) for name, content in contents.items()]
    except OSError as error:
        raise FileRefused(str(folder), f"cannot be written ({error.strerror})") from error


def _ending(filename: str) -> str:
    """The ending of the original, if it is a plain one: the name itself was never trusted."""
    ending = Path(filename).suffix
    return ending if _ENDING.fullmatch(ending) else ".original"


def _write(path: Path, content: bytes) -> Path:
    """Replace a file in one step; a link of that name is replaced, not followed."""
    handle, temporary = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path
