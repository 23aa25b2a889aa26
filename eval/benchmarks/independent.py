"""What other programs read of a file: the second reading that ours is compared with.

PDFium gives the text of a PDF in the order of the file; pandoc reads the other formats. Neither
knows of our readers. What is compared is letters and digits: blanks, hyphens and signs of layout
are where readings differ without anybody being wrong.
"""

import re
import unicodedata
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile

import pypdfium2

_BY_PANDOC = {
    "text/markdown": "markdown", "text/html": "html", "text/csv": "csv", "application/rtf": "rtf",
    "application/epub+zip": "epub", "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
}  # fmt: skip
_LEFT_OUT = re.compile(r"[\W_]+")
# What is no text in ours: marks of notes, transcribers' page numbers, 10⁶ written as 10^6.
_MARK = re.compile(r"\[(?:Pg )?[\divxlc]+\]|\{[\divxlc]+\}|\^\(?|_\(?")


class NoOtherReading(Exception):
    """No other program here reads this format."""


def letters(text: str) -> str:
    """The letters and digits of a text, as both readings must have them."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text)).lower()


def other_pages(content: bytes) -> list[str]:
    """The text of each page of a PDF, in the order of the file."""
    pdf = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_range() for page in pdf]
    finally:
        pdf.close()


def other_text(content: bytes, media_type: str, encoding: str | None) -> str:
    """The text of a file as another program reads it.

    Raises:
        NoOtherReading: there is none for this format.
    """
    if media_type == "application/pdf":
        return "\n".join(other_pages(content))
    if media_type == "text/plain":
        return _MARK.sub("", content.decode(encoding or "utf-8", "replace"))
    form = _BY_PANDOC.get(media_type)
    if form is None:
        raise NoOtherReading(media_type)
    if encoding is not None:
        content = content.decode(encoding, "replace").encode()
    with NamedTemporaryFile(suffix=f".{form}") as file:
        file.write(content)
        file.flush()
        read = _by_pandoc(file.name, form)
    return _MARK.sub("", read)


def _by_pandoc(path: str, form: str) -> str:
    try:
        pandoc = import_module("pypandoc")  # among what developers install
        return str(pandoc.convert_file(path, "plain", form, extra_args=["--wrap=none"]))
    except (ImportError, RuntimeError) as error:
        raise NoOtherReading(f"{form}: {error!s:.80}") from error


def lines_of(text: str) -> Iterator[str]:
    """The lines of a text that have enough letters to be told from each other."""
    for line in text.splitlines():
        bare = letters(line)
        if len(bare) >= 8:
            yield bare


def files_under(folder: Path) -> list[Path]:
    """The files of a folder and of those in it, by name."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name[0] != ".")
