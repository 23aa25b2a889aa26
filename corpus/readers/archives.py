"""Parts of a zip file (DOCX, EPUB), read with a limit on what really comes out of it.

The sizes in a zip file's directory are claims: a bomb states small ones. What counts here is what
the decompression gives, and it stops at the limit. Nothing is ever written to disk.
"""

import io
import posixpath
import zipfile
import zlib

from corpus.errors import ArchiveUnsafe, FileDamaged, FileEncrypted, FileTooLarge

MOST_BYTES = 200 * 1024 * 1024
MOST_PARTS = 20_000
# Text and markup pack to a twentieth, tables of one word to a hundredth; a bomb to a thousandth.
MOST_RATIO = 200
_RATIO_FROM = 4 * 1024 * 1024
_PIECE = 256 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # DOCX and EPUB allow no others
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
_ENCRYPTED = 1


class Archive:
    """The parts of a zip file by name.

    Raises:
        FileDamaged, ArchiveUnsafe, FileTooLarge: say what is wrong with the file.
    """

    def __init__(self, content: bytes, kind: str = "zip file") -> None:
        self._kind = kind
        self._packed = len(content)
        self._left = MOST_BYTES
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN as error:
            raise FileDamaged(kind, str(error)) from error
        self._parts = {part.filename: part for part in self._zip.infolist()}
        if len(self._parts) > MOST_PARTS:
            raise FileTooLarge(f"{len(self._parts)} parts", f"{MOST_PARTS} parts")
        for name in self._parts:
            if _points_out(name):
                raise ArchiveUnsafe(name)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    @property
    def names(self) -> list[str]:
        """The names of all parts."""
        return list(self._parts)

    def read(self, name: str) -> bytes:
        """The content of a part.

        Raises:
            FileDamaged: it is missing or broken.
            FileEncrypted: it is packed with a password.
            FileTooLarge: what came out so far is past the limit.
        """
        part = self._parts.get(name)
        if part is None:
            raise FileDamaged(self._kind, f"the part {name!r} is missing")
        if part.flag_bits & _ENCRYPTED:
            raise FileEncrypted(
                f"a {self._kind} packed with a password",
                "unpack it with the password and pack it without",
            )
        if part.compress_type not in _METHODS:
            raise FileDamaged(self._kind, f"{name!r} is packed by method {part.compress_type}")
        try:
            return self._unpack(part)
        except _BROKEN as error:
            raise FileDamaged(self._kind, f"{name!r}: {error}") from error

    def _unpack(self, part: zipfile.ZipInfo) -> bytes:
        pieces, size = [], 0
        with self._zip.open(part) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                self._left -= len(piece)
                if self._left < 0:
                    raise FileTooLarge("unpacks to more", f"{MOST_BYTES // 2**20} MiB unpacked")
                # Against the whole file, which nobody can overstate.
                if size > max(_RATIO_FROM, MOST_RATIO * self._packed):
                    raise FileTooLarge(
                        f"it unpacks to over {MOST_RATIO} times its size, as a zip bomb does",
                        f"{MOST_RATIO} times",
                    )
                pieces.append(piece)
        return b"".join(pieces)


def _points_out(name: str) -> bool:
    """Whether a name is no plain path inside: absolute, with a drive, or upwards."""
    path = name.replace("\\", "/")
    return path.startswith("/") or ":" in path.split("/")[0] or ".." in path.split("/")


def resolve(base: str, reference: str) -> str:
    """The name of the part that a part's relative reference means, such as `../text/c1.xhtml`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), reference)).lstrip("/")
