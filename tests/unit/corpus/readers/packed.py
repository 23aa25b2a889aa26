"""DOCX and EPUB files written by hand, for what no other program writes."""

import io
import zipfile
from collections.abc import Mapping

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)


def pack(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def word(element: str, content: str) -> str:
    """The content as a part of a Word document whose root is `w:element`."""
    return f"<w:{element} {_W}>{content}</w:{element}>"


def docx(body: str, **parts: str | bytes) -> bytes:
    """A Word document; `styles='…'` is the content of `word/styles.xml`, and so on."""
    named = {f"word/{name}.xml": word_part(name, content) for name, content in parts.items()}
    return pack(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": word("document", f"<w:body>{body}</w:body>"),
            **named,
        }
    )


def word_part(name: str, content: str | bytes) -> str | bytes:
    return content if isinstance(content, bytes) else word(name, content)


def paragraph(text: str, style: str = "", run: str = "") -> str:
    """A paragraph of one run; `run` goes into it before the text."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r>{run}<w:t>{text}</w:t></w:r></w:p>"


def epub(
    pages: Mapping[str, str],
    metadata: str = "",
    navigation: str | None = None,
    ncx: str | None = None,
    parts: Mapping[str, str | bytes] | None = None,
    spine: str | None = None,
) -> bytes:
    """A book of these pages, given by name (`c1`) with the content of their body."""
    items = "".join(
        f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>'
        for name in pages
    )
    files: dict[str, str | bytes] = {
        f"OPS/{name}.xhtml": xhtml(body) for name, body in pages.items()
    }
    if navigation is not None:
        items += (
            '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        )
        files["OPS/nav.xhtml"] = xhtml(navigation)
    if ncx is not None:
        items += '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
        files["OPS/toc.ncx"] = ncx
    order = spine or "".join(f'<itemref idref="{name}"/>' for name in pages)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata>{metadata}</metadata><manifest>{items}</manifest><spine>{order}</spine></package>"
    )
    return pack(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": _CONTAINER,
            "OPS/book.opf": package,
            **files,
            **(parts or {}),
        }
    )


def xhtml(body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>t</title></head><body>{body}</body></html>'
    )
