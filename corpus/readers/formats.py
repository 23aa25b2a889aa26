"""Which format a file is in: its content decides, its ending only where several fit."""

import re
from pathlib import PurePosixPath
from typing import Literal

from corpus.errors import FileDamaged, FileEmpty, FileEncrypted, FormatNotRead, FormatUnknown
from corpus.readers.archives import Archive

Format = Literal[
    "text",
    "markdown",
    "html",
    "docx",
    "epub",
    "pdf",
    "csv",
    "xlsx",
    "pptx",
    "rtf",
    "odt",
    "ods",
    "odp",
]

MEDIA_TYPES: dict[Format, str] = {
    "text": "text/plain",
    "markdown": "text/markdown",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
    "pdf": "application/pdf",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rtf": "application/rtf",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
ENDINGS: dict[str, Format] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".mkd": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".epub": "epub",
    ".pdf": "pdf",
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".pptx": "pptx",
    ".pptm": "pptx",
    ".ppsx": "pptx",
    ".rtf": "rtf",
    ".odt": "odt",
    ".ott": "odt",
    ".ods": "ods",
    ".odp": "odp",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS_DOCX = "open it in Word or LibreOffice and save it as DOCX"
_EXPORT_PDF = "export it as PDF, or copy its text into a document"
_CONVERT_TO_EPUB = "get the book as EPUB, or convert it to one (Calibre does), if it has no DRM"
_OLE_KINDS = (
    ("WordDocument", "a Word document of before 2007 (.doc)", _SAVE_AS_DOCX),
    ("PowerPoint Document", "a PowerPoint presentation of before 2007 (.ppt)", _EXPORT_PDF),
    ("Workbook", "an Excel workbook of before 2007 (.xls)", _EXPORT_PDF),
)
_RECOGNISE = (
    "install the recognition of pictures (`pip install 'wenju[ocr]'`) and add it again, or "
    "recognise its text with an OCR program first"
)
_OTHERS = (
    (b"%!PS", "a PostScript file", "convert it to PDF"),
    (b"AT&TFORM", "a DjVu file, pictures of pages", "convert it to a PDF with a text layer"),
    (b"\x1f\x8b", "packed with gzip", "unpack it and add what is in it"),
    (b"Rar!", "a RAR archive", "unpack it and add what is in it"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it and add what is in it"),
    (b"BZh", "packed with bzip2", "unpack it and add what is in it"),
    (b"\xfd7zXZ", "packed with xz", "unpack it and add what is in it"),
    (b"\x89PNG", "a picture (PNG)", _RECOGNISE),
    (b"\xff\xd8\xff", "a picture (JPEG)", _RECOGNISE),
    (b"II*\0", "a picture (TIFF)", _RECOGNISE),
    (b"MM\0*", "a picture (TIFF)", _RECOGNISE),
    (b"GIF8", "a picture (GIF)", _RECOGNISE),
)
_PDF_STARTS_WITHIN = 1024
_TEX = re.compile(r"(?:\s|%[^\n]*\n)*\\(?:documentclass|documentstyle|begin\{document\}|input\{)")
_BIBTEX = re.compile(
    r"(?:\s|%[^\n]*\n)*@(?:article|book|in\w+|misc|phdthesis|mastersthesis|techreport|string|comment)"
    r"\s*\{|ty  - "
)
_MARKDOWN_WITHIN = 50_000
_MARKDOWN_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_MARKDOWN_INLINE = re.compile(
    r"\[[^\[\]\n]{1,200}\]\(\S{1,500}\)|\*\*[^*\n]{1,300}\*\*|\[\^[^\]\s]{1,40}\]"
)
_LEAST_HEADINGS, _LEAST_INLINE = 2, 3
_HTML = ("<!doctype html", "<html")


_PICTURES = {
    b"\x89PNG\r\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"GIF8": "image/gif",
}


def picture_type(content: bytes) -> str | None:
    """The media type of a picture; None if the content is none."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _PICTURES.items() if content.startswith(start)), None)


def ending_of(filename: str) -> str:
    """The ending of a file's name in small letters, such as `.docx`; empty if it has none."""
    return PurePosixPath(filename.strip()).suffix.lower()


def binary_format(content: bytes) -> tuple[Format, Archive | None] | None:
    """The format of a file that is no plain text, with its parts if it is packed; None if it is.

    Raises:
        FileEmpty, FileEncrypted, FileDamaged: nothing of it can be read.
        FormatUnknown, FormatNotRead: names what it is, and what to do.
    """
    if not content:
        raise FileEmpty()
    # What breaks off within the mark is no text of one word: it is refused as a damaged PDF.
    if b"%PDF-" in content[:_PDF_STARTS_WITHIN] or b"%PDF-".startswith(content):
        return "pdf", None
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        archive = Archive(content)
        return _packed_format(archive), archive
    if content.startswith(b"{\\rtf"):
        return "rtf", None
    if content[60:68] in (b"BOOKMOBI", b"TEXtREAd") or content.startswith(b"TPZ"):
        raise FormatNotRead("a Kindle book (MOBI, AZW)", _CONVERT_TO_EPUB)
    if content.startswith(_OLE):
        _refuse_ole(content)
    if picture_type(content) == "image/webp":
        raise FormatNotRead("a picture (WebP)", _RECOGNISE)
    for start, kind, advice in _OTHERS:
        if content.startswith(start):
            raise FormatNotRead(kind, advice)
    return None


def text_format(text: str, filename: str) -> Format:
    """The format of a file that is text: a web page shows it, Markdown only the name does."""
    start = text[:2000].lstrip("\ufeff \t\r\n").lower()
    ending = ENDINGS.get(ending_of(filename))
    if start.startswith(_HTML) or (start.startswith("<") and ending == "html"):
        return "html"
    if start.startswith("<?xml") or (start.startswith("<!--") and "<html" in start):
        if any(mark in start for mark in _HTML):
            return "html"
        raise FormatUnknown("XML that is no web page")
    if ending in ("markdown", "html", "csv"):
        return ending
    _refuse_sources(start, ending_of(filename))
    return "markdown" if _is_markdown(text) else "text"


def _refuse_sources(start: str, ending: str) -> None:
    """Refuse what is no text but the source of one, or of a list."""
    if ending in (".tex", ".ltx", ".latex") or _TEX.match(start):
        raise FormatNotRead("a TeX source (.tex)", "typeset it and add the PDF")
    if ending in (".bib", ".bbl", ".ris", ".enw") or _BIBTEX.match(start):
        raise FormatNotRead(
            "a file of bibliographic records (BibTeX, RIS)",
            "add the works themselves; a record beside a file says what the file is of",
        )


def _is_markdown(text: str) -> bool:
    """Whether a text is Markdown by any name: headings or front matter, and links or emphasis."""
    start = text[:_MARKDOWN_WITHIN]
    headings = len(_MARKDOWN_HEADING.findall(start)) >= _LEAST_HEADINGS
    return headings and len(_MARKDOWN_INLINE.findall(start)) >= _LEAST_INLINE


def wrong_ending(found: Format, filename: str) -> str | None:
    """A warning where the name says another format than the content; None where it fits."""
    ending = ending_of(filename)
    if not ending or ENDINGS.get(ending) == found:
        return None
    if found == "markdown" and ENDINGS.get(ending) == "text":
        return None
    if found in ("text", "markdown") and ending not in ENDINGS and not ending.isascii():
        return None  # 第一章.緒論: a stop in a title
    return f"the name ends in {ending!r}, but the content is {MEDIA_TYPES[found]}, and read as that"


def _packed_format(archive: Archive) -> Format:
    names = archive.names
    if "META-INF/container.xml" in archive:
        return "epub"
    if "[Content_Types].xml" in archive:
        if any(name.startswith("word/") for name in names):
            return "docx"
        if "ppt/presentation.xml" in archive:
            return "pptx"
        if "xl/workbook.xml" in archive:
            return "xlsx"
        if "xl/workbook.bin" in archive:
            raise FormatNotRead("a binary Excel workbook (.xlsb)", "save it as XLSX")
    if "mimetype" in archive:
        kind = archive.read("mimetype").decode("ascii", "replace").strip()
        found = kind.removesuffix("-template")
        known: tuple[Format, ...] = ("odt", "ods", "odp")
        for form in known:
            if found == MEDIA_TYPES[form]:
                return form
        if kind.startswith("application/vnd.oasis.opendocument"):
            raise FormatNotRead("an OpenDocument drawing or formula", _EXPORT_PDF)
        if kind == MEDIA_TYPES["epub"]:
            raise FileDamaged("EPUB", "the part 'META-INF/container.xml' is missing")
    raise FormatUnknown("a zip archive that is neither DOCX nor EPUB")


def _refuse_ole(content: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise FileEncrypted(
            "an Office document with a password",
            "open it with the password, take the protection off, and save it again",
        )
    for stream, kind, advice in _OLE_KINDS:
        if stream.encode("utf-16-le") in content:
            raise FormatNotRead(kind, advice)
    raise FormatNotRead("an Office file of before 2007", _SAVE_AS_DOCX)
