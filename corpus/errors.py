"""Errors of the corpus, and the root of every error that Wenju raises on purpose.

WenjuError
└── CorpusError
    ├── UnknownDocument        no text has this id
    ├── UnknownVersion         the text is there, this version of it is not
    ├── MalformedAddress       not written as an address
    ├── AddressOutOfRange      an address past the end of its text
    ├── TextNotReadable        a file is not text, or has nothing to read
    │   ├── FileEmpty          it has no bytes
    │   ├── FormatUnknown      it is in none of the formats that are read
    │   ├── FormatNotRead      its format is known, and not read here
    │   ├── EncodingUnclear    its bytes can be taken for text in no way, or in several
    │   ├── FileEncrypted      a password or a shop's protection locks it
    │   ├── FileDamaged        it is cut off, or broken inside
    │   ├── FileTooLarge       it, or what it unpacks to, is more than is read
    │   ├── ArchiveUnsafe      a name in it points out of it
    │   ├── FileScanned        its pages are pictures
    │   ├── FileNotRegular     its path leads to no file that may be read
    │   ├── ReadingTookTooLong        its reader was stopped by the clock
    │   ├── ReadingTookTooMuchMemory  its reader was stopped by the limit of memory
    │   └── ReaderCrashed      its reader died of it
    ├── RecordInvalid          an id, a bibliographic record or a manifest
    ├── SourceChanged          a file is not the one that its checksum was taken of
    ├── OriginalMissing        the file that a text was read from was not stored with it
    ├── DocumentFileCorrupt    what is stored does not read back as written
    ├── LibraryTooNew          a newer program wrote this library
    ├── LibraryLocked          another process, or another thread, is writing
    ├── LibraryNotWritable     the folder of texts cannot be written
    ├── BackupInvalid          a file is no whole backup of a library
    ├── BackupNotWritable      a backup cannot be written where it was to be
    ├── UnknownJob             no job has this id
    └── GlossaryInvalid        the glossary's file
"""

from pathlib import Path
from typing import Any

_SHOWN = 80
READ_FORMATS = "plain text, Markdown, HTML, DOCX, EPUB, or PDF with a text layer"


class WenjuError(Exception):
    """Something a person or a file caused; the message says what was expected and what to do."""

    def __reduce__(self) -> "tuple[Any, ...]":
        """Processes hand errors on; what one was made of is not what it says."""
        return _remake, (type(self), self.args), self.__dict__


def _remake(kind: type[WenjuError], said: tuple[Any, ...]) -> WenjuError:
    error = kind.__new__(kind)
    error.args = said
    return error


class CorpusError(WenjuError):
    """A text, its record or its address is not as it must be."""


class UnknownDocument(CorpusError):
    """No text has this id."""

    def __init__(self, document_id: str) -> None:
        super().__init__(
            f"there is no document {document_id[:_SHOWN]!r}; "
            "`wenju list` or GET /v1/documents lists the ids that there are"
        )


class UnknownVersion(CorpusError):
    """The text is there, this version of it is not."""

    def __init__(self, document_id: str, version: str, known: list[str]) -> None:
        super().__init__(
            f"document {document_id!r} has no version {version[:_SHOWN]!r}; "
            f"it has {', '.join(known) or 'none'}"
        )


class MalformedAddress(CorpusError):
    """Not written as a passage address."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"{address[:_SHOWN]!r} is not a passage address; expected document@version:start-end "
            "with start < end, such as 'nsc-thesis-ch6@3f2a9c1b7d04:1045-1321'"
        )


class AddressOutOfRange(CorpusError):
    """The address points past the end of its text."""

    def __init__(self, address: str, length: int) -> None:
        super().__init__(
            f"address {address!r} is out of range: the text has {length} characters, "
            f"so 0 <= start < end <= {length} must hold"
        )


class TextNotReadable(CorpusError):
    """A file is not text, or holds nothing to read."""


class FileEmpty(TextNotReadable):
    """The file has no bytes."""

    def __init__(self) -> None:
        super().__init__(
            "the file is empty (0 bytes); expected a text, so copy or download it again"
        )


class FormatUnknown(TextNotReadable):
    """In none of the formats that are read."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"the file holds {found}; expected {READ_FORMATS}: save or export the text as one of "
            "these"
        )


class FormatNotRead(TextNotReadable):
    """In a format that is known, and not read here."""

    def __init__(self, found: str, advice: str) -> None:
        super().__init__(f"the file is {found}, which is not read; {advice}")


class EncodingUnclear(TextNotReadable):
    """The bytes can be taken for text in no way, or in several."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"the characters of the file cannot be told from its bytes ({found}); expected "
            "text in UTF-8, UTF-16, Big5 or GB18030: open it in the program that wrote it and save "
            "it as UTF-8"
        )


class FileEncrypted(TextNotReadable):
    """A password or a shop's protection locks the file."""

    def __init__(self, found: str, advice: str) -> None:
        super().__init__(f"the file is {found}, so its text cannot be read; {advice}")


class FileDamaged(TextNotReadable):
    """The file is cut off, or broken inside."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(
            f"the {kind} is cut off or damaged ({reason[:_SHOWN]}); expected a whole file: copy "
            "or download it again, or open it in the program that wrote it and save it anew"
        )


class FileTooLarge(TextNotReadable):
    """The file, or what it unpacks to, is more than is read."""

    def __init__(self, found: str, limit: str) -> None:
        super().__init__(
            f"the file is too large ({found}; the limit is {limit}); split the text into parts, or "
            "remove what is no text, such as pictures"
        )


class ArchiveUnsafe(TextNotReadable):
    """A name in an archive points out of the archive."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the file packs a part under the name {name[:_SHOWN]!r}, which points out of it; "
            "expected names inside, so this file was made to do harm: do not open it"
        )


class FileScanned(TextNotReadable):
    """A PDF is made of pictures of pages, so it holds no text."""

    def __init__(self, scanned: int, pages: int) -> None:
        super().__init__(
            f"{scanned} of the PDF's {pages} pages are pictures without text; expected a PDF with "
            "a text layer: install the recognition of pictures (`pip install 'wenju[ocr]'`) and "
            "add it again, or run OCR yourself (`ocrmypdf in.pdf out.pdf`) and add the result"
        )


class FileNotRegular(TextNotReadable):
    """A path leads to no file that may be read."""

    def __init__(self, name: str, found: str) -> None:
        super().__init__(
            f"{name} is {found}; expected a regular file inside the folder that is read"
        )


class ReadingTookTooLong(TextNotReadable):
    """A file was not read within its time."""

    def __init__(self, name: str, seconds: float) -> None:
        super().__init__(
            f"{name} was not read within {seconds:g} seconds, so reading it was stopped; split the "
            "text into parts, or save it anew in the program that wrote it"
        )


class ReadingTookTooMuchMemory(TextNotReadable):
    """Reading a file needed more memory than it may have."""

    def __init__(self, name: str, megabytes: int) -> None:
        super().__init__(
            f"reading {name} needed more than {megabytes} MB of memory, so it was stopped; split "
            "the text into parts, or save it anew in the program that wrote it"
        )


class ReaderCrashed(TextNotReadable):
    """The program that reads a file died of it."""

    def __init__(self, name: str, how: str) -> None:
        super().__init__(
            f"the reader failed on {name} ({how}); the file may be damaged: save it anew in the "
            "program that wrote it, or add the text in another format"
        )


class RecordInvalid(CorpusError):
    """A document's id, bibliographic record or manifest is not as it must be."""


class SourceChanged(CorpusError):
    """A file is not the one that its checksum was taken of."""

    def __init__(self, path: Path, expected: str, found: str) -> None:
        super().__init__(
            f"{path} has SHA-256 {found}, but its record says {expected}; restore the file, "
            "or, if the change is meant, write the new checksum into the record"
        )


class OriginalMissing(CorpusError):
    """The file that a text was read from was not stored with it."""

    def __init__(self, document_id: str, version: str) -> None:
        super().__init__(
            f"the original file of {document_id}@{version} was not stored; "
            "add the document again from its file"
        )


class DocumentFileCorrupt(CorpusError):
    """What is stored does not read back as it was written."""

    def __init__(
        self, path: Path, reason: str, document_id: str | None = None, version: str | None = None
    ) -> None:
        self.reason = reason
        named = "" if document_id is None else f"document {document_id}"
        named += "" if version is None else f"@{version}"
        super().__init__(
            f"{path} is damaged: {named}{' ' if named else ''}({reason}); `wenju doctor` says what "
            "is damaged, `wenju doctor --repair` mends what can be mended"
        )


class LibraryTooNew(CorpusError):
    """A newer program wrote this library."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(
            f"{path} has layout {found}, this program knows layouts up to {known}; "
            "start the newer program, or set WENJU_HOME to another folder"
        )


class LibraryLocked(CorpusError):
    """Somebody else is writing to this library, and went on doing so while this one waited."""

    def __init__(self, path: Path, holder: str, waited: float) -> None:
        super().__init__(
            f"the library is being written by {holder} (its lock is {path}; waited {waited:g} s); "
            "wait until that is done, or stop it, and try again"
        )


class LibraryNotWritable(CorpusError):
    """The folder of texts cannot be made or written."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"cannot write the library folder {folder} ({reason}); make it writable, "
            "or set WENJU_HOME to a folder that is"
        )


class BackupInvalid(CorpusError):
    """A file is no whole backup of a library."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} cannot be restored ({reason}); expected a whole file that `wenju backup` "
            "wrote; nothing was changed"
        )


class BackupNotWritable(CorpusError):
    """A backup cannot be written where it was to be."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"cannot write the backup {path} ({reason}); free some space there, or give another "
            "place; the library and an older backup are as they were"
        )


class UnknownJob(CorpusError):
    """No job has this id."""

    def __init__(self, job_id: str) -> None:
        super().__init__(f"there is no job {job_id[:_SHOWN]!r}; jobs are named when they start")


class GlossaryInvalid(CorpusError):
    """The glossary's file is not as it must be."""
