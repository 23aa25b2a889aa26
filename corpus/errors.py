"""Errors of the corpus, and the root of every error that Wenju raises on purpose.

WenjuError
└── CorpusError
    ├── UnknownDocument        no text has this id
    ├── UnknownVersion         the text is there, this version of it is not
    ├── MalformedAddress       not written as an address
    ├── AddressOutOfRange      an address past the end of its text
    ├── TextNotReadable        a file is not text, or has nothing to read
    ├── RecordInvalid          an id, a bibliographic record or a manifest
    ├── SourceChanged          a file is not the one that its checksum was taken of
    ├── DocumentFileCorrupt    a stored document does not read back as written
    ├── LibraryNotWritable     the folder of texts cannot be written
    └── GlossaryInvalid        the glossary's file
"""

from pathlib import Path

_SHOWN = 80


class WenjuError(Exception):
    """Something a person or a file caused; the message says what was expected and what to do."""


class CorpusError(WenjuError):
    """A text, its record or its address is not as it must be."""


class UnknownDocument(CorpusError):
    """No text has this id."""

    def __init__(self, document_id: str) -> None:
        super().__init__(
            f"there is no document {document_id[:_SHOWN]!r}; "
            "GET /v1/documents lists the ids that there are"
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


class RecordInvalid(CorpusError):
    """A document's id, bibliographic record or manifest is not as it must be."""


class SourceChanged(CorpusError):
    """A file is not the one that its checksum was taken of."""

    def __init__(self, path: Path, expected: str, found: str) -> None:
        super().__init__(
            f"{path} has SHA-256 {found}, but its record says {expected}; restore the file, "
            "or, if the change is meant, write the new checksum into the record"
        )


class DocumentFileCorrupt(CorpusError):
    """A stored document does not read back as it was written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"the stored document {path} is damaged ({reason}); restore it from a backup, "
            "or remove it and add the document again"
        )


class LibraryNotWritable(CorpusError):
    """The folder of texts cannot be made or written."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"cannot write the library folder {folder} ({reason}); make it writable, "
            "or set WENJU_HOME to a folder that is"
        )


class GlossaryInvalid(CorpusError):
    """The glossary's file is not as it must be."""
