"""Opening files that others may have named: regular ones, inside a folder, of bounded size."""

import os
import stat
from pathlib import Path

from corpus.errors import FileNotRegular, FileTooLarge, TextNotReadable

_SHOWN = 120
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
_OPENING = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


def show_name(name: str) -> str:
    r"""A file's name for a message: quoted, with what cannot be seen or misleads written \u202e."""
    shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
    return ascii(shown) if any(map(_is_surrogate, shown)) else repr(shown)


def read_regular_file(path: Path, most: int, folder: Path | None = None) -> bytes:
    """The bytes of a regular file. Links that lead out of `folder` (its own, if None) are refused.

    Nothing is read of a file that is larger than `most` bytes.
    """
    try:
        with os.fdopen(_open(path, folder), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            content = file.read(most + 1) if size <= most else b""
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL character
        raise _not_opened(path, error) from error
    if size > most or len(content) > most:
        found = f"{show_name(path.name)} has {max(size, len(content))} bytes"
        raise FileTooLarge(found, f"{most} bytes")
    return content


def _open(path: Path, folder: Path | None) -> int:
    """A descriptor of a regular file that is inside the folder."""
    inside = os.path.realpath(folder or path.parent)
    target = os.path.realpath(path, strict=True)
    if not Path(target).is_relative_to(inside):
        raise FileNotRegular(show_name(str(path)), "a link that leads out of its folder")
    descriptor = _open_inside(inside, Path(target).relative_to(inside).parts)
    kind = stat.S_IFMT(os.fstat(descriptor).st_mode)
    if kind != stat.S_IFREG:
        os.close(descriptor)
        raise FileNotRegular(show_name(str(path)), _KINDS.get(kind, "no regular file"))
    return descriptor


def _open_inside(folder: str, parts: tuple[str, ...]) -> int:
    """Open a file below a folder step by step: a link that appears meanwhile is not followed."""
    place = os.open(folder, _OPENING | os.O_DIRECTORY)
    for n, part in enumerate(parts):
        try:
            step = _OPENING | (os.O_DIRECTORY if n < len(parts) - 1 else 0)
            following = os.open(part, step, dir_fd=place)
        finally:
            os.close(place)
        place = following
    return place


def _not_opened(path: Path, error: OSError | ValueError) -> TextNotReadable:
    reason = isinstance(error, OSError) and error.strerror
    return TextNotReadable(
        f"{show_name(str(path))} cannot be opened ({reason or error}); expected a file that may be "
        "read: check its name, its links and its permissions"
    )


def _is_surrogate(character: str) -> bool:
    return "\ud800" <= character <= "\udfff"
