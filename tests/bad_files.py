"""Files that are broken, locked, or made to do harm, by name; small unless their size is the point.

Each comes with the code of the error that it must give.
"""

import io
import zipfile
from collections.abc import Mapping
from functools import cache

from reportlab.lib.pdfencrypt import StandardEncryption

from tests.unit.corpus.readers.other_programs import written_by_pandoc
from tests.unit.corpus.readers.pdf_files import article, draw, draw_lines, draw_picture

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # how an old or an encrypted Word file begins


@cache
def bad_files() -> Mapping[str, tuple[bytes, str]]:
    """Content and error code by file name."""
    pdf, docx = article(), written_by_pandoc("docx")
    locked = StandardEncryption("secret", canPrint=0)
    return {
        "empty.txt": (b"", "file_empty"),
        "blank.txt": (b" \n\n\t\n", "text_not_readable"),
        "noise.txt": (bytes(range(256)) * 20, "encoding_unclear"),
        "cut.pdf": (pdf[: len(pdf) // 3], "file_damaged"),
        "cut.docx": (docx[: len(docx) // 2], "file_damaged"),
        "locked.pdf": (draw(lambda canvas: draw_lines(canvas, ["A."]), locked), "file_encrypted"),
        "scanned.pdf": (draw(draw_picture), "file_scanned"),
        "bomb.docx": (_repacked(docx, {"word/document.xml": _bomb()}), "file_too_large"),
        "up.docx": (_repacked(docx, {"../../evil.xml": b"<x/>"}), "archive_unsafe"),
        "picture.png": (b"\x89PNG\r\n\x1a\n" + bytes(500), "file_damaged"),
        "program.txt": (b"\x7fELF" + bytes(500), "encoding_unclear"),
        "old.doc": (_OLE + bytes(4096), "format_not_read"),
    }


def entities(path: str) -> bytes:
    """A DOCX whose XML asks for a file of this machine."""
    body = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY leak SYSTEM "file://' + path + '">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>Before. &leak; After.</w:t></w:r></w:p></w:body></w:document>"
    )
    return _repacked(written_by_pandoc("docx"), {"word/document.xml": body.encode()})


def _bomb() -> bytes:
    """Sixty megabytes of one paragraph, which pack to sixty kilobytes."""
    return _written_document("A" * 60_000_000)


def _written_document(text: str) -> bytes:
    return (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    ).encode()


def _repacked(archive: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The archive with these parts in place of its own, or beside them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name), zipfile.ZIP_DEFLATED)
        for name, content in parts.items():
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
